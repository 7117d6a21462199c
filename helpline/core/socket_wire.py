"""The doorbell's wire beside a SQLite file: a datagram socket in its folder for each process that listens.

What a killed process left behind is removed by whoever rings next.
"""

import errno
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

PATIENCE_SECONDS = 0.02  # with a listener whose queue is full; the kernel keeps no more than ten parcels
DEAF_SECONDS = 5.0  # for so long nobody waits again for one that did not hear
SETTLED_SECONDS = 1.0  # a folder read so long after it changed showed all its names; a clock's tick may hide the newest

log = logging.getLogger(__name__)


class SocketWire:
    """Reaches the processes of this machine whose sockets may be written to; says once in the log which may not."""

    def __init__(self, database: Path) -> None:
        self._folder, self._prefix = database.parent, f"{database.name}.bell-"
        self._own = ""
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._sender: socket.socket | None = None
        self._names: list[str] = []  # of all sockets, as they were read
        self._changed = 0  # the folder's time of change then
        self._sure_at = 0.0  # when that time was old enough to rely on what is read from then on
        self._read_at = 0.0
        self._deaf: dict[str, float] = {}  # until when
        self._told: set[str] = set()  # what was complained about

    def write(self, session: Session, parcels: list[str]) -> None:
        """Nothing: others hear of it when it has committed."""

    def sent(self, parcels: list[str]) -> None:
        now = time.monotonic()
        others = [name for name in self._listening() if name != self._own and self._deaf.get(name, 0) < now]
        if not others:
            return
        sender = self._sender
        if sender is None:  # of two threads each may make one, and the last stays
            sender = self._sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            sender.settimeout(PATIENCE_SECONDS)
        for name in others:
            self._send(sender, name, parcels)

    def listen(self, heard: Callable[[str], None], connected: Callable[[], None]) -> None:
        name = f"{self._prefix}{secrets.token_hex(4)}"
        try:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            made.bind(str(self._folder / name))
        except (OSError, AttributeError) as error:  # the folder is not ours, its path too long, no such sockets here
            self._complain("listen", f"changes of other processes are seen late: no socket in {self._folder}", error)
            return
        self._own, self._socket = name, made
        self._thread = threading.Thread(target=self._hear, args=(made, heard), name="doorbell", daemon=True)
        self._thread.start()
        connected()

    def close(self) -> None:
        if self._sender is not None:
            self._sender.close()
            self._sender = None
        if self._socket is None or self._thread is None:
            return
        path = self._folder / self._own
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(1.0)
                sender.sendto(b"", str(path))  # nothing: the end
            self._thread.join(1.0)
        except OSError:  # somebody removed it
            pass
        path.unlink(missing_ok=True)
        self._socket.close()
        self._socket = None

    def _hear(self, own: socket.socket, heard: Callable[[str], None]) -> None:
        while True:
            try:
                parcel = own.recv(65536)
            except OSError:
                return
            if not parcel:
                return
            heard(parcel.decode())

    def _listening(self) -> list[str]:
        try:
            changed, now = self._folder.stat().st_mtime_ns, time.monotonic()
            if changed != self._changed:
                self._changed, self._sure_at = changed, now + SETTLED_SECONDS
            if self._read_at < self._sure_at:
                with os.scandir(self._folder) as entries:
                    self._names = [entry.name for entry in entries if entry.name.startswith(self._prefix)]
                self._read_at = now
            return self._names
        except OSError as error:
            self._complain("folder", f"{self._folder} cannot be read", error)
            return []

    def _send(self, sender: socket.socket, name: str, parcels: list[str]) -> None:
        path = f"{self._folder}/{name}"
        try:
            for parcel in parcels:
                sender.sendto(parcel.encode(), path)
        except (ConnectionRefusedError, FileNotFoundError):  # its process has ended
            Path(path).unlink(missing_ok=True)
        except OSError as error:
            if isinstance(error, TimeoutError) or error.errno in (errno.EAGAIN, errno.ENOBUFS):
                self._deaf[name] = time.monotonic() + DEAF_SECONDS
            self._complain(name, f"{path} cannot be written to, its process sees changes late", error)

    def _complain(self, what: str, words: str, error: Exception) -> None:
        if what not in self._told:
            self._told.add(what)
            log.warning("doorbell: %s: %s", words, error)
