"""Facts customers state in their own words: pure functions from text to values, one file a kind.

No Rasa, no spaCy and no knowledge loader here, so that every part of the program may use them (Python 3.10 and newer).
"""
