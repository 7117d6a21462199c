"""phones are kept as E.164

Numbers nobody can read stay as they are; the log says how many.

Revision: 7a1c5e90d3f2, after c4d8e6b2f153
"""

import logging
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from helpline.core.phone import is_phone, shown, stored

revision = "7a1c5e90d3f2"
down_revision = "c4d8e6b2f153"
branch_labels = None
depends_on = None

log = logging.getLogger(__name__)

PHONES = (
    ("customers", "phone"),
    ("cases", "phone"),
    ("one_time_codes", "phone"),
    ("people", "phone"),
    ("calls", "from_phone"),
)
LOCK = "proof:"  # how wrong facts tried with a phone stand among the failed log-ins


def upgrade() -> None:
    for table, column in PHONES:
        unread = _rewrite(table, column, stored)
        if unread:
            log.warning("%s.%s: %d numbers cannot be read and stay as they are", table, column, unread)
    _rewrite("login_attempts", "username", stored, LOCK)


def downgrade() -> None:
    for table, column in PHONES[:-1]:
        _rewrite(table, column, _before)
    _rewrite("login_attempts", "username", _before, LOCK)


def _before(phone: str) -> str:
    return shown(phone) if phone.startswith("+86") else phone


def _rewrite(table: str, column: str, spelled: Callable[[str], str], prefix: str = "") -> int:
    """Every number of the column, once however many rows hold it. Returns how many cannot be read."""
    phone = sa.column(column)
    rows = sa.table(table, phone)
    link = op.get_bind()
    kept = [text.removeprefix(prefix) for text in link.scalars(sa.select(phone).where(phone.like(f"{prefix}_%")).distinct())]
    changes = [{"old": prefix + text, "new": prefix + spelled(text)} for text in kept if spelled(text) != text]
    if changes:
        link.execute(sa.update(rows).where(phone == sa.bindparam("old")).values({column: sa.bindparam("new")}), changes)
    return sum(not is_phone(text) for text in kept)
