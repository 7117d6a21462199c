"""A caller hangs up in the middle: what they told is kept, and goes on by text message where one can go."""

import pytest

from helpline.tables import Consent, Conversation
from simulator.twiml import TwimlCall
from tests.gateway.hotline_calls import CALLER, NO_TEXTS, Line, Opens, Reply
from tests.world import World


def echo(_sender: str, text: str) -> Reply:
    return Reply([f"收到{text}"])


def test_hang_up_in_the_middle(line: Opens, world: World) -> None:
    """The caller is told in writing that nothing was filed yet, and how to go on."""
    phone = line(echo)
    call = phone.call()
    call.begin(), call.say("空调不制冷")
    call.hang_up()
    assert phone.conversation(call).flow == "report_fault"
    assert phone.notices(call)[0].startswith("【青禾湾】刚才电话断了，您的事还没办完")
    call_row = phone.row(call)
    assert call_row.ended_at is not None and call_row.stage == "over"
    phone.post(phone.posts[-1][0], phone.posts[-1][1])  # the callback once more
    assert len(phone.notices(call)) == 1


DRAFT = {"flow": "report_fault", "slots": {"symptom": "空调不制冷", "product": "air_conditioner", "name": None}}


def drafted(world: World, phone: Line, call: TwimlCall) -> None:
    """As the bot's actions leave it."""
    with world.work() as work:
        work.session.get_one(Conversation, phone.conversation(call).id).draft = DRAFT


def test_a_draft_goes_on_by_text_message(line: Opens, world: World) -> None:
    """The bot begins there with what was told; nothing is left with the call, and the callback once more adds nothing."""
    phone = line(echo)
    call = phone.call()
    call.begin(), call.say("空调不制冷")
    drafted(world, phone, call)
    call.hang_up()
    phone.post(phone.posts[-1][0], phone.posts[-1][1])
    (text,) = world.all(Conversation, channel="sms", external_id=CALLER)
    assert text.draft == DRAFT and phone.conversation(call).draft == {}
    assert phone.notices(call) == []
    assert world.prompts(text.id) == ["/go_on"]
    assert world.all(Consent, channel="sms", address=CALLER)[0].given_by == f"call:{call.sid}"


@pytest.mark.parametrize("why", NO_TEXTS)
def test_a_draft_stays_where_no_text_message_can_go(
    line: Opens, world: World, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    phone = line(echo)
    call = phone.call_without_texts(why, monkeypatch)
    call.begin(), call.say("空调不制冷")
    drafted(world, phone, call)
    call.hang_up()
    assert phone.conversation(call).draft == DRAFT
    assert [row for row in world.all(Conversation, channel="sms") if row.draft] == []


def test_nothing_is_told_when_there_is_nothing_to_tell(line: Opens) -> None:
    phone = line(lambda _sender, _text: Reply(["不客气，再见。"], flow=""))
    call = phone.call()
    call.begin(), call.say("谢谢"), call.hang_up()
    assert phone.notices(call) == []
