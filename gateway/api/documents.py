"""Papers about a visit, for staff and for who went there: as JSON for a page to show or print, and as PDF."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from gateway.api import deps
from gateway.api.deps import DeskCookie, StateDep
from gateway.api.engineer import EngineerCookie, engineer
from gateway.api.errors import refuses
from gateway.api.schemas import FILE, IdInPath
from helpline.cases import audited_reading
from helpline.core import clock
from helpline.core.errors import NotAllowed, NotLoggedIn
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.documents.issue import find_document
from helpline.documents.paper import Paper, paper
from helpline.documents.pdf import render
from helpline.staff.audit import note_reading
from helpline.tables import Document

routes = APIRouter(prefix="/api/documents", tags=["documents"], responses=refuses(401, 403, 404, 422))


class Fact(BaseModel):
    label: str
    text: str


class PaperPart(BaseModel):
    """Facts, a table whose first row is its head, and ids of pictures."""

    heading: str
    facts: list[Fact]
    table: list[list[str]]
    photos: list[str]


class PaperRow(BaseModel):
    title: str
    number: str
    company: str
    hotline: str
    visit: int
    parts: list[PaperPart]


def reader(held: StateDep, desk: DeskCookie, token: EngineerCookie) -> Actor:
    """Whoever is logged in at the engineers' page, else at the desk."""
    if token is not None:
        try:
            return engineer(held, token)
        except (NotLoggedIn, NotAllowed):
            if desk is None:
                raise
    return deps.staff(held, desk)


def opened(held: StateDep, actor: Annotated[Actor, Depends(reader)]) -> Iterator[UnitOfWork]:
    with held.database.read() as session:
        yield UnitOfWork(session, held.kb, clock.now(), actor)


Opened = Annotated[UnitOfWork, Depends(opened, scope="function")]


def _found(held: StateDep, work: UnitOfWork, id: int) -> tuple[Document, Paper]:
    document = find_document(work, id)
    made = paper(work, document)
    note_reading(held.database, work, audited_reading.of_case(document.visit.case))
    return document, made


@routes.get("/{id}.pdf", response_class=Response, responses=FILE)
def show_document_pdf(id: IdInPath, held: StateDep, work: Opened) -> Response:
    """Staff of the case's queue, and the engineer of the visit: a service order or fault analysis as PDF (R29, R37)."""
    _, made = _found(held, work, id)
    name = f'inline; filename="{made.number}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(render(made, held.settings.uploads), media_type="application/pdf", headers=headers)


@routes.get("/{id}")
def show_document(id: IdInPath, held: StateDep, work: Opened) -> PaperRow:
    """Staff of the case's queue, and the engineer of the visit: what stands on it, to be shown or printed."""
    document, made = _found(held, work, id)
    parts = [
        PaperPart(
            heading=part.heading,
            facts=[Fact(label=label, text=text) for label, text in part.facts],
            table=part.table,
            photos=part.photos,
        )
        for part in made.parts
    ]
    return PaperRow(
        title=made.title,
        number=made.number,
        company=made.company,
        hotline=made.hotline,
        visit=document.visit_id,
        parts=parts,
    )
