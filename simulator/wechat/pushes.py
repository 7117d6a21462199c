"""Pushes to the account's address: signed, sealed, and made again while nobody answers `success`."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from simulator.clock import SimulatedClock
from simulator.journal import Journal
from simulator.sealing import Sealing

ATTEMPTS = 4
PATIENCE = 5.0  # seconds
DONE = (b"success", b"")
Fields = dict[str, "str | int | Fields"]


@dataclass
class Pusher:
    """`mode`: safe, compatible or plain. Repeats of a push are the same request, to the byte."""

    url: str
    sealing: Sealing
    clock: SimulatedClock
    journal: Journal
    client: httpx.AsyncClient
    mode: str = "safe"

    async def push(self, who: str, fields: Fields, together: int = 1) -> bool:
        """Whether it was answered at last. `together`: how many of the pushes are under way at once."""
        address, body = self._request(who, fields)
        done = 0
        while done < ATTEMPTS:
            count = min(together, ATTEMPTS - done)
            answers = await asyncio.gather(*(self._once(who, address, body, done + i + 1) for i in range(count)))
            if any(answers):
                return True
            done += count
        self.journal.note("wechat", "unavailable", who)
        return False

    async def _once(self, who: str, address: str, body: bytes, attempt: int) -> bool:
        """One push; a failure takes as long as the platform waits."""
        begun = asyncio.get_running_loop().time()
        patience = self.clock.seconds(PATIENCE)
        try:
            answer = await asyncio.wait_for(
                self.client.post(address, content=body, headers={"Content-Type": "text/xml"}), patience
            )
            status, done = str(answer.status_code), answer.status_code == 200 and answer.content in DONE
        except (httpx.HTTPError, TimeoutError) as error:
            status, done = type(error).__name__, False
        took = asyncio.get_running_loop().time() - begun
        self.journal.note("wechat", "push", who, attempt=attempt, status=status, answered=done, seconds=round(took, 3))
        if not done and took < patience:
            await asyncio.sleep(patience - took)
        return done

    def _request(self, who: str, fields: Fields) -> tuple[str, bytes]:
        plain = _elements(fields)
        if self.mode == "plain":
            query, content = self.sealing.query(self.clock.now()), plain
        else:
            sealed = self.sealing.seal(f"<xml>{plain}</xml>")
            query = self.sealing.query(self.clock.now(), sealed)
            beside = plain if self.mode == "compatible" else _elements({"ToUserName": fields["ToUserName"]})
            content = beside + _elements({"Encrypt": sealed})
        return f"{self.url}?{urlencode({**query, 'openid': who})}", f"<xml>{content}</xml>".encode()


def _elements(fields: Fields) -> str:
    """As the platform writes them: nothing in the customer's words is escaped."""
    return "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())


def _value(value: "str | int | Fields") -> str:
    if isinstance(value, dict):
        return _elements(value)
    return str(value) if isinstance(value, int) else f"<![CDATA[{value}]]>"
