"""Secrets of people at the desk: made here, kept only as hashes.

Passwords are hashed with argon2id, one at a time in a thread of its own, so that a flood of log-ins takes one core
and no more. It takes some 50 ms: never inside a transaction. What is random anyway needs no slow hash.
"""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from helpline.core.errors import TooManyAttempts

WAITING = 8  # who may wait for the hashing thread at once; each keeps one thread of the server's

_hasher = PasswordHasher(parallelism=1)
_thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")
_places = BoundedSemaphore(WAITING)
_NOBODY = _hasher.hash(secrets.token_hex(8))


@contextmanager
def place_to_hash() -> Iterator[None]:
    """One of the places before the hashing thread, for the length of the block; TooManyAttempts when all are taken."""
    if not _places.acquire(blocking=False):
        raise TooManyAttempts("too many log-ins at once")
    try:
        yield
    finally:
        _places.release()


def hash_password(password: str) -> str:
    return _thread.submit(_hasher.hash, password).result()


def is_password(hashed: str, password: str) -> bool:
    """Whether the hash is the password's. Takes as long where there is no hash ("")."""
    return _thread.submit(_verified, hashed or _NOBODY, password).result()


def _verified(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def hash_address(address: str) -> str:
    """Equal for equal addresses. Whoever has the hashes can find an address by trying all of them."""
    return sha256(address.encode()).hexdigest()[:16] if address else ""
