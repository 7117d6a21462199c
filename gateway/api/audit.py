"""The audit log, for those who look after how data is used."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api.deps import Reading
from gateway.api.errors import refuses
from gateway.api.people_schemas import AuditPage, AuditRow
from gateway.api.schemas import Paging, Text, shown
from helpline.staff.audit import lines
from helpline.tables import AuditLine

routes = APIRouter(prefix="/api/audit", tags=["audit"], responses=refuses(401, 403, 422))

Word = Annotated[Text, Query(max_length=200)]


@routes.get("", response_model=AuditPage)
def list_audit(
    work: Reading,
    page: Paging,
    actor: Annotated[Word, Query(description="e.g. agent:lin")] = "",
    about: Annotated[Word, Query(description="e.g. customer:C0001")] = "",
    what: Annotated[Word, Query(description="e.g. read_customer")] = "",
) -> dict[str, Any]:
    """Auditors: who read or did what, the newest first; of somebody, about something, of a kind. None moves."""
    return shown(lines(work, actor, about, what, page), _row)


def _row(line: AuditLine) -> AuditRow:
    return AuditRow(
        id=line.id,
        at=line.at,
        actor=line.actor,
        what=line.what,
        about=line.about,
        session=line.session,
        address=line.address,
    )
