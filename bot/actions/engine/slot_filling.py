"""Facts of what was said into slots."""

from datetime import timedelta

from bot.actions.engine import address_told
from bot.actions.engine.contact_details import product_word
from bot.actions.engine.detail_slots import CONTACT, PLAIN, PROOF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare
from helpline.conversations.queries import told_humans
from helpline.customers.proof import Level, has_run_out, level_of
from kb.lookup import product_words
from language.facts.extract import bare_name, extract


def fill_slots(turn: DialogueTurn, wanted: tuple[str, ...]) -> list[str]:
    """Facts of this message into slots; returns those that it changed, whoever in this turn was the first to ask."""
    fresh: list[str] = []
    for kind in wanted:
        fact = turn.fact(kind)
        if fact is None or fact["value"] == turn.get(kind) == turn.before.get(kind):
            continue
        extra = fact.get("extra") or {}
        if kind == "address":
            fact = fact | {"value": _in_district(turn, fact["value"], extra.get("district"))}
        turn.put(kind, fact["value"])
        fresh.append(kind)
        if kind == "model" and extra.get("category"):
            turn.put("product", extra["category"])
        if kind == "product":
            turn.put("product_text", product_word(fact))
    if "address" in wanted and "address" not in fresh and address_told.completed(turn):
        fresh.append("address")
    return fresh


def _in_district(turn: DialogueTurn, address: str, district: str | None) -> str:
    """The address as told; a correction that names no district stays in the one told before."""
    before, known = turn.get("address") or "", turn.get("district") or ""
    if district:
        turn.put("district", district)
    elif known and known in before:
        return str(before[: before.index(known) + len(known)] + address)
    return address


def short_name(turn: DialogueTurn) -> str | None:
    """A name where none was asked for: only when the whole message is one."""
    return bare_name(turn.text) if 2 <= len(bare(turn.text)) <= 4 and not turn.pressed else None


def forget_old_facts(turn: DialogueTurn) -> None:
    """What tells whose talk it is shows it for as long as a proof by it holds: then it is to be told again.

    Somebody else may sit there by now. A request being told keeps its contact details, unless a proof has run out.
    """
    state, conversation = turn.state, turn.conversation
    over = has_run_out(turn.work, conversation)
    lasts = timedelta(days=turn.runtime.kb.policies.identity.weak_days)
    old = state.facts_at is not None and turn.work.now - state.facts_at >= lasts and not turn.task
    if over:
        conversation.proved_by = ""
    if over or (old and level_of(turn.work, conversation) < Level.STRONG):
        turn.forget(*PROOF, *CONTACT)


def date_facts(turn: DialogueTurn) -> None:
    """Writes down since when there are any."""
    told = any(turn.get(name) for name in PROOF)
    turn.state.facts_at = (turn.state.facts_at or turn.work.now) if told else None


def sync_from_human_turns(turn: DialogueTurn) -> None:
    """Facts the customer told a human since the bot last spoke: nobody is asked twice."""
    rows = told_humans(turn.work, turn.conversation, turn.get("caught_up") or 0)
    for row in filter(lambda row: row.text, rows):
        for fact in extract(row.text, turn.now, product_words(turn.runtime.kb)):
            if fact.kind in PLAIN and fact.value and not turn.get(fact.kind):
                turn.put(fact.kind, fact.value)
    if rows:
        turn.put("caught_up", rows[0].seq)
