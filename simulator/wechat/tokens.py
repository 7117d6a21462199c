"""Access tokens as `stable_token` gives them: everybody the same one until it ends or is forced to change."""

import secrets
from dataclasses import dataclass, field

from simulator.clock import SimulatedClock

LASTS = 7200
RENEWED_BEFORE = 300
WRONG_SECRET, WRONG_ID = 40125, 40013
INVALID, EXPIRED = 40001, 42001


@dataclass
class Tokens:
    """The tokens of one account; every one that was ever given is remembered, to tell expired from invented."""

    id: str
    secret: str
    clock: SimulatedClock
    prefix: str = "token"
    given: dict[str, float] = field(default_factory=dict)  # token: until
    current: str = ""

    def grant(self, id: str, secret: str, force: bool = False) -> dict[str, object]:
        if id != self.id:
            return {"errcode": WRONG_ID, "errmsg": "invalid appid"}
        if secret != self.secret:
            return {"errcode": WRONG_SECRET, "errmsg": "invalid appsecret"}
        now = self.clock.now()
        if force:
            self.expire()
        if not self.current or self.given[self.current] - now < RENEWED_BEFORE:
            self.current = f"{self.prefix}-{secrets.token_hex(40)}"
            self.given[self.current] = now + LASTS
        return {"access_token": self.current, "expires_in": int(self.given[self.current] - now)}

    def expire(self) -> None:
        """The current token is good no more."""
        if self.current:
            self.given[self.current], self.current = 0, ""

    def refusal(self, token: str) -> dict[str, object] | None:
        """The error that a call with this token meets; None when it is good."""
        until = self.given.get(token)
        if until is None:
            return {"errcode": INVALID, "errmsg": "invalid credential, access_token is invalid or not latest"}
        if until <= self.clock.now():
            return {"errcode": EXPIRED, "errmsg": "access_token expired"}
        return None
