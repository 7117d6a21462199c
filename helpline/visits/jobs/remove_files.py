"""Pictures of visits whose case was made anonymous are removed."""

from dataclasses import dataclass
from pathlib import Path

from helpline.jobs.payloads import RemoveFiles


@dataclass(frozen=True)
class FileRemover:
    """Removing twice does no harm."""

    uploads: Path

    def remove(self, payload: RemoveFiles) -> None:
        """OSError when one cannot be removed, to be tried again."""
        for file in payload.files:
            (self.uploads / file).unlink(missing_ok=True)
