"""Facts as they are read back: dates, windows, lists, masked numbers."""

from datetime import date, datetime

from bot.actions.engine.turn import DialogueTurn
from helpline.core.unit_of_work import ZONE
from helpline.tables import Case, Equipment, Visit
from kb.lookup import category, model


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


def instant(turn: DialogueTurn, at: datetime) -> str:
    """An instant as said."""
    local = at.astimezone(ZONE)
    days = (local.date() - turn.work.today).days
    near = turn.words("near_days").split()
    said = near[days] if 0 <= days < len(near) else turn.words("date_short", month=local.month, day=local.day)
    return f"{said} {local:%H:%M}"


def machine(turn: DialogueTurn, equipment: Equipment) -> str:
    """A machine as its owner knows it; the end of its serial number only for who was shown to be the owner."""
    found = next((m for m in turn.runtime.kb.models if m.id == equipment.model), None)
    name = found.name if found else category(turn.runtime.kb, equipment.category).name
    if turn.conversation.customer_id != equipment.customer_id:
        return turn.words("machine_plain", name=name, model=equipment.model)
    return turn.words(
        "machine_placed" if equipment.place else "machine",
        name=name,
        model=equipment.model,
        tail=equipment.serial[-6:],
        place=equipment.place,
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


def visit(turn: DialogueTurn, booked: Visit) -> str:
    return window(turn, booked.start_at, booked.end_at)


def status(turn: DialogueTurn, case: Case) -> str:
    return turn.words(f"status_{case.status}")


def kind(turn: DialogueTurn, case: Case) -> str:
    return turn.words(f"type_{case.type}")


def machine_list(turn: DialogueTurn, machines: list[Equipment]) -> tuple[str, list[tuple[str, str]]]:
    """A numbered list and its buttons. A button says the line's number: a serial number proves ownership, and who
    looks up a phone has not shown to own anything yet."""
    lines = [machine(turn, one) for one in machines]
    buttons = [(f"{n}. {one.model}", choice(str(n))) for n, one in enumerate(machines, 1)]
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)), buttons


def choice(value: str) -> str:
    """The payload of a button that stands for a value."""
    return f'/inform{{"choice": "{value}"}}'


def person(turn: DialogueTurn, name: str) -> str:
    """A name as it is written down; a bare surname keeps both ways of address."""
    return turn.words("surname_only", name=name) if len(name) == 1 else name
