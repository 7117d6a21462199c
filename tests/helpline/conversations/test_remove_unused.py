"""What visitors leave unused takes no room for ever."""

from pathlib import Path

import pytest

from gateway.settings import Settings
from helpline.conversations.files import MEGABYTE, check_room, keep_picture, storing
from helpline.conversations.remove_unused import remove_unused_sessions
from helpline.core.errors import NoRoom
from helpline.tables import Attachment, Conversation
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def upload(world: World, folder: Path, chat: str) -> str:
    with storing(folder, PNG) as picture, world.work() as work:
        return keep_picture(work, chat, "a.png", picture)["id"]


def test_a_file_no_message_names_is_removed_after_an_hour(world: World, tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path)
    chat = world.write("web", "visitor", "您好")
    _, sent = (upload(world, settings.uploads, chat) for _ in range(2))
    world.write("web", "visitor", "", kind="image", attachments=(sent,))
    world.pass_(minutes=59)
    world.do("files", settings=settings)
    assert len(world.all(Attachment)) == 2
    world.pass_(minutes=2)
    world.do("files", settings=settings)
    assert [row.id for row in world.all(Attachment)] == [sent]
    assert {file.name for file in settings.uploads.iterdir()} == {sent}


def test_files_have_a_quota_by_session_and_in_all(world: World) -> None:
    one, other, policy = world.chat(), world.chat(), world.kb.policies.limits.files
    with world.work() as work:
        work.session.add(_file(work, "a", one, policy.session_megabytes))
        work.session.flush()
        check_room(work, other, MEGABYTE)
        with pytest.raises(NoRoom):
            check_room(work, one, 1)
        for n in range(policy.day_megabytes // 1000):
            work.session.add(_file(work, f"b{n}", one, 1000))
        work.session.flush()
        with pytest.raises(NoRoom):
            check_room(work, other, 1)


def _file(work, id: str, chat: str, megabytes: int) -> Attachment:  # type: ignore[no-untyped-def]
    size = megabytes * MEGABYTE
    return Attachment(
        id=id, conversation_id=chat, name="a", content_type="image/png", size=size, status="ready", created_at=work.now
    )


def test_a_session_in_which_nothing_was_said_is_removed(world: World, tmp_path: Path) -> None:
    world.chat()
    with_file = world.chat()
    upload(world, tmp_path, with_file)
    talked = world.write("web", "visitor", "您好")
    world.pass_(hours=23)
    fresh = world.chat()
    world.pass_(hours=2)
    with world.work() as work:
        assert remove_unused_sessions(work) == 1
    assert {row.id for row in world.all(Conversation)} == {with_file, talked, fresh}
