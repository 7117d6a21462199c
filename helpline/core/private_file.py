"""Files that only their owner may read, and that appear whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def private_folder(folder: Path) -> Path:
    """The folder, made if it is missing; only its owner may look in. OSError when that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A private file to write, which becomes `target` at the end, at once and whole; gone when that fails."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # readable by its owner only
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())  # a name must not outlive what it names when the machine loses power
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
