"""Facts of what was said into slots."""

from bot.actions.engine.contact_details import product_word
from bot.actions.engine.details import PLAIN
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare
from helpline.conversations.queries import told_humans
from language.facts.extract import bare_name, extract
from language.facts.words import Words, load_words


def fill_slots(turn: DialogueTurn, wanted: tuple[str, ...]) -> list[str]:
    """Facts of this message into slots; returns the slots that changed."""
    fresh: list[str] = []
    for kind in wanted:
        fact = turn.fact(kind)
        if fact is None or fact["value"] == turn.get(kind):
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


def sync_from_human_turns(turn: DialogueTurn) -> None:
    """Facts the customer told a human since the bot last spoke: nobody is asked twice."""
    rows = told_humans(turn.work, turn.conversation, turn.get("caught_up") or 0)
    for row in filter(lambda row: row.text, rows):
        for fact in extract(row.text, turn.now, _words(turn)):
            if fact.kind in PLAIN and fact.value and not turn.get(fact.kind):
                turn.put(fact.kind, fact.value)
    if rows:
        turn.put("caught_up", rows[0].seq)


def _words(turn: DialogueTurn) -> Words:
    return load_words(turn.runtime.kb.root / "products.yml")
