"""Hearing that somebody is in danger (R22)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from kb.models.knowledge import EmergencyKind, EmergencyPolicy, Knowledge, Word

DANGER = "{danger}"

_MARKS = "，。！？；,!?;…~、"
_CUT = "；"  # put where harmless words were taken out, so that no pattern reaches across the gap
_REACH = 40  # characters around a find in which it is judged; no wording of `talk` looks further
_LONGEST_SPELT_OUT = 1  # characters of one word between two spaces: 冒 烟 了 is spelt out, not three clauses


@dataclass(frozen=True)
class _Heard:
    """One kind, ready to be listened for."""

    kind: EmergencyKind
    harmless: re.Pattern[str] | None
    dangers: tuple[re.Pattern[str], ...]


def detect(kb: Knowledge, text: str) -> EmergencyKind | None:
    """The danger a normalised text tells of, or None. The first kind in the file wins.

    Harmless words that look like a danger are taken out. What is left is searched for every wording of a danger, and
    each find is judged by its own surroundings: denied, long past, imagined or asked about in general it does not
    count, but another find may. A kind without patterns is never heard here: it is for dangers noticed in another way.
    """
    return _listen(kb, text)[0]


def is_only_talk(kb: Knowledge, text: str) -> bool:
    """Whether there are words of danger in the text, or words that look like it, and all of them are harmless."""
    kind, harmless = _listen(kb, text)
    return kind is None and harmless


def takes_back(kb: Knowledge, text: str) -> bool:
    """Whether a normalised text in which no danger is heard says that there is none: what was feared was not so."""
    said = "".join(text.lower().split())
    return _taken_back(kb.policies.emergency).search(said) is not None and detect(kb, text) is None


def spelled_out(pattern: str, words: tuple[Word, ...]) -> str:
    """The pattern with each {name} replaced by what it means; a word's meaning may use the words above it."""
    for word in reversed(words):
        pattern = pattern.replace("{" + word.name + "}", f"(?:{word.means})")
    return pattern


def _listen(kb: Knowledge, text: str) -> tuple[EmergencyKind | None, bool]:
    """The kind that was heard, and whether anything was heard and found harmless before."""
    return _listened(kb.policies.emergency, text)


@lru_cache(maxsize=1024)  # the same message is asked about by several: while it waits, in its turn, when it is graded
def _listened(policy: EmergencyPolicy, text: str) -> tuple[EmergencyKind | None, bool]:
    kinds, talk, spellings = _compiled(policy)
    said, cuts = _joined(text.lower().translate(spellings))
    harmless = False
    for heard in kinds:
        listened = heard.harmless.sub(lambda found: _CUT * len(found.group()), said) if heard.harmless else said
        harmless = harmless or listened != said
        for danger in heard.dangers:
            for found in danger.finditer(listened):
                if not _only_talk(talk, listened, cuts, found):
                    return heard.kind, harmless
                harmless = True
    return None, harmless


def _joined(text: str) -> tuple[str, frozenset[int]]:
    """The text without spaces, and the places where a space stood that parted two clauses."""
    chunks = text.split()
    ends = list(accumulate(map(len, chunks)))
    parted = zip(ends, chunks, chunks[1:])
    return "".join(chunks), frozenset(
        end for end, left, right in parted if min(len(left), len(right)) > _LONGEST_SPELT_OUT
    )


def _only_talk(
    talk: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...],
    said: str,
    cuts: frozenset[int],
    found: re.Match[str],
) -> bool:
    nearest = max(0, found.start() - _REACH)
    start = next((at for at in range(found.start(), nearest, -1) if at in cuts or said[at - 1] in _MARKS), nearest)
    before = said[start : found.start()]
    after = "".join(_after(said, cuts, found.end()))
    return any(right.match(after) and left.search(before) for left, right in talk)


def _after(said: str, cuts: frozenset[int], start: int) -> Iterator[str]:
    for at in range(start, min(len(said), start + _REACH)):
        yield "，" + said[at] if at in cuts else said[at]


@lru_cache(maxsize=4)
def _taken_back(policy: EmergencyPolicy) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{spelled_out(words, policy.words)})" for words in policy.taken_back))


@lru_cache(maxsize=4)
def _compiled(
    policy: EmergencyPolicy,
) -> tuple[tuple[_Heard, ...], tuple[tuple[re.Pattern[str], re.Pattern[str]], ...], dict[int, str]]:
    kinds = []
    for kind in policy.kinds:
        harmless = (*policy.harmless, *kind.harmless)
        taken_out = re.compile("|".join(spelled_out(word, policy.words) for word in harmless)) if harmless else None
        dangers = tuple(re.compile(spelled_out(pattern, policy.words)) for pattern in kind.patterns)
        kinds.append(_Heard(kind, taken_out, dangers))
    talk = []
    for line in policy.talk:
        before, _, after = spelled_out(line, policy.words).partition(DANGER)
        talk.append((re.compile(f"(?:{before})$"), re.compile(after)))
    return tuple(kinds), tuple(talk), {ord(pair[0]): pair[1] for pair in policy.spellings}
