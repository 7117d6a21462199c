"""How fast the platforms' own waiting goes. What the product counts (48 hours, a minute) is never scaled."""

import asyncio
import time
from dataclasses import dataclass


@dataclass
class SimulatedClock:
    """`speed` 10 makes five seconds of a platform's patience half a second; `shift` moves its clock, in seconds."""

    speed: float = 1.0
    shift: float = 0.0

    def now(self) -> float:
        """Seconds since 1970 on the platform's clock; it stamps requests, so the product's must agree with it."""
        return time.time() + self.shift

    def seconds(self, platform: float) -> float:
        """So many of the platform's seconds in real ones."""
        return platform / self.speed

    async def sleep(self, platform: float) -> None:
        await asyncio.sleep(self.seconds(platform))
