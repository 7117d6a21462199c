"""The timeline of a case (R39): appended to, never changed."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, CaseEvent


def record(work: UnitOfWork, case: Case, kind: str, text: str = "", **data: Any) -> CaseEvent:
    """Adds one line: who, when, what."""
    line = CaseEvent(
        case=case, at=work.now, kind=kind, actor=work.actor.label, actor_name=work.actor.name, text=text, data=data
    )
    work.session.add(line)
    return line


@event.listens_for(CaseEvent, "before_update")
@event.listens_for(CaseEvent, "before_delete")
def _refuse(_mapper: Mapper[Any], _connection: Any, line: CaseEvent) -> None:
    raise RuntimeError(f"timeline line {line.id} is append-only")
