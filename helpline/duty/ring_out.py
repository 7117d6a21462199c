"""Rings whoever a page is for, by all the ways there are: a text message, a call, the desk where they are at it.

What is to be done is written down before it is done: a process that dies in between rings once or not at all, and then
the next in line is rung in time.
"""

import logging
from datetime import timedelta

from connectors.contract.channel import Registry, Rings
from helpline.conversations.messages import say
from helpline.conversations.opening import talk_with
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.phone import SMS, VOICE, is_mobile, stored
from helpline.core.unit_of_work import SYSTEM, UnitOfWork
from helpline.duty import page_words, paging
from helpline.jobs.payloads import RingOut
from helpline.staff.presence import is_at_desk
from helpline.tables import Page, Person
from helpline.tables.page import PageOutcome
from kb.models.knowledge import Knowledge

DESK = "desk"
NO_WAY, TOO_LATE = "no_way", "too_late"  # why somebody was not rung

log = logging.getLogger(__name__)


def ways(work: UnitOfWork, person: Person, channels: Registry) -> list[str]:
    """By what somebody would be rung now; the desk counts while they are at it."""
    there = {
        DESK: is_at_desk(work, person),
        SMS: is_mobile(person.phone) and channels.get(SMS) is not None,
        VOICE: bool(person.phone) and isinstance(channels.get(VOICE), Rings),
    }
    return [way for way, is_there in there.items() if is_there]


class Ringer:
    """One process's end of it."""

    def __init__(self, database: Database, kb: Knowledge, channels: Registry) -> None:
        self._database, self._kb, self._channels = database, kb, channels

    def run(self, payload: RingOut) -> None:
        """Rings once, however often it is run."""
        phone = self._begin(payload.page_id)
        caller = self._channels.get(VOICE)
        if not phone or not isinstance(caller, Rings):
            return
        try:
            caller.ring(phone, payload.page_id, self._kb.policies.duty.page.ring_seconds)
        except Exception as error:
            log.warning("page %d: the call failed: %s", payload.page_id, type(error).__name__)
            self._failed(payload.page_id, type(error).__name__)

    def _begin(self, page_id: int) -> str:
        """Writes down by which ways, and sends the text message; the phone to call, "" for none."""
        with self._database.write() as session:
            work = UnitOfWork(session, self._kb, clock.now(), SYSTEM)
            page = session.get_one(Page, page_id, with_for_update=True)
            if page.outcome != PageOutcome.RINGING or page.rung_out_at is not None:
                return ""
            page.rung_out_at = work.now
            stale = timedelta(seconds=self._kb.policies.duty.page.stale_seconds)
            if work.now - page.rung_at > stale:
                paging.not_rung(work, page, PageOutcome.SKIPPED, TOO_LATE)
                return ""
            page.channels = ways(work, page.person, self._channels)
            if not page.channels:
                paging.not_rung(work, page, PageOutcome.MISSED, NO_WAY)
            if SMS in page.channels:
                talk = talk_with(work, SMS, page.person)
                say(work, talk, page_words.for_text(work, page.page_round), useful_until=work.now + stale)
            return stored(page.person.phone) if VOICE in page.channels else ""

    def _failed(self, page_id: int, error: str) -> None:
        with self._database.write() as session:
            work = UnitOfWork(session, self._kb, clock.now(), SYSTEM)
            page = session.get_one(Page, page_id, with_for_update=True)
            page.channels = [way for way in page.channels if way != VOICE]
            page.error = error
            if not page.channels and page.outcome == PageOutcome.RINGING:
                paging.not_rung(work, page, PageOutcome.MISSED, error)
