"""The shape of kb/policies/reports.yml: what is looked at of the whole service, how often, and by whom."""

from datetime import time

from pydantic import Field

from kb.models.entry import Entry


class ReportsPolicy(Entry):
    at: time  # of the day, when reports are handed in
    weekday: int = Field(ge=1, le=7)  # on which the week's report and checks come, ISO
    readers: tuple[str, ...]  # roles that get the reports
    checkers: tuple[str, ...]  # roles whose task the checks are
    checks: int = Field(ge=1)  # cases of the week before
