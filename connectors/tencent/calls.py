"""Calls through wechatpy's clients with what those lack: a shared token, time limits, one bounded retry, no secrets.

wechatpy's exceptions carry the request, whose URL holds the token, so none of them leaves this module.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import requests
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatException

from connectors.contract.fault import never_left
from connectors.contract.settings import TokenStore

TIMEOUT = 5.0
STALE_TOKEN = (40001, 40014, 42001)
LARGEST_FILE = 20 * 1024 * 1024
logging.getLogger("urllib3").setLevel(logging.INFO)  # at DEBUG it logs URLs, and tokens stand in them

T = TypeVar("T")


class Failed(Exception):
    """A foreign call did not do. `code` is the platform's error code, or `timeout`, `connection`, `http`, `answer`.

    `maybe` says that it may have been done all the same.
    """

    def __init__(self, code: int | str, maybe: bool = False, said: str = "") -> None:
        super().__init__(f"the platform answered {code}")
        self.code = code
        self.maybe = maybe
        self.said = said


class NoToken(Failed):
    """The platform gave no access token."""


class Token:
    """An account's access token, shared by all processes through the token_store.

    `fetch(stale)` asks the platform for one other than `stale`; what it returns lasts the seconds it says.
    """

    def __init__(self, token_store: TokenStore, name: str, fetch: Callable[[str], tuple[str, int]]) -> None:
        self._vault = token_store
        self._name = name
        self._fetch = fetch

    def current(self, stale: str = "") -> str:
        """The token to use now, another than `stale`."""
        return self._vault.token(self._name, lambda: self._fetched(stale), stale)

    def _fetched(self, stale: str) -> tuple[str, timedelta]:
        try:
            token, seconds = guarded(lambda: self._fetch(stale))
        except Failed as failed:
            raise NoToken(failed.code) from None
        return token, timedelta(seconds=seconds)


class SharedToken:
    """Goes before one of wechatpy's clients: the token comes from the token_store, the address from the settings."""

    API_BASE_URL: str
    shared: Token
    used = ""

    @classmethod
    def made(cls, account: str, base: str, shared: Token) -> Any:
        """A client of its own, to be used by one thread."""
        client = cls(account, "", timeout=TIMEOUT, auto_retry=False)  # type: ignore[call-arg]
        client.API_BASE_URL = base
        client.shared = shared
        return client

    @property
    def access_token(self) -> str:
        self.used = self.shared.current()
        return self.used

    def stale(self) -> None:
        """The token last used is refused; the token_store gets another one."""
        self.shared.current(stale=self.used)


class Calls:
    """Runs pieces of work with a client; a refused token is changed and the work done again, once."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._own = threading.local()

    def do(self, work: Callable[[Any], T]) -> T:
        """What `work` returns for this thread's client; Failed otherwise."""
        if not hasattr(self._own, "client"):
            self._own.client = self._make()
        client = self._own.client
        try:
            return guarded(lambda: work(client))
        except NoToken:
            raise
        except Failed as failed:
            if failed.code not in STALE_TOKEN:
                raise
        client.stale()
        return guarded(lambda: work(client))


def guarded(work: Callable[[], T]) -> T:
    """What `work` returns; whatever a client raises becomes Failed."""
    try:
        return work()
    except Failed:
        raise
    except WeChatException as error:
        known = isinstance(error.errcode, int)
        raise Failed(error.errcode if known else "http", not known, str(error.errmsg or "")) from None
    except requests.RequestException as error:
        late = isinstance(error, requests.Timeout) and not never_left(error)
        raise Failed("timeout" if late else "connection", maybe=not never_left(error)) from None
    except (ValueError, TypeError, KeyError):
        raise Failed("answer", maybe=True) from None


def asked(method: str, url: str, **what: Any) -> Mapping[str, Any]:
    """A call without a client, such as for the token itself; Failed unless the answer is JSON without an error."""
    answer = requests.request(method, url, timeout=TIMEOUT, **what)
    if answer.status_code != 200:
        raise Failed("http")
    found = answer.json()
    if not isinstance(found, dict):
        raise Failed("answer")
    if found.get("errcode"):
        raise Failed(int(found["errcode"]))
    return found


def file_of(client: BaseWeChatClient, media: str) -> bytes:
    """A file's content; Failed also for the errors that come with status 200 (wechatpy reads those), or as no file."""
    answer = client.get("media/get", params={"media_id": media})
    if isinstance(answer, dict):  # a video of an Official Account is only told where it lies
        answer = requests.get(answer["video_url"], timeout=TIMEOUT, allow_redirects=False)
        if answer.status_code != 200:
            raise Failed("http")
    if not isinstance(answer, requests.Response):
        raise Failed("answer")
    content = bytes(answer.content)
    if not content or len(content) > LARGEST_FILE:
        raise Failed("answer")
    return content
