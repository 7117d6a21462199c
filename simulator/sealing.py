"""Signatures and sealed messages from the platforms' side, written after their documentation and not after ours.

Plaintext = 16 random bytes, length in network order, message, receiver; padded to 32; AES-256-CBC whose IV begins the
key. `tests/simulator` holds it against the platform's own package.
"""

import base64
import hashlib
import os
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


@dataclass(frozen=True)
class Sealing:
    """One account's token and key; `receiver` is its appid or corpid."""

    token: str
    key: str
    receiver: str

    def signature(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode(), usedforsecurity=False).hexdigest()

    def seal(self, text: str) -> str:
        message = text.encode()
        whole = os.urandom(16) + struct.pack(">I", len(message)) + message + self.receiver.encode()
        padding = BLOCK - len(whole) % BLOCK
        cipher = self._cipher().encryptor()
        return base64.b64encode(cipher.update(whole + bytes([padding]) * padding) + cipher.finalize()).decode()

    def open(self, sealed: str) -> str:
        """ValueError when it was sealed for somebody else."""
        cipher = self._cipher().decryptor()
        whole = cipher.update(base64.b64decode(sealed)) + cipher.finalize()
        whole = whole[: -whole[-1]]
        (length,) = struct.unpack(">I", whole[16:20])
        message, receiver = whole[20 : 20 + length], whole[20 + length :]
        if receiver != self.receiver.encode():
            raise ValueError("sealed for another account")
        return message.decode()

    def query(self, at: float, sealed: str = "") -> dict[str, str]:
        """The parameters of a request at this time."""
        stamp, nonce = str(int(at)), str(secrets.randbelow(10**10))
        query = {"signature": self.signature(stamp, nonce), "timestamp": stamp, "nonce": nonce}
        if sealed:
            query |= {"encrypt_type": "aes", "msg_signature": self.signature(stamp, nonce, sealed)}
        return query

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
