"""Hearing that somebody is in danger (R22)."""

import re
from functools import lru_cache

from kb.models import EmergencyKind, Knowledge

NEAR = "[^，。！？；,!?;]{0,6}?"

_SPACES = re.compile(r"\s+")
_CUT = "；"  # put where talk was taken out, so that no pattern reaches across the gap


def detect(kb: Knowledge, text: str) -> EmergencyKind | None:
    """The danger a normalised text tells of, or None. The first kind in the file wins.

    Words that only talk about a danger (`unless`) are taken out and the rest is listened to again, so that
    "the leakage switch throws sparks" is still heard. A kind without patterns is never heard here: it is for dangers
    that were noticed in another way.
    """
    said = _SPACES.sub("", text.lower())
    for kind in kb.policies.emergency:
        if not kind.patterns:
            continue
        danger, talk = _compiled(kind.patterns, kind.unless)
        if danger.search(said) and danger.search(talk.sub(_CUT, said) if talk else said):
            return kind
    return None


def spelled_out(pattern: str, patterns: tuple[str, ...]) -> str:
    """The pattern with {near} and {danger} replaced by what they stand for; `patterns` are the kind's own."""
    return pattern.replace("{danger}", _any_of(patterns)).replace("{near}", NEAR)


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...], unless: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    danger = re.compile(spelled_out(_any_of(patterns), ()))
    talk = re.compile(_any_of(tuple(spelled_out(pattern, patterns) for pattern in unless))) if unless else None
    return danger, talk


def _any_of(patterns: tuple[str, ...]) -> str:
    return "(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")"
