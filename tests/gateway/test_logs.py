"""No phone number reaches a log, whoever writes the line."""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
import uvicorn
from structlog.contextvars import bound_contextvars, clear_contextvars, get_contextvars

from gateway.logs import configure, formatter
from gateway.processes import serve
from helpline.jobs.payloads import CallbackDue
from helpline.jobs.schedule import schedule
from tests.gateway.fakes import gateway
from tests.world import World


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("phone 13912340001.", "phone 139****0001."),
        ("to +8613912340001", "to +86139****0001"),
        ("to 8613912340001", "to 86139****0001"),
        ("?To=%2B8613912340001&x=1", "?To=%2B86139****0001&x=1"),
        ("+18005550100 called", "+180****0100 called"),
        ("from +85261234567:", "from +852****4567:"),
        ("to +8657188880001;ext=8001", "to +86571****0001;ext=8001"),
        ("at 0571-88880001转8001", "at 0571-****0001转8001"),
        ("from +852 6123 4567, +1 800-555-0100", "from +852 ****67, +1 ****00"),
        ("case GD20261122-0007 at 1795334401123", "case GD20261122-0007 at 1795334401123"),
        ("2026-11-27 01:10:00+0800", "2026-11-27 01:10:00+0800"),
        ("message 24912345678901230", "message 24912345678901230"),
    ],
)
def test_phone_numbers_are_masked(told: str, written: str) -> None:
    record = logging.LogRecord("gateway", logging.INFO, "", 0, told, None, None)
    assert formatter("gateway").format(record).partition(" gateway INFO ")[2] == written


@pytest.fixture
def server_loggers() -> Iterator[None]:
    """The server's loggers get their levels back."""
    loggers = [logging.getLogger(name) for name in ("uvicorn.error", "uvicorn.access", "uvicorn.asgi")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.mark.usefixtures("server_loggers")
def test_what_the_server_writes_is_masked_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def served(app: Any, **options: Any) -> None:
        uvicorn.Config(app, **options)
        logging.getLogger("uvicorn.access").info("not of interest")
        try:
            raise ValueError("no customer with 13912340001")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")

    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as a new process finds it
    monkeypatch.setattr(serve, "create_app", lambda settings, kb: None)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(uvicorn, "run", served)
    serve.main()
    written = capsys.readouterr().err
    assert "gateway ERROR Exception in ASGI application" in written
    assert "no customer with 139****0001" in written
    assert "not of interest" not in written


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """From its call on the process logs as one that is started."""

    def logs() -> None:
        monkeypatch.setattr(logging.getLogger(), "handlers", [])
        configure("sweeper")

    yield logs
    clear_contextvars()
    structlog.reset_defaults()


def test_what_is_worked_on_stands_in_every_line_whoever_writes_it(
    begin: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    begin()
    with bound_contextvars(conversation="c1", turn="t1"):
        logging.getLogger("sqlalchemy.pool").warning("slow: %s", 3)
        structlog.get_logger("ours").warning("held", reason="away too long")
    logging.getLogger("ours").warning("after")
    one, two, three = (line.partition(" sweeper ")[2] for line in capsys.readouterr().err.splitlines())
    assert one == "WARNING slow: 3 conversation=c1 turn=t1"
    assert two == 'WARNING held conversation=c1 reason="away too long" turn=t1'
    assert three == "WARNING after"


def test_numbers_are_masked_in_keys_and_in_exceptions_of_both(
    begin: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    begin()
    with bound_contextvars(job="callback", key="13912340001"):
        for log in (logging.getLogger("ours"), structlog.get_logger("ours")):
            try:
                raise ValueError("no customer with 13912340001")
            except ValueError:
                log.exception("failed")
    written = capsys.readouterr().err
    assert "13912340001" not in written
    assert written.count("ValueError: no customer with 139****0001") == 2
    assert written.count("ERROR failed") == 2 and written.count("key=139****0001") == 2


def test_a_turn_names_its_conversation_in_the_threads_it_uses(world: World) -> None:
    chat, turns, seen = world.chat(), gateway(world), []

    async def ask() -> None:
        with bound_contextvars(conversation=chat):
            await turns._in_thread(lambda: seen.append(get_contextvars()))

    asyncio.run(ask())
    assert seen == [{"conversation": chat}]


def test_a_job_names_itself_also_when_it_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("helpline.jobs.run.log.exception", lambda *_: told.append(get_contextvars()))
    with world.work() as work:
        schedule(work, CallbackDue(conversation_id="c1"), "c1", work.now)  # there is no such conversation
    world.sweep()
    assert (told, get_contextvars()) == ([{"job": "callback", "key": "c1", "conversation": "c1"}], {})
