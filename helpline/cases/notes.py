"""What staff write into a case for each other; what should not stand there is hidden, and stays kept (R39)."""

from helpline.core.errors import NotAllowed, NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case
from helpline.timeline.record import record

WRITTEN = frozenset({"note", "contacted", "consent"})
OVERSEERS = ("supervisor", "quality")


def hide(work: UnitOfWork, case: Case, line_id: int, reason: str) -> None:
    """Nobody reads the line's words any more. NotFound for what is no note of the case; NotAllowed to others than its
    writer and overseers."""
    line = next((line for line in case.events if line.id == line_id and line.kind in WRITTEN), None)
    if line is None:
        raise NotFound(str(line_id))
    if line.actor != work.actor.label and not work.actor.has(OVERSEERS):
        raise NotAllowed("somebody else's note")
    if line_id not in hidden(case):
        record(work, case, "note_hidden", reason, line=line_id)


def hidden(case: Case) -> set[int]:
    """Ids of the lines whose words are not shown."""
    return {line.data["line"] for line in case.events if line.kind == "note_hidden" and "line" in line.data}
