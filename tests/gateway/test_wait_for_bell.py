"""Waiting for a bell."""

import asyncio

import pytest

from gateway.workers.wait_for_bell import rung


def test_set_in_time_or_not() -> None:
    async def both() -> tuple[bool, bool]:
        bell = asyncio.Event()
        before = await rung(bell, 0.01)
        asyncio.get_running_loop().call_later(0.01, bell.set)
        return before, await rung(bell, 10)

    assert asyncio.run(both()) == (False, True)


def test_cancelled_at_the_moment_it_is_set() -> None:
    async def cancelled() -> None:
        bell = asyncio.Event()
        waiting = asyncio.create_task(rung(bell, 10))
        await asyncio.sleep(0)
        bell.set()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(cancelled())
