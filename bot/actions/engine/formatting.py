"""Facts as they are read back: dates, windows, lists, masked numbers."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.actions.engine.turn import DialogueTurn
from helpline.core.unit_of_work import ZONE
from helpline.customers.proof import Act, customer_of, may
from helpline.customers.serials import own_machine
from helpline.tables import Asset, Case, Customer, Visit
from kb.lookup import category, model

LONGEST_LABEL = 8  # characters of a place that is no address
TAIL = 6  # characters of a serial number that tell a customer's machines apart


def day(turn: DialogueTurn, iso: str) -> str:
    """A date as said."""
    on = date.fromisoformat(iso)
    return turn.words("date_long", year=on.year, month=on.month, day=on.day)


def window(turn: DialogueTurn, start: datetime, end: datetime) -> str:
    """A visit window as said, with the weekday."""
    begin, stop = start.astimezone(ZONE), end.astimezone(ZONE)
    names = turn.words("weekdays").split()
    days = (begin.date() - turn.work.today).days
    near = turn.words("near_days").split()
    said = near[days] if 0 <= days < len(near) else ""
    return turn.words(
        "window",
        near=said,
        month=begin.month,
        day=begin.day,
        weekday=names[begin.weekday()],
        start=f"{begin:%H:%M}",
        end=f"{stop:%H:%M}",
    ).strip()


def wish(turn: DialogueTurn, wished: dict[str, Any]) -> str:
    """A wished time as said: the day, and from when to when where less than a day is meant."""
    begin, end = (datetime.fromisoformat(wished[edge]).astimezone(ZONE) for edge in ("start", "end"))
    on = turn.words("date_short", month=begin.month, day=begin.day)
    if end - begin >= timedelta(days=1):
        return on
    return f"{on} {begin:%H:%M}" if end <= begin else f"{on} {begin:%H:%M}–{end:%H:%M}"


def instant(turn: DialogueTurn, at: datetime) -> str:
    """An instant as said."""
    local = at.astimezone(ZONE)
    days = (local.date() - turn.work.today).days
    near = turn.words("near_days").split()
    said = near[days] if 0 <= days < len(near) else turn.words("date_short", month=local.month, day=local.day)
    return f"{said} {local:%H:%M}"


def is_address(place: str) -> bool:
    """Whether a machine's place is an address of its own, rather than a label like "study"."""
    return len(place) > LONGEST_LABEL


def machine(turn: DialogueTurn, asset: Asset) -> str:
    """A machine as its owner knows it; where it stands and the end of its serial number only for who was shown to be
    the owner, and an address only for who may read the file."""
    found = next((m for m in turn.runtime.kb.models if m.id == asset.model), None)
    name = found.name if found else category(turn.runtime.kb, asset.category).name
    if not may(turn.work, turn.conversation, Act.CHOOSE_MACHINE, asset):
        return turn.words("machine_plain", name=name, model=asset.model)
    told = not is_address(asset.place) or may(turn.work, turn.conversation, Act.READ_FILE, asset)
    return turn.words(
        "machine_placed" if asset.place and told else "machine",
        name=name,
        model=asset.model,
        tail=asset.number[-TAIL:],
        place=asset.place,
    )


def product(turn: DialogueTurn) -> str:
    """The product of the case being told."""
    kb = turn.runtime.kb
    if turn.get("model"):
        return model(kb, turn.get("model")).name
    if turn.get("product"):
        said = turn.get("product_text")
        name = category(kb, turn.get("product")).name
        return str(said) if said and said != name and len(str(said)) > 1 else name
    return str(turn.get("product_text") or "")


def devices(turn: DialogueTurn) -> str:
    """What is to be seen to, as it is read back: machines on file with their place and the end of their number."""
    serials = [serial for serial in (turn.get("serial"), *(turn.get("more_serials") or ())) if serial]
    found = [own_machine(turn.work, turn.conversation, serial) for serial in serials]
    if known := [machine(turn, one) for one in found if one is not None]:
        return turn.words("comma").join(known)
    return product(turn)


def field(turn: DialogueTurn, slot: str) -> str:
    """What a slot holds, for the customer to read."""
    if slot in ("product", "model", "serial"):
        return devices(turn)
    if slot == "address":
        return address(turn)
    if slot == "name":
        return person(turn, turn.get("name"))
    if slot == "service_type":
        return turn.words(f"type_{turn.get('service_type')}")
    if slot == "slot" and isinstance(turn.get("slot"), dict):
        return wish(turn, turn.get("slot"))
    return str(turn.get(slot) or "")


def visit(turn: DialogueTurn, booked: Visit) -> str:
    return window(turn, booked.start_at, booked.end_at)


def status(turn: DialogueTurn, case: Case) -> str:
    return turn.words(f"status_{case.status}")


def kind(turn: DialogueTurn, case: Case) -> str:
    return turn.words(f"type_{case.type}")


def machine_list(turn: DialogueTurn, machines: list[Asset]) -> tuple[str, list[tuple[str, str]]]:
    """A numbered list and its buttons. A button says the line's number, for whole serial numbers stay on file."""
    lines = [machine(turn, one) for one in machines]
    buttons = [(f"{n}. {one.model}", choice(str(n))) for n, one in enumerate(machines, 1)]
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)), buttons


def address(turn: DialogueTurn) -> str:
    """The address of what is being told; of the one on file only that it is that, for who may not read the file."""
    told = str(turn.get("address") or "")
    customer = customer_of(turn.work, turn.conversation)
    if customer is None or _reads(turn, customer):
        return told
    return turn.words("address_on_file") if told in (customer.address, *(m.place for m in customer.assets)) else told


def _reads(turn: DialogueTurn, customer: Customer) -> bool:
    return may(turn.work, turn.conversation, Act.READ_FILE, customer)


def choice(value: str) -> str:
    """The payload of a button that stands for a value."""
    return f'/inform{{"choice": "{value}"}}'


def person(turn: DialogueTurn, name: str) -> str:
    """A name as it is written down; a bare surname keeps both ways of address. One they have not told is not read."""
    customer = customer_of(turn.work, turn.conversation)
    if customer and name == customer.name and turn.conversation.proved_by != "name" and not _reads(turn, customer):
        return turn.words("name_on_file")
    return turn.words("surname_only", name=name) if len(name) == 1 else name
