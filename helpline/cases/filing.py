"""Filing a case (R02, R13, R14, R41): once for one idempotency key, with its number, level, promises and queue."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from helpline.cases import told_twice
from helpline.cases.accused import accuse
from helpline.cases.case_numbers import next_number
from helpline.cases.lifecycle import CaseType
from helpline.cases.links import link
from helpline.cases.product_said import product_said
from helpline.cases.urgency import priority_of
from helpline.conversations import confidential
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.contracts import grade_of, in_force, that_counts
from helpline.customers.identity import customer_named
from helpline.customers.proof import customer_of
from helpline.customers.queries import assets_numbered
from helpline.customers.warranty import assess
from helpline.escalation import rules
from helpline.promises import ledger
from helpline.promises.policy import policy_of
from helpline.tables import Asset, Case, Complaint, Conversation, Customer
from helpline.tables.case_link import LinkKind
from helpline.tables.states import CaseStatus
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.complaint import plain
from kb.grading import grade
from kb.lookup import point_for
from kb.models.escalation import Trigger
from language.facts.fault import faults_in
from language.facts.normalise import normalise

REPEAT_DAYS = 90
MOST_REPAIRS = 20  # of one machine that are looked at
NO_PRODUCT = frozenset({CaseType.COMPLAINT, CaseType.SUGGESTION})  # their promises are those of no business
SAME_FAULT = frozenset({"repair", "emergency"})


@dataclass(frozen=True)
class Request:
    """What the customer asks for, read back and confirmed before it comes here."""

    type: CaseType
    description: str
    key: str  # idempotency key: the id of the message that confirmed it
    category: str = ""
    product_text: str = ""
    serial: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    district: str = ""
    wish: str = ""
    level: int | None = None  # None: graded from the description
    extra: dict[str, str] = field(default_factory=dict)


def file_case(
    work: UnitOfWork,
    conversation: Conversation | None,
    request: Request,
    channel: str = "web",
    complaint: Complaint | None = None,
) -> Case:
    """The new case; the same key again gives the one already filed.

    Whose it is, and with that its grade, is what was shown in the conversation: a phone that is told shows nothing.
    A complaint is `complaint`, or the one told in the conversation; made beside another matter, it takes the
    conversation from neither that matter nor its people.
    """
    known = work.session.scalars(select(Case).where(Case.idempotency_key == request.key)).one_or_none()
    if known:
        return known
    level, reason = _level(work, request)
    if conversation and request.type not in (CaseType.COMPLAINT, CaseType.EMERGENCY):
        request = _without_accusations(work, request)
    if conversation:
        customer = customer_of(work, conversation)
    else:  # written down by somebody who knows whom they speak with
        customer = customer_named(work, request.phone, request.name) if request.phone else None
    machine = machine_of(work, request.serial, customer)
    queue = (
        "quality"
        if request.type == CaseType.COMPLAINT
        else "safety"
        if request.type == CaseType.EMERGENCY
        else "service"
    )
    category = request.category or (machine.category if machine else "")
    if not category and conversation is None and request.type not in NO_PRODUCT:
        category = product_said(work, request.product_text, request.description)
    contracts = in_force(work, customer) if customer else ()
    contract = that_counts(contracts, machine, category)
    service_grade = grade_of(customer, contract)
    case = Case(
        number=next_number(work),
        type=request.type,
        status=CaseStatus.NEW,
        level=level,
        level_reason=reason,
        queue=queue,
        priority=priority_of(work.kb, level, service_grade),
        grade=service_grade,
        customer=customer,
        organisation_id=customer.organisation_id if customer else None,
        site_id=machine.site_id if machine else None,
        asset=machine,
        contract=contract,
        service_point=point_for(work.kb, f"{request.district} {request.address}").id,
        category=category,
        serial_told=request.serial,
        product_text=request.product_text,
        contact_name=request.name,
        phone=request.phone,
        filer_proved=conversation is None or customer is not None,
        address=request.address,
        district=request.district,
        description=request.description,
        wish=request.wish,
        warranty=assess(work.kb, machine, work.today, contracts).as_data() if machine else {},
        channel=conversation.channel if conversation else channel,
        conversation_id=conversation.id if conversation else None,
        idempotency_key=request.key,
        contacts=1,
        escalation_step=0,
        reopened=0,
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(case)
    work.session.flush()
    record(work, case, "filed", request.description, level=level, reason=reason, **request.extra)
    ledger.make(work, case)
    beside = False
    if case.type == CaseType.COMPLAINT:
        beside = conversation is not None and conversation.owner != "bot"
        told = complaint or (confidential.tell(work, conversation) if conversation else confidential.begin(work))
        case.complaint_id = told.id
        accuse(work, case, " ".join((case.description, *request.extra.values())))
    if conversation and not beside:
        conversation.case_id = case.id
    if case.asset_id and case.type in SAME_FAULT and (before := repeated(work, case)):
        link(work, case, before, LinkKind.REPEAT_OF)
    told_twice.note(work, case)
    if case.type == CaseType.REPAIR and policy_of(work.kb, case).visits.calls_when_unclear:
        _ask_what_is_wrong(work, case)
    work.session.flush()
    return case


def machine_of(work: UnitOfWork, serial: str, customer: Customer | None) -> Asset | None:
    """The machine of a number: the customer's own where several makers use it, none where it is not clear whose."""
    found = assets_numbered(work, serial)
    own = [asset for asset in found if customer and asset.customer_id == customer.id]
    return next(iter(own or found if len(own or found) == 1 else []), None)


