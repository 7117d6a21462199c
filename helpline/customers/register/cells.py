"""What a cell of each sort may hold: from the text of a form or a table to the value that is kept.

Every reader takes the work and a text without blanks around it, and raises ValueError with the reason in a few words.
Nothing is guessed: what a spreadsheet program may have rounded or turned into something else is refused.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from connectors.contract.inbound import visible
from helpline.core.phone import is_phone, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register.tables import AS_FORMULA
from helpline.tables import Base, Person
from kb.models.knowledge import Knowledge

Reader = Callable[[UnitOfWork, str], Any]

LONGEST_ID, LONGEST_NAME, LONGEST_TEXT, MOST_ALIKE = 100, 200, 2000, 100_000
_ROUNDED = re.compile(r"[-+]?\d+(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?P<sign>[-/.年])(\d{1,2})(?:(?P=sign)|月)(\d{1,2})日?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_SEPARATORS = re.compile(r"[;；、\n]")
_MARKS_OF_TEXT = "'‘’＇`"  # before what a spreadsheet is not to take for a number
_WHOLE_AS_FRACTION = re.compile(r"(\+?\d+)\.0+")


def typed(told: str) -> str:
    """A number or a name as it was typed, without what keeps a spreadsheet from rounding it and what nobody sees."""
    seen = visible(told).strip()
    if formula := AS_FORMULA.fullmatch(seen):
        seen = formula[1].strip()
    return seen.lstrip(_MARKS_OF_TEXT).strip()


def text(longest: int = LONGEST_TEXT) -> Reader:
    def read(_work: UnitOfWork, told: str) -> str:
        if len(told) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if "\x00" in told or not told.isascii() and not _is_unicode(told):
            raise ValueError("holds a character that no text has")
        return told

    return read


def _is_unicode(told: str) -> bool:
    try:
        told.encode()
    except UnicodeEncodeError:  # half an emoji
        return False
    return True


def code(longest: int = LONGEST_ID) -> Reader:
    """A number or letters that name something: never what a spreadsheet wrote in powers of ten."""
    plain = text(longest)

    def read(work: UnitOfWork, told: str) -> str:
        told = typed(told)
        if _ROUNDED.fullmatch(told):
            raise ValueError(f"{told!r} was made a number by a spreadsheet; format the column as text")
        return str(plain(work, told))

    return read


def optional_code(work: UnitOfWork, told: str) -> str | None:
    """The same, None for nothing."""
    return code()(work, told) or None


def day(_work: UnitOfWork, told: str) -> date | None:
    """Year, month, day in that order, however they are parted; None for nothing."""
    if not told:
        return None
    if told.isdecimal():
        raise ValueError(f"{told!r} may be a date that a spreadsheet made a number; format the column as a date")
    found = _DAY.fullmatch(told.removesuffix(" 00:00:00"))
    try:
        if found:
            return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        pass
    raise ValueError(f"{told!r} is not a day like 2026-11-22")


def needed_day(work: UnitOfWork, told: str) -> date:
    if (found := day(work, told)) is None:
        raise ValueError("is empty")
    return found


def phone(work: UnitOfWork, told: str) -> str:
    """As it is kept; "" for nothing."""
    told = code()(work, told)
    if whole := _WHOLE_AS_FRACTION.fullmatch(told):  # no digit was lost: a program wrote the number so
        told = whole[1]
    if told and not is_phone(told):
        raise ValueError(f"{told!r} is no mobile of 11 digits, landline with area code, or number with +country")
    return stored(told) if told else ""


def phones(work: UnitOfWork, told: str) -> list[str]:
    """Several, parted by semicolons."""
    return [read for part in _SEPARATORS.split(typed(told)) if (read := phone(work, part.strip()))]


def email(work: UnitOfWork, told: str) -> str:
    text(LONGEST_NAME)(work, told)
    if told and not _EMAIL.fullmatch(told):
        raise ValueError(f"{told!r} is no e-mail address")
    return told.lower()


def count(_work: UnitOfWork, told: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", told) or not 1 <= int(told) <= MOST_ALIKE:
        raise ValueError(f"{told!r} is no number from 1 to {MOST_ALIKE}")
    return int(told)


def choice(values: type[StrEnum]) -> Reader:
    def read(_work: UnitOfWork, told: str) -> str:
        if told not in set(values):
            raise ValueError(f"{told!r} is none of {', '.join(values)}")
        return told

    return read


def known(what: str, ids: Callable[[Knowledge], Iterable[str]]) -> Reader:
    """An id of the files under kb/, or nothing."""

    def read(work: UnitOfWork, told: str) -> str:
        if told and told not in (there := sorted(ids(work.kb))):
            raise ValueError(f"{told!r} is no {what}; there are {', '.join(there)}")
        return told

    return read


def row_of(table: type[Base]) -> Reader:
    """The id of something on file; None for nothing."""

    def read(work: UnitOfWork, told: str) -> str | None:
        if not (told := typed(told)):
            return None
        if len(told) > LONGEST_ID or "\x00" in told or not _is_unicode(told):
            raise ValueError("is no id")
        if work.session.get(table, told) is None:
            raise ValueError(f"{told!r} is not on file")
        return told

    return read


def person(work: UnitOfWork, told: str) -> int | None:
    """The id of somebody of the company, by username; None for nothing."""
    if not told:
        return None
    plain = text(LONGEST_ID)(work, told)
    found = work.session.scalar(select(Person.id).where(Person.username == plain, Person.ended_at.is_(None)))
    if found is None:
        raise ValueError(f"{told!r} is nobody of the company")
    return found
