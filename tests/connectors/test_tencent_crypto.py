"""Seals that are made with the right key, and are none all the same."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from connectors.contract.request import Refused
from connectors.tencent.crypto import Crypto
from tests.connectors.wechat_pushes import APPID, KEY, TOKEN

SALT = b"0123456789abcdef"


def content(text: bytes, length: int | None = None, receiver: bytes = APPID.encode()) -> bytes:
    return SALT + (len(text) if length is None else length).to_bytes(4, "big") + text + receiver


def padded(inner: bytes, block: int = 32) -> bytes:
    count = block - len(inner) % block
    return inner + bytes([count]) * count


def encrypted(padded_content: bytes) -> str:
    key = base64.b64decode(KEY + "=")
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(padded_content) + cipher.finalize()).decode()


GOOD = padded(content(b"hello"))
NONE: dict[str, bytes] = {
    "nothing": b"",
    "shorter than its head": padded(SALT),
    "the length takes the receiver in": padded(content(b"hello", 5 + len(APPID))),
    "the length leaves text over": padded(content(b"hello", 4)),
    "the length is beyond the end": padded(content(b"hello", 6 + len(APPID))),
    "the length is as large as can be": padded(content(b"hello", 2**32 - 1)),
    "another receiver": padded(content(b"hello", receiver=b"wx0000000000000000")),
    "no receiver": padded(content(b"hello", receiver=b"")),
    "not UTF-8": padded(content(b"\xff\xfe")),
    "padding of 0": GOOD[:-1] + b"\0",
    "padding of 33": content(b"h" * (63 - 20 - len(APPID))) + b"\x21",
    "padding of unequal bytes": GOOD[:-2] + b"\0" + GOOD[-1:],
    "padded to 16": padded(content(b"h" * (35 - 20 - len(APPID) + 16)), 16)[:48],
}


def test_what_these_are_made_from_is_a_seal() -> None:
    assert Crypto(TOKEN, [KEY], APPID).open(encrypted(GOOD)).text == "hello"


@pytest.mark.parametrize("case", NONE)
def test_refused(case: str) -> None:
    with pytest.raises(Refused):
        Crypto(TOKEN, [KEY], APPID).open(encrypted(NONE[case]))


def test_an_empty_message_is_one() -> None:
    seal = Crypto(TOKEN, [KEY], APPID)
    assert seal.open(seal.close("")).text == ""


def test_no_two_seals_are_the_same() -> None:
    seal = Crypto(TOKEN, [KEY], APPID)
    assert seal.close("hello") != seal.close("hello")
