"""Signatures and sealed messages of the WeChat platforms: wechatpy's AES, refusing where that crashes."""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from connectors.contract.request import Refused
from connectors.contract.settings import Misconfigured

WINDOW = timedelta(minutes=5)
_SECONDS = re.compile(r"[0-9]{1,10}")  # to the year 2286
_NONCE = re.compile(r"[\x21-\x7e]{1,128}")


class _Cipher(PrpCrypto):
    def get_random_string(self) -> str:
        return secrets.token_hex(8)


@dataclass(frozen=True)
class Opened:
    """What was sealed, and under which of the keys: 0 is the current one."""

    text: str
    key: int


class Crypto:
    """Token and AES keys of one account. `receiver` is its appid or corpid, which every sealed message ends with.

    The first key is the current one; the others are those it followed, still accepted while the platform changes over.
    """

    def __init__(self, token: str, keys: Sequence[str], receiver: str) -> None:
        self._token = token
        self._keys = tuple(_bytes_of(key) for key in keys)
        self._receiver = receiver

    @property
    def has_keys(self) -> bool:
        return bool(self._keys)

    def signature(self, *parts: str) -> str:
        """SHA-1 over the token and these parts, sorted, as every signature of the platforms is made."""
        signer = WeChatSigner()
        signer.add_data(self._token, *parts)
        return str(signer.signature)

    def check(self, given: str, *parts: str) -> None:
        """Refused when `given` is not the signature of these parts; takes the same time wherever they differ."""
        try:
            same = hmac.compare_digest(given.encode(), self.signature(*parts).encode())
        except UnicodeEncodeError:  # half a character in the query
            same = False
        if not same:
            raise Refused("wrong signature")

    def open(self, sealed: str) -> Opened:
        """The message in `sealed`; Refused when no key opens it or it is meant for another account."""
        for number, key in enumerate(self._keys):
            try:
                return Opened(_Cipher(key).decrypt(sealed, self._receiver), number)
            except Exception:
                continue
        raise Refused("no key opens this message, or it is for another account")

    def close(self, text: str, key: int = 0) -> str:
        """`text` sealed for this account under one of its keys."""
        return str(_Cipher(self._keys[key]).encrypt(text, self._receiver).decode("ascii"))


def stamp(values: Mapping[str, str], at: datetime) -> tuple[str, str]:
    """Timestamp and nonce of a request; Refused when one is missing, misshapen, or the time is not about `at`."""
    timestamp, nonce = values.get("timestamp", ""), values.get("nonce", "")
    if not _SECONDS.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise Refused("timestamp or nonce is missing")
    if abs(datetime.fromtimestamp(int(timestamp), UTC) - at) > WINDOW:
        raise Refused("the timestamp is too far from now")
    return timestamp, nonce


def _bytes_of(key: str) -> bytes:
    try:
        found = base64.b64decode(key + "=", validate=True)
    except binascii.Error:
        found = b""
    if len(key) != 43 or len(found) != 32:
        raise Misconfigured("an AES key must be the 43 letters and digits that the platform shows as EncodingAESKey")
    return found
