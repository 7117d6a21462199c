"""No phone number reaches a log, whoever writes the line."""

import gc
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from gateway.logs import formatter
from gateway.processes import serve


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("phone 13912340001.", "phone 139****0001."),
        ("to +8613912340001", "to +86139****0001"),
        ("to 8613912340001", "to 86139****0001"),
        ("?To=%2B8613912340001&x=1", "?To=%2B86139****0001&x=1"),
        ("+18005550100 called", "+180****0100 called"),
        ("from +85261234567:", "from +852****4567:"),
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
    monkeypatch.setattr(serve, "create_app", lambda settings: None)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(uvicorn, "run", served)
    serve.main()
    written = capsys.readouterr().err
    assert "gateway ERROR Exception in ASGI application" in written
    assert "no customer with 139****0001" in written
    assert "not of interest" not in written
