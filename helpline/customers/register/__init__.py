"""The register of parties and things (R03): one table of kinds and columns, by which the API and the files that are
taken in and given out read and write alike.
"""
