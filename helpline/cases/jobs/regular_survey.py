"""Those under a contract are asked how the service is (R35), in a talk of theirs, or by somebody who calls."""

from sqlalchemy import select

from helpline.cases import surveys
from helpline.conversations.channel_selection import by_phone_of, reaches_now
from helpline.core.database import insert_once
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import regular_surveys
from helpline.customers.proof import Act, may
from helpline.jobs.payloads import RegularSurvey
from helpline.tables import Contract, Conversation, Customer, Survey
from helpline.tasks.ledger import open_task

MOST_PEOPLE, MOST_TALKS = 20, 5  # of one party, and of one person, that are looked at


def act(work: UnitOfWork, payload: RegularSurvey) -> None:
    contract = work.session.get(Contract, payload.contract_id)
    if contract is None:
        return
    regular_surveys.watch(work, contract)
    if contract.is_in_force(work.today):
        _ask(work, contract)


def _ask(work: UnitOfWork, contract: Contract) -> None:
    """Once a period, one of the party's people: the first who can be reached, else somebody is to call."""
    people = _people(work, contract)
    if not people:
        return
    found = next(((one, way) for one in people if (way := _way(work, one)) is not None), None)
    customer, conversation = found or (people[0], None)
    values = {"contract_id": contract.id, "period": f"{work.today:%Y-%m}", "customer_id": customer.id}
    channel = conversation.channel if conversation else surveys.PHONE
    if not insert_once(work.session, Survey, asked_at=work.now, channel=channel, **values):
        return
    row = work.session.scalars(select(Survey).filter_by(contract_id=contract.id, period=values["period"])).one()
    if conversation is not None:
        surveys.ask_in(work, conversation, row)
        return
    subject = phrase(
        work.kb, "task_regular_survey", name=customer.name, phone=customer.phone, number=contract.id, survey=str(row.id)
    )
    open_task(work, "agent", "task", subject, surveys.RULE, 4, about=f"survey:{row.id}")


def _people(work: UnitOfWork, contract: Contract) -> list[Customer]:
    theirs = Customer.id == contract.customer_id
    if contract.organisation_id is not None:
        theirs = Customer.organisation_id == contract.organisation_id
    rows = select(Customer).where(theirs, Customer.ended_at.is_(None)).order_by(Customer.id)
    return list(work.session.scalars(rows.limit(MOST_PEOPLE)))


def _way(work: UnitOfWork, customer: Customer) -> Conversation | None:
    """A talk that reaches them and was shown to be theirs, the last heard of first; else by text message."""
    talks = select(Conversation).where(Conversation.customer_id == customer.id)
    for talk in work.session.scalars(talks.order_by(Conversation.last_customer_at.desc()).limit(MOST_TALKS)):
        if reaches_now(work, talk) and may(work, talk, Act.TAKE_QUESTION, customer):
            return talk
    fallback = work.kb.policies.delivery.fallback
    return by_phone_of(work, fallback, customer.phone) if fallback and customer.phone else None
