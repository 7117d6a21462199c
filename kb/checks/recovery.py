"""kb/policies/backup.yml, reports.yml, retention.yml: whom they name is there, the law's time is not above ours."""

from collections.abc import Iterator

from kb.checks.check import ROLES, known
from kb.errors import Fault
from kb.loading.parts import Parts


def roles(parts: Parts) -> Iterator[Fault]:
    source, policy = parts.source("backup"), parts["backup"]
    for field in ("tell", "resume"):
        for at, role in enumerate(getattr(policy, field)):
            yield from known(source, (field, at), "role", role, ROLES)


def reports(parts: Parts) -> Iterator[Fault]:
    source, policy = parts.source("reports"), parts["reports"]
    for field in ("readers", "checkers"):
        for at, role in enumerate(getattr(policy, field)):
            yield from known(source, (field, at), "role", role, ROLES)


def years(parts: Parts) -> Iterator[Fault]:
    policy = parts["retention"]
    if policy.law_years > policy.years:
        why = f"the law wants {policy.law_years} years, so cases cannot be erased after {policy.years}"
        yield parts.source("retention").fault(("years",), why)
