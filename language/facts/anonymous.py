"""A customer's message without the customer: what tells who they are is replaced by something invented."""

import re
from collections.abc import Iterable
from datetime import datetime
from zlib import crc32

from language.facts.extract import extract
from language.facts.fact import Fact
from language.facts.normalise import normalise
from language.facts.words import Words

# Plainly made up.
_MOBILES = ("13800000000", "13900000000", "15000000000", "18600000000")
_LANDLINE = "057180000000"
_SURNAMES = ("王", "李", "张", "刘", "陈", "杨")
_NAMES = ("李明", "王芳", "张伟", "刘洋", "陈静", "杨帆")
_ADDRESSES = ("滨江区春风路8号", "西湖区云溪路16号2幢301室", "余杭区向阳街5号")
_TITLE = re.compile(r"(先生|女士|小姐|太太|老师|阿姨|大姐|大哥|师傅|经理|主任|老板|总|工)$")
_PLACE_WORDS = re.compile(r"^(?:地址|住址|家住|住在|我?家?在)[是:： ]*")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.ASCII)
_LONG_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\- ]{4,40}[0-9A-Za-z]")
_DIGITS_OF_A_NUMBER = 6
_TELLING = ("phone", "name", "address", "serial", "plate", "case_number")
_KEPT = ("model", "product", "time", "amount_yuan", "mileage_km", "alarm_code", "score", "since")


def anonymous(text: str, now: datetime, words: Words, known: Iterable[str] = ()) -> str:
    """`text` on one line with invented phones, names, addresses, serials, plates, case numbers and mail addresses.

    `known` are words known to tell who it is, such as the name in the customer's file. The same word always becomes
    the same invented one. Names nobody could recognise stay: a person has to look before the text is used.
    """
    text = " ".join(text.split())
    facts = extract(text, now, words)
    spans = [(fact.start, fact.end, _invented(fact)) for fact in facts if fact.kind in _TELLING]
    spans += [(found.start(), found.end(), "kefu@example.com") for found in _MAIL.finditer(text)]
    spans += [(start, start + len(word), _name(word)) for word in known for start in _places(text, word)]
    kept = [(fact.start, fact.end) for fact in facts if fact.kind in _KEPT]
    for found in _LONG_NUMBER.finditer(normalise(text)):
        if sum(map(str.isdigit, found.group())) >= _DIGITS_OF_A_NUMBER and not _overlaps(kept, *found.span()):
            spans.append((*found.span(), _other_digits(found.group())))
    chosen: list[tuple[int, int, str]] = []
    for start, end, instead in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end, instead))
    for start, end, instead in reversed(chosen):
        text = text[:start] + instead + text[end:]
    return text


def _invented(fact: Fact) -> str:
    if fact.kind == "name":
        return _name(fact.text)
    if fact.kind == "address":
        lead = _PLACE_WORDS.match(fact.text)
        return (lead.group() if lead else "") + _one_of(_ADDRESSES, fact.text)
    if fact.kind == "phone":
        digits = re.sub(r"\D", "", normalise(fact.text))
        return (_LANDLINE if digits.startswith("0") else _one_of(_MOBILES, digits))[: max(len(digits), 3)]
    return _other_digits(normalise(fact.text))


def _name(word: str) -> str:
    title = _TITLE.search(word)
    if title and title.start():
        return _one_of(_SURNAMES, word) + title.group()
    return _one_of(_SURNAMES, word) if len(word) == 1 else _one_of(_NAMES, word)


def _other_digits(text: str) -> str:
    """The same shape, counting 1 2 3 … where digits were."""
    count = iter("1234567890" * (len(text) // 10 + 1))
    return "".join(next(count) if sign.isdigit() else sign for sign in text)


def _one_of(choices: tuple[str, ...], word: str) -> str:
    return choices[crc32(word.encode()) % len(choices)]


def _places(text: str, word: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), text)] if len(word) >= 2 else []


def _overlaps(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)
