"""A test marked with a promise acts it out where people come in: chat, desk, engineer's page, hotline, or the clock.

One that does not fails: what is called below those is not what a customer, a colleague or an hour brings about.
"""

from collections.abc import Generator
from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI

from helpline.jobs import run
from tools.promises import lines

DOORS = {
    "/chat/": "chat",
    "/channels/": "channel",
    "/api/engineer/": "engineer",
    "/api/": "desk",
}
NO_DEED = ("/api/login", "/api/engineer/login", "/api/me")


def promised(item: pytest.Item) -> list[str]:
    """The ids a test says it acts out."""
    return [id for mark in item.iter_markers("promise") for id in mark.args]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    unknown = {id: item.nodeid for item in items for id in promised(item) if id not in lines()}
    if unknown:
        raise pytest.UsageError(f"no such promise in docs/service-rules.md: {unknown}")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    if not promised(pyfuncitem):
        return (yield)
    used: set[str] = set()
    serve, do = FastAPI.__call__, run._do

    async def seen(app: FastAPI, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if not path.startswith(NO_DEED):
            used.update(next(([door] for prefix, door in DOORS.items() if path.startswith(prefix)), []))
        await serve(app, scope, receive, send)

    def due(*job: Any) -> None:
        used.add("clock")
        do(*job)

    with patch.object(FastAPI, "__call__", seen), patch.object(run, "_do", due):
        answer = yield
    if not used:
        pytest.fail("it is marked with a promise and came in by no door that people use", pytrace=False)
    return answer
