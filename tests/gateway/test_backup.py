"""`make backup` and `make restore`: one whole private file, and everything back in an empty place."""

import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from gateway.commands import backup, restore
from gateway.commands.migrate import config
from helpline.core.database import Database
from helpline.tables import Attachment, Base, Case, Customer, Restore, Task
from kb import Knowledge
from tests.gateway.backup_places import Place, empty_place
from tests.world import World

pytestmark = pytest.mark.slow

PICTURE = b"\xff\xd8\xff picture"


@pytest.fixture
def kind(request: pytest.FixtureRequest, database_url: str) -> str:
    return "sqlite" if database_url.startswith("sqlite") else "postgres"


@pytest.fixture
def here(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Somebody has told of a fault, with a picture, and a case is filed; Rasa remembers something."""
    place = Place(tmp_path / "here", world.database.url, monkeypatch)
    settings = place.settings
    settings.uploads.mkdir(parents=True)
    chat = world.chat("K1")
    world.file(chat, phone="13911110001")
    (settings.uploads / "p1").write_bytes(PICTURE)
    with world.work() as work:
        work.session.add(
            Attachment(
                id="p1", conversation_id=chat, name="机器.jpg", content_type="image/jpeg", size=9, created_at=work.now
            )
        )
    with closing(sqlite3.connect(settings.var_dir / "rasa.db")) as rasa:
        rasa.execute("CREATE TABLE events (data TEXT)")
        rasa.execute("INSERT INTO events VALUES ('半句话')")
        rasa.commit()
    place.enter()
    return place


@pytest.fixture
def there(
    request: pytest.FixtureRequest, kind: str, here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    with empty_place(request.getfixturevalue(kind), tmp_path / "there", monkeypatch) as place:
        yield place


def made(place: Place, **more: str) -> Path:
    """The newest archive of a backup made there."""
    place.enter(**more)
    assert backup.main() == 0
    return place.archives()[-1]


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but what a restore itself writes or ends."""
    with database.engine.connect() as link:
        return {
            table.name: sorted(map(tuple, link.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in ("restores", "login_sessions")
        }


def test_everything_is_in_an_empty_place_again(world: World, here: Place, there: Place) -> None:
    archive = made(here)
    before = content(world.database)
    there.enter()
    assert restore.main(archive, without_list=False) == 0
    database = Database(there.database)
    assert content(database) == before
    database.close()
    assert [(file.name, file.read_bytes()) for file in there.settings.uploads.iterdir()] == [("p1", PICTURE)]
    with closing(sqlite3.connect(there.var / "rasa.db")) as rasa:
        assert rasa.execute("SELECT data FROM events").fetchall() == [("半句话",)]
    assert not (there.var / "restoring").exists()


def test_the_archive_is_private_and_says_what_it_holds(world: World, here: Place) -> None:
    archive = made(here)
    assert archive.stat().st_mode & 0o777 == 0o600
    assert archive.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in archive.parent.iterdir() if path.name.startswith(".")] == []
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
        assert {part["name"] for part in manifest["parts"]} | {"manifest.json"} == set(tar.getnames())
    assert {"helpline", "python"} < set(manifest["versions"])
    with world.database.engine.connect() as link:
        assert manifest["revision"] == link.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def test_what_is_written_while_it_is_made_is_no_hindrance(world: World, here: Place, there: Place) -> None:
    with world.database.write() as session:  # a writer that has not committed
        session.add(Customer(id="K9", name="壬", phone="13911110009", created_at=world.case(1).created_at))
        session.flush()
        archive = made(here)
    there.enter()
    assert restore.main(archive, without_list=False) == 0
    database = Database(there.database)
    with database.read() as session:
        assert session.get(Customer, "K1") and not session.get(Customer, "K9")
    database.close()


def test_only_where_there_is_nothing(here: Place, there: Place, capsys: pytest.CaptureFixture[str]) -> None:
    archive = made(here)
    here.enter()
    assert restore.main(archive, without_list=False) == 1
    told = capsys.readouterr().out
    assert "has tables" in told and "has files" in told and "nothing was restored" in told
    there.enter()
    assert restore.main(archive, without_list=False) == 0


@pytest.mark.parametrize("harm", ["cut", "changed", "foreign"])
def test_a_damaged_archive_is_refused(
    here: Place, there: Place, harm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = made(here)
    if harm == "cut":
        archive.write_bytes(archive.read_bytes()[:-200])
    else:
        rewrite(archive, tmp_path, harm)
    there.enter()
    assert restore.main(archive, without_list=False) == 1
    assert "is no whole backup" in capsys.readouterr().out
    assert there.settings.product_data.occupied() == []
    assert not (there.var / "restoring").exists()


def rewrite(archive: Path, folder: Path, harm: str) -> None:
    """The archive with a picture that reads otherwise, or a part that leads out of the place."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "parts", filter="data")
    (folder / "parts" / "uploads" / "p1").write_bytes(PICTURE[::-1])
    with tarfile.open(archive, "w:gz") as tar:
        for file in sorted((folder / "parts").rglob("*")):
            if file.is_file():
                name = str(file.relative_to(folder / "parts"))
                tar.add(file, f"../{name}" if harm == "foreign" and name.startswith("uploads") else name)


def test_a_backup_of_an_earlier_program_is_migrated(world: World, here: Place, there: Place) -> None:
    command.downgrade(config(world.database.url), "-1")
    archive = made(here)
    there.enter()
    assert restore.main(archive, without_list=False) == 0
    database = Database(there.database)
    with database.read() as session:
        assert session.query(Case).count() == 1
        assert session.query(Restore).count() == 1
    database.close()


def test_a_backup_of_a_later_program_is_refused(
    world: World, here: Place, there: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with world.database.engine.begin() as link:
        link.exec_driver_sql("UPDATE alembic_version SET version_num = 'fffffffffff0'")
    archive = made(here)
    there.enter()
    assert restore.main(archive, without_list=False) == 1
    assert "newer than this program" in capsys.readouterr().out


def test_the_other_kind_of_database_is_refused(
    kind: str, here: Place, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    archive = made(here)
    other = request.getfixturevalue({"sqlite": "postgres", "postgres": "sqlite"}[kind])
    with empty_place(other, tmp_path / "other", monkeypatch) as place:
        place.enter()
        assert restore.main(archive, without_list=False) == 1
    assert "for DATABASE_URL" in capsys.readouterr().out


def test_a_database_that_cannot_be_reached_is_told_and_leaves_no_archive(
    here: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    here.enter(DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    assert backup.main() == 1
    assert "no backup was made" in capsys.readouterr().out
    assert here.archives() == []


def test_as_many_are_kept_as_the_setting_says(world: World, here: Place) -> None:
    for _ in range(4):
        world.pass_(hours=1)
        newest = made(here, BACKUPS_KEPT="2")
    assert len(here.archives()) == 2 and here.archives()[-1] == newest


# -- the second place ------------------------------------------------------------------------------------------------


def test_the_second_place_is_a_folder(here: Place, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    archive = made(here, BACKUP_COPY_TO=str(share))
    assert (share / archive.name).read_bytes() == archive.read_bytes()
    assert (share / archive.name).stat().st_mode & 0o777 == 0o600
    assert (share / "erasures.jsonl").exists()


def test_the_second_place_is_a_command(here: Place, tmp_path: Path) -> None:
    share = tmp_path / "over there"
    share.mkdir()
    archive = made(here, BACKUP_COPY_TO=f"cp {{file}} '{share}/{{name}}'")
    assert (share / archive.name).read_bytes() == archive.read_bytes()


@pytest.mark.parametrize("place", ["/not/mounted", "false {file}", "no-such-program {file}"])
def test_a_second_place_that_fails_is_told_at_the_desk_and_the_first_stays(
    world: World, kb: Knowledge, here: Place, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here.enter(BACKUP_COPY_TO=place)
    assert backup.main() == 1
    assert len(here.archives()) == 1
    assert "the local files stay" in capsys.readouterr().out
    assert [(task.team, task.kind, task.subject) for task in world.all(Task)] == [
        ("supervisor", "alert", kb.policies.backup.copy_failed)
    ]
    assert backup.main() == 1
    assert len(world.all(Task)) == 1  # once while nobody has seen to it


def test_a_full_disk_leaves_nothing_and_is_told(
    world: World, kb: Knowledge, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert backup.main() == 1
    assert here.archives() == []
    assert [task.subject for task in world.all(Task)] == [kb.policies.backup.failed]
