"""A picture of ours, as a platform's upload takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Picture:
    """The platform tells the format by the name's ending."""

    name: str
    content: bytes
    content_type: str


def picture(attachment: Mapping[str, Any]) -> Picture | None:
    """The picture in the file that `attachment["path"]` names; None when it is not there."""
    try:
        content = Path(attachment["path"]).read_bytes()
    except (KeyError, OSError):
        return None
    kind = str(attachment.get("content_type") or "image/jpeg")
    return Picture(f"picture.{kind.rpartition('/')[2].replace('jpeg', 'jpg')}", content, kind)
