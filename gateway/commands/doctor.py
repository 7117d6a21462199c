"""`make doctor`: looks at settings, the public address, tokens, the clock and the running parts, and says what to fix.

Exit status 1 when something is not well. Prints no secret.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import httpx

from connectors.contract.channel import Channel
from connectors.contract.checkup import Finding, clock_finding
from gateway.channels import CHANNELS, switch_on
from gateway.middleware.addresses import OwnAddresses
from gateway.settings import ROOT, Settings, read_settings
from helpline.backups.archive import made_at, newest_first
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.delivery.token_store import DatabaseTokenStore
from helpline.duty import coverage
from kb import Knowledge, load
from kb.calendar import Calendar
from kb.errors import KnowledgeFault

SECONDS = 8.0
NEAR = timedelta(days=60)  # before a year begins: its holidays should be known by then
NOT_PUBLIC = ("localhost", "127.", "10.", "192.168.", "0.")


def main() -> None:
    """Prints a line a finding."""
    settings = read_settings()
    database = Database(settings.database)
    try:
        found = list(findings(settings, database, os.environ))
    finally:
        database.close()
    for finding in found:
        print(("ok    " if finding.well else "FIX   ") + finding.what)
        if not finding.well:
            print(f"      -> {finding.fix}")
    ill = sum(not finding.well for finding in found)
    print(f"{len(found)} looked at, {ill} to fix" if ill else f"{len(found)} looked at, all well")
    sys.exit(1 if ill else 0)


def findings(settings: Settings, database: Database, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that can be seen from this machine, the product running or not."""
    yield from _knowledge(settings, database, clock.now().astimezone(ZONE).date())
    yield from _parts(settings)
    yield from _addresses(settings)
    yield from _channels(database, environment)
    yield from public_address(environment.get("PUBLIC_URL", ""), _has_webhooks(environment))


def _knowledge(settings: Settings, database: Database, today: date) -> Iterator[Finding]:
    try:
        kb = load(ROOT / "kb")
    except KnowledgeFault as fault:
        for one in fault.faults:
            yield Finding(False, f"knowledge: {one}", "mend the file at that line")
    else:
        yield Finding(True, "knowledge: every file is sound")
        yield from holidays(kb, today)
        yield from backups(settings, timedelta(hours=kb.policies.backup.overdue_hours), clock.now())
        yield from rosters(database, kb)


def holidays(kb: Knowledge, today: date) -> Iterator[Finding]:
    """For each calendar that keeps holidays the years it touches within twelve months and has no file for.

    To be mended once the year is near: its holidays are announced each November.
    """
    for hours in kb.hours:
        kept = Calendar(hours, kb.years)
        for year in (today.year, today.year + 1):
            if not kept.is_known(year):
                near = year <= (today + NEAR).year
                what = f"calendar {hours.id}: the holidays of {year} are not published in kb/calendars/{year}.yml; "
                what += "weeks count as plain ones, but for the days by law that stand there"
                yield Finding(not near, what, f"once they are: .venv/bin/python tools/import_calendar.py {year}")


def rosters(database: Database, kb: Knowledge) -> Iterator[Finding]:
    """Hours of the next days in which nobody is on duty."""
    with database.read() as session:
        found = coverage.lines(UnitOfWork(session, kb, clock.now()))
    for line in found:
        yield Finding(False, line, "put somebody on duty at the desk, or mend kb/policies/duty.yml")
    if not found:
        yield Finding(True, "rosters: somebody is on duty at every hour of the next 7 days")


def _parts(settings: Settings) -> Iterator[Finding]:
    """The running product, by its own /readyz."""
    url = f"http://{settings.host}:{settings.port}/readyz"
    try:
        answer = httpx.get(url, timeout=SECONDS).json()
    except (httpx.HTTPError, ValueError):
        yield Finding(False, f"product: does not answer at {url}", "start it with make run, or set HOST and PORT")
        return
    for part in ("database", "migrations", "sweeper", "rasa"):
        state = str(answer.get(part, "unknown"))
        yield Finding(state == "ok", f"{part}: {state}", f"see log/{part}.log under VAR_DIR, and docs/runbook.md")
    if answer.get("restore") == "held":
        yield Finding(False, "restore: held, nothing of before is sent", "look around, then say make resume")


def backups(settings: Settings, overdue: timedelta, now: datetime) -> Iterator[Finding]:
    """How old the newest backup is. None at all is only told: who has just begun has nothing to lose."""
    newest = next(iter(newest_first(settings.backups)), None)
    if newest is None:
        yield Finding(True, "backup: none yet; make backup makes one", "")
        return
    age = now - made_at(newest)
    well, hours = age <= overdue, age / timedelta(hours=1)
    yield Finding(well, f"backup: the newest is {hours:.0f} h old", "see why make backup does not run; docs/runbook.md")


def _addresses(settings: Settings) -> Iterator[Finding]:
    """What the product may be called by, and who may show the chat; nothing here can be wrong, but it may surprise."""
    names = ", ".join(sorted(OwnAddresses(settings.public_url, settings.allowed_hosts).names))
    yield Finding(True, f"names: answers to {names} and private addresses; more by ALLOWED_HOSTS")
    yield Finding(True, f"chat: may be embedded by {', '.join(settings.chat_sites) or 'nobody'}; more by CHAT_SITES")


def _channels(database: Database, environment: Mapping[str, str]) -> Iterator[Finding]:
    registry, states = switch_on(environment, DatabaseTokenStore(database))
    for state in states:
        off = state.reason == "not set up"
        what = f"{state.name}: {'on' if state.on else 'off, ' + state.reason}"
        yield Finding(state.on or off, what, f"set what is missing, or nothing of {state.name}; see docs/channels.md")
    for channel in registry.channels.values():
        yield from _checkup(channel)


def _checkup(channel: Channel) -> Iterator[Finding]:
    look = getattr(channel, "checkup", None)
    if look:
        yield from look(clock.now())


def _has_webhooks(environment: Mapping[str, str]) -> bool:
    needed = (s.name for module in CHANNELS.values() for s in module.SETTINGS if s.required)
    return any(environment.get(name) for name in needed)


def public_address(url: str, needed: bool) -> Iterator[Finding]:
    """Whether platforms can reach us at PUBLIC_URL, as far as can be seen from inside."""
    if not url:
        if needed:
            yield Finding(False, "PUBLIC_URL: not set", "set it to the https address the platforms call")
        return
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    yield Finding(secure, f"PUBLIC_URL: {parts.scheme or 'no scheme'}", "platforms want https with a valid certificate")
    if host.startswith(NOT_PUBLIC):
        yield Finding(False, f"PUBLIC_URL: {host} is of this machine or network only", "name a public host")
    try:
        answer = httpx.get(f"{url.rstrip('/')}/healthz", timeout=SECONDS)
    except httpx.HTTPError as error:
        fix = "check DNS, the certificate, the firewall, and that the proxy in front passes on to HOST and PORT"
        yield Finding(False, f"PUBLIC_URL: cannot be reached ({type(error).__name__})", fix)
        return
    ours = answer.status_code == 200 and answer.text == '{"status":"ok"}'
    yield Finding(ours, f"PUBLIC_URL: answers {answer.status_code}", "the proxy must pass /channels and /healthz to us")
    if found := clock_finding(answer.headers.get("date", ""), host, clock.now()):
        yield found


if __name__ == "__main__":
    main()
