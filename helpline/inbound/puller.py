"""Fetches messages from platforms that only tell there are some: one caller an account, the cursor kept with them."""

import logging
from datetime import timedelta

from sqlalchemy import or_, select, update

from connectors.contract.channel import Puller, Registry
from connectors.contract.inbound import Received
from helpline.core import clock
from helpline.core.database import Database
from helpline.inbound.ingest import take_in
from helpline.tables import PullCursor
from kb.models.knowledge import Knowledge

LEASE = timedelta(seconds=60)
BATCHES = 50  # before others get their turn

log = logging.getLogger(__name__)


def pull_wanted(database: Database, kb: Knowledge, channels: Registry) -> int:
    """Fetches from every account that asked for it. Returns how many accounts there were."""
    now = clock.now()
    with database.read() as session:
        rows = select(PullCursor.channel, PullCursor.account).where(
            PullCursor.wanted_at <= now, or_(PullCursor.leased_until.is_(None), PullCursor.leased_until <= now)
        )
        wanted = [(name, account) for name, account in session.execute(rows) if channels.get(name)]
    for name, account in wanted:
        try:
            _pull(database, kb, channels, name, account)
        except Exception as error:
            log.warning("%s: messages of %s could not be fetched: %s", name, account, type(error).__name__)
            _later(database, name, account)
    return len(wanted)


def want_all(database: Database) -> None:
    """Every known account is asked: its platform may have called in vain while nobody listened."""
    with database.write() as session:
        session.execute(update(PullCursor).where(PullCursor.wanted_at.is_(None)).values(wanted_at=clock.now()))


def _pull(database: Database, kb: Knowledge, channels: Registry, name: str, account: str) -> None:
    channel = channels[name]
    assert isinstance(channel, Puller)  # only a puller's requests ask for fetching
    asked = _lease(database, name, account)
    if asked is None:
        return
    cursor, token, wanted_at = asked
    for _ in range(BATCHES):
        batch = channel.pull(account, token, cursor)
        received = Received(inbound=batch.inbound, receipts=batch.receipts)
        take_in(database, kb, channel, received, channels.channels)
        cursor = batch.cursor or cursor
        with database.write() as session:
            row = session.get_one(PullCursor, (name, account), with_for_update=True)
            row.cursor, row.attempts = cursor, 0
            row.leased_until = clock.now() + LEASE if batch.more else None
            if not batch.more:
                if row.wanted_at == wanted_at:  # nobody asked again meanwhile
                    row.wanted_at = None
                return


def _lease(database: Database, name: str, account: str) -> tuple[str, str, object] | None:
    now = clock.now()
    with database.write() as session:
        row = session.get_one(PullCursor, (name, account), with_for_update=True)
        if row.wanted_at is None or (row.leased_until and row.leased_until > now):
            return None
        row.leased_until = now + LEASE
        return row.cursor, row.token, row.wanted_at


def _later(database: Database, name: str, account: str) -> None:
    with database.write() as session:
        row = session.get_one(PullCursor, (name, account), with_for_update=True)
        row.attempts += 1
        row.leased_until = clock.now() + timedelta(seconds=min(2**row.attempts, 300))
