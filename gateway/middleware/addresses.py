"""By which addresses this product may be called, and which origins are its own."""

import re
import socket
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

_HOST = re.compile(r"(?P<name>\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?", re.ASCII | re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}


class OwnAddresses:
    """Those of the settings, this machine's own names, and every address of a private network.

    A foreign name that leads to this machine is none of ours: a page of that name would otherwise read our answers
    (DNS rebinding). An address in numbers names no foreign page, so private ones need no setting.
    """

    def __init__(self, public_url: str, names: Collection[str]) -> None:
        public = urlsplit(public_url)
        machine = socket.gethostname().lower()
        self.names = {"localhost", machine, f"{machine}.local", *(name.lower() for name in names)}
        if public.hostname:
            self.names.add(public.hostname)
        self._public = _origin(public_url)

    def has(self, host: str) -> bool:
        """Whether a request's `Host` is one of ours."""
        found = _HOST.fullmatch(host)
        name = found["name"].strip("[]").lower() if found else ""
        return name in self.names or _is_private(name)

    def has_origin(self, origin: str, scheme: str, host: str) -> bool:
        """Whether a page of this origin is ours: the same scheme, name and port as those called.

        Where the public address was called, its scheme counts, whatever the proxy in front says it was called by.
        """
        called = _origin(f"{scheme}://{host}")
        is_public = called.partition("://")[2] == self._public.partition("://")[2]
        return _origin(origin) in {self._public, self._public if is_public else called} - {""}

    def is_secure(self, scheme: str, host: str) -> bool:
        """Whether browsers reach this host by https."""
        return scheme == "https" or _origin(f"https://{host}") == self._public


def _origin(url: str) -> str:
    """Scheme, name and port as browsers write them; empty for what is no address."""
    try:
        parts = urlsplit(url.lower())
        port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    except ValueError:
        return ""
    if not parts.hostname or parts.username is not None:
        return ""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{name}{port}"


def _is_private(name: str) -> bool:
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local
