"""Shapes of kb/policies/backup.yml and kb/policies/retention.yml: what outlives an accident, and what ends."""

from typing import Annotated

from pydantic import Field

from kb.models.entry import Entry

Count = Annotated[int, Field(ge=1)]
Roles = Annotated[tuple[str, ...], Field(min_length=1)]


class BackupPolicy(Entry):
    """R46. The last three are sentences of alerts for staff."""

    tell: Roles  # who hears of a backup that failed
    resume: Roles  # who may say that a restored product goes on
    overdue_hours: Count
    failed: str
    copy_failed: str
    skipped: str


class RetentionPolicy(Entry):
    """R39."""

    years: Count  # talks and cases are erased after so long
    law_years: Count  # after closing, a case is kept so long whoever asks for erasure
    law: str  # which law says so, in words for whoever asks
