"""Who is meant: everything by which one person is found in the tables."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select

from helpline.core.phone import is_phone, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.identity import holds_phone
from helpline.tables import Call, Case, ContactPoint, Conversation, Customer, OneTimeCode
from helpline.tables.states import PointKind


@dataclass
class Found:
    """The rows of one person. `phones` are as they are kept and dialled."""

    customers: list[Customer] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)
    conversations: list[Conversation] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.customers or self.conversations or self.cases)

    @property
    def known_by(self) -> set[str]:
        """As the list of erasures beside the backups hashes it."""
        talks = {f"conversation:{row.id}" for row in self.conversations}
        return {f"customer:{row.id}" for row in self.customers} | {f"phone:{phone}" for phone in self.phones} | talks


def find(work: UnitOfWork, who: str) -> Found:
    """By a customer's id, or by a phone with or without its country. Nothing found is an empty Found."""
    phones = {stored(who)} if is_phone(who) else set()
    return _gather(work, or_(Customer.id == who, holds_phone(*phones)), phones)


def find_hashed(work: UnitOfWork, hashes: Collection[str], hash: Callable[[str], str]) -> Found:
    """Whoever is known by one of the hashes. Looks at everybody: for a restore, where nobody waits."""
    ids = [id for id in work.session.scalars(select(Customer.id)) if hash(f"customer:{id}") in hashes]
    phones = {phone for phone in _all_phones(work) if hash(f"phone:{phone}") in hashes}
    return _gather(work, or_(Customer.id.in_(ids), holds_phone(*phones)), phones)


def _gather(work: UnitOfWork, named: ColumnElement[bool], phones: set[str]) -> Found:
    session = work.session
    found = Found(customers=list(session.scalars(select(Customer).where(named))))
    ids = [customer.id for customer in found.customers]
    found.phones = {
        *phones,
        *(point.value for row in found.customers for point in row.points if point.kind == PointKind.PHONE),
    }
    found.phones -= _of_others(work, found.phones, ids)
    found.cases = list(
        session.scalars(select(Case).where(or_(Case.customer_id.in_(ids), Case.phone.in_(found.phones))))
    )
    said = [case.conversation_id for case in found.cases if case.conversation_id]
    told = select(OneTimeCode.conversation_id).where(
        OneTimeCode.phone.in_(found.phones), OneTimeCode.used_at.is_not(None)
    )
    called = select(Call.conversation_id).where(Call.from_phone.in_(found.phones))
    talks = or_(
        Conversation.customer_id.in_(ids),
        Conversation.external_id.in_(found.phones),
        Conversation.id.in_(said),
        Conversation.id.in_(told),
        Conversation.id.in_(called),
    )
    found.conversations = list(session.scalars(select(Conversation).where(talks)))
    return found


def _of_others(work: UnitOfWork, phones: set[str], ids: list[str]) -> set[str]:
    """Numbers somebody else has as well, as a switchboard: what was said from there is not this person's alone."""
    held = ContactPoint.kind == PointKind.PHONE, ContactPoint.value.in_(phones), ContactPoint.ended_at.is_(None)
    return set(work.session.scalars(select(ContactPoint.value).where(*held, ContactPoint.customer_id.not_in(ids))))


def _all_phones(work: UnitOfWork) -> Iterator[str]:
    for column in (ContactPoint.value, Case.phone, Conversation.external_id, Call.from_phone):
        for phone in work.session.scalars(select(column).distinct()):
            yield stored(phone)
