"""Requests as the WeChat platforms make them, and a token_store that several clients share."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from connectors import wechat, wecom
from connectors.contract.request import Request
from connectors.tencent.crypto import Crypto
from connectors.wechat.account import WeChatChannel
from connectors.wecom.account import WeComChannel

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"
AT = datetime.fromtimestamp(1795334402, UTC)
TOKEN = "aTokenOfOurOwn"
KEY = "kDzqR7w1JtV5bXnM3sPcY9fHgL2eUaWi6oQ8yTrBvC0"
OLD_KEY = "9fHgL2eUaWi6oQ8yTrBvC0kDzqR7w1JtV5bXnM3sPcY"
APPID = "wx4d1f6a9b7c3e2058"
CORPID = "ww8f4e2c6a90b1d375"
WHO = "oHl1p6_k2V9mQ3xTgRbYcZ0dWnE8"
ACCOUNT, CUSTOMER = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q", "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"


class SharedVault:
    """Two of these `beside` each other are two processes over one database."""

    def __init__(self, beside: "SharedVault | None" = None) -> None:
        self.stored: dict[str, str] = beside.stored if beside else {}
        self.lock: threading.Lock = beside.lock if beside else threading.Lock()

    def token(self, name: str, fetch: Callable[[], tuple[str, timedelta]], stale: str = "") -> str:
        with self.lock:
            if self.stored.get(name, stale) == stale:
                self.stored[name], lasts = fetch()
                assert lasts > timedelta(0)
            return self.stored[name]


def account(token_store: SharedVault | None = None, /, **changes: str) -> WeChatChannel:
    """The Official Account in safe mode; `WECHAT_AES_KEY=""` for plain mode."""
    settings = {
        "WECHAT_APPID": APPID,
        "WECHAT_SECRET": "the-app-secret",
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_AES_KEY": KEY,
        "WECHAT_API_URL": "http://127.0.0.1:9",
    }
    made = wechat.connect(settings | changes, token_store or SharedVault())
    assert made
    return made


def plain_account() -> WeChatChannel:
    return account(WECHAT_AES_KEY="")


def corporation(token_store: SharedVault | None = None, /, **changes: str) -> WeComChannel:
    settings = {
        "WECOM_CORPID": CORPID,
        "WECOM_SECRET": "the-corp-secret",
        "WECOM_TOKEN": TOKEN,
        "WECOM_AES_KEY": KEY,
        "WECOM_API_URL": "http://127.0.0.1:9",
    }
    made = wecom.connect(settings | changes, token_store or SharedVault())
    assert made
    return made


def payload(channel: str, name: str) -> bytes:
    return (PAYLOADS / channel / name).read_bytes()


def request(query: dict[str, str], body: bytes = b"", method: str = "POST", at: datetime = AT) -> Request:
    return Request(method, "", urlencode(query), {"content-type": "text/xml"}, body, at)


def plain_query(at: datetime = AT, nonce: str = "486452656", token: str = TOKEN) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    signature = Crypto(token, [], APPID).signature(timestamp, nonce)
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce, "openid": WHO}


def plain(body: bytes) -> Request:
    """A push in plain mode."""
    return request(plain_query(), body)


def sealed(
    body: bytes, key: str = KEY, receiver: str = APPID, token: str = TOKEN, beside: str = "", as_json: bool = False
) -> Request:
    """A push in safe mode; with plain fields `beside` the sealed one in compatible mode."""
    seal = Crypto(token, [key], receiver)
    encrypted = seal.close(body.decode())
    query = plain_query(token=token)
    query |= {
        "encrypt_type": "aes",
        "msg_signature": seal.signature(query["timestamp"], query["nonce"], encrypted),
    }
    if as_json:
        return request(query, f'{{"ToUserName":"gh_5f0b7c1d2e3a","Encrypt":"{encrypted}"}}'.encode())
    whole = f"<xml><ToUserName><![CDATA[gh]]></ToUserName>{beside}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return request(query, whole.encode())
