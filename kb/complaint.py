"""Complaints told by their words (R41, `kb/policies/complaints.yml`). Time grows with the text's length, no faster."""

from collections.abc import Iterable

from kb.models.knowledge import Knowledge


def begins(kb: Knowledge, text: str) -> bool:
    """Whether the words are a complaint, whatever else they are."""
    said = _bare(text)
    for harmless in kb.policies.complaints.harmless:
        said = said.replace(harmless, "\n")
    return any(word in said for word in kb.policies.complaints.words)


def goes_on(kb: Knowledge, text: str, names: Iterable[str]) -> bool:
    """Whether the words go on with a complaint made before, which accuses people of these names."""
    said = _bare(text)
    return any(word in said for word in (*kb.policies.complaints.goes_on, *names))


def _bare(text: str) -> str:
    return "".join(text.split())
