"""When the disk is full an alarm is still stored: in space that was set aside for it."""

import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from helpline.core.errors import DiskFull
from kb.emergency import detect
from kb.models.knowledge import Knowledge
from language.facts.normalise import normalise

MEGABYTE = 1024 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT)
FULL_SQLSTATE = "53100"  # PostgreSQL's disk_full
FULL_SQLITE = "SQLITE_FULL"

Stored = TypeVar("Stored")

log = logging.getLogger(__name__)


class DiskReserve:
    """A file that keeps space in the folder where this product writes."""

    def __init__(self, kb: Knowledge, folder: Path) -> None:
        self._kb, self._folder, self._file = kb, folder, folder / "reserve"
        self._fill()

    def free_megabytes(self) -> int:
        return shutil.disk_usage(self._folder).free // MEGABYTE

    def state(self) -> str:
        """`ok`, or what is wrong with the disk: nothing can be written, or too little is free."""
        try:
            probe = self._folder / "probe"
            probe.write_bytes(b"0" * 4096)
            probe.unlink()
        except OSError as error:
            return f"cannot be written: {os.strerror(error.errno or 0)}"
        free, floor = self.free_megabytes(), self._kb.policies.limits.disk.floor_megabytes
        return "ok" if free >= floor else f"{free} MB free, needs {floor}"

    def store(self, store: Callable[[], Stored], texts: Iterable[str]) -> Stored:
        """What `store` returns. While the disk is full only danger is stored; DiskFull for everything else."""
        if not self._file.exists():
            self._fill()
        if self._file.exists():
            try:
                return store()
            except (OSError, DBAPIError) as error:
                if not is_full(error):
                    raise
        if not any(detect(self._kb, normalise(text)) for text in texts):
            raise DiskFull()
        if self._file.exists():
            log.critical("the disk is full: what was set aside is given free for an alarm; only alarms are stored now")
            self._file.unlink(missing_ok=True)
        return store()

    def _fill(self) -> None:
        """Sets the space aside when there is enough."""
        disk_policy = self._kb.policies.limits.disk
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._file.exists() or self.free_megabytes() <= 2 * disk_policy.reserve_megabytes:
            return
        with self._file.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, disk_policy.reserve_megabytes * MEGABYTE)


def is_full(error: OSError | DBAPIError) -> bool:
    """Whether this is what a full disk does."""
    if isinstance(error, OSError):
        return error.errno in FULL
    told = error.orig
    return getattr(told, "sqlite_errorname", "") == FULL_SQLITE or getattr(told, "sqlstate", "") == FULL_SQLSTATE
