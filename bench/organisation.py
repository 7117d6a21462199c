"""What a large company costs: a beat of the clock, whom one could send, and all that is known of a customer.

The beat is what a sweeper does when nothing is due: it looks at every lane, asks when something will be, and leaves its
sign of life. With one promise due it also does what follows. Whatever is waiting besides, neither may take longer.
"""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from bench import large_company
from bench.figures import Row, Target, percentile
from bench.gateway_alone import alone
from bench.run import Run
from connectors.contract.channel import Registry as Channels
from gateway.api.deps import COOKIE
from gateway.commands.migrate import migrate
from gateway.processes import handlers, sweeper
from gateway.settings import ROOT, read_settings
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.registry import Registry
from helpline.jobs.run import next_due, run_due
from helpline.staff.sessions import open_session
from helpline.tables import Person, PersonRole
from kb import load
from kb.models.knowledge import Knowledge
from tests.databases import Postgres, PostgresMissing

SIZES = (1_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000, 100_000)
ENGINEERS, DAYS = 500, 4
BEATS, DUE = 100, 20
ASKED, QUICK_ASKED = 200, 40
GENERAL_REPLY, OVERDUE = timedelta(days=1), timedelta(minutes=1)  # of a case whose product is not known
FLAT = Target("at most twice", "ours", at_most=2)
CANDIDATES = Target("p95 under 50 ms", "ours", at_most=50)
CUSTOMER = Target("p95 under 20 ms", "ours", at_most=20)


def figures(run: Run) -> list[Row]:
    """Rows of SQLite and of PostgreSQL; there is no stock organisation to compare with."""
    with TemporaryDirectory(prefix="helpline-organisation-", dir=ROOT) as folder:
        rows = _measured(run, "SQLite", f"sqlite:///{Path(folder) / 'helpline.db'}")
    try:
        cluster = Postgres()
    except PostgresMissing as error:
        raise RuntimeError(str(error)) from error
    try:
        rows += _measured(run, "PostgreSQL", cluster.create("organisation"))
    finally:
        cluster.stop()
    return rows


def _measured(run: Run, name: str, url: str) -> list[Row]:
    migrate(url)
    database, kb = Database(url), load(ROOT / "kb")
    company = Company(database, kb, handlers.registry(database, kb, Channels(), read_settings()))
    try:
        rows = _beats(run, name, company)
        large_company.engineers(database, ENGINEERS, clock.now(), DAYS)
        run.tell(f"organisation: {name}, {ENGINEERS} engineers, a customer")
        with alone(url, {"LIMITS_TIMES": "1000"}) as port:
            rows += _asked(run, name, company, port)
    finally:
        database.close()
    return rows


@dataclass(frozen=True)
class Company:
    """What works without anybody who asks: the clock."""

    database: Database
    kb: Knowledge
    registry: Registry

    def beat(self) -> None:
        """A round of every lane, the look ahead, and the sign of life."""
        for lane in self.registry.lanes:
            run_due(self.database, self.kb, self.registry, lane, "bench")
            next_due(self.database, lane, clock.now())
        sweeper.beat(self.database)

    def fall_due(self) -> None:
        """One promise that is due a minute ago."""
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now() - GENERAL_REPLY - OVERDUE)
            told = Request(
                type=CaseType.REPAIR, description=large_company.WORDS, key=secrets.token_hex(8), phone="13911110000"
            )
            file_case(work, None, told)

    def log_in(self) -> str:
        """The token of somebody at the desk."""
        with self.database.write() as session:
            person = Person(username="bench", name="bench", role_rows=[PersonRole(role="agent")])
            session.add(person)
            session.flush()
            return open_session(UnitOfWork(session, self.kb, clock.now()), person)[0]


def _beats(run: Run, name: str, company: Company) -> list[Row]:
    """Rows of each size, and how much longer a beat takes among the most than among the fewest."""
    rows: list[Row] = []
    found: dict[str, list[float]] = {"nothing due": [], "one due": []}
    before = 0
    for size in QUICK_SIZES if run.quick else SIZES:
        run.tell(f"organisation: {name}, {size:,} open promises")
        large_company.fill(company.database, before, size, clock.now())
        before = size
        idle = [_timed(company.beat)[0] for _ in range(BEATS)]
        due = []
        for _ in range(DUE):
            company.fall_due()
            due.append(_timed(company.beat)[0])
        for what, times in (("nothing due", idle), ("one due", due)):
            found[what].append(percentile(times, 50))
            rows.append(Row(f"{name}: a beat with {what} among {size:,} open promises, p50", "ms", found[what][-1]))
    for what, p50s in found.items():
        rows.append(
            Row(f"{name}: a beat with {what}, among the most to the fewest", "times", p50s[-1] / p50s[0], None, FLAT)
        )
    return rows


def _asked(run: Run, name: str, company: Company, port: int) -> list[Row]:
    """Rows of what people at the desk ask for, over HTTP."""
    cases = (QUICK_SIZES if run.quick else SIZES)[-1]
    draw = random.Random(1)
    asked = QUICK_ASKED if run.quick else ASKED
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", cookies={COOKIE: company.log_in()}, timeout=60, trust_env=False
    ) as http:

        def get(path: str, **params: str) -> Any:
            return http.get(path, params=params).raise_for_status().json()

        def candidates() -> None:
            found = get(f"/api/cases/{large_company.case_number(cases - 1)}/candidates")["items"]
            if not found[0]["fits"]:
                raise RuntimeError(f"nobody fits: {found[0]}")

        candidates()  # the first loads what the others need
        found = [_timed(candidates)[0] for _ in range(asked)]
        drawn = [draw.randrange(cases // large_company.CASES_EACH) for _ in range(asked + 1)]
        parts = [_everything(get, customer) for customer in drawn][1:]
    whom = f"{name}: candidates for a case, of {ENGINEERS} engineers, p95"
    rows = [Row(whom, "ms", percentile(found, 95), None, CANDIDATES)]
    for part in parts[0]:
        late = percentile([times[part] for times in parts], 95)
        rows.append(Row(f"{name}: a customer's {part} among {cases:,} cases, p95", "ms", late, None, CUSTOMER))
    together = percentile([sum(times.values()) for times in parts], 95)
    return [*rows, Row(f"{name}: all of a customer's, one after the other, p95", "ms", together)]


def _everything(get: Callable[..., Any], customer: int) -> dict[str, float]:
    """Milliseconds of each part of what is known of a customer, as the desk asks for it."""
    phone, id = large_company.phone_of(customer), large_company.customer_id(customer)
    told: dict[str, Any] = {}
    asked: dict[str, Callable[[], Any]] = {
        "file": lambda: get("/api/contacts", phone=phone),
        "cases": lambda: get("/api/cases", phone=phone),
        "newest case in full": lambda: get(f"/api/cases/{told['cases']['items'][0]['number']}"),
        "machines": lambda: get("/api/assets", customer=id),
        "contracts": lambda: get("/api/contracts", customer=id),
        "sites": lambda: get("/api/sites", customer=id),
    }
    times = {}
    for part, ask in asked.items():
        times[part], told[part] = _timed(ask)
    if [len(told[part]["items"]) for part in ("file", "cases", "machines")] != [1, large_company.CASES_EACH, 1]:
        raise RuntimeError(f"not what there is of {phone}: {told}")
    return times


def _timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    began = time.perf_counter()
    found = what()
    return 1000 * (time.perf_counter() - began), found
