"""Files people send, told apart by their content, never by what they claim to be."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from helpline.core.errors import NoRoom, PictureUnfit
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import RemoveUnused
from helpline.jobs.schedule import schedule
from helpline.tables import Attachment
from kb.models.knowledge import Knowledge

DAY = timedelta(days=1)
MEGABYTE = 1024 * 1024
LARGEST_PICTURE = 8 * MEGABYTE
PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
RECORDINGS = (
    (b"#!AMR", "audio/amr"),
    (b"#!SILK", "audio/silk"),
    (b"\x02#!SILK", "audio/silk"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)


def picture_type(data: bytes) -> str | None:
    """The content type of a picture, None for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in PICTURES if data.startswith(mark)), None)


def media_type(data: bytes) -> str | None:
    """The content type of a picture, recording or film, None for anything else."""
    if data[4:8] == b"ftyp":
        return "video/mp4"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    return picture_type(data) or next((kind for mark, kind in RECORDINGS if data.startswith(mark)), None)


def check_room(work: UnitOfWork, conversation_id: str, size: int, since: datetime | None = None) -> None:
    """NoRoom when the conversation's files, or everybody's of a day, would take more space than policy gives them.

    Of its own those `since` an instant count, where the conversation never ends.
    """
    upload_policy = work.kb.policies.limits.files
    taken = select(func.coalesce(func.sum(Attachment.size), 0))
    mine = taken.where(Attachment.conversation_id == conversation_id)
    own = work.session.scalar(mine.where(Attachment.created_at > since) if since else mine) or 0
    everybody = work.session.scalar(taken.where(Attachment.created_at > work.now - DAY)) or 0
    if (
        own + size > upload_policy.session_megabytes * MEGABYTE
        or everybody + size > upload_policy.day_megabytes * MEGABYTE
    ):
        raise NoRoom()


def check_disk(kb: Knowledge, folder: Path) -> None:
    """NoRoom when so little is left on the folder's disk that files would take it from what is written."""
    here = next(place for place in (folder, *folder.parents) if place.exists())
    if shutil.disk_usage(here).free < kb.policies.limits.disk.floor_megabytes * MEGABYTE:
        raise NoRoom()


def kind_of_picture(data: bytes) -> str:
    """Its content type. PictureUnfit unless it is a JPEG, PNG, WebP or GIF of at most 8 MB."""
    kind = picture_type(data)
    if len(data) > LARGEST_PICTURE or kind is None:
        raise PictureUnfit()
    return kind


@dataclass
class PictureFile:
    """A picture that lies in its folder under its id. A row that holds it takes it."""

    id: str
    content_type: str
    size: int
    taken: bool = False


@contextmanager
def storing(folder: Path, data: bytes) -> Iterator[PictureFile]:
    """A picture on disk, for the transaction inside: nobody waits for the disk while that writes.

    It is removed again unless it was taken and nothing failed. PictureUnfit as `kind_of_picture` says.
    """
    picture = PictureFile(uuid4().hex, kind_of_picture(data), len(data))
    folder.mkdir(parents=True, exist_ok=True)
    file, kept = folder / picture.id, False
    try:
        file.write_bytes(data)
        yield picture
        kept = picture.taken
    finally:
        if not kept:
            file.unlink(missing_ok=True)


def keep_picture(work: UnitOfWork, conversation_id: str, name: str, picture: PictureFile) -> dict[str, str]:
    """Keeps an uploaded picture, for a message that is to come; as a message names it."""
    row = Attachment(
        id=picture.id,
        conversation_id=conversation_id,
        name=Path(name).name[:100] or "picture",
        content_type=picture.content_type,
        size=picture.size,
        status="ready",
        created_at=work.now,
    )
    picture.taken = True
    work.session.add(row)
    unused = timedelta(minutes=work.kb.policies.limits.files.unused_minutes)
    schedule(work, RemoveUnused(attachment_id=row.id), row.id, work.now + unused)
    return {"id": row.id, "name": row.name, "content_type": row.content_type, "url": f"/chat/attachments/{row.id}"}
