"""`make run`: starts the three processes, restarts one that dies, ends all on Ctrl-C.

The gateway comes first, so that messages typed before Rasa is up are kept.
"""

import os
import secrets
import signal
import sys
import time
from functools import partial
from pathlib import Path

from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.processes import var_dir
from gateway.processes.health_check import HealthCheck, Patience, ask
from gateway.processes.part import Part, with_parent
from gateway.processes.ports import any_port, is_free, why_not
from gateway.processes.watch import Watch, begun
from gateway.rasa import model, server
from gateway.settings import ROOT, Settings, port_of, read_settings
from helpline.backups.restore import UNFINISHED
from helpline.core import clock
from helpline.core.copy_before import CopyImpossible
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import coverage
from helpline.reports.retired_entries import rows_without_entry
from kb import KnowledgeFault, load

STOP_SECONDS = 10
ONLY_HERE = ("DEMO_PASSWORD",)  # no part needs it, and an environment can be read by others


class _Stop(Exception):
    pass


def main() -> int:
    settings = read_settings()
    var = settings.var_dir.absolute()
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"VAR_DIR={var} cannot be made: {error.strerror}; choose a folder you may write to")
        return 1
    try:
        with var_dir.held(var):
            return _run(settings, var)
    except var_dir.InUse as error:
        print(error)
        return 2


def _run(settings: Settings, var: Path) -> int:
    var_dir.make_private(var)
    if wrong := why_not(settings.host, settings.port):
        print(wrong)
        return 1
    if (var / UNFINISHED).exists():
        print(f"a restore into {var} did not finish: empty it and the databases, and restore again")
        return 1
    try:
        kb = load(ROOT / "kb")
    except KnowledgeFault as error:
        print(f"the knowledge under kb/ has faults:\n{error}")
        return 1
    try:
        migrate(settings.database)
    except CopyImpossible as error:
        print(error)
        return 1
    database = Database(settings.database)
    made_up = seed(database, kb, settings.demo_password, settings.demo_week)
    with database.read() as session:
        work = UnitOfWork(session, kb, clock.now())
        for line in (*rows_without_entry(work), *coverage.lines(work)):
            print(f"note: {line}", flush=True)
    database.close()
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    parts = _parts(settings, var)
    try:
        for part in parts[:2]:
            part.start()
        base = f"http://{_reachable(settings.host)}:{settings.port}"
        print(f"starting; the chat page is already open: {base}/", flush=True)
        health = _health_check(settings, parts[2], parts[0].env["RASA_URL"])
        Watch(parts, begun(model.train), health, base, made_up).run()
    except (_Stop, KeyboardInterrupt):
        print("stopping", flush=True)
    except RuntimeError as error:
        print(error)
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for part in parts:
            part.stop()
        until = time.monotonic() + STOP_SECONDS
        for part in parts:
            part.wait(until - time.monotonic())
    return 0


def _parts(settings: Settings, var: Path) -> list[Part]:
    rasa_port = port_of("RASA_PORT") or (5005 if is_free("127.0.0.1", 5005) else any_port())
    token = settings.internal_token or secrets.token_urlsafe(24)
    logs = var / "log"
    ours = {name: value for name, value in os.environ.items() if name not in ONLY_HERE} | {
        "RASA_URL": f"http://127.0.0.1:{rasa_port}",
        "INTERNAL_TOKEN": token,
        "VAR_DIR": str(var),
        "PORT": str(settings.port),
        "HOST": settings.host,
        "PYTHONPATH": str(ROOT),
    }
    actions = f"http://{_reachable(settings.host)}:{settings.port}/internal/actions/webhook"
    theirs = server.environment(actions, token, settings.tracker)
    return [
        Part("gateway", with_parent(sys.executable, "gateway.processes.serve"), ours, logs),
        Part("sweeper", with_parent(sys.executable, "gateway.processes.sweeper"), ours, logs),
        Part("rasa", server.command(rasa_port), theirs, logs),
    ]


def _health_check(settings: Settings, rasa: Part, url: str) -> HealthCheck:
    patience = Patience(settings.rasa_check_seconds, settings.rasa_check_timeout_seconds, settings.rasa_check_misses)
    return HealthCheck(rasa, partial(ask, f"{url}{server.HEALTH}"), patience)


def _interrupt(_number: int, _frame: object) -> None:
    raise _Stop


def _reachable(host: str) -> str:
    """Where a server that listens on this address is reached from this machine."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host


if __name__ == "__main__":
    sys.exit(main())
