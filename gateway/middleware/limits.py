"""How much one session and one network address may ask of this product: counted here and nowhere else."""

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from helpline.core import clock
from helpline.core.errors import TooManyRequests
from kb.models.limits import LimitsPolicy, RatePolicy

AWAY_SECONDS = 30  # until Redis is asked again after it did not answer
HOME_NETWORK = 64  # bits of an IPv6 address that one household keeps; the rest its devices choose at will

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Limits:
    """Counts in this process's memory, or in Redis where several gateways are to count together."""

    def __init__(self, limits_policy: LimitsPolicy, times: int = 1, redis_url: str = "") -> None:
        """`times` lets through so many times what policy says."""
        self._policy, self._times = limits_policy, times
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = self._own
        if redis_url:
            storage = storage_from_string(redis_url, socket_connect_timeout=1, socket_timeout=1)
            self._shared = SlidingWindowCounterRateLimiter(storage)
        self._away_until = 0.0
        self._open: Counter[str] = Counter()
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="over-the-limit")

    def count(self, rate_policy: RatePolicy, what: str, address: str, token: str = "") -> None:
        """One more of what the policy is for; TooManyRequests when a rate of it is used up."""
        owned = [("token", token, rate_policy.token), ("address", network_of(address), rate_policy.address)]
        for kind, owner, rates in owned:
            for item in _parsed(tuple(rates)) if owner and rates else ():
                self._take(item, what, kind, owner)

    def _take(self, item: RateLimitItem, *key: str) -> None:
        allowed = type(item)(item.amount * self._times, item.multiples)
        limiter = self._own if time.monotonic() < self._away_until else self._shared
        try:
            taken = limiter.hit(allowed, *key)
        except Exception as error:  # Redis is away: nobody is turned away for it, and nothing goes uncounted
            log.warning("limits are counted by this process alone: %s", error)
            self._away_until = time.monotonic() + AWAY_SECONDS
            limiter, taken = self._own, self._own.hit(allowed, *key)
        if not taken:
            wait = limiter.get_window_stats(allowed, *key).reset_time - clock.now().timestamp()
            raise TooManyRequests(retry_after_seconds=min(max(1, math.ceil(wait)), allowed.get_expiry()))

    async def aside(self, do: Callable[..., Result], *arguments: object) -> Result:
        """Does for those over a limit what still has to be done, one after the other: others go on beside it."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, do, *arguments)

    @contextmanager
    def stream(self, token: str, address: str) -> Iterator[None]:
        """Held while a stream is open; TooManyRequests when its session, its address or everybody has enough."""
        open_policy = self._policy.streams
        places = {
            f"token {token}": open_policy.token,
            f"address {network_of(address)}": open_policy.address,
            "all": open_policy.all,
        }
        if any(self._open[place] >= most * self._times for place, most in places.items()):
            raise TooManyRequests(retry_after_seconds=STREAM_WAIT_SECONDS)
        self._open.update(places.keys())
        try:
            yield
        finally:
            self._open.subtract(places.keys())
            for place in places:
                if not self._open[place]:
                    del self._open[place]


@lru_cache
def _parsed(rates: tuple[str, ...]) -> list[RateLimitItem]:
    return parse_many(";".join(rates))


STREAM_WAIT_SECONDS = 15  # streams end when their readers leave; nobody knows when


def network_of(host: str) -> str:
    """What counts as one address: an IPv4 address, the household's network of an IPv6 one."""
    try:
        address = ip_address(host)
    except ValueError:  # a socket's name, as in tests
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, HOME_NETWORK), strict=False))
    return host