def _without_accusations(work: UnitOfWork, request: Request) -> Request:
    """What others than the readers of complaints may read of it (R41); an alarm is read by whoever can help."""
    told = plain(work.kb, request.description)
    if not told and request.description:
        told = phrase(work.kb, "told_in_confidence")
    extra = {name: plain(work.kb, said) for name, said in request.extra.items()}
    return replace(request, description=told, wish=plain(work.kb, request.wish), extra=extra)


def _level(work: UnitOfWork, request: Request) -> tuple[int, str]:
    if request.level is not None:
        return request.level, ""
    if request.type in (CaseType.REPAIR, CaseType.EMERGENCY):
        return grade(work.kb, request.description, request.category)
    if request.type == CaseType.PART:  # what stands still until it comes
        level, reason = grade(work.kb, request.description, request.category)
        if level == 1:
            return level, reason
    return 3, ""


def _ask_what_is_wrong(work: UnitOfWork, case: Case) -> None:
    """R30: where the customer did not say what is wrong, somebody phones them before anybody is sent."""
    if not faults_in(case.description):
        subject = phrase(work.kb, "task_ask_what_is_wrong", number=case.number, words=case.description)
        open_task(work, "agent", "task", subject, "unclear_fault", 2, case.id)


def repeated(work: UnitOfWork, case: Case) -> Case | None:
    """R21: the newest repair of the same machine, not long ago, for the same fault."""
    since = work.now - timedelta(days=REPEAT_DAYS)
    rows = select(Case).where(
        Case.asset_id == case.asset_id, Case.id != case.id, Case.type.in_(SAME_FAULT), Case.solved_at > since
    )
    faults = _faults(case.description)
    found = work.session.scalars(rows.order_by(Case.id.desc()).limit(MOST_REPAIRS))
    return next((before for before in found if faults & _faults(before.description)), None)


def _faults(description: str) -> frozenset[str]:
    """What is wrong, in one word for each; where none is known the description itself."""
    return faults_in(description) or frozenset({normalise(description)})


def customer_chased(
    work: UnitOfWork,
    case: Case,
    words: str,
    turn_id: str,
    conversation: Conversation | None = None,
    urges: bool = True,
) -> rules.Outcome | None:
    """The customer asked about the case once more: noted, and escalated when the rules say so (R23).

    Whoever is to talk with them does so in `conversation`, by default the one the case was filed in. The same turn
    again, as after a crash, is not counted twice; nor is one more question soon after another that urges nobody: both
    are one contact.
    """
    if not urges and _asked_just_now(work, case, turn_id):
        return None
    if not any(line.kind == "customer_chased" and line.data.get("key") == turn_id for line in case.events):
        case.contacts += 1
        told = confidential.words_for(work, case, words, turn_id)
        record(work, case, "customer_chased", told, contacts=case.contacts, key=turn_id)
        if case.complaint_id is not None:
            accuse(work, case, words)
    return rules.fire(
        work, Trigger.CUSTOMER_CHASED, conversation=conversation, case=case, count=case.contacts, turn_id=turn_id
    )


def _asked_just_now(work: UnitOfWork, case: Case, turn_id: str) -> bool:
    since = work.now - timedelta(minutes=work.kb.policies.escalation.same_contact_minutes)
    chases = [line for line in case.events if line.kind == "customer_chased" and line.data.get("key") != turn_id]
    return any(line.at > since for line in chases)
