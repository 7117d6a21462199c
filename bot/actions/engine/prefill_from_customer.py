"""What is on file about who reports: used instead of asked, once they have shown who they are, weakly at least.

It is matched, not recited: `formatting` says of an address or a name that it is the one on file. What the customer said
of the machine goes before what is on file: another model, another place or a new one is never replaced.
"""

from bot.actions.engine import formatting, otp_step
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.customers.identity import match
from helpline.customers.serials import own_machine
from helpline.tables import Customer
from language.facts import place_meant as places
from language.facts.normalise import normalise
from language.facts.place import find_places


def use_file(turn: DialogueTurn) -> None:
    """What is on file is not asked, once the phone and the name or a serial number fit together."""
    if not turn.get("phone") and (own := otp_step.own_phone(turn)):
        turn.put("phone", own)
    customer = match(turn.work, turn.conversation, turn.get("phone"), turn.get("name"), turn.get("serial"))
    machine = own_machine(turn.work, turn.conversation, turn.get("serial"))
    if machine and not turn.get("product"):
        turn.put("product", machine.category)
        turn.put("model", machine.model)
    if customer is None:
        return
    if not turn.get("phone"):
        turn.put("phone", customer.phone)
    if not turn.get("name"):
        turn.put("name", customer.name)
    if not turn.get("serial") and turn.get("product") and turn.get("machines") is None and not turn.get("not_on_file"):
        _machine(turn, customer)
    mine = own_machine(turn.work, turn.conversation, turn.get("serial"))
    if mine:
        turn.put("model", mine.model)
    if not turn.get("address"):
        elsewhere = mine and formatting.is_address(mine.place)
        turn.put("address", mine.place if mine and elsewhere else customer.address)
        turn.put("district", customer.district)


def _machine(turn: DialogueTurn, customer: Customer) -> None:
    """The machine on file that fits what was said; several are asked about, none is put in the place of another."""
    told = str(turn.get("symptom") or "")
    fresh_install = turn.get("service_type") == "installation" and not mentions(told, "moving")
    owned = [m for m in customer.assets if m.category == turn.get("product")]
    if turn.get("model"):
        owned = [m for m in owned if m.model == turn.get("model")]
    owned = [m for m in owned if m.number not in (turn.get("not_meant") or ()) or m.model == turn.get("model")]
    if fresh_install or mentions(told, "none_of_them"):
        owned = []
    labels = [m.place for m in owned]
    if by_place := places.meant(told, labels):
        owned = [owned[n] for n in by_place]
    elif len(owned) > 0 and places.denies_all(told, labels):
        owned = []
    elsewhere = not by_place and bool(owned) and _is_told_of_elsewhere(told, labels)
    several = len(by_place) > 1 and mentions(told, "several")  # 1号和2号都停了: each that is named
    turn.put("machines", [m.number for m in owned] if len(owned) > 1 and not several or elsewhere else [])
    if several:
        turn.put("serial", owned[0].number)
        turn.put("more_serials", [m.number for m in owned[1:]])
    elif len(owned) == 1 and not elsewhere:
        turn.put("serial", owned[0].number)
    elif not owned:
        turn.put("not_on_file", True)


def _is_told_of_elsewhere(told: str, labels: list[str]) -> bool:
    """Whether a room was told that none of the machines is known to stand in: then it is asked which is meant."""
    known = all(label and not formatting.is_address(label) for label in labels)
    return known and any(True for _ in find_places(normalise(told)))
