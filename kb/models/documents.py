"""The shape of kb/documents.yml: the words of papers that customers are given (R29, R37)."""

from kb.models.entry import Entry


class DocumentWords(Entry):
    titles: dict[str, str]  # by kind of document
    business_titles: dict[str, dict[str, str]]  # by business, where it calls them otherwise
    labels: dict[str, str]  # of facts and headings
    verdicts: dict[str, str]
    duties: dict[str, str]  # the same verdicts, of what is done at every visit
    lines: dict[str, str]  # kinds of lines
    payers: dict[str, str]
    outcomes: dict[str, str]
    confirmed: dict[str, str]  # by code, by signature, in the talk, not at all; with {time} and {name}
