"""The service address: taken as told, and asked once more when it does not reach a door."""

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare
from helpline.customers.proof import customer_of
from language.facts import door_alone
from language.facts.address import goes_on, has_door, region_of
from language.facts.normalise import normalise

MISSING_DOOR = "wrong_address_incomplete"
SHORTEST, LONGEST = 4, 200


def take(turn: DialogueTurn, fresh: list[str]) -> None:
    """The answer to "where": an address, what completes the one told before, or any words that may be one."""
    if "address" in fresh:
        return
    told, before = turn.text.strip()[:LONGEST], turn.get("address")
    if before:  # what is missing was asked for: its road, its door
        piece = normalise(told)
        if goes_on(piece) or has_door(piece) and not turn.is_("dont_know", "deny"):
            turn.put("address", f"{before}{told}"[:LONGEST])
    elif len(bare(told)) >= SHORTEST and not turn.is_("dont_know", "deny", "affirm"):
        turn.put("address", told)
        turn.put("district", region_of(told)["district"] or turn.get("district"))  # a road told next lies in it
    else:
        turn.ask_again("address", "ask_address_again")


def completed(turn: DialogueTurn) -> bool:
    """Takes a door told by itself into the address told before it; not where it may name a machine."""
    address = turn.get("address")
    if not address or turn.pressed or turn.requested in ("machines", "product") or address in _on_file(turn):
        return False
    if whole := door_alone.completed(address, turn.text):
        turn.put("address", whole[:LONGEST])
    return bool(whole)


def _on_file(turn: DialogueTurn) -> tuple[str | None, ...]:
    customer = customer_of(turn.work, turn.conversation)
    return (customer.address, *(machine.place for machine in customer.assets)) if customer else ()


def asks_for_door(turn: DialogueTurn) -> bool:
    """Asks once for the door of an address that names none; not of one on file, which engineers have found before."""
    address = turn.get("address")
    if not address or turn.get("door_asked") == address or has_door(normalise(address)) or address in _on_file(turn):
        return False
    turn.put("door_asked", address)
    turn.ask("address", MISSING_DOOR)
    return True
