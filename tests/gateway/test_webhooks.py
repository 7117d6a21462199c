"""What foreign platforms bring is stored once, before they are answered; events are acted on at once."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.contract.capabilities import Allowance, Capabilities
from connectors.contract.channel import Registry
from connectors.contract.inbound import Inbound, Kind, Media, Pull, Pulled, Received
from connectors.contract.request import Refused
from gateway.settings import Settings
from helpline.conversations import allowances
from helpline.conversations.erasure import ERASED, forget
from helpline.core import clock
from helpline.customers import consent
from helpline.inbound.ingest import take_in
from helpline.inbound.media import ATTEMPTS
from helpline.inbound.puller import want_all
from helpline.tables import Attachment, Consent, Conversation, Identity, Message, PullCursor
from tests.helpline.delivery.test_outbox import Wire, round_, row, said
from tests.threads import at_once
from tests.world import World

WIRE = Wire(allowances={"message": Allowance(5, timedelta(hours=48)), "event": Allowance(3, timedelta(minutes=1))})


def come(world: World, *inbound: Inbound, wire: Any = WIRE, **more: Any) -> list[str]:
    return take_in(world.database, world.kb, wire, Received(inbound=inbound, **more))


def message(id: str = "m1", text: str = "空调不制冷", **more: Any) -> Inbound:
    return Inbound("wire", "o1", id, text=text, **more)


def test_a_sender_has_one_conversation(world: World) -> None:
    first = come(world, message("m1"))
    assert come(world, message("m2")) == first
    assert come(world, message("m2")) == []
    assert [m.text for m in world.all(Message)] == ["空调不制冷"] * 2


def test_four_pushes_at_once_are_one_message(world: World) -> None:
    for round_number in range(5):
        pushed = at_once(4, lambda _: come(world, message(f"m{round_number}"), nonce=f"n{round_number}"))  # noqa: B023
        assert not [result for result in pushed if isinstance(result, Exception)], pushed
    assert (len(world.all(Message)), len(world.all(Conversation))) == (5, 1)


def test_two_senders_whose_messages_have_one_id_are_both_heard(world: World) -> None:
    (first,) = come(world, message("m1", "打印机卡纸了"))
    (second,) = come(world, Inbound("wire", "o2", "m1", text="电梯停了"))
    assert come(world, message("m1")) == come(world, Inbound("wire", "o2", "m1", text="电梯停了")) == []
    assert first != second
    both = (message("m2", "在吗"), Inbound("wire", "o2", "m2", text="有人吗"))
    assert set(come(world, *both)) == {first, second}  # in one request as well
    assert [m.text for m in world.all(Message)] == ["打印机卡纸了", "电梯停了", "在吗", "有人吗"]


def test_a_repeat_of_who_has_left_is_still_known(world: World) -> None:
    come(world, message("m1"))
    come(world, event(Kind.LEFT))
    assert come(world, message("m1")) == come(world, event(Kind.LEFT)) == []
    assert len(world.all(Conversation)) == 1


def test_who_is_erased_leaves_no_hash_of_their_name(world: World) -> None:
    for sender in ("o1", "o2"):  # one id: what tells them apart must go on doing so
        (id,) = come(world, Inbound("wire", sender, "m1", text="空调不制冷"))
        with world.work() as work:
            forget(work, work.session.get_one(Conversation, id), whole=True)
    assert all(m.sender_hash == m.conversation_id for m in world.all(Message, direction="in"))


def test_a_nonce_comes_with_one_message_only(world: World) -> None:
    come(world, message("m1"), nonce="n")
    assert come(world, message("m1"), nonce="n") == []  # the platform pushes again
    with pytest.raises(Refused):
        come(world, message("m2", "伪造"), nonce="n")
    assert len(world.all(Message)) == 1


def test_a_call_without_a_message_may_come_again(world: World) -> None:
    for _ in range(2):
        assert come(world, pulls=(Pull("desk", "t"),), nonce="n") == []
    assert [row.account for row in world.all(PullCursor)] == ["desk"]
    come(world, pulls=(Pull("another", "t"),), nonce="n")  # made up by whoever saw the nonce: nothing becomes of it
    assert len(world.all(PullCursor)) == 1
    with pytest.raises(Refused):
        come(world, message("m1"), nonce="n")


@pytest.mark.parametrize(
    ("choice", "text", "kept"),
    [("2", "", "/deny"), ("1-1", "", "/affirm"), ("1-3", "", ""), ("7-1", "", ""), ("", "2", "/deny"), ("", "3", ""),
     ("", "两个", "")],
)  # fmt: skip
def test_a_choice_is_resolved_to_what_was_offered(world: World, choice: str, text: str, kept: str) -> None:
    offered = [{"title": "是", "payload": "/affirm"}, {"title": "否", "payload": "/deny"}]
    said(world, "可以吗", sender="o1", buttons=offered)
    plain = Wire()
    plain.capabilities = Capabilities(buttons=False, pictures=False, longest=70, waits=True)
    come(world, message(text=text, choice=choice), wire=plain)
    assert world.all(Message, direction="in")[0].payload == kept


def test_windows_open_by_what_was_done(world: World) -> None:
    (id,) = come(world, message(opens="event"))
    assert allowances.left(world.conversation(id), clock.now()) == 3
    come(world, message("m2", opens="message"))
    assert allowances.left(world.conversation(id), clock.now()) == 5
    world.pass_(hours=49)
    assert allowances.left(world.conversation(id), clock.now()) == 0


def event(kind: Kind, id: str = "e1", payload: str = "") -> Inbound:
    return Inbound("wire", "o1", id, kind, payload=payload, opens="event")


def test_who_follows_is_greeted_and_who_scans_is_offered_the_machine(world: World) -> None:
    (id,) = come(world, event(Kind.JOINED))
    come(world, event(Kind.SCANNED, "e2", "AA26000001"))
    greeting, machine = world.all(Message, conversation_id=id, direction="out")
    assert world.kb.company.name in greeting.text
    assert ("AA26000001" in machine.text, "甲小明" in machine.text) == (True, False)
    assert machine.buttons[0]["payload"] == '/report_fault{"serial": "AA26000001"}'


def test_who_leaves_is_forgotten(world: World) -> None:
    (id,) = come(world, message())
    with world.work() as work:
        conversation = work.session.get_one(Conversation, id)
        conversation.customer_id = "K1"
        work.session.add(
            Identity(channel="wire", external_id="o1", customer_id="K1", proved_at=work.now, proved_by="code")
        )
    waiting = said(world, "稍等", sender="o1")
    come(world, event(Kind.LEFT))
    gone = world.conversation(id)
    assert (gone.customer_id, gone.external_id.startswith(ERASED), gone.unreachable) == (None, True, "left")
    assert not world.all(Identity)
    assert {m.text for m in world.all(Message, conversation_id=id)} == {""}
    assert row(world, waiting[0]).status == "failed"
    assert come(world, message("m9")) != [id]  # somebody new


def test_a_case_outlives_its_sender(world: World) -> None:
    (id,) = come(world, message())
    case = world.file(id)
    come(world, event(Kind.LEFT))
    assert world.case(case).conversation_id == id
    assert "空调不制冷" in [m.text for m in world.all(Message, conversation_id=id)]


def test_stop_and_resume(world: World) -> None:
    (id,) = come(world, message())
    come(world, event(Kind.STOPPED))
    wire, later = Wire(), said(world, "提醒", sender="o1")
    round_(world, wire)
    assert len(wire.sent) == 1  # that it was stopped
    assert row(world, later[0]).status == "held"
    with world.work() as work:
        consent.give(work, "wire", "o1", "GD1")
        assert not consent.given(work, "wire", "o1")
    come(world, event(Kind.RESUMED, "e3"))
    round_(world, wire)
    assert "提醒" in wire.sent
    assert world.all(Consent)[0].withdrawn_at is None
    assert world.conversation(id).unreachable == ""


# -- media -------------------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


class Files(Wire):
    def __init__(self, *answers: bytes | Exception) -> None:
        super().__init__()
        self.files = list(answers)

    def fetch(self, media: str) -> bytes:
        answer = self.files.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([PNG], "ready"),
        ([ConnectionError(), PNG], "ready"),
        ([LookupError()], "lost"),
        ([b"<html>"], "lost"),
        ([ConnectionError()] * ATTEMPTS, "lost"),
    ],
)
def test_pictures_are_fetched_afterwards(world: World, tmp_path: Any, answers: list[Any], status: str) -> None:
    come(world, message(text="", kind=Kind.PICTURE, media=(Media("media-1", Kind.PICTURE),)))
    wire = Files(*answers)
    while world.do("files", Registry({"wire": wire}), Settings(var_dir=tmp_path)):
        world.pass_(hours=1)
    (picture,) = world.all(Attachment)
    assert picture.status == status
    assert (tmp_path / "uploads" / picture.id).exists() == (status == "ready")
    assert world.all(Message)[0].attachments[0]["status"] == status


def test_a_follower_fills_no_disk(world: World, tmp_path: Any) -> None:
    """Over what policy gives one sender a day nothing is kept; another day it is again."""
    upload_policy = world.kb.policies.limits.files
    film = b"\0\0\0\x18ftyp".ljust(16 * 1024 * 1024, b"0")
    fits = upload_policy.session_megabytes // 16
    registry, settings = Registry({"wire": Files(*[film] * 10)}), Settings(var_dir=tmp_path)

    def send(n: int) -> None:
        come(world, message(f"f{n}", text="", kind=Kind.VIDEO, media=(Media("m", Kind.VIDEO),)))
        while world.do("files", registry, settings):
            pass

    for n in range(fits + 3):
        send(n)
    assert [row.status for row in world.all(Attachment)].count("ready") == fits
    assert {row.status for row in world.all(Attachment)} == {"ready", "lost"}
    assert len(list((tmp_path / "uploads").iterdir())) == fits
    world.pass_(hours=25)
    send(99)
    assert clock.now() in [row.created_at for row in world.all(Attachment, status="ready")]


# -- pulling -----------------------------------------------------------------------------------------------------------


class Platform(Wire):
    """Has messages 1–6, two a batch."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.failures, self.asked = failures, []  # type: ignore[var-annotated]

    def pull(self, account: str, token: str, cursor: str) -> Pulled:
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.asked.append(cursor)
        at = int(cursor or 0)
        batch = tuple(message(f"k{n}") for n in (at + 1, at + 2) if n <= 6)
        return Pulled(batch, (), str(min(at + 2, 6)), at + 2 < 6)


