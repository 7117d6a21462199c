"""One backup: a private file, compressed, with a manifest of its parts, made while the product runs.

The databases are copied each as it is at one instant, then the pictures, which lie there before a row names them.
"""

import hashlib
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from helpline.backups.product_data import KEY, UPLOADS, ProductData
from helpline.core.private_file import appearing, private_folder

FORMAT = 1  # of the archive
MANIFEST = "manifest.json"
NAME = "helpline-%Y%m%dT%H%M%SZ.tar.gz"  # UTC: in the order of their names they are in the order of time
NAMES = "helpline-*Z.tar.gz"
CHUNK = 1 << 20


class BadArchive(Exception):
    """The file is no whole backup; the message says what is wrong with it."""


class Part(BaseModel):
    """One file in the archive."""

    model_config = ConfigDict(frozen=True)
    name: str
    size: int  # bytes
    sha256: str


class Manifest(BaseModel):
    """What an archive says of itself. `versions` names the programs that made it, `revision` the tables' shape."""

    model_config = ConfigDict(frozen=True)
    format: int
    made_at: datetime
    revision: str
    versions: dict[str, str]
    parts: tuple[Part, ...]

    def has(self, name: str) -> bool:
        return any(part.name == name for part in self.parts)


def make(data: ProductData, folder: Path, revision: str, versions: dict[str, str], now: datetime) -> Path:
    """Makes a backup in the folder; CopyFailed or OSError when that fails, and then nothing is left of it."""
    private_folder(folder)
    target = folder / now.astimezone(UTC).strftime(NAME)
    with appearing(target) as unfinished, tarfile.open(unfinished, "w:gz", compresslevel=6) as tar:
        parts = [*_databases(tar, data, folder), _add(tar, KEY, data.key), *_uploads(tar, data.uploads)]
        manifest = Manifest(format=FORMAT, made_at=now, revision=revision, versions=versions, parts=tuple(parts))
        text = manifest.model_dump_json(indent=2).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(text), 0o600
        tar.addfile(entry, BytesIO(text))
    return target


def _databases(tar: tarfile.TarFile, data: ProductData, folder: Path) -> Iterator[Part]:
    for stored in data.databases():
        if stored.exists():
            with tempfile.TemporaryDirectory(dir=folder, prefix=".copy-") as beside:
                copy = Path(beside) / stored.part
                stored.copy_to(copy)
                yield _add(tar, stored.part, copy)


def _uploads(tar: tarfile.TarFile, folder: Path) -> Iterator[Part]:
    for file in sorted(folder.glob("*")):
        try:
            yield _add(tar, f"{UPLOADS}/{file.name}", file)
        except FileNotFoundError:  # erased meanwhile
            continue


def unpack(file: Path, into: Path) -> Manifest:
    """Writes every part into the empty folder `into` and compares it with the manifest; BadArchive unless all fits."""
    found: dict[str, Part] = {}
    manifest = b""
    try:
        with tarfile.open(file, "r:gz") as tar:
            for entry in tar:
                name = entry.name
                if not entry.isfile() or not _is_known(name) or name in found:
                    raise BadArchive(f"{name!r} does not belong in a backup")
                content = tar.extractfile(entry)
                assert content, "it is a file"
                if name == MANIFEST:
                    manifest = content.read()
                    continue
                target = into / name
                target.parent.mkdir(exist_ok=True)
                with target.open("wb") as output:
                    hashed = _Hashed(content)
                    while chunk := hashed.read(CHUNK):
                        output.write(chunk)
                found[name] = Part(name=name, size=entry.size, sha256=hashed.sha256.hexdigest())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadArchive(f"it cannot be read to its end: {error}") from error
    try:
        told = Manifest.model_validate_json(manifest)
    except ValidationError as error:
        raise BadArchive("its manifest is missing or not to be understood") from error
    if told.format != FORMAT:
        raise BadArchive(f"it is of format {told.format}, and this program knows {FORMAT}")
    wrong = sorted({part.name for part in {*told.parts} ^ {*found.values()}})
    if wrong:
        raise BadArchive(f"not as the manifest says: {', '.join(wrong[:5])}")
    return told


def made_at(file: Path) -> datetime:
    """When an archive was made, by its name."""
    return datetime.strptime(file.name, NAME).replace(tzinfo=UTC)


def newest_first(folder: Path) -> list[Path]:
    """The archives in the folder."""
    return sorted(folder.glob(NAMES), reverse=True)


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Deletes all archives of the folder but so many; returns which."""
    surplus = newest_first(folder)[count:]
    for file in surplus:
        file.unlink(missing_ok=True)
    return surplus


def _is_known(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and (len(path.parts) == 1 or path.parts[0] == UPLOADS)


def _add(tar: tarfile.TarFile, name: str, file: Path) -> Part:
    with file.open("rb") as content:
        entry = tar.gettarinfo(arcname=name, fileobj=content)
        entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0o600, 0, 0, "", ""
        hashed = _Hashed(content)
        tar.addfile(entry, hashed)
    return Part(name=name, size=entry.size, sha256=hashed.sha256.hexdigest())


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self.sha256 = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._content.read(size)
        self.sha256.update(data)
        return data


def sha256_of(file: Path) -> str:
    """In hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
