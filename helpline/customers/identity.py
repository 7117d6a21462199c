"""Whose conversation this is. Nothing on file is used before somebody has shown to be its owner (R03).

Shown weakly by the phone on file together with one more fact: full name, a serial number, or a case number. The sender
of a text message and the number of a call are claims like any phone that is told. What each level opens is the table in
`helpline.customers.proof`.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy import case as case_when

from helpline.core.phone import shown, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import wrong_claims
from helpline.customers.proof import Act, Level, customer_of, level_of, may
from helpline.customers.queries import assets_numbered
from helpline.tables import Case, ContactPoint, Conversation, Customer, Identity
from helpline.tables.states import FINISHED_CASE, PointKind
from language.facts.variants import same_name


class Proof(StrEnum):
    PROVED = "proved"
    MISSING = "missing"  # not enough given yet
    CODE = "code"  # a one-time code is to be sent to the phone: what others may know does not do instead
    WRONG = "wrong"  # what was given does not fit together
    LOCKED = "locked"  # too many wrong attempts


RECENT = timedelta(days=90)  # of a closed case that may be opened again


def customer_by_phone(work: UnitOfWork, phone: str) -> Customer | None:
    """Who has this phone on file, the first where several share it; for the product's own use, never shown."""
    return next(iter(_customers_by_phone(work, phone)), None)


def customer_named(work: UnitOfWork, phone: str, name: str) -> Customer | None:
    """Who has this phone on file; of several who share it the one of the name, nobody where it is not clear who."""
    sharing = _customers_by_phone(work, phone)
    fitting = sharing if len(sharing) == 1 else [one for one in sharing if same_name(one.name, name)]
    return fitting[0] if len(fitting) == 1 else None


def _customers_by_phone(work: UnitOfWork, phone: str) -> Sequence[Customer]:
    return work.session.scalars(
        select(Customer).where(holds_phone(phone), Customer.ended_at.is_(None)).order_by(Customer.id)
    ).all()


def holds_phone(*numbers: str) -> ColumnElement[bool]:
    """Customers who have one of the numbers, in any spelling, for theirs now.

    Found from the number, not by a look at every customer.
    """
    values = [stored(number) for number in numbers]
    holders = select(ContactPoint.customer_id).where(ContactPoint.kind == PointKind.PHONE)
    return Customer.id.in_(holders.where(ContactPoint.value.in_(values), ContactPoint.ended_at.is_(None)))


def is_known(work: UnitOfWork, phone: str) -> bool:
    """Whether there is anything under this phone: a customer, or a case filed with it; for the product's own use."""
    filed = select(Case.id).where(Case.phone == phone).limit(1)
    return customer_by_phone(work, phone) is not None or work.session.scalar(filed) is not None


def prove(
    work: UnitOfWork,
    conversation: Conversation,
    phone: str | None,
    name: str | None = None,
    serial: str | None = None,
    case_number: str | None = None,
    by_code: bool = False,
) -> Proof:
    """Checks the facts that were asked for; when they fit, the talk belongs to the customer, weakly.

    With `by_code` the phone can be sent a one-time code: then only that shows who holds it, or a case number.
    """
    level = level_of(work, conversation)
    if level == Level.STRONG or (level and (not by_code or conversation.proved_by == "case")):
        return Proof.PROVED
    to_be_sent = phone is not None and by_code and not case_number
    # What strangers guess at a phone keeps nobody from showing by a code that it is theirs.
    if wrong_claims.is_locked(work, conversation, None if to_be_sent else phone):
        return Proof.LOCKED
    if to_be_sent:
        return Proof.CODE
    if not phone or not (name or serial or case_number):
        return Proof.MISSING
    if _matches(work, conversation, phone, name, serial, case_number):
        return Proof.PROVED
    return count_wrong(work, conversation, phone, _claim(name, serial, case_number))


def match(
    work: UnitOfWork, conversation: Conversation, phone: str | None, name: str | None, serial: str | None = None
) -> Customer | None:
    """Who the facts told in passing show the talk to belong to. Told again unchanged, a contradiction counts once."""
    if customer := customer_of(work, conversation):
        return customer
    if not phone or not (name or serial) or wrong_claims.is_locked(work, conversation, phone):
        return None
    if _matches(work, conversation, phone, name, serial, None):
        return conversation.customer
    claim = _claim(name, serial, None)
    if not wrong_claims.is_noted(work, conversation, phone, claim):
        wrong_claims.note(work, conversation, phone, claim)
    return None


def _claim(*facts: str | None) -> str:
    return "|".join(fact or "" for fact in facts)


def _matches(
    work: UnitOfWork,
    conversation: Conversation,
    phone: str,
    name: str | None,
    serial: str | None,
    number: str | None,
) -> bool:
    for customer in _customers_by_phone(work, phone):
        if fact := _fitting(work, customer, name, serial, number):
            bind(work, conversation, customer, fact)
            return True
    return False


