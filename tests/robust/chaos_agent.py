"""A colleague at the desk who takes who wants a person, and writes more than the platforms let through at once.

Who only waits because the assistant is away is left for it: whether it comes back for them is what is counted.
"""

import asyncio
import contextlib
import time
from typing import Any

import httpx

from tests.product import PASSWORD

LINES = (
    "您好，我来为您处理",
    "前面的情况我看到了",
    "机器先断电，放着别动",
    "配件我查一下，有现货",
    "师傅那边我已经联系了",
    "还有什么要补充的，请告诉我",
)
BETWEEN_SECONDS = 1.2  # so that few of them share a message
AGAIN_SECONDS = 0.5


class Colleague:
    """Tries again whatever a killed gateway left unanswered; keys make it once."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.served = 0

    async def run(self, until: float) -> None:
        async with httpx.AsyncClient(base_url=self._base, trust_env=False, timeout=15) as self._http:
            await self._asked("POST", "/api/login", {"username": "agent", "password": f"{PASSWORD}-agent"}, until)
            working: set[asyncio.Task[None]] = set()
            while time.time() < until:
                waiting = await self._asked("GET", "/api/conversations?owner=queue", None, until)
                wanted = [row for row in waiting["items"] if row["rule"] != "bot_failed"] if waiting else []
                for row in wanted:
                    if await self._asked("POST", f"/api/conversations/{row['id']}/take", {}, until):
                        working.add(asyncio.create_task(self._serve(row["id"], until)))
                await asyncio.sleep(1)
            await asyncio.gather(*working)

    async def _serve(self, id: str, until: float) -> None:
        begun = time.time()
        for n, line in enumerate(LINES):
            await asyncio.sleep(BETWEEN_SECONDS)
            told = {"text": line, "key": f"{id}-{begun}-{n}"}
            await self._asked("POST", f"/api/conversations/{id}/reply", told, until)
        await self._asked("POST", f"/api/conversations/{id}/return", {}, until)
        self.served += 1

    async def _asked(self, method: str, path: str, body: dict[str, str] | None, until: float) -> Any:
        """What was answered; None when it was refused or it is too late."""
        while time.time() < until:
            with contextlib.suppress(httpx.HTTPError):
                answer = await self._http.request(method, path, json=body)
                if answer.status_code < 300:
                    return answer.json()
                if answer.status_code < 500:
                    return None
            await asyncio.sleep(AGAIN_SECONDS)
        return None
