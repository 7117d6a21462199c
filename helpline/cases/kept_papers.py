"""Papers that came in (R02, R03, R07): kept with a case, a machine or a contract, and given to customers again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, false, or_, select

from helpline.cases.queries import find_case, visible
from helpline.conversations.channel_selection import of_case
from helpline.conversations.files import PictureFile
from helpline.conversations.messages import say
from helpline.core.errors import Invalid, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register.queries import may_read, may_write
from helpline.jobs.payloads import RemoveFiles
from helpline.jobs.schedule import schedule
from helpline.tables import Asset, Attachment, Case, Contract, KeptPaper
from helpline.tables.kept_paper import PaperKind
from helpline.timeline.record import record

_AS_KEPT = Order("kept papers", (Key(KeptPaper.kept_at), Key(KeptPaper.id)))


@dataclass(frozen=True)
class Place:
    """With what a paper is kept: one of a case's number, a machine's number or id, a contract's number."""

    case: str = ""
    asset: str = ""
    contract: str = ""


@dataclass(frozen=True)
class Told:
    """What a paper is."""

    kind: PaperKind
    title: str
    words: str = ""
    dated: date | None = None


def keep(work: UnitOfWork, place: Place, told: Told, picture: PictureFile | None) -> KeptPaper:
    """Keeps it; of a case its timeline says so. A proof of purchase dates the warranty of a machine without a card.

    NotFound for what is not there or not theirs to see; Invalid without either words or a picture.
    """
    if picture is None and not told.words.strip():
        raise Invalid("file, words: a picture of it, or what stands on it")
    id = picture.id if picture is not None else uuid4().hex
    row = KeptPaper(id=id, kind=told.kind, title=told.title, words=told.words, dated=told.dated)
    row.kept_by, row.kept_at = work.actor.username, work.now
    case, machine = _put(work, row, place)
    if picture is not None:
        row.content_type, row.size, picture.taken = picture.content_type, picture.size, True
    work.session.add(row)
    if case is not None:
        record(work, case, "paper_kept", told.title, paper=row.id, of=told.kind)
    if machine is not None and told.kind == PaperKind.PURCHASE and machine.card_on is None:
        machine.card_on = told.dated
    work.session.flush()
    return row


def papers(work: UnitOfWork, place: Place, page: PageRequest) -> Page[KeptPaper]:
    """What is kept with a case, a machine or a contract, as it came."""
    row = KeptPaper()
    _put(work, row, place, reading=True)
    rows = select(KeptPaper).where(_at(row))
    return page_of(work.session, rows, _AS_KEPT, page)


def find(work: UnitOfWork, id: str) -> KeptPaper:
    """One that the acting person may see; NotFound otherwise."""
    of_register = KeptPaper.case_id.is_(None) if work.actor.has(work.kb.policies.access.register_readers) else false()
    rows = select(KeptPaper).outerjoin(Case, Case.id == KeptPaper.case_id).where(KeptPaper.id == id)
    row = work.session.scalars(rows.where(or_(of_register, visible(work)))).one_or_none()
    if row is None:
        raise NotFound(id)
    return row


def find_picture(work: UnitOfWork, id: str) -> KeptPaper:
    """The same, where there is a picture of it."""
    row = find(work, id)
    if not row.content_type:
        raise NotFound(id)
    return row


def give(work: UnitOfWork, folder: Path, row: KeptPaper, number: str) -> None:
    """The customer of a case gets it once more, in their talk. Invalid where there is none, or no picture of it."""
    case = find_case(work, number)
    conversation = of_case(work, case)
    if conversation is None or not row.content_type:
        raise Invalid("case: no talk to give it in, or there is no picture of it")
    copy = Attachment(id=uuid4().hex, conversation_id=conversation.id, name=row.title, content_type=row.content_type)
    copy.size, copy.status, copy.created_at = row.size, "ready", work.now
    (folder / copy.id).hardlink_to(folder / row.id)  # at once, and each goes by itself
    work.session.add(copy)
    shown = {"id": copy.id, "name": copy.name, "content_type": copy.content_type, "url": f"/chat/attachments/{copy.id}"}
    told = phrase(work.kb, "paper_given", number=case.number, title=row.title)
    say(work, conversation, told, author="bot", attachments=[shown], complaint_id=case.complaint_id)
    record(work, case, "paper_given", row.title, paper=row.id)


def problems_of(work: UnitOfWork, contract: str, page: PageRequest) -> Page[Case]:
    """The history of problems under a contract, the newest first, of cases the acting person may see; NotFound."""
    may_read(work)
    if work.session.get(Contract, contract) is None:
        raise NotFound(contract)
    rows = select(Case).where(Case.contract_id == contract, visible(work))
    return page_of(work.session, rows, Order("problems", (Key(Case.id, descending=True),)), page)


def forget(work: UnitOfWork, *, cases: Collection[int] = (), assets: Collection[str] = ()) -> None:
    """Nothing of it is kept any more, neither row nor file."""
    theirs = or_(KeptPaper.case_id.in_(cases), KeptPaper.asset_id.in_(assets))
    files = list(work.session.scalars(select(KeptPaper.id).where(theirs)))
    work.session.execute(delete(KeptPaper).where(theirs), execution_options={"synchronize_session": False})
    if files:
        schedule(work, RemoveFiles(files=tuple(files)), f"papers:{files[0]}", work.now)


def _put(work: UnitOfWork, row: KeptPaper, place: Place, reading: bool = False) -> tuple[Case | None, Asset | None]:
    """Writes down where it lies; its case or machine."""
    named = [name for name in ("case", "asset", "contract") if getattr(place, name)]
    if len(named) != 1:
        raise Invalid("case, asset, contract: name one")
    if place.case:
        case = find_case(work, place.case)
        row.case_id = case.id
        return case, None
    (may_read if reading else may_write)(work)
    if place.contract:
        if work.session.get(Contract, place.contract) is None:
            raise NotFound(place.contract)
        row.contract_id = place.contract
        return None, None
    machine = work.session.get(Asset, place.asset)
    if machine is None:
        raise NotFound(place.asset)
    row.asset_id = machine.id
    return None, machine


def _at(row: KeptPaper) -> ColumnElement[bool]:
    if row.case_id is not None:
        return KeptPaper.case_id == row.case_id
    return KeptPaper.asset_id == row.asset_id if row.asset_id else KeptPaper.contract_id == row.contract_id
