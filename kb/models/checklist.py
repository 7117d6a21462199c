"""Shapes of kb/checklists: what an engineer takes along, looks at and measures, by the skill that the work needs."""

from kb.models.entry import Entry


class CheckItem(Entry):
    """Looked at: in order, faulty, or not there. With a unit it is measured, and in order within its limits."""

    id: str
    name: str
    unit: str = ""
    low: float | None = None
    high: float | None = None


class Duty(CheckItem):
    """What is done at every visit whatever the machine, and ticked like the other items."""

    urgent: bool = False  # only where the fault is a major one


class ProbableCause(Entry):
    """What it is mostly, when the customer says one of the words."""

    words: tuple[str, ...]
    cause: str


class Checklist(Entry):
    skills: tuple[str, ...]  # of categories; none: the list for all that no other one is for
    tools: tuple[str, ...]
    kit: tuple[str, ...]  # parts to take along
    items: tuple[CheckItem, ...]
    causes: tuple[ProbableCause, ...] = ()
