"""Signatures and sealed messages of the WeChat platforms.

What is sealed is 16 random bytes, the message's length in 4 bytes of network order, the message, and whom it is for,
padded (PKCS#7) to a multiple of 32 bytes; encrypted with AES-256-CBC, whose IV is the key's first half; in base64.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from connectors.contract.request import Refused
from connectors.contract.settings import Misconfigured

WINDOW = timedelta(minutes=5)
_SECONDS = re.compile(r"[0-9]{1,10}")  # to the year 2286
_NONCE = re.compile(r"[\x21-\x7e]{1,128}")
_SALT, _LENGTH = 16, 4  # bytes before the message
_PADDING = PKCS7(32 * 8)


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
        self._receiver = receiver.encode()

    @property
    def has_keys(self) -> bool:
        return bool(self._keys)

    def signature(self, *parts: str) -> str:
        """SHA-1 over the token and these parts, sorted, as every signature of the platforms is made."""
        signed = b"".join(sorted(part.encode() for part in (self._token, *parts)))
        return hashlib.sha1(signed, usedforsecurity=False).hexdigest()

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
                return Opened(_message(_decrypted(sealed, key), self._receiver), number)
            except ValueError:
                continue
        raise Refused("no key opens this message, or it is for another account")

    def close(self, text: str, key: int = 0) -> str:
        """`text` sealed for this account under one of its keys."""
        message = text.encode()
        length = len(message).to_bytes(_LENGTH, "big")
        return _encrypted(secrets.token_hex(_SALT // 2).encode() + length + message + self._receiver, self._keys[key])


def stamp(values: Mapping[str, str], at: datetime) -> tuple[str, str]:
    """Timestamp and nonce of a request; Refused when one is missing, misshapen, or the time is not about `at`."""
    timestamp, nonce = values.get("timestamp", ""), values.get("nonce", "")
    if not _SECONDS.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise Refused("timestamp or nonce is missing")
    if abs(datetime.fromtimestamp(int(timestamp), UTC) - at) > WINDOW:
        raise Refused("the timestamp is too far from now")
    return timestamp, nonce


def _message(opened: bytes, receiver: bytes) -> str:
    """The message; ValueError when what follows it is not this receiver (so also when it is cut off), or no UTF-8."""
    head = _SALT + _LENGTH
    end = head + int.from_bytes(opened[_SALT:head], "big")
    if not hmac.compare_digest(opened[end:], receiver):
        raise ValueError("not for this receiver")
    return opened[head:end].decode()


def _decrypted(sealed: str, key: bytes) -> bytes:
    """What was encrypted; ValueError when it was not so with this key."""
    cipher = _cipher(key).decryptor()
    padded = cipher.update(base64.b64decode(sealed)) + cipher.finalize()
    unpadder = _PADDING.unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def _encrypted(content: bytes, key: bytes) -> str:
    padder, cipher = _PADDING.padder(), _cipher(key).encryptor()
    padded = padder.update(content) + padder.finalize()
    return base64.b64encode(cipher.update(padded) + cipher.finalize()).decode("ascii")


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _bytes_of(key: str) -> bytes:
    try:
        found = base64.b64decode(key + "=", validate=True)
    except binascii.Error:
        found = b""
    if len(key) != 43 or len(found) != 32:
        raise Misconfigured("an AES key must be the 43 letters and digits that the platform shows as EncodingAESKey")
    return found
