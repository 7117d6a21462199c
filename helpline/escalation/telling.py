"""Colleagues are reached by text message, wherever they are: by a step of the ladder (R19), for help on site (R20)."""

from collections.abc import Iterable, Iterator

from helpline.conversations.chat import talk_with
from helpline.conversations.messages import say
from helpline.core.phone import SMS, is_mobile
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty.on_duty import of_roster
from helpline.tables import Case, Person
from helpline.timeline.record import record

ENGINEER, MANAGER = "engineer", "manager"  # of the case, and of its contract; other names are purposes of rosters
LONGEST = 60  # characters of anybody's words


def text(work: UnitOfWork, case: Case, names: Iterable[str], id: str, words: str, **values: str) -> None:
    """Says the phrase to each of them once, and writes down who was reached and who has no phone for it.

    Of a complaint nothing: it may be about one of them, and its words are for its readers alone (R41).
    """
    if case.complaint_id is not None:
        return
    told = phrase(work.kb, id, number=case.number, words=words[:LONGEST], **values)
    people = {person.id: person for name in names for person in _people(work, case, name)}
    for person in people.values():
        if reached := is_mobile(person.phone):
            say(work, talk_with(work, SMS, person), told, purpose="notice")
        record(work, case, "colleague_told", told, person=person.username, reached=reached)


def _people(work: UnitOfWork, case: Case, name: str) -> Iterator[Person]:
    if name == ENGINEER:
        yield from filter(None, [case.engineer])
    elif name == MANAGER:
        yield from filter(None, [case.contract.manager if case.contract else None])
    else:
        yield from of_roster(work, case, name)
