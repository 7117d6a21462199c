"""Waiting for a bell, but not for ever."""

import asyncio


async def rung(bell: asyncio.Event, seconds: float) -> bool:
    """Waits until the bell is set; False when it was not within `seconds`.

    Can be cancelled at any moment: `asyncio.wait_for` of Python 3.11 drops a cancellation that comes together with the
    event, and whoever waits in a loop then never ends.
    """
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return False
    return True
