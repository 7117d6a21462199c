"""Who may be written to without having written first, and who asked not to be."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Consent


def give(work: UnitOfWork, channel: str, address: str, by: str) -> None:
    """The owner of the address agreed; an earlier withdrawal stands until they say so themselves (`by` "resumed")."""
    row = _row(work, channel, address)
    if row.withdrawn_at and by != "resumed":
        return
    row.given_at, row.given_by, row.withdrawn_at = work.now, by, None


def withdraw(work: UnitOfWork, channel: str, address: str) -> None:
    """Nothing more is sent to the address."""
    row = _row(work, channel, address)
    row.withdrawn_at = work.now


def given(work: UnitOfWork, channel: str, address: str) -> bool:
    """Whether the address may be written to first."""
    row = work.session.get(Consent, (channel, address))
    return row is not None and row.given_at is not None and row.withdrawn_at is None


def withdrawn(work: UnitOfWork, channel: str, address: str) -> bool:
    """Whether the address asked not to be written to."""
    row = work.session.get(Consent, (channel, address))
    return row is not None and row.withdrawn_at is not None


def _row(work: UnitOfWork, channel: str, address: str) -> Consent:
    row = work.session.get(Consent, (channel, address), with_for_update=True)
    if row is None:
        row = Consent(channel=channel, address=address, given_by="")
        work.session.add(row)
    return row
