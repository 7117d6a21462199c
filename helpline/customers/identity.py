"""Whose conversation this is. Nothing on file is shown before somebody has shown to be its owner (R03).

Shown by the phone on file together with one more fact: full name, a serial number, or a case number.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select

from helpline.core.phone import SMS, shown, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Conversation, Customer, Equipment, Identity, LoginAttempt
from helpline.tables.states import FINISHED_CASE

PHONE_FACTOR = 3  # conversations' worth of wrong facts before a phone is locked for all


class Proof(StrEnum):
    PROVED = "proved"
    MISSING = "missing"  # not enough given yet
    WRONG = "wrong"  # what was given does not fit together
    LOCKED = "locked"  # too many wrong attempts


def customer_by_phone(work: UnitOfWork, phone: str) -> Customer | None:
    """Who has this phone on file; for the product's own use, never shown."""
    return work.session.scalars(select(Customer).where(Customer.phone == phone).order_by(Customer.id)).first()


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
    counts: bool = True,
) -> Proof:
    """Checks the facts; on success the conversation and the channel's account belong to the customer.

    With `counts` a contradiction is counted; after the policy's number of attempts nothing is accepted for a while.
    """
    if conversation.customer_id:
        return Proof.PROVED
    if conversation.identity_locked_until and conversation.identity_locked_until > work.now:
        return Proof.LOCKED
    sent_from = shown(conversation.external_id) if conversation.channel == SMS else None
    # A stranger may still show to be somebody on file, and is made somebody of their own only when they ask as such.
    if phone and shown(phone) == sent_from and (counts or is_known(work, phone)):
        own(work, conversation, phone, "sender")  # what is answered reaches nobody but who holds the phone
        return Proof.PROVED
    if not phone or not (name or serial or case_number):
        return Proof.MISSING
    if phone_is_locked(work, phone):
        return Proof.LOCKED
    customer = customer_by_phone(work, phone)
    fact = _fitting(work, customer, phone, name, serial, case_number)
    if fact is None or customer is None:
        return count_wrong(work, conversation, phone) if counts else Proof.WRONG
    bind(work, conversation, customer, fact)
    return Proof.PROVED


def _fitting(
    work: UnitOfWork, customer: Customer | None, phone: str, name: str | None, serial: str | None, number: str | None
) -> str | None:
    if customer is None:
        return None
    if name and name == customer.name:
        return "name"
    if serial:
        machine = work.session.get(Equipment, serial)
        if machine and machine.customer_id == customer.id:
            return "serial"
    if number:
        case = work.session.scalars(select(Case).where(Case.number == number)).one_or_none()
        if case and (case.customer_id == customer.id or case.phone == shown(phone)):
            return "case"
    return None


def case_proved(work: UnitOfWork, conversation: Conversation, number: str, phone: str | None) -> Case | None:
    """The case, if it began here, belongs to this customer, or the phone given is the one it was filed with."""
    case = work.session.scalars(select(Case).where(Case.number == number)).one_or_none()
    if case is None:
        return None
    ours = case.conversation_id == conversation.id
    proved = conversation.customer_id is not None and case.customer_id == conversation.customer_id
    return case if ours or proved or (phone and shown(phone) == case.phone) else None


def count_wrong(work: UnitOfWork, conversation: Conversation, phone: str | None) -> Proof:
    """A contradiction was given: counts it, for the conversation and for the phone it was tried with."""
    policy = work.kb.policies.identity
    if phone:
        work.session.add(LoginAttempt(username=f"proof:{stored(phone)}", at=work.now))
    conversation.identity_attempts += 1
    if conversation.identity_attempts >= policy.attempts:
        conversation.identity_attempts = 0
        conversation.identity_locked_until = work.now + timedelta(minutes=policy.lock_minutes)
        return Proof.LOCKED
    return Proof.WRONG


def phone_is_locked(work: UnitOfWork, phone: str) -> bool:
    """Whether too many wrong facts were tried with this phone, in whatever conversations."""
    policy = work.kb.policies.identity
    since = work.now - timedelta(minutes=policy.lock_minutes)
    wrong = (
        select(func.count())
        .select_from(LoginAttempt)
        .where(LoginAttempt.username == f"proof:{stored(phone)}", LoginAttempt.at > since)
    )
    return (work.session.scalar(wrong) or 0) >= policy.attempts * PHONE_FACTOR


def bind(work: UnitOfWork, conversation: Conversation, customer: Customer, fact: str) -> None:
    """Remembers that this channel account is the customer's."""
    conversation.customer = customer
    conversation.customer_proved_at = work.now
    conversation.identity_attempts = 0
    known = work.session.scalars(
        select(Identity).where(
            Identity.channel == conversation.channel, Identity.external_id == conversation.external_id
        )
    ).one_or_none()
    if known is None:
        work.session.add(
            Identity(
                channel=conversation.channel,
                external_id=conversation.external_id,
                customer_id=customer.id,
                proved_at=work.now,
                proved_by=fact,
            )
        )


def own(work: UnitOfWork, conversation: Conversation, phone: str, by: str) -> Customer:
    """Binds the conversation to whoever holds the phone; somebody not on file becomes a customer."""
    customer = customer_by_phone(work, phone)
    filed = select(Case).where(Case.phone == phone, Case.customer_id.is_(None))
    cases = list(work.session.scalars(filed.order_by(Case.id.desc())))
    if customer is None:
        customer = Customer(
            id=f"P{shown(phone)}",
            name=next((case.contact_name for case in cases if case.contact_name), ""),
            phone=phone,
            created_at=work.now,
        )
        work.session.add(customer)
        work.session.flush()
    for case in cases:
        case.customer_id = customer.id
    bind(work, conversation, customer, by)
    return customer


def open_cases(work: UnitOfWork, conversation: Conversation) -> list[Case]:
    """The unfinished cases this conversation may know of, newest first."""
    mine = Case.conversation_id == conversation.id
    if conversation.customer_id:
        mine = mine | (Case.customer_id == conversation.customer_id)
    unfinished = Case.status.not_in(FINISHED_CASE)
    return list(work.session.scalars(select(Case).where(mine, unfinished).order_by(Case.id.desc())))
