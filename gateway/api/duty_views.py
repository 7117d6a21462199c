"""Rosters and pages as the API shows them."""

from collections.abc import Sequence

from connectors.contract.channel import Registry
from gateway.api.duty_schemas import (
    AbsenceRow,
    AlarmRow,
    HandOver,
    OnDuty,
    PageRow,
    RosterRow,
    RoundRow,
    ShiftChangeRow,
    ShiftRow,
)
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import hand_over_notes, on_duty, ring_out
from helpline.tables import Absence, Case, HandOverNote, Page, PageRound, Shift, ShiftChange
from helpline.tables.page import PageOutcome, RoundState
from helpline.tables.roster import AbsenceState, MadeBy, ShiftChangeState


def roster_rows(work: UnitOfWork, shifts: Sequence[Shift], channels: Registry) -> list[RosterRow]:
    """Asked together, however many they are."""
    if not shifts:
        return []
    following = on_duty.following(work, shifts)
    away = on_duty.absent(work, [shift.person for shift in shifts], max(work.now, shifts[0].begun_at))
    written = hand_over_notes.fresh(work, {shift.roster_id for shift in shifts})
    return [
        RosterRow(
            shift_id=shift.id,
            roster=shift.roster_id,
            name=shift.roster.name,
            purpose=shift.roster.purpose,
            business=shift.roster.business,
            rank=shift.rank,
            person=shift.person.username,
            person_name=shift.person.name,
            phone=shift.person.phone,
            reachable=ring_out.ways(work, shift.person, channels),
            away=shift.person_id in away,
            begun_at=shift.begun_at,
            ended_at=shift.ended_at,
            following=_next(following.get((shift.roster_id, shift.rank))),
            notes=[hand_over(note) for note in written if note.roster_id == shift.roster_id],
        )
        for shift in shifts
    ]


def _next(shift: Shift | None) -> OnDuty | None:
    if shift is None:
        return None
    return OnDuty(person=shift.person.username, name=shift.person.name, begun_at=shift.begun_at)


def hand_over(note: HandOverNote) -> HandOver:
    return HandOver(id=note.id, roster=note.roster_id, at=note.at, name=note.person.name, text=note.text)


def shift_row(shift: Shift) -> ShiftRow:
    return ShiftRow(
        id=shift.id,
        roster=shift.roster_id,
        rank=shift.rank,
        person=shift.person.username,
        person_name=shift.person.name,
        begun_at=shift.begun_at,
        ended_at=shift.ended_at,
        made_by=MadeBy(shift.made_by),
        why=shift.why,
    )


def change_row(change: ShiftChange) -> ShiftChangeRow:
    return ShiftChangeRow(
        id=change.id,
        shift_id=change.shift_id,
        roster=change.shift.roster_id,
        rank=change.shift.rank,
        asked_by=change.asked_by.username,
        taken_by=change.taken_by.username if change.taken_by else None,
        begun_at=change.begun_at,
        ended_at=change.ended_at,
        state=ShiftChangeState(change.state),
        why=change.why,
    )


def absence_row(absence: Absence) -> AbsenceRow:
    return AbsenceRow(
        id=absence.id,
        person=absence.person.username,
        person_name=absence.person.name,
        begun_at=absence.begun_at,
        ended_at=absence.ended_at,
        state=AbsenceState(absence.state),
        why=absence.why,
    )


def page_row(page: Page) -> PageRow:
    return PageRow(
        id=page.id,
        case=page.page_round.case.number,
        round=page.round,
        rank=page.rank,
        person=page.person.username,
        person_name=page.person.name,
        channels=page.channels,
        rung_at=page.rung_at,
        answered_at=page.answered_at,
        answered_by=page.answered_by,
        outcome=PageOutcome(page.outcome),
        error=page.error,
    )


def round_row(rung: PageRound) -> RoundRow:
    return RoundRow(
        case=rung.case.number,
        round=rung.round,
        state=RoundState(rung.state),
        reason=rung.reason,
        begun_at=rung.begun_at,
        pages=[page_row(page) for page in rung.pages],
    )


def alarm_row(work: UnitOfWork, case: Case, rung: PageRound | None) -> AlarmRow:
    rings = rung.pages if rung and rung.state in (RoundState.RINGING, RoundState.UNANSWERED) else []
    mine = [
        page.id
        for page in rings
        if page.person_id == work.actor.person_id and page.outcome in (PageOutcome.RINGING, PageOutcome.MISSED)
    ]
    return AlarmRow(
        case=case.number,
        type=case.type,
        words=case.description,
        place=case.address,
        phone=case.phone,
        contact_name=case.contact_name,
        level=case.level,
        created_at=case.created_at,
        conversation_id=case.conversation_id,
        round=round_row(rung) if rung else None,
        mine=mine[0] if mine else None,
    )
