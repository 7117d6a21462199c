"""The second place of backups (R46): a folder, usually a mounted share, or whatever a command reaches."""

import shlex
import shutil
import subprocess
from pathlib import Path

from helpline.backups.archive import keep_newest, sha256_of
from helpline.core.database_copy import said
from helpline.core.private_file import appearing

LONGEST_SECONDS = 3 * 3600  # that a command may take


class SecondPlaceFailed(Exception):
    """The file did not arrive there; the message says why."""


def copy_to(place: str, file: Path, keep: int) -> None:
    """Copies the file there, whole or not at all.

    With `{file}` in it `place` is a command, run without a shell, in which `{file}` is the file's path and `{name}` its
    name; what it keeps is its own business. Otherwise it is a folder, which must be there (a share that is not mounted
    is no second place) and keeps as many archives as the first. SecondPlaceFailed when anything goes wrong.
    """
    if "{file}" in place:
        _run([word.format(file=file, name=file.name) for word in shlex.split(place)])
        return
    target = Path(place) / file.name
    try:
        with appearing(target) as unfinished:
            shutil.copyfile(file, unfinished)
            if sha256_of(unfinished) != sha256_of(file):
                raise SecondPlaceFailed(f"{target} reads differently from what was written")
        keep_newest(target.parent, keep)
    except OSError as error:
        raise SecondPlaceFailed(f"{file.name} could not be written to {place}: {error}") from error


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SecondPlaceFailed(f"{command[0]}: {error}") from error
    if done.returncode:
        raise SecondPlaceFailed(f"{command[0]} ended with {done.returncode}: {said(done.stderr)[:500]}")
