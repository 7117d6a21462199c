"""`make doctor` finds what is wrong and says what to do, without telling a secret."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from connectors.contract.checkup import clock_finding
from gateway.commands.doctor import findings, holidays, public_address
from gateway.settings import Settings
from helpline.staff.people import by_username
from kb import Knowledge
from tests.connectors.test_contract import recorded
from tests.helpline.duty.conftest import staffed
from tests.world import World

pytestmark = pytest.mark.slow


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"status":"ok"}' if self.path == "/healthz" else b""
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def told(world: World, environment: dict[str, str]) -> dict[str, str]:
    """What is to fix, and how."""
    found = list(findings(Settings(port=9), world.database, environment))
    return {finding.what: finding.fix for finding in found if not finding.well}


def test_nothing_set_up_is_well_but_the_product_does_not_run(world: World) -> None:
    world.go_to(datetime(2026, 6, 1, 10, 0, tzinfo=UTC))  # far from a year that nobody has announced
    staffed(world)
    assert list(told(world, {})) == ["product: does not answer at http://127.0.0.1:9/readyz"]


def test_hours_without_anybody_are_told(world: World) -> None:
    staffed(world)
    with world.work() as work:
        left = by_username(work, "yu_guodong")
        assert left
        left.ended_at = work.now
    faults = told(world, {})
    assert any(what.startswith("roster safety_machinery, rank 1: nobody from") for what in faults)
    assert not any(what.startswith("roster duty_phone") for what in faults)


def test_half_set_up(world: World) -> None:
    faults = told(world, {"WECHAT_APPID": "wx1"})
    assert any("WECHAT_SECRET" in what and "WECHAT_TOKEN" in what for what in faults)
    assert "PUBLIC_URL: not set" in faults


@pytest.mark.parametrize(
    ("today", "files", "missing"),
    [
        (date(2026, 3, 1), (2026, 2027), {}),
        (date(2026, 3, 1), (2026,), {2027: "noted"}),
        (date(2026, 11, 1), (2026,), {2027: "noted"}),
        (date(2026, 11, 2), (2026,), {2027: "to be mended"}),
        (date(2027, 1, 1), (2026,), {2027: "to be mended", 2028: "noted"}),
    ],
)
def test_years_without_holidays(kb: Knowledge, today: date, files: tuple[int, ...], missing: dict[int, str]) -> None:
    """Of each calendar that keeps holidays; `always` keeps none."""
    years = tuple(kb.years[0].model_copy(update={"year": year}) for year in files)
    found = list(holidays(kb.model_copy(update={"years": years}), today))
    keeping = [hours.id for hours in kb.hours if hours.holidays]
    assert [(finding.what.partition(" are")[0], finding.well) for finding in found] == [
        (f"calendar {id}: the holidays of {year}", how == "noted") for id in keeping for year, how in missing.items()
    ]
    assert all(f"tools/import_calendar.py {year}" in "".join(f.fix for f in found) for year in missing)


@pytest.mark.parametrize("name", ["wechat", "wecom", "sms", "voice"])
def test_a_platform_that_cannot_be_reached(world: World, name: str) -> None:
    environment = recorded(name)["environment"] | {"TWILIO_API_URL": "http://127.0.0.1:9"}
    faults = told(world, environment)
    assert any("token (connection)" in what or "twilio: no answer" in what for what in faults), faults
    secrets = [environment[key] for key in ("WECHAT_SECRET", "WECOM_SECRET", "TWILIO_AUTH_TOKEN") if key in environment]
    assert secrets and not any(secret in f"{faults}" for secret in secrets)


def test_the_public_address(site: str) -> None:
    found = {finding.what: finding for finding in public_address(site, True)}
    assert found["PUBLIC_URL: answers 200"].well
    assert not found["PUBLIC_URL: http"].well
    assert not next(f for what, f in found.items() if "of this machine" in what).well
    assert [f.well for f in public_address("https://127.0.0.1:9", True)] == [True, False, False]


@pytest.mark.parametrize(("seconds", "well"), [(0, True), (59, True), (300, False)])
def test_the_clock(seconds: int, well: bool) -> None:
    now = datetime(2026, 11, 22, 8, 0, seconds % 60, tzinfo=UTC).replace(minute=seconds // 60)
    found = clock_finding("Sun, 22 Nov 2026 08:00:00 GMT", "there", now)
    assert found and found.well == well
    assert clock_finding("soon", "there", now) is None
