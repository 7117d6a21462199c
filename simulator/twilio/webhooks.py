"""Signed webhooks, and what Twilio thinks of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from twilio.request_validator import RequestValidator

from simulator.accounts import Accounts
from simulator.clock import SimulatedClock
from simulator.journal import Journal

WHOLE = 15.0  # seconds a webhook may take
XML = ("text/xml", "application/xml")
EMPTY = "<?xml version='1.0' encoding='UTF-8'?><Response/>"


class WebhookFailed(Exception):
    """Nothing usable came back; `code` is Twilio's for it."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"{code}: {said}")
        self.code = code


@dataclass
class Webhooks:
    """Signed with Twilio's own package. `post` is for threads, `send` for the event loop."""

    accounts: Accounts
    clock: SimulatedClock
    journal: Journal
    client: httpx.AsyncClient

    def __post_init__(self) -> None:
        self._validator = RequestValidator(self.accounts.twilio_token)
        self._blocking = httpx.Client(trust_env=False)

    def post(self, url: str, values: Mapping[str, str]) -> str:
        """The TwiML that came back; WebhookFailed otherwise."""
        try:
            answer = self._blocking.post(url, data=dict(values), headers=self._signed(url, values), timeout=self._limit)
        except httpx.HTTPError as error:
            raise WebhookFailed(11200, type(error).__name__) from None
        return _twiml(answer)

    async def send(self, url: str, values: Mapping[str, str]) -> str:
        """The same, without blocking others."""
        headers = self._signed(url, values)
        try:
            answer = await self.client.post(url, data=dict(values), headers=headers, timeout=self._limit)
        except httpx.HTTPError as error:
            raise WebhookFailed(11200, type(error).__name__) from None
        return _twiml(answer)

    @property
    def _limit(self) -> float:
        return max(self.clock.seconds(WHOLE), 0.05)

    def _signed(self, url: str, values: Mapping[str, str]) -> dict[str, str]:
        return {
            "X-Twilio-Signature": self._validator.compute_signature(url, dict(values)),
            "User-Agent": "TwilioProxy/1.1",
        }

    def close(self) -> None:
        self._blocking.close()


def _twiml(answer: httpx.Response) -> str:
    if answer.status_code == 204 or (answer.status_code == 200 and not answer.content):
        return EMPTY
    if answer.status_code != 200:
        raise WebhookFailed(11200, f"status {answer.status_code}")
    if answer.headers.get("content-type", "").split(";")[0].strip() not in XML:
        raise WebhookFailed(12300, "the content type is not text/xml")
    return answer.text
