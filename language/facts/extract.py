"""All facts in one message, at their places in the original text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from language import dictionary
from language.facts.address import find_addresses
from language.facts.alarm_code import find_alarm_codes
from language.facts.amount import find_amounts
from language.facts.case_number import find_case_numbers
from language.facts.decoration import visible
from language.facts.fact import Fact
from language.facts.fault import find_faults
from language.facts.mileage import find_mileages
from language.facts.model import find_models
from language.facts.name import answered_name, find_names
from language.facts.name import bare_name as _bare_name
from language.facts.normalise import normalise
from language.facts.phone import find_phones
from language.facts.place import find_places
from language.facts.plate import find_plates
from language.facts.product import find_products
from language.facts.score import find_scores
from language.facts.serial import find_serials
from language.facts.when import find_times
from language.facts.words import NO_WORDS, Words
from language.facts.written import as_written
from language.facts.yes_no import yes_no

# Kinds whose words others need as well: 2号电梯 is a place and a lift, 打印机卡纸 a printer and its fault.
_LEFT_STANDING = frozenset(["score", "product", "place", "fault"])
# Kinds no name can stand inside of. The others are less sure than a name: 周一帆 is no Monday.
_EXACT = frozenset(["case_number", "model", "serial", "plate", "phone", "address"])
_AS_WRITTEN = frozenset(["name", "address", "place"])  # never rewritten: 王喆, 乾县
_WEEKDAY = re.compile("周[一二三四五六日天末]")
LONGEST_READ = 600  # characters; of what is longer, a pasted letter, only the exact kinds are read to the end
_NOT_THIS = re.compile(r"(?<![是要])不是$")  # before what is not meant: 不是热水器，是净水器
_TAKEN_BACK = re.compile(r"不对|说错|打错|写错|错了|不是|更正|应该是|改成|改为|哦不|噢不")


def extract(text: str, now: datetime, words: Words) -> list[Fact]:
    """Facts in order of their places. What a customer corrects within the message is left out.

    Exact kinds are read first and blanked, so that the digits of a phone are not read as an hour, nor the number of
    a house as a day.
    """
    seen, places = visible(text)
    facts = _extract(seen, now, words)
    if seen == text:
        return facts
    spans = [(places[fact.start], places[fact.end - 1] + 1) for fact in facts]
    return [replace(fact, start=start, end=end, text=text[start:end]) for fact, (start, end) in zip(facts, spans)]


def _extract(text: str, now: datetime, words: Words) -> list[Fact]:
    facts: list[Fact] = []
    rest = particulars = normalise(text)
    for found in _kinds(now, words):
        if found is find_addresses:
            rest, particulars = rest[:LONGEST_READ], particulars[:LONGEST_READ]
        news = [fact for fact in found(rest) if text[fact.start : fact.end].strip()]
        facts += news
        for fact in news:
            if fact.kind not in _LEFT_STANDING:
                rest = _blanked(rest, fact)
            if fact.kind in _EXACT:
                particulars = _blanked(particulars, fact)
    listed = any(fact.kind in ("phone", "address") for fact in facts)
    facts += find_names(particulars, words, in_list=listed)
    facts = [fact for fact in facts if not any(_part_of(fact, other) for other in facts)]
    normal = normalise(text)
    said = sorted((_as_said(fact, normal, text) for fact in facts), key=lambda f: (f.start, f.end))
    return _without_corrected(said, text)


def read_lists(words: Words = NO_WORDS) -> None:
    """Reads the lists of places, names and words, which takes a second, now instead of at the first message."""
    dictionary.read()
    extract("我姓王，明天下午三点到杭州西湖区文三路1号", datetime(2026, 1, 1), words)


def bare_name(text: str, words: Words = NO_WORDS) -> str | None:
    """The name, where a whole answer to "what is your name?" is one; otherwise None."""
    name = _bare_name(normalise(text), words)
    return name and as_written(name, normalise(text), text)


def name_answered(text: str, facts: Iterable[Fact]) -> str | None:
    """The name in an answer to "what is your name?": the one that `facts` hold, or what is said beside them, if it can
    be nothing else. A name of any script and any surname is one: 阿依古丽·买买提, John Smith, 𠮷野. None for a refusal, a
    question, a wish, yes and no.
    """
    rest = normalise(text)
    if (alone := bare_name(text)) and not _WEEKDAY.fullmatch(alone):  # 单国庆 is no holiday
        return alone
    for fact in facts:
        if fact.kind == "name" and fact.value:
            return str(fact.value)
        if fact.kind != "place" or fact.text == text:
            rest = _blanked(rest, fact)
    if yes_no(text) is not None:
        return None
    name = answered_name(rest)
    return name and as_written(name, normalise(text), text)


def _kinds(now: datetime, words: Words) -> Iterator[Callable[[str], Iterator[Fact]]]:
    yield find_case_numbers
    yield lambda text: find_models(text, words)
    yield find_serials
    yield find_plates
    yield find_phones
    yield find_addresses
    yield find_mileages
    yield find_amounts
    yield find_alarm_codes
    yield lambda text: find_times(text, now)
    yield find_places
    yield lambda text: find_products(text, words)
    yield find_faults
    yield find_scores


def _part_of(fact: Fact, other: Fact) -> bool:
    """Whether a fact is only a piece of another: 停车场 of 停车场灯, 工程部 before 李经理, 国庆 in the name 单国庆."""
    if other.kind == "name" and fact.kind in ("place", "time", "since"):
        return other.start <= fact.end and fact.start < other.end
    if other.kind in ("product", "model") and fact.kind == "place":
        return other.start <= fact.start and fact.end <= other.end and other.end - other.start > fact.end - fact.start
    return False


def _blanked(text: str, fact: Fact) -> str:
    return text[: fact.start] + "\0" * (fact.end - fact.start) + text[fact.end :]


def _as_said(fact: Fact, normal: str, text: str) -> Fact:
    said = text[fact.start : fact.end]
    value = fact.value
    if fact.kind in _AS_WRITTEN and value:
        value = as_written(value, normal[fact.start : fact.end], said)
    return replace(fact, value=value, text=said)


def _without_corrected(facts: list[Fact], text: str) -> list[Fact]:
    kept: list[Fact] = []
    for n, fact in enumerate(facts):
        later = next((other for other in facts[n + 1 :] if other.kind == fact.kind), None)
        if (
            later is None
            or not _NOT_THIS.search(text[: fact.start])
            and (fact.kind in _LEFT_STANDING or not _TAKEN_BACK.search(text[fact.end : later.start]))
        ):
            kept.append(fact)
    return kept
