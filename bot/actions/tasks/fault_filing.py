"""The end of a fault report: read back, filed, told."""

from bot.actions.engine import formatting
from bot.actions.engine.fault_words import cost, district, due, promised, yes_no_buttons
from bot.actions.engine.turn import DialogueTurn
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations.ownership import said_time
from helpline.core.phone import SMS, is_mobile, stored
from helpline.customers import consent
from helpline.customers.identity import customer_by_phone
from helpline.dispatch import arrival
from helpline.tables import Case


def read_back(turn: DialogueTurn, id: str) -> None:
    """Everything told, to be confirmed before it is filed (R02)."""
    kind = turn.words(f"type_{turn.get('service_type')}")
    turn.ask(
        "confirmed",
        id,
        [(turn.words("button_submit"), "/affirm"), (turn.words("button_change"), "/deny")],
        kind=kind,
        product=formatting.devices(turn),
        symptom=turn.get("symptom"),
        name=formatting.person(turn, turn.get("name")),
        phone=turn.get("phone"),
        address=formatting.address(turn),
    )
    if isinstance(turn.get("slot"), dict):
        turn.said[-1]["text"] += "\n" + turn.words("wished_time", time=formatting.wish(turn, turn.get("slot")))
    if _may_text(turn) and stored(turn.get("phone")) != turn.conversation.external_id:  # they write from it anyway
        turn.said[-1]["text"] += turn.words("sms_consent")


def file_and_tell(turn: DialogueTurn) -> None:
    """Files a case for each machine and tells the numbers, the promised times and the cost (R05); then a visit is
    offered.
    """
    serials = [turn.get("serial") or "", *(turn.get("more_serials") or ())]
    cases = [_file(turn, serial, f"{turn.draft_key}:{n}" if n else turn.draft_key) for n, serial in enumerate(serials)]
    case = cases[0]
    numbers = turn.words("comma").join(one.number for one in cases)
    turn.put("case_number", case.number)
    turn.put("filed", case.number)
    if _may_text(turn) and (case.filer_proved or customer_by_phone(turn.work, case.phone) is None):
        consent.give(turn.work, SMS, stored(case.phone), case.number)  # not in the name of somebody else on file
    turn.became("report_fault", words=turn.words("became_filed", number=numbers))
    told = [arrival.tell(turn.work, one) for one in cases][0]
    turn.say(
        "filed",
        of=case,
        number=numbers,
        reply=due(turn, case, "reply"),
        dispatch=_dispatch(turn, case),
        onsite=said_time(turn.work, told.at) if told.at else turn.words("not_promised"),
        cost=cost(turn, case),
    )
    if told.is_late:
        turn.say("filed_arrival_late", of=case, due=due(turn, case, "onsite"))
    turn.ask("offer_visit", "offer_visit", yes_no_buttons(turn))


def _dispatch(turn: DialogueTurn, case: Case) -> str:
    """When somebody sets out, where the business promises that as well."""
    at = promised(turn, case, "dispatch")
    return turn.words("filed_dispatch", due=at) + "\n" if at else ""


def _file(turn: DialogueTurn, serial: str, key: str) -> Case:
    return file_case(
        turn.work,
        turn.conversation,
        Request(
            type=CaseType(turn.get("service_type")),
            description=turn.get("symptom"),
            key=key,
            category=turn.get("product") or "",
            product_text=formatting.product(turn),
            serial=serial,
            name=turn.get("name"),
            phone=turn.get("phone"),
            address=turn.get("address"),
            district=turn.get("district") or district(turn),
            extra={"tips": turn.get("tips_shown")} if turn.get("tips_shown") else {},
        ),
    )


def _may_text(turn: DialogueTurn) -> bool:
    """Whether what happens to the case can be told by text message: confirming the read-back agrees to it."""
    return SMS in turn.runtime.channels and is_mobile(turn.get("phone") or "")
