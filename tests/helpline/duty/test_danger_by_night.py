"""Every kind of danger at three in the morning of a holiday, on every channel (R22, R24).

The right pack and clock, who is on duty rung within ten seconds, the next after the set time, and at each moment the
customer has been told what is so.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from helpline.tables import Case, Page, Person
from kb.lookup import category
from tests.gateway.fakes import gateway
from tests.gateway.hotline_calls import hotline
from tests.helpline.duty.conftest import NATIONAL_DAY, Phones, e164, staffed
from tests.helpline.duty.test_paging import RING, answer, rung
from tests.world import World

pytestmark = pytest.mark.slow

Tells = Callable[[str, str], str]
CHANNELS = ("web", "wechat", "wecom", "sms", "voice")
PHONE = "13911110000"
PLACE = f"，文三路18号，电话{PHONE}"
ANYBODY, LIFTS = ["shen_wenbin", "jin_xiaoyu"], ["he_weijun", "yu_guodong"]
# what is told, which kind it is, the pack and its minutes, who is rung first and who next
DANGERS = [
    ("热水器那边煤气漏了", "gas", "building", {"reply": 5, "onsite": 60}, ANYBODY),
    ("配电箱冒烟了", "fire", "general", {"reply": 30}, ANYBODY),  # nobody said of what
    ("电梯卡在3楼，里面困了两个人", "trapped", "machinery", {"reply": 5, "onsite": 30}, LIFTS),
    ("路灯杆漏电，摸到麻手", "electric", "lighting", {"reply": 5, "onsite": 30}, ANYBODY),
    ("中央空调水管爆了，水漫到插座了", "water", "building", {"reply": 5, "onsite": 60}, ANYBODY),
    ("叉车把人的脚压住了", "injury", "machinery", {"reply": 5, "onsite": 30}, LIFTS),
]


@pytest.fixture
def tells(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tells:
    """Tells of a danger on a channel by night; the conversation's id."""
    world.go_to(NATIONAL_DAY)

    def spoken(words: str) -> str:
        with hotline(world, tmp_path, monkeypatch, lambda _sender, _text: "您请说。") as line:
            staffed(world)
            call = line.call()
            call.begin()
            call.say(words)
            return line.conversation(call).id

    def written(channel: str, words: str) -> str:
        staffed(world)
        if channel == "web":
            chat = world.chat()
            world.write(channel, world.conversation(chat).external_id, words)
        else:
            chat = world.write(channel, e164(PHONE) if channel == "sms" else "openid-1", words)
        asyncio.run(gateway(world).answer(chat))
        return chat

    return lambda channel, words: spoken(words) if channel == "voice" else written(channel, words)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("words", "kind", "pack", "minutes", "order"), DANGERS, ids=[danger[1] for danger in DANGERS])
def test_danger_in_a_holidays_night(
    world: World, tells: Tells, channel: str, words: str, kind: str, pack: str, minutes: dict[str, int],
    order: list[str],
) -> None:  # fmt: skip
    chat = tells(channel, words + PLACE)
    (case,) = world.all(Case)
    assert (case.type, case.channel, case.level, case.queue) == ("emergency", channel, 1, "safety")
    assert (case.pack, case.phone, "文三路18号" in case.address) == (pack, PHONE, True)
    assert case.level_reason == next(one.name for one in world.kb.policies.emergency.kinds if one.id == kind)
    assert {name: world.promise(case.id, name).minutes for name in minutes} == minutes
    assert {world.promise(case.id, name).due_at for name in minutes} == {
        case.created_at + timedelta(minutes=length) for length in minutes.values()
    }, "by the clock, though nobody works at this hour"

    said = world.said(chat)
    told = "\n".join(said)
    assert _advice(world, case, kind) in told and case.number in told and "正在联系值班人员" in told
    assert "已联系上" not in told and "没有联系上" not in told

    phones = Phones(world, "sms", "voice")
    world.pass_(seconds=9)
    phones.ring()
    assert rung(world) == [(order[0], "ringing")] and phones.called() == order[:1]
    assert world.all(Page)[0].rung_out_at - case.created_at <= timedelta(seconds=10)
    assert [case.number in text for text in phones.texts(order[0])] == [True]

    world.pass_(seconds=RING - 10)
    phones.ring()
    assert phones.called() == order[:1] and world.said(chat) == said, "it is not time yet"
    world.pass_(seconds=2)
    phones.ring()
    assert rung(world) == [(order[0], "missed"), (order[1], "ringing")] and phones.called() == order
    assert world.said(chat) == said, "nothing has happened that the customer could be told"

    answer(world, world.all(Page)[1])
    surname = world.all(Person, username=order[1])[0].name[0]
    heard = "\n".join(message for message in world.said(chat) if message not in said)
    assert f"已联系上值班的{surname}师傅" in heard and case.number in heard
    world.pass_(hours=1)
    phones.ring()
    world.sweep()
    assert phones.called() == order and "没有联系上" not in "\n".join(world.said(chat))


def _advice(world: World, case: Case, kind: str) -> str:
    """The first line of the advice for such a danger; a business may have its own."""
    id = next(one.advice for one in world.kb.policies.emergency.kinds if one.id == kind)
    own = f"{id}_{category(world.kb, case.category).business}" if case.category else id
    (text, *_) = world.kb.phrases.get(own, world.kb.phrases[id])
    return str(text).split("\n")[0]