def _fitting(
    work: UnitOfWork, customer: Customer, name: str | None, serial: str | None, number: str | None
) -> str | None:
    """The fact that shows it to be this customer. Anybody may file under any phone: such a case shows nothing."""
    if name and same_name(name, customer.name):
        return "name"
    if serial and any(machine.customer_id == customer.id for machine in assets_numbered(work, serial)):
        return "serial"
    if number:
        case = work.session.scalars(select(Case).where(Case.number == number)).one_or_none()
        if case and case.filer_proved and case.customer_id == customer.id:
            return "case"
    return None


def show_case(
    work: UnitOfWork, conversation: Conversation, number: str, phone: str | None
) -> tuple[Proof, Case | None]:
    """The case of a number, if it was filed here, is this customer's, or was filed with the phone that is given.

    The talk becomes its customer's only where that customer, shown to be so, filed it. A number that fits no such case
    counts as a contradiction, once a phone is told with it.
    """
    case = work.session.scalars(select(Case).where(Case.number == number)).one_or_none()
    if case and may(work, conversation, Act.HEAR_CASE, case):
        return Proof.PROVED, case
    if wrong_claims.is_locked(work, conversation, phone):
        return Proof.LOCKED, None
    if not phone:
        return Proof.MISSING, None
    if case is None or case.phone != shown(phone):
        return count_wrong(work, conversation, phone, _claim(None, None, number)), None
    whose = case.customer if case.filer_proved else None
    if whose and whose.has_phone(phone) and not level_of(work, conversation):
        bind(work, conversation, whose, "case")
    return Proof.PROVED, case


def count_wrong(work: UnitOfWork, conversation: Conversation, phone: str, claim: str) -> Proof:
    """A contradiction was given where a proof was asked for."""
    wrong_claims.note(work, conversation, phone, claim)
    return Proof.LOCKED if wrong_claims.is_locked(work, conversation, phone) else Proof.WRONG


def bind(work: UnitOfWork, conversation: Conversation, customer: Customer, fact: str) -> None:
    """Remembers whose this channel account was shown to be, by what and when."""
    conversation.customer = customer
    conversation.customer_proved_at, conversation.proved_by = work.now, fact
    known = work.session.scalars(
        select(Identity).where(
            Identity.channel == conversation.channel, Identity.external_id == conversation.external_id
        )
    ).one_or_none()
    if known is None:
        known = Identity(channel=conversation.channel, external_id=conversation.external_id)
        work.session.add(known)
    known.customer_id, known.proved_at, known.proved_by = customer.id, work.now, fact


def own(work: UnitOfWork, conversation: Conversation, phone: str, by: str, name: str | None = None) -> Customer:
    """Binds the conversation to whoever holds the phone; somebody not on file becomes a customer.

    Where several share the phone it is the one of this name; without one it is nobody on file: the file of one is none
    of the others' business.
    What was filed with the phone becomes theirs, but only what they filed in this very talk counts as filed by them.
    """
    sharing, unnamed = _customers_by_phone(work, phone), f"P{shown(phone)}"
    fitting = (
        sharing
        if len(sharing) == 1
        else [one for one in sharing if same_name(one.name, name or "") or one.id == unnamed]
    )
    customer = min(fitting, key=lambda one: one.id == unnamed, default=None)
    filed = select(Case).where(Case.phone == phone, Case.customer_id.is_(None))
    cases = list(work.session.scalars(filed.order_by(Case.id.desc())))
    for case in cases:
        case.filer_proved |= case.conversation_id == conversation.id
    if customer is None:
        customer = Customer(
            id=unnamed,
            name=next((case.contact_name for case in cases if case.filer_proved and case.contact_name), ""),
            phone=phone,
            created_at=work.now,
        )
        work.session.add(customer)
        work.session.flush()
    for case in cases:
        case.customer_id = customer.id
    if by == "code":
        _verify(work, customer, phone)
    bind(work, conversation, customer, by)
    return customer


def _verify(work: UnitOfWork, customer: Customer, phone: str) -> None:
    """The customer has shown that they hold the number."""
    for point in customer.points:
        if point.kind == PointKind.PHONE and point.value == stored(phone):
            point.verified_at = work.now


def recent_cases(work: UnitOfWork, conversation: Conversation) -> list[Case]:
    """The cases this conversation may know of, finished ones too, that changed lately; the newest first."""
    mine = Case.conversation_id == conversation.id
    customer = customer_of(work, conversation)
    if customer:
        mine = mine | ((Case.customer_id == customer.id) & Case.filer_proved)
    rows = select(Case).where(mine, Case.changed_at > work.now - RECENT).order_by(Case.id.desc()).limit(20)
    return list(work.session.scalars(rows))


def open_cases(work: UnitOfWork, conversation: Conversation) -> list[Case]:
    """The unfinished cases this conversation may know of: its own and its customer's, newest first.

    What was filed elsewhere by somebody who had not shown to be this customer stands last.
    """
    mine = Case.conversation_id == conversation.id
    customer = customer_of(work, conversation)
    if customer:
        mine = mine | (Case.customer_id == customer.id)
    claimed = case_when((Case.filer_proved | (Case.conversation_id == conversation.id), 0), else_=1)
    rows = select(Case).where(mine, Case.status.not_in(FINISHED_CASE))
    return list(work.session.scalars(rows.order_by(claimed, Case.id.desc())))
