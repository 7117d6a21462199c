"""What a fault report says beside its questions: due times, cost, buttons; and what its words mean."""

from bot.actions.engine import formatting, thresholds
from bot.actions.engine.contact_details import answered_name
from bot.actions.engine.detail_slots import CONTACT, CORRECTED
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, mentions, words
from helpline.cases.lifecycle import CaseType
from helpline.conversations.ownership import said_time
from helpline.customers.proof import Act, customer_of, may
from helpline.promises.ledger import newest
from helpline.tables import Case
from kb.lookup import category

SHORTEST_SIGHTING = 6


def type_of(turn: DialogueTurn) -> str:
    if turn.is_("request_installation"):
        return "installation"
    if turn.is_("request_maintenance") and (mentions(turn.text, "maintenance") or not mentions(turn.text, "repair")):
        return "maintenance"
    if turn.is_("report_fault"):
        return "repair"
    if mentions(turn.text, "installation"):
        return "installation"
    return "maintenance" if mentions(turn.text, "maintenance") else "repair"


def kind_named(turn: DialogueTurn) -> str | None:
    """The kind of visit that is named where one was wished for before it was said what for: 空调要保养, no fault."""
    if turn.pressed or turn.get("service_type") != "repair" or turn.get("symptom") or turn.fact("fault"):
        return None
    kind = type_of(turn)
    sure = turn.is_("request_installation", "request_maintenance") or not mentions(turn.text, "not_fixed")
    return kind if kind != "repair" and sure else None


def without_facts(turn: DialogueTurn) -> str:
    """The description without names, numbers and places, which would only mislead the search."""
    text = str(turn.get("symptom"))
    for kind in (*CONTACT, "serial", "since", "time"):
        fact = turn.fact(kind)
        if fact and fact.get("text"):
            text = text.replace(fact["text"], " ")
    return text


def take_bare_name(turn: DialogueTurn) -> bool:
    name = answered_name(turn)
    if name:
        turn.put("name", name)
    return bool(name)


def district(turn: DialogueTurn) -> str:
    regions = {region for engineer in turn.runtime.kb.engineers for region in engineer.regions}
    return next((region for region in sorted(regions) if region in (turn.get("address") or "")), "")


def promised(turn: DialogueTurn, case: Case, kind: str) -> str:
    """When what is promised for the case is due, in words; "" where it is not promised."""
    promise = newest(turn.work, case).get(kind)
    return said_time(turn.work, promise.due_at) if promise and promise.due_at else ""


def due(turn: DialogueTurn, case: Case, kind: str) -> str:
    """The same; that it is not promised where it is not."""
    return promised(turn, case, kind) or turn.words("not_promised")


def cost(turn: DialogueTurn, case: Case) -> str:
    """R05, R09: an estimate where it is paid work, and what the warranty says."""
    if case.type != CaseType.REPAIR:
        return turn.words("cost_ask_engineer")
    told = case.asset and may(turn.work, turn.conversation, Act.HEAR_WARRANTY, case.asset)
    covered = (case.warranty or {}).get("covered") if told else None
    if covered:
        return turn.words("cost_covered", until=formatting.day(turn, case.warranty["until"]))
    if not case.category:
        return turn.words("cost_ask_engineer")
    about = category(turn.runtime.kb, case.category)
    id = "cost_paid" if covered is False else "cost_unknown"
    return turn.words(id, diagnosis=about.diagnosis_fee_yuan, labour=about.labour_fee_yuan)


def yes_no_buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    return [(turn.words("button_book"), "/affirm"), (turn.words("button_later"), "/deny")]


def field_buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    names = turn.words("field_names").split()
    return [(name, formatting.choice(slot)) for name, slot in zip(names, CORRECTED)]


def product_buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    """The customer's own machines where they are known, else the first kinds of the company's list."""
    customer = customer_of(turn.work, turn.conversation)
    if customer and customer.assets and may(turn.work, turn.conversation, Act.CHOOSE_MACHINE, customer):
        machines = customer.assets[:6]
        return [(formatting.machine(turn, m), formatting.choice(m.number[-formatting.TAIL :])) for m in machines]
    return [(c.name, formatting.choice(c.id)) for c in turn.runtime.kb.categories[:6]]


def of_others(text: str) -> str | None:
    """Something the company does not list, by the name people have for it; the longest that is named."""
    return max((word for word in words()["other_products"] if word in text), key=len, default=None)


def tells_what_was_seen(turn: DialogueTurn) -> bool:
    """Whether an answer to "did that help?" says more than no: the engineer is glad to know it."""
    told = turn.intent in ("report_fault", "inform", "correct") and not mentions(turn.text, "send_somebody")
    if any(turn.fact(kind) for kind in CONTACT):
        return False
    return told and not turn.pressed and len(bare(turn.text)) >= SHORTEST_SIGHTING


def tells_unsolved(turn: DialogueTurn) -> bool:
    """Whether an answer to "did that help?" says that it did not, in whatever words."""
    if turn.is_("book_visit", "report_fault", "inform", "dont_know", "complain", "request_human", "deny"):
        return True
    return len(bare(turn.text)) >= SHORTEST_SIGHTING and mentions(turn.text, "not_fixed") and not turn.pressed


def tells_of_fault(turn: DialogueTurn) -> bool:
    """Whether the message is about what is wrong, rather than with what."""
    return not turn.pressed and (
        turn.is_("report_fault", above=thresholds.FAULT_TOLD) or turn.fact("fault") is not None
    )


def keep_product(turn: DialogueTurn) -> bool:
    """Whether another product was only mentioned, and the known one stays: 没电脑可以看 is still about the display."""
    if not turn.before.get("product") or mentions(turn.text, "puts_right"):
        return False
    for slot in ("product", "product_text"):
        turn.put(slot, turn.before.get(slot))
    return True
