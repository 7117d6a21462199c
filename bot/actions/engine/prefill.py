"""What is told before it is clear what for: the flow that then begins keeps it."""

from datetime import datetime, timedelta
from typing import Any

from bot.actions.engine.contact_details import about_the_matter, product_word
from bot.actions.engine.detail_slots import MACHINE, MATTER
from bot.actions.engine.turn import DialogueTurn

HOLDS = timedelta(minutes=30)


def prefill(turn: DialogueTurn, with_words: bool = False) -> None:
    """Keeps the facts of this message, and its words as the description of a fault if `with_words`."""
    of_machine = {*MACHINE, "product_text"}
    before = set((turn.get("noted") or {}).get("slots", ()))
    noted = [kind for kind in MATTER if turn.value(kind)]
    if before & of_machine and of_machine & set(noted):
        before -= of_machine  # another one
    for kind in noted:
        turn.put(kind, turn.value(kind))
    if "product" in noted:
        turn.put("product_text", product_word(turn.fact("product") or {}))
        noted.append("product_text")
    if with_words:
        turn.put("symptom", about_the_matter(turn))
        noted.append("symptom")
    if noted:
        turn.put("noted", {"slots": sorted(before.union(noted)), "at": turn.now.isoformat()})


def carry(turn: DialogueTurn) -> dict[str, Any]:
    """What the task in hand knows of the machine, for `keep` once it is over."""
    return {slot: turn.get(slot) for slot in (*MACHINE, "product_text") if turn.get(slot)}


def keep(turn: DialogueTurn, carried: dict[str, Any]) -> None:
    """The task that begins next has this of the machine."""
    if not carried:
        return
    for slot, value in carried.items():
        turn.put(slot, value)
    noted = set((turn.get("noted") or {}).get("slots", ()))
    turn.put("noted", {"slots": sorted(noted | set(carried)), "at": turn.now.isoformat()})


def forget(turn: DialogueTurn, slots: tuple[str, ...]) -> None:
    """Forgets a flow's slots as it begins, but for what was just noted for it."""
    noted = turn.get("noted") or {"slots": (), "at": turn.now.isoformat()}
    fresh = turn.now - datetime.fromisoformat(noted["at"]) < HOLDS
    turn.forget(*(slot for slot in slots if not fresh or slot not in noted["slots"]))
    if not fresh:
        turn.forget(*(slot for slot in noted["slots"] if slot in MACHINE))
    turn.put("noted", None)
