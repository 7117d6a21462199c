"""One person has several conversations; what is said to them goes where it reaches them."""

from datetime import timedelta

import pytest

from helpline.conversations import channel_selection, ownership
from helpline.conversations.allowances import open_allowance
from helpline.conversations.queries import thread
from helpline.core.errors import NotFound, NotOwner
from helpline.tables import Conversation
from tests.world import AGENT, QUALITY, SECOND_AGENT, World, theirs


def talk(world: World, channel: str, sender: str, customer: str | None = "K1") -> str:
    world.pass_(seconds=1)
    id = world.write(channel, sender, "你好")
    with world.work() as work:
        conversation = work.session.get_one(Conversation, id)
        theirs(work, conversation, customer)
        if channel == "wechat":
            open_allowance(work, conversation, "message", 5, timedelta(hours=48))
    return id


def best(world: World, id: str) -> str:
    with world.work() as work:
        return channel_selection.best(work, work.session.get_one(Conversation, id)).channel


@pytest.mark.parametrize(
    ("passed", "asked_of", "reached"),
    [
        ({"minutes": 5}, "voice", "voice"),  # the call goes on
        ({"hours": 1}, "voice", "wechat"),
        ({"hours": 1}, "web", "wechat"),
        ({"hours": 1}, "wechat", "wechat"),
        ({"hours": 49}, "wechat", "sms"),
        ({"hours": 49}, "voice", "sms"),
        ({"days": 91}, "web", "web"),  # so long ago that nothing is known to reach them
    ],
)
def test_the_best_way(world: World, passed: dict[str, int], asked_of: str, reached: str) -> None:
    talks = {name: talk(world, name, name) for name in ("sms", "wechat", "web", "voice")}
    talk(world, "wechat", "another", "K2")
    world.pass_(**passed)
    assert best(world, talks[asked_of]) == reached


def test_who_has_not_shown_who_they_are_is_reached_here_only(world: World) -> None:
    talk(world, "sms", "one", None)
    voice = talk(world, "voice", "two", None)
    world.pass_(hours=1)
    assert best(world, voice) == "voice"


def test_a_case_of_a_call_is_spoken_of_on_wechat(world: World) -> None:
    voice, wechat = talk(world, "voice", "CA1"), talk(world, "wechat", "o1")
    case = world.file(voice)
    world.pass_(hours=1)
    with world.work() as work:
        found = channel_selection.of_case(work, work.session.get_one(type(world.case(case)), case))
        assert found and found.id == wechat


def test_an_agent_sees_one_thread_and_answers_where_it_reaches(world: World) -> None:
    voice, wechat = talk(world, "voice", "CA1"), talk(world, "wechat", "o1")
    with world.work(AGENT) as work:
        ownership.take(work, voice)
        rows = thread(work, work.session.get_one(Conversation, voice)).items
        assert [m.channel for m in rows if m.direction == "in"] == ["voice", "wechat"]
    world.pass_(hours=1)
    with world.work(AGENT) as work:
        ownership.reply(work, voice, "师傅已出发")
    assert world.said(wechat) == ["师傅已出发"]
    assert world.conversation(wechat).agent_id == AGENT.person_id
    with world.work(AGENT) as work:
        ownership.reply(work, voice, "这里也说一声", answer_in=voice)
    assert world.said(voice)[-1] == "这里也说一声"


def test_nobody_answers_in_a_strangers_conversation_or_over_a_colleague(world: World) -> None:
    voice, wechat = talk(world, "voice", "CA1"), talk(world, "wechat", "o1")
    stranger = talk(world, "wechat", "o2", "K2")
    with world.work(SECOND_AGENT) as work:
        ownership.take(work, wechat)
    with world.work(AGENT) as work:
        ownership.take(work, voice)
    for by, error in ((stranger, NotFound), (wechat, NotOwner)):
        with pytest.raises(error), world.work(AGENT) as work:
            ownership.reply(work, voice, "你好", answer_in=by)


def test_a_complaint_on_another_channel_stays_with_quality_staff(world: World) -> None:
    voice, wechat = talk(world, "voice", "CA1"), talk(world, "wechat", "o1")
    with world.work() as work:
        work.session.get_one(Conversation, wechat).queue = "quality"
    for actor, seen in ((AGENT, 1), (QUALITY, 2)):
        with world.work(actor) as work:
            assert len(thread(work, work.session.get_one(Conversation, voice)).items) == seen
