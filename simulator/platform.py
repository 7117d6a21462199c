"""The fake platforms: WeChat, WeCom and Twilio with their own rules and moods, and everybody who uses them."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import httpx

from simulator.accounts import Accounts
from simulator.clock import SimulatedClock
from simulator.faults import Fault, Faults
from simulator.files import Files
from simulator.journal import Journal
from simulator.sealing import Sealing
from simulator.twilio.calling import Calling
from simulator.twilio.outgoing import Outgoing
from simulator.twilio.sms import Texting
from simulator.twilio.webhooks import Webhooks
from simulator.wechat.people import People
from simulator.wechat.pushes import Pusher
from simulator.wechat.sending import Sending
from simulator.wechat.tokens import Tokens
from simulator.wecom import WeCom

T = TypeVar("T")
AT_ONCE = 200


class Platform:
    """Everything that lies outside the product. Its coroutines belong to the loop of the server that serves it."""

    def __init__(self, accounts: Accounts, clock: SimulatedClock | None = None, seed: int = 0) -> None:
        self.accounts, self.clock = accounts, clock or SimulatedClock()
        self.journal, self.files, self.faults = Journal(self.clock.now), Files(), Faults(seed)
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        self.client = httpx.AsyncClient(trust_env=False, limits=limits, timeout=30)
        sealing = Sealing(accounts.wechat_token, accounts.wechat_key, accounts.wechat_appid)
        address = f"{accounts.product}/channels/wechat"
        self.pusher = Pusher(address, sealing, self.clock, self.journal, self.client)
        self.people = People(accounts.wechat_name, self.pusher, self.clock, self.journal, self.files)
        self.tokens = Tokens(accounts.wechat_appid, accounts.wechat_secret, self.clock)
        self.sending = Sending(self.people, self.files, self.clock, self.journal)
        self.account: dict[str, Any] = {"menu": [], "codes": {}}
        self.wecom = WeCom(accounts, self.clock, self.journal, self.files, self.client)
        self.webhooks = Webhooks(accounts, self.clock, self.journal, self.client)
        self.texting = Texting(accounts, self.clock, self.journal, self.files, self.webhooks, seed=seed)
        self.calling = Calling(accounts, self.clock, self.journal, self.webhooks)
        self.outgoing = Outgoing(accounts, self.clock, self.journal, self.webhooks)
        self.loop: asyncio.AbstractEventLoop | None = None

    def break_things(self, where: str, does: Any, value: float, rate: float = 1.0, times: int = -1) -> None:
        """From now on; see `simulator.faults.Fault`."""
        self.faults.rules.append(Fault(where, does, value, rate, times))

    def do(self, what: Awaitable[T], seconds: float = 60.0) -> T:
        """Runs one of the platform's coroutines from another thread and waits for it."""
        assert self.loop, "the platform is not being served"

        async def awaited() -> T:
            return await what

        return asyncio.run_coroutine_threadsafe(awaited(), self.loop).result(seconds)

    async def close(self) -> None:
        await self.client.aclose()
        self.webhooks.close()
