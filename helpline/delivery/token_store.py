"""Platforms' tokens, one of each for all processes: a row, and a lease for whoever fetches a new one."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from helpline.core import clock
from helpline.core.database import Database
from helpline.tables import AccessToken

LEASE = timedelta(seconds=15)
PATIENCE_SECONDS = 12.0
EARLY = timedelta(minutes=5)  # renewed before its end, so that no call meets it


class DatabaseTokenStore:
    """`connectors.contract.channel.TokenStore` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def token(self, name: str, fetch: Callable[[], tuple[str, timedelta]], stale: str = "") -> str:
        """See the contract. While another process fetches, waits for it; TimeoutError after a while."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            token = self._good(name, stale)
            if token:
                return token
            if self._lease(name, stale):
                return self._fetch(name, fetch)
            time.sleep(0.05)
        raise TimeoutError(f"no token {name}: another process holds the lease")

    def _good(self, name: str, stale: str) -> str:
        with self._database.read() as session:
            row = session.get(AccessToken, name)
            good = row and row.value and row.value != stale and row.good_until and row.good_until > clock.now()
            return row.value if row and good else ""

    def _lease(self, name: str, stale: str) -> bool:
        """Whether this process is to fetch."""
        now = clock.now()
        try:
            with self._database.write() as session:
                return self._lease_row(session, name, stale, now)
        except IntegrityError:  # another process made the row at the same instant
            return False

    def _lease_row(self, session: Session, name: str, stale: str, now: datetime) -> bool:
        row = session.get(AccessToken, name, with_for_update=True)
        if row is None:
            session.add(AccessToken(name=name, value="", leased_until=now + LEASE))
            return True
        if row.leased_until and now < row.leased_until <= now + LEASE:  # no further: the clock may have gone back
            return False
        if row.value and row.value != stale and row.good_until and row.good_until > now:
            return False  # somebody was faster
        row.leased_until = now + LEASE
        return True

    def _fetch(self, name: str, fetch: Callable[[], tuple[str, timedelta]]) -> str:
        value, lasts, failed = "", timedelta(0), True
        try:
            value, lasts = fetch()
            failed = False
        finally:
            with self._database.write() as session:
                row = session.get_one(AccessToken, name, with_for_update=True)
                row.leased_until = None
                if not failed:
                    row.value = value
                    row.good_until = clock.now() + max(lasts - EARLY, lasts / 2)
        return value
