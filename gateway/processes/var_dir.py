"""The folder the product lives in: one start at a time, and nobody else's eyes."""

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class InUse(Exception):
    """Another start holds the folder; the message says which and what to do."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder is this process's for the length of the block; InUse when it is another's.

    The kernel lets go of it when the process ends, however that comes about. Processes it starts do not hold it.
    """
    file = folder / "run.pid"
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = file.read_text().strip() or "unknown"
            raise InUse(
                f"{folder} is in use by another start, process {pid}; end that one, or choose another VAR_DIR"
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def make_private(folder: Path) -> None:
    """What this process and those it starts write from now on only their owner may read, and what is there already too.

    Files for the moment go into the folder as well, not where every user of the machine writes. OSError names what
    belongs to somebody else. A folder that all share, like /tmp itself, keeps its rights: only what is in it is ours.
    """
    os.umask(OTHERS)
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if mode & OTHERS and not stat.S_ISLNK(mode) and not mode & stat.S_ISVTX:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    moment = folder / "tmp"
    moment.mkdir(exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(moment)
