"""Who was erased, beside the backups: a restore of an older one erases them again.

Of each only keyed hashes are kept. The key is in VAR_DIR and in every archive, where whoever may read it finds the
person anyway; the list alone tells nothing.
"""

import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from helpline.core.private_file import appearing, private_folder

LIST = "erasures.jsonl"
KEY_BYTES = 32


@dataclass(frozen=True)
class Line:
    """One erasure: when, and the hashes of what the person was known by."""

    at: datetime
    hashes: frozenset[str]


@dataclass(frozen=True)
class ErasureList:
    """`folder` is that of the backups. A line is whole or not there: the file is appended to in one write."""

    folder: Path
    key: Path

    @property
    def file(self) -> Path:
        return self.folder / LIST

    def begin(self) -> None:
        """Makes the key and an empty list where they are missing."""
        private_folder(self.folder)
        if not self.key.exists():
            with appearing(self.key) as unfinished:
                unfinished.write_text(secrets.token_hex(KEY_BYTES))
        if not self.file.exists():
            with appearing(self.file):
                pass

    def add(self, at: datetime, known_by: Iterable[str]) -> None:
        """`known_by` as `hash` wants them. OSError when it cannot be written down."""
        self.begin()
        line = json.dumps({"at": at.isoformat(), "hashes": sorted(map(self.hash, known_by))})
        with self.file.open("a", encoding="utf-8") as output:
            output.write(line + "\n")

    def since(self, instant: datetime) -> Iterator[Line]:
        """The erasures at or after an instant, oldest first; FileNotFoundError without a list."""
        for text in self.file.read_text(encoding="utf-8").splitlines():
            told = json.loads(text)
            line = Line(datetime.fromisoformat(told["at"]), frozenset(told["hashes"]))
            if line.at >= instant:
                yield line

    def hash(self, known_by: str) -> str:
        """`customer:<id>`, `phone:<as kept>`, `conversation:<id>`, or `account:<id>` of a conversation whose talk
        stays."""
        return hmac.new(self._secret, known_by.encode(), "sha256").hexdigest()

    @cached_property
    def _secret(self) -> bytes:
        return bytes.fromhex(self.key.read_text())
