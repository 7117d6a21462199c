"""All facts in one message, at their places in the original text."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from language import dictionary
from language.facts.address import find_addresses
from language.facts.alarm_code import find_alarm_codes
from language.facts.amount import find_amounts
from language.facts.case_number import find_case_numbers
from language.facts.fact import Fact
from language.facts.fault import find_faults
from language.facts.mileage import find_mileages
from language.facts.model import find_models
from language.facts.name import bare_name as _bare_name
from language.facts.name import find_names
from language.facts.normalise import normalise
from language.facts.phone import find_phones
from language.facts.place import find_places
from language.facts.plate import find_plates
from language.facts.product import find_products
from language.facts.score import find_scores
from language.facts.serial import find_serials
from language.facts.when import find_times
from language.facts.words import NO_WORDS, Words

# Kinds whose words others need as well: 2号电梯 is a place and a lift, 打印机卡纸 a printer and its fault.
_LEFT_STANDING = frozenset(["score", "product", "place", "fault"])
# Kinds no name can stand inside of. The others are less sure than a name: 周一帆 is no Monday.
_EXACT = frozenset(["case_number", "model", "serial", "plate", "phone", "address"])
LONGEST_READ = 600  # characters; of what is longer, a pasted letter, only the exact kinds are read to the end
_TAKEN_BACK = re.compile(r"不对|说错|打错|写错|错了|不是|更正|应该是|改成|改为|哦不|噢不")


def extract(text: str, now: datetime, words: Words) -> list[Fact]:
    """Facts in order of their places. What a customer corrects within the message is left out.

    Exact kinds are read first and blanked, so that the digits of a phone are not read as an hour, nor the number of
    a house as a day.
    """
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
    return _without_corrected(sorted((_as_said(fact, text) for fact in facts), key=lambda f: (f.start, f.end)), text)


def read_lists(words: Words = NO_WORDS) -> None:
    """Reads the lists of places, names and words, which takes a second, now instead of at the first message."""
    dictionary.read()
    extract("我姓王，明天下午三点到杭州西湖区文三路1号", datetime(2026, 1, 1), words)


def bare_name(text: str, words: Words = NO_WORDS) -> str | None:
    """The name, where a whole answer to "what is your name?" is one; otherwise None."""
    return _bare_name(normalise(text), words)


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


def _as_said(fact: Fact, text: str) -> Fact:
    return Fact(fact.kind, fact.value, text[fact.start : fact.end], fact.start, fact.end, fact.error, fact.extra)


def _without_corrected(facts: list[Fact], text: str) -> list[Fact]:
    kept: list[Fact] = []
    for n, fact in enumerate(facts):
        later = next((other for other in facts[n + 1 :] if other.kind == fact.kind), None)
        if (
            later is None
            or fact.kind in _LEFT_STANDING
            or not (_TAKEN_BACK.search(text[fact.end : later.start]) or text[: fact.start].endswith("不是"))
        ):
            kept.append(fact)
    return kept
