"""Whose fault it is that a message did not go out."""

import socket
from enum import StrEnum

import httpx
import requests
from urllib3.exceptions import NewConnectionError


class Fault(StrEnum):
    """Why something is to be tried again; it decides for how long."""

    MESSAGE = "message"  # perhaps something about this message: a few times
    PLATFORM = "platform"  # nothing goes through at present: for a day, unless it may have been taken
    SETTINGS = "settings"  # nothing will until the operator mends something: for a day, and the operator is told


_NEVER_LEFT = (
    ConnectionRefusedError,
    socket.gaierror,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,  # no connection became free
    requests.ConnectTimeout,
)


def never_left(error: Exception) -> bool:
    """Whether there was no connection at all, so that trying again cannot tell the customer anything twice.

    Knows httpx's errors and those of requests, which Twilio's library raises.
    """
    if isinstance(error, _NEVER_LEFT):
        return True
    why = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else None
    return isinstance(getattr(why, "reason", None), NewConnectionError)
