"""Rasa as a client sees it: gone, back, failing."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from gateway.rasa import client as client
from gateway.rasa.client import Rasa, RasaUnavailable

Handler = Callable[[httpx.Request], httpx.Response]


class Server:
    """Counts what it is asked; refuses connections while it is gone."""

    def __init__(self) -> None:
        self.gone, self.status, self.asked = True, 200, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.gone:
            raise httpx.ConnectError("refused")
        return httpx.Response(self.status, json={"model_file": "m.tar.gz", "messages": []})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(client, "AGAIN_SECONDS", 0.02)
    return Server()


def rasa(server: Server) -> Rasa:
    made = Rasa("http://rasa", 1)
    made._client = httpx.AsyncClient(base_url="http://rasa", transport=httpx.MockTransport(server))
    return made


async def fails(rasa: Rasa) -> bool:
    try:
        await rasa.ask("chat", "m1", "你好", {})
    except RasaUnavailable:
        return True
    return False


def test_while_it_is_gone_one_request_asks_for_all(server: Server) -> None:
    async def run() -> None:
        gone = rasa(server)
        assert await fails(gone) and gone.is_gone
        assert all([await fails(gone) for _ in range(200)])
        assert server.asked == 1
        await asyncio.gather(*(gone.may_answer(0.1) for _ in range(200)))
        assert 1 < server.asked < 10
        await gone.close()

    asyncio.run(run())


def test_all_who_wait_learn_that_it_is_back(server: Server) -> None:
    async def run() -> None:
        back = rasa(server)
        assert await fails(back)
        waiting = [asyncio.create_task(back.may_answer(30)) for _ in range(50)]
        server.gone = False
        await asyncio.wait_for(asyncio.gather(*waiting), 5)
        assert not back.is_gone and not await fails(back)
        await back.close()

    asyncio.run(run())


def test_a_turn_that_fails_does_not_keep_others_waiting(server: Server) -> None:
    async def run() -> None:
        server.gone, server.status = False, 500
        failing = rasa(server)
        assert await fails(failing) and not failing.is_gone
        server.status = 200
        assert not await fails(failing)
        await failing.close()

    asyncio.run(run())
