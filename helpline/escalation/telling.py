"""Colleagues are reached by text message, wherever they are: by a step of the ladder (R19), for help on site (R20)."""

from collections.abc import Iterable, Iterator

from helpline.conversations.messages import say
from helpline.conversations.opening import talk_with
from helpline.core.phone import SMS, is_mobile
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty.on_duty import of_roster
from helpline.staff.people import by_username
from helpline.tables import Case, Person
from helpline.timeline.record import record
from kb.lookup import service_point

# Of the case, of its contract, and of its service point; other names are purposes of rosters.
ENGINEER, MANAGER, POINT = "engineer", "manager", "point"
LONGEST = 60  # characters of anybody's words


def text(work: UnitOfWork, case: Case, names: Iterable[str], id: str, words: str, **values: str) -> None:
    """Says the phrase to each of them once, and writes down who was reached and who has no phone for it.

    Of a complaint nothing: it may be about one of them, and its words are for its readers alone (R41).
    """
    if case.complaint_id is not None:
        return
    told = phrase(work.kb, id, number=case.number, words=words[:LONGEST], **values)
    people = {person.id: person for name in names for person in _people(work, case, name)}
    text_people(work, case, people.values(), told)


def text_people(work: UnitOfWork, case: Case, people: Iterable[Person], told: str) -> None:
    """Says something about a case to each of them, of a complaint nothing."""
    if case.complaint_id is not None:
        return
    for person in people:
        if reached := is_mobile(person.phone):
            say(work, talk_with(work, SMS, person), told, purpose="notice")
        record(work, case, "colleague_told", told, person=person.username, name=person.name, reached=reached)


def _people(work: UnitOfWork, case: Case, name: str) -> Iterator[Person]:
    if name == ENGINEER:
        yield from filter(None, [case.engineer])
    elif name == MANAGER:
        yield from filter(None, [case.contract.manager if case.contract else None])
    elif name == POINT:
        point = service_point(work.kb, case.service_point)
        yield from filter(None, [by_username(work, point.head) if point else None])
    else:
        yield from of_roster(work, case, name)
