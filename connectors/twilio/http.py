"""Twilio's HTTP client with a time limit, and with another address where a stand-in serves its API."""

from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from connectors.twilio.request import API

SECONDS = 5.0


class Http(TwilioHttpClient):
    """Calls end after SECONDS, follow no redirect and are not repeated: the outbox does that."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=SECONDS, max_retries=0)
        self._api_url = api_url
        self.last_response: Response | None = None

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> Response:
        if url.startswith(API):
            url = self._api_url + url.removeprefix(API)
        self.last_response = super().request(method, url, *arguments, **named)
        return self.last_response
