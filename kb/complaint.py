"""Complaints told by their words (R41, `kb/policies/complaints.yml`). Time grows with the text's length, no faster."""

import re
from collections.abc import Iterable
from functools import lru_cache

from kb.emergency import spelled_out
from kb.models.knowledge import ComplaintPolicy, Knowledge

_MARKS = "，,；;。、\n "
_PART = re.compile(r"(?<=[，。！？；,!?;\n])")
_CUT = "；"  # put where harmless words were taken out, so that no pattern reaches across the gap


def begins(kb: Knowledge, text: str) -> bool:
    """Whether the words are a complaint, whatever else they are."""
    said = _bare(text)
    for harmless in kb.policies.complaints.harmless:
        said = said.replace(harmless, "\n")
    return any(word in said for word in kb.policies.complaints.words) or accuses(kb, text)


def accuses(kb: Knowledge, text: str) -> bool:
    """Whether somebody of ours is accused, of taking money, abuse, theft or the like, wherever it is told."""
    return _accuses(kb.policies.complaints, text)


def plain(kb: Knowledge, text: str) -> str:
    """The text without the parts that accuse somebody, for where everybody reads it."""
    parts = [part for part in _PART.split(text) if not accuses(kb, part)]
    beside = list(zip(["", *parts], parts, [*parts[1:], ""]))  # one part may say who, and the next what
    kept = [part for before, part, after in beside if not accuses(kb, before + part) and not accuses(kb, part + after)]
    rest = "".join(kept).strip(_MARKS)
    return "" if accuses(kb, rest) else rest


def goes_on(kb: Knowledge, text: str, names: Iterable[str]) -> bool:
    """Whether the words go on with a complaint made before, which accuses people of these names."""
    said = _bare(text)
    return any(word in said for word in (*kb.policies.complaints.goes_on, *names))


@lru_cache(maxsize=1024)  # asked before a message is stored, and again when it is
def _accuses(policy: ComplaintPolicy, text: str) -> bool:
    accusations, harmless = _compiled(policy)
    said = _bare(text)
    for pattern in harmless:
        said = pattern.sub(_CUT, said)
    return any(pattern.search(said) for pattern in accusations)


@lru_cache(maxsize=4)
def _compiled(policy: ComplaintPolicy) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    accusations = [re.compile(spelled_out(pattern, policy.parts)) for pattern in policy.accusations]
    return accusations, [re.compile(spelled_out(pattern, policy.parts)) for pattern in policy.no_accusations]


def _bare(text: str) -> str:
    return "".join(text.split())
