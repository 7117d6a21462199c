"""A picture that a request brings: on disk before the transaction begins, so that nobody waits for the disk."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

from gateway.api.deps import StateDep
from gateway.api.schemas import Picture
from helpline.conversations.files import LARGEST_PICTURE, PictureFile, storing


def stored_picture(file: Picture, held: StateDep) -> Iterator[PictureFile]:
    """It goes again unless the route takes it. A route names who may call it before this one (`dependencies`)."""
    with storing(held.settings.uploads, file.file.read(LARGEST_PICTURE + 1)) as picture:
        yield picture


def picture_if_any(held: StateDep, file: Picture | None = None) -> Iterator[PictureFile | None]:
    """The same, where there may be none."""
    if file is None:
        yield None
        return
    yield from stored_picture(file, held)


StoredDep = Annotated[PictureFile, Depends(stored_picture, scope="function")]
StoredIfAnyDep = Annotated[PictureFile | None, Depends(picture_if_any, scope="function")]
