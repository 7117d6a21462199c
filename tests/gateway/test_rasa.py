"""Rasa as a client sees it: gone, back, failing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from gateway.rasa import breaker
from gateway.rasa.breaker import FAILURES
from gateway.rasa.client import Rasa, RasaAway, RasaUnavailable


class Server:
    """Counts what it is asked; refuses connections while it is gone, and takes them in vain while it hangs."""

    def __init__(self) -> None:
        self.gone, self.hangs, self.status, self.asked, self.turns = True, False, 200, 0, 0

    async def __call__(self, _method: str, path: str, _body: object, _seconds: float) -> Any:
        self.asked += 1
        self.turns += path.endswith("/webhook")
        if self.gone:
            raise aiohttp.ConnectionTimeoutError("refused")
        if self.hangs:
            raise TimeoutError("silence")
        if self.status >= 400:
            raise ValueError(f"status {self.status}")
        return {"model_file": "m.tar.gz", "messages": []}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(breaker, "AGAIN_SECONDS", 0.02)
    return Server()


def rasa(server: Server, patience: float = 10) -> Rasa:
    made = Rasa("http://rasa", "token", 1, patience)
    made._call = server  # type: ignore[method-assign, assignment]  # no wire
    return made


@asynccontextmanager
async def listening(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A server that answers everything with `answer`; its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _says_yes(request: web.Request) -> web.StreamResponse:
    assert request.headers["Authorization"] == "Bearer token"
    words = (await request.json())["text"] if request.can_read_body else ""
    return web.json_response({"messages": [{"text": words}], "intent": {"name": "affirm", "confidence": 0.9}})


async def _fails(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


async def _says_no_json(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>")


async def _says_nothing(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


def test_what_is_answered_over_the_wire() -> None:
    async def run() -> None:
        async with listening(_says_yes) as url:
            asked = Rasa(url, "token", 5, 10)
            answer = await asked.ask("chat", "m1", "你好", {})
            assert (answer.messages, answer.intent, answer.confidence) == ([{"text": "你好"}], "affirm", 0.9)
            assert await asked.is_ready()
            await asked.close()

    asyncio.run(run())


@pytest.mark.parametrize("answer", [_fails, _says_no_json])
def test_a_server_that_fails_is_there(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
    async def run() -> None:
        async with listening(answer) as url:
            asked = Rasa(url, "token", 5, 10)
            with pytest.raises(RasaUnavailable) as failed:
                await asked.ask("chat", "m1", "你好", {})
            assert not isinstance(failed.value, RasaAway) and not asked.breaker.is_gone
            assert not await asked.is_ready()
            await asked.close()

    asyncio.run(run())


def test_nobody_who_listens_and_nobody_who_answers() -> None:
    async def run() -> None:
        async with listening(_says_nothing) as url:
            asked = Rasa(url, "token", 0.1, 10)
            with pytest.raises(RasaAway):
                await asked.ask("chat", "m1", "你好", {})
            assert not asked.breaker.is_gone  # one that is slow once is asked again
            await asked.close()
        gone = Rasa(url, "token", 5, 10)
        with pytest.raises(RasaAway):
            await gone.ask("chat", "m1", "你好", {})
        assert gone.breaker.is_gone
        assert not await gone.is_ready()
        await gone.close()

    asyncio.run(run())


async def fails(rasa: Rasa) -> bool:
    try:
        await rasa.ask("chat", "m1", "你好", {})
    except RasaUnavailable:
        return True
    return False


def test_while_it_is_gone_one_request_asks_for_all(server: Server) -> None:
    async def run() -> None:
        gone = rasa(server)
        assert await fails(gone) and gone.breaker.is_gone
        assert all([await fails(gone) for _ in range(200)])
        assert server.asked == 1
        await asyncio.gather(*(gone.breaker.wait(0.1) for _ in range(200)))
        assert 1 < server.asked < 10
        await gone.close()

    asyncio.run(run())


def test_all_who_wait_learn_that_it_is_back(server: Server) -> None:
    async def run() -> None:
        back = rasa(server)
        assert await fails(back)
        waiting = [asyncio.create_task(back.breaker.wait(30)) for _ in range(50)]
        server.gone = False
        await asyncio.wait_for(asyncio.gather(*waiting), 5)
        assert not back.breaker.is_gone and not await fails(back)
        await back.close()

    asyncio.run(run())


def test_a_turn_that_fails_does_not_keep_others_waiting(server: Server) -> None:
    async def run() -> None:
        server.gone, server.status = False, 500
        failing = rasa(server)
        assert await fails(failing) and not failing.breaker.is_gone
        server.status = 200
        assert not await fails(failing)
        await failing.close()

    asyncio.run(run())


def test_several_questions_in_a_row_without_an_answer_are_enough(server: Server) -> None:
    async def run() -> None:
        server.gone, server.hangs = False, True
        hung = rasa(server)
        for _ in range(FAILURES):
            assert not hung.breaker.is_open and await fails(hung)
        assert hung.breaker.is_open
        assert all([await fails(hung) for _ in range(100)]) and server.turns == FAILURES  # nobody waits in vain
        await hung.close()

    asyncio.run(run())


def test_an_answer_in_between_begins_the_count_anew(server: Server) -> None:
    async def run() -> None:
        server.gone, shaky = False, rasa(server)
        for _ in range(FAILURES * 2):
            server.hangs = True
            assert await fails(shaky)
            server.hangs = False
            assert not await fails(shaky) and not shaky.breaker.is_gone
        await shaky.close()

    asyncio.run(run())


def test_it_is_believed_to_be_back_when_it_understands_again_and_no_customer_is_sent_ahead(server: Server) -> None:
    async def run() -> None:
        server.gone, server.hangs = False, True
        hung = rasa(server)
        for _ in range(FAILURES):
            await fails(hung)
        await hung.breaker.wait(0.1)
        assert hung.breaker.is_open and server.turns == FAILURES and server.asked > FAILURES
        server.hangs = False
        await asyncio.wait_for(hung.breaker.wait(30), 5)
        assert not hung.breaker.is_open and not await fails(hung)
        await hung.close()

    asyncio.run(run())


def test_one_that_stays_gone_longer_than_anybody_waits_is_given_up(server: Server) -> None:
    async def run() -> None:
        gone = rasa(server, patience=0.1)
        assert await fails(gone) and not gone.breaker.is_open  # it may be starting again
        await gone.breaker.wait(0.15)
        assert gone.breaker.is_open
        await gone.close()

    asyncio.run(run())


def test_a_turn_that_fails_says_nothing_of_the_next(server: Server) -> None:
    async def run() -> None:
        server.gone, server.status = False, 500
        failing = rasa(server)
        for _ in range(FAILURES * 2):
            with pytest.raises(RasaUnavailable) as failed:
                await failing.ask("chat", "m1", "你好", {})
            assert not isinstance(failed.value, RasaAway)
        assert not failing.breaker.is_gone
        await failing.close()

    asyncio.run(run())
