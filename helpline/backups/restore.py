"""A product begun anew from a backup, in a place where there is nothing yet (R46)."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from helpline.backups.archive import BadArchive, Manifest, unpack
from helpline.backups.product_data import KEY, UPLOADS, ProductData
from helpline.backups.resume import begin_held
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.private_file import private_folder
from helpline.core.unit_of_work import SYSTEM, UnitOfWork
from helpline.erasure.erasure_list import ErasureList
from helpline.erasure.request import erase_again
from kb.models.knowledge import Knowledge

UNFINISHED = "restoring"  # a folder under VAR_DIR while it lasts


class CannotRestore(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True)
class Program:
    """What the restore needs to know of this program."""

    kb: Knowledge
    knows: Callable[[str], bool]  # a revision of the tables
    migrate: Callable[[str], None]  # the database of this URL


def restore(file: Path, data: ProductData, var_dir: Path, program: Program, without_list: bool = False) -> Manifest:
    """Puts everything of the archive into its place, held; returns what the archive says of itself.

    The list of erasures beside the archive is applied: who was erased after the backup was made is erased again. With
    `without_list` the archive may come without one. CannotRestore unless the place is empty and the archive whole, of
    the same kinds of databases, and no newer than the program. What is under way is in VAR_DIR/restoring, and while
    that is there the product does not start.
    """
    if occupied := data.occupied():
        raise CannotRestore(f"a backup is only restored where there is nothing: {'; '.join(occupied)}")
    unfinished = var_dir / UNFINISHED
    if unfinished.exists():
        raise CannotRestore(f"{unfinished} is left of a restore that did not finish: remove it")
    if not file.is_file():
        raise CannotRestore(f"{file}: there is no such file")
    beside = ErasureList(file.parent, unfinished / KEY)
    if not without_list and not beside.file.exists():
        raise CannotRestore(
            f"{beside.file} is missing, which says who was erased since. Put it beside the archive, or restore with "
            "WITHOUT_ERASURES=1"
        )
    private_folder(unfinished)
    try:
        manifest = _unpacked(file, unfinished, data, program)
    except CannotRestore:
        shutil.rmtree(unfinished)
        raise
    data.uploads.mkdir(parents=True, exist_ok=True)
    for picture in unfinished.glob(f"{UPLOADS}/*"):
        picture.replace(data.uploads / picture.name)
    tracker, database = unfinished / data.tracker.part, unfinished / data.database.part
    if tracker.exists():
        data.tracker.fill_from(tracker)
    if data.database.is_file:  # made ready where nobody starts it, then put in its place in one move
        _make_ready(URL.create("sqlite", database=str(database)), manifest, beside, program)
        data.database.fill_from(database)
    else:
        data.database.fill_from(database)
        _make_ready(data.database.url, manifest, beside, program)
    (unfinished / KEY).replace(data.key)
    if beside.file.exists():  # goes on being kept, also here
        ours = ErasureList(private_folder(var_dir / "backups"), data.key)
        if not ours.file.exists():
            ours.begin()
            ours.file.write_bytes(beside.file.read_bytes())
    shutil.rmtree(unfinished)
    return manifest


def _unpacked(file: Path, into: Path, data: ProductData, program: Program) -> Manifest:
    try:
        manifest = unpack(file, into)
    except BadArchive as error:
        raise CannotRestore(f"{file} is no whole backup: {error}") from error
    if not program.knows(manifest.revision):
        raise CannotRestore(f"the backup's tables are of revision {manifest.revision}, newer than this program: update")
    if not manifest.has(KEY) or not manifest.has(data.database.part):
        raise CannotRestore(f"{file} holds no {data.database.kind} database for DATABASE_URL")
    if any(manifest.has(f"rasa.{kind}") for kind in ("db", "dump")) and not manifest.has(data.tracker.part):
        raise CannotRestore(f"{file} holds no {data.tracker.kind} database for RASA_TRACKER_URL")
    return manifest


def _make_ready(url: URL, manifest: Manifest, beside: ErasureList, program: Program) -> None:
    """Brings the tables up to date, marks what is old, and erases whom the backup still knows."""
    text = url.render_as_string(hide_password=False)
    program.migrate(text)
    database = Database(text)
    try:
        with database.write() as session:
            work = UnitOfWork(session, program.kb, clock.now(), SYSTEM)
            begin_held(work, manifest.made_at)
            if beside.file.exists():
                erase_again(work, beside.since(manifest.made_at), beside.hash)
    finally:
        database.close()
