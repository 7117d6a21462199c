"""Connections that say nothing end, and those of strangers leave room for what this product opens by itself."""

import asyncio
import resource
import socket
from ipaddress import ip_address

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kb.models.limits import ConnectionPolicy

DEAD_SECONDS = 60  # until a peer that acknowledges nothing is given up


def raise_descriptors() -> int:
    """Lets this process open as many files and connections as the system permits; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def guarded(connection_policy: ConnectionPolicy, descriptors: int) -> type[HttpToolsProtocol]:
    """The server's protocol: headers come in time, and strangers get no more connections than leave some to spare."""
    most = max(1, descriptors - connection_policy.spare_descriptors)
    seconds = connection_policy.header_seconds

    class GuardedProtocol(HttpToolsProtocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # asyncio says BaseTransport
            super().connection_made(transport)
            if len(self.connections) > most and not _is_own(self.client):
                transport.abort()
                return
            if (opened := transport.get_extra_info("socket")) is not None and opened.family != socket.AF_UNIX:
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_SECONDS * 1000)
            self._expect_headers()

        def data_received(self, data: bytes) -> None:
            if self._late is None and (self.cycle is None or self.cycle.response_complete):
                self._expect_headers()
            super().data_received(data)

        def on_headers_complete(self) -> None:
            self._stop_expecting()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_expecting()
            super().connection_lost(exc)

        def _expect_headers(self) -> None:
            self._late = self.loop.call_later(seconds, self.transport.abort)

        def _stop_expecting(self) -> None:
            if self._late is not None:
                self._late.cancel()
                self._late = None

    return GuardedProtocol


def _is_own(client: tuple[str, int] | None) -> bool:
    """Whether the caller is on this machine, as Rasa is."""
    try:
        return client is None or ip_address(client[0]).is_loopback
    except ValueError:
        return False
