"""Papers that came in: kept with a case, a machine or a contract, read, and given to customers again."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from gateway.api import case_views
from gateway.api.case_schemas import CasePage, Key
from gateway.api.deps import Audited, Reading, StateDep, Writing, staff
from gateway.api.errors import refuses
from gateway.api.schemas import (
    FILE,
    LONGEST_TEXT,
    Body,
    Day,
    Instant,
    Name,
    NameInPath,
    Page,
    Paging,
    Text,
    Words,
    shown,
)
from gateway.api.uploads import StoredIfAnyDep
from helpline.cases import audited_reading, kept_papers
from helpline.cases.kept_papers import Place, Told
from helpline.tables import KeptPaper
from helpline.tables.kept_paper import PaperKind
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api", tags=["papers"], responses=refuses(401, 403, 422))
Of = Annotated[Text, Query(max_length=100)]


class KeptPaperRow(BaseModel):
    """A paper that is kept."""

    id: str
    kind: PaperKind
    title: str
    words: str = Field(description="what stands on it")
    dated: date | None = Field(description="the day on the paper")
    url: str = Field(description="of the picture of it; empty: there is none")
    kept_by: str
    kept_at: Instant


class KeptPaperPage(Page[KeptPaperRow]):
    """Papers, as they came."""


class Given(Body):
    key: Key
    case: Annotated[Name, Field(description="the number of the case whose customer gets it")]


@routes.post("/papers", status_code=201, responses=refuses(404, 409, 413), dependencies=[Depends(staff)])
def keep_paper(
    key: Annotated[Key, Form()],
    kind: Annotated[PaperKind, Form()],
    title: Annotated[Words, Form(max_length=200)],
    picture: StoredIfAnyDep,
    work: Writing,
    case: Annotated[Text, Form(max_length=100, description="its number")] = "",
    asset: Annotated[Text, Form(max_length=100, description="its id")] = "",
    contract: Annotated[Text, Form(max_length=100, description="its number")] = "",
    words: Annotated[Text, Form(max_length=LONGEST_TEXT)] = "",
    dated: Annotated[Day | None, Form()] = None,
) -> KeptPaperRow:
    """Staff of the case's queue, or who write the register: a paper that came in, as a picture or in words."""
    place, told = Place(case, asset, contract), Told(kind, title, words, dated)
    deed = f"keep paper {case}{asset}{contract} {kind}"
    id = once(work, key, deed, lambda: kept_papers.keep(work, place, told, picture).id)
    return _row(work.session.get_one(KeptPaper, id))


@routes.get("/papers", response_model=KeptPaperPage, responses=refuses(404))
def list_papers(work: Reading, page: Paging, case: Of = "", asset: Of = "", contract: Of = "") -> dict[str, Any]:
    """Staff of the case's queue, or who read the register: what is kept with one of them, as it came. None moves."""
    return shown(kept_papers.papers(work, Place(case, asset, contract), page), _row)


@routes.get("/papers/{paper}/file", response_class=FileResponse, responses=FILE | refuses(404))
def show_paper(paper: NameInPath, held: StateDep, work: Reading) -> FileResponse:
    """Staff who may see what it is kept with: the picture of a paper."""
    row = kept_papers.find_picture(work, paper)
    headers = {"Cache-Control": "private, max-age=86400"}
    return FileResponse(held.settings.uploads / row.id, media_type=row.content_type, headers=headers)


@routes.post("/papers/{paper}/give", responses=refuses(404, 409))
def give_paper(paper: NameInPath, body: Given, held: StateDep, work: Writing) -> KeptPaperRow:
    """Staff who may see it, and are of the case's queue: the case's customer gets the paper once more."""
    row = kept_papers.find(work, paper)
    deed = f"give paper {paper} {body.case}"
    once(work, body.key, deed, lambda: kept_papers.give(work, held.settings.uploads, row, body.case))
    return _row(row)


@routes.get("/contracts/{id}/problems", response_model=CasePage, responses=refuses(404))
def list_problems(id: NameInPath, work: Reading, page: Paging, note: Audited) -> dict[str, Any]:
    """Staff who read the register: the history of problems under a contract, the newest first. None moves."""
    found = kept_papers.problems_of(work, id, page)
    note(one for case in found.items for one in audited_reading.of_case(case))
    return shown(found, lambda case: case_views.case_row(work, case))


def _row(row: KeptPaper) -> KeptPaperRow:
    return KeptPaperRow(
        id=row.id,
        kind=PaperKind(row.kind),
        title=row.title,
        words=row.words,
        dated=row.dated,
        url=f"/api/papers/{row.id}/file" if row.content_type else "",
        kept_by=row.kept_by,
        kept_at=row.kept_at,
    )
