"""The access token of an account, which all processes share through the TokenStore."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from connectors.contract.settings import TokenStore
from connectors.tencent.http import Failed, needed


class NoToken(Failed):
    """The platform gave no access token."""


class AccessToken:
    """One account's token. `fetch(stale)` asks the platform for one other than `stale`; it returns token and seconds.

    NoToken when the platform gives none.
    """

    def __init__(self, token_store: TokenStore, name: str, fetch: Callable[[str], tuple[str, int]]) -> None:
        self._store = token_store
        self._name = name
        self._fetch = fetch

    def current(self, stale: str = "") -> str:
        """The token to use now, another than `stale`."""
        return self._store.token(self._name, lambda: self._fetched(stale), stale)

    def _fetched(self, stale: str) -> tuple[str, timedelta]:
        try:
            token, seconds = self._fetch(stale)
        except Failed as failed:
            raise NoToken(failed.code) from None
        return token, timedelta(seconds=seconds)


def granted(found: dict[str, Any]) -> tuple[str, int]:
    """Token and seconds in the platform's answer; Failed when they are not there."""
    seconds = needed(found, "expires_in")
    if not seconds.isdecimal():
        raise Failed("answer")
    return needed(found, "access_token"), int(seconds)
