"""How sure the classifier must be before something is done on its word: the one table of it (0 to 1)."""

# Danger (tests/intents/danger).
ALARM_CERTAIN = 0.9  # an alarm although the words are known to be harmless
ALARM = 0.85
ALARM_DOUBTFUL = 0.5  # the question whether there is danger may interrupt
# In the middle of a task.
PERSON = 0.55  # a human is wanted
CORRECTION = 0.45  # beside words that say something is wrong, which are looked at as well
GIVING_UP = 0.6
BEGINNING_ANEW = 0.6
SWITCH = 0.65  # another wish takes the place of this one
SIDE_QUESTION = 0.55
ON_THE_WAY = 0.65  # it is asked of something that was filed
DOUBTED_PRICE = 0.7
FAULT_TOLD = 0.6
REOPEN = 0.6
AFTER_SURVEY = 0.5  # another wish in the place of a score
YES_OR_NO = 0.6  # where the words alone do not tell
STORY_STOPPED = 0.7  # a question where any words are an answer
STORY_LEFT = 0.9  # another wish there
SMALL_TALK = 0.7
# Clauses.
CLAUSE_WISH = 0.7  # a wish of its own
NAMED_WISH = 0.5  # of which the product is named as well
AFTER_REFUSAL = 0.5  # what is left of a message that refuses a task
