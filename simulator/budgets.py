"""How many messages a customer's last act allows, as the WeChat platforms count."""

from dataclasses import dataclass, field

HOURS_48, MINUTE = 48 * 3600.0, 60.0
MESSAGE, EVENT = (5, HOURS_48), (3, MINUTE)


@dataclass
class Budget:
    """One customer's. Several acts do not add up: a message counts against each that still lasts."""

    spans: dict[str, tuple[int, float]] = field(default_factory=dict)  # act: left, until
    wrote_at: float = 0.0

    def opened(self, act: str, rule: tuple[int, float], now: float) -> None:
        count, lasts = rule
        self.spans[act] = (count, now + lasts)
        if rule == MESSAGE:
            self.wrote_at = now

    def left(self, now: float) -> int:
        return max((left for left, until in self.spans.values() if until > now), default=0)

    def is_open(self, now: float) -> bool:
        """Whether any act still lasts, however many messages are left of it."""
        return any(until > now for _, until in self.spans.values())

    def told(self, now: float) -> dict[str, float]:
        """What is left and until when, for the journal."""
        return {"left": self.left(now), "until": max((until for _, until in self.spans.values()), default=0.0)}

    def spend(self, now: float) -> None:
        self.spans = {act: (max(left - 1, 0), until) for act, (left, until) in self.spans.items() if until > now}
