"""What goes wrong at the platforms, on demand: errors, slowness, answers that get lost."""

import random
from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Fault:
    """`where` begins the call's path, e.g. `/wechat/cgi-bin/message/custom/send`; "" is every call.

    - `status`: answers `value` (e.g. 500) and does nothing
    - `code`: answers the platform's error `value` (e.g. 45011) and does nothing
    - `slow`: does it after `value` seconds
    - `lost`: does it, but the answer comes only after `value` seconds, as an error
    """

    where: str
    does: Literal["status", "code", "slow", "lost"]
    value: float
    rate: float = 1.0
    times: int = -1  # how often at most; -1: no limit


@dataclass
class Faults:
    """The faults in force. With a seed the same calls meet the same faults."""

    seed: int = 0
    rules: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def strike(self, path: str) -> Fault | None:
        """The fault that this call meets."""
        for rule in self.rules:
            if rule.times != 0 and path.startswith(rule.where) and self._random.random() < rule.rate:
                rule.times -= rule.times > 0
                return rule
        return None
