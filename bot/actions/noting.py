"""What is told before it is clear what for: the flow that then begins keeps it."""

from bot.actions.particulars import about_the_matter
from bot.actions.turn import Turn

FACTS = ("phone", "name", "address", "serial", "model", "product")


def note(turn: Turn, with_words: bool = False) -> None:
    """Keeps the facts of this message, and its words as the description of a fault if `with_words`."""
    noted = [kind for kind in FACTS if turn.value(kind)]
    for kind in noted:
        turn.put(kind, turn.value(kind))
    if "product" in noted:
        turn.put("product_text", (turn.fact("product") or {}).get("text"))
        noted.append("product_text")
    if with_words:
        turn.put("symptom", about_the_matter(turn))
        noted.append("symptom")
    turn.put("noted", noted)


def forget(turn: Turn, slots: tuple[str, ...]) -> None:
    """Forgets a flow's slots as it begins, but for what was noted for it."""
    noted = turn.get("noted") or []
    turn.forget(*(slot for slot in slots if slot not in noted))
    turn.put("noted", None)
