"""Noting that an account has messages to fetch."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import PullMessages
from helpline.jobs.schedule import schedule
from helpline.tables import PullCursor


def want(work: UnitOfWork, channel: str, account: str, token: str = "") -> None:
    """A sweeper fetches them as soon as one is free; `token` is what the platform gave to fetch them with."""
    row = work.session.get(PullCursor, (channel, account), with_for_update=True)
    if row is None:
        row = PullCursor(channel=channel, account=account, cursor="", token="")
        work.session.add(row)
    row.token = token or row.token
    schedule(work, PullMessages(channel=channel, account=account), f"{channel}:{account}", work.now)
