"""Hand-over notes: what whoever comes on duty should know."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpline.core.errors import NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import HandOverNote, Roster

SHOWN = timedelta(days=2)


def write(work: UnitOfWork, roster_id: str, text: str) -> HandOverNote:
    """NotFound for a roster that is none, or no more."""
    roster = work.session.get(Roster, roster_id)
    if roster is None or roster.ended_at is not None:
        raise NotFound(roster_id)
    assert work.actor.person_id is not None, "somebody at the desk"
    note = HandOverNote(roster_id=roster.id, at=work.now, person_id=work.actor.person_id, text=text)
    work.session.add(note)
    work.session.flush()
    return note


def fresh(work: UnitOfWork, rosters: Collection[str]) -> list[HandOverNote]:
    """Those of the last two days, the newest first."""
    rows = select(HandOverNote).where(HandOverNote.roster_id.in_(rosters), HandOverNote.at > work.now - SHOWN)
    rows = rows.options(joinedload(HandOverNote.person)).order_by(HandOverNote.at.desc(), HandOverNote.id.desc())
    return list(work.session.scalars(rows))