def test_after_a_start_every_known_account_is_asked(world: World) -> None:
    platform = Platform()
    registry = Registry({"wire": platform})
    come(world, wire=platform, pulls=(Pull("kf1", "t"),))
    world.do("pulls", registry)
    assert world.do("pulls", registry) == 0
    want_all(world.database, world.kb)
    assert world.do("pulls", registry) == 1
    assert platform.asked[-1] == "6"


def test_messages_are_pulled_from_where_it_stopped(world: World) -> None:
    platform = Platform(failures=1)
    registry = Registry({"wire": platform})
    come(world, wire=platform, pulls=(Pull("kf1", "t"),))
    world.do("pulls", registry)
    assert not world.all(Message)
    world.pass_(minutes=1)
    world.do("pulls", registry)
    assert (platform.asked, len(world.all(Message))) == (["", "2", "4"], 6)
    assert world.do("pulls", registry) == 0
    come(world, wire=platform, pulls=(Pull("kf1"),))
    world.do("pulls", registry)
    assert (platform.asked[-1], len(world.all(Message))) == ("6", 6)
    assert world.all(PullCursor)[0].token == "t"


def test_many_pullers_store_once(world: World) -> None:
    platform = Platform()
    come(world, wire=platform, pulls=(Pull("kf1", "t"),))
    at_once(4, lambda _: world.do("pulls", Registry({"wire": platform})))
    assert len(world.all(Message)) == 6
