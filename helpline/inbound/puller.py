"""Fetches messages from platforms that only tell there are some: one caller an account, the cursor kept with them."""

from dataclasses import dataclass

from sqlalchemy import select

from connectors.contract.channel import Puller
from connectors.contract.channel import Registry as Channels
from connectors.contract.inbound import Received
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.inbound.ingest import take_in
from helpline.inbound.pull_wanted import want
from helpline.jobs.payloads import PullMessages
from helpline.tables import PullCursor
from kb.models.knowledge import Knowledge

BATCHES = 50  # before others get their turn


@dataclass(frozen=True)
class MessagePuller:
    database: Database
    kb: Knowledge
    channels: Channels

    def pull(self, payload: PullMessages) -> None:
        """Takes in everything the platform has for the account; raises what it raises, to be tried again."""
        channel = self.channels.get(payload.channel)
        if channel is None:  # switched off meanwhile; when it is on again, the start asks every account
            return
        assert isinstance(channel, Puller)  # only a puller's requests ask for fetching
        with self.database.read() as session:
            row = session.get_one(PullCursor, (payload.channel, payload.account))
            cursor, token = row.cursor, row.token
        for _ in range(BATCHES):
            batch = channel.pull(payload.account, token, cursor)
            received = Received(inbound=batch.inbound, receipts=batch.receipts)
            take_in(self.database, self.kb, channel, received, self.channels.channels)
            cursor = batch.cursor or cursor
            with self.database.write() as session:
                session.get_one(PullCursor, (payload.channel, payload.account)).cursor = cursor
            if not batch.more:
                return
        with self.database.write() as session:
            want(UnitOfWork(session, self.kb, clock.now()), payload.channel, payload.account)


def want_all(database: Database, kb: Knowledge) -> None:
    """Every known account is asked: its platform may have called in vain while nobody listened."""
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now())
        for channel, account in session.execute(select(PullCursor.channel, PullCursor.account)).all():
            want(work, channel, account)
