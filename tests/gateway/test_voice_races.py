"""The hotline beside itself: webhooks at the same instant, and what goes out by text message after the call."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connectors.contract.capabilities import Capabilities
from connectors.contract.channel import Registry
from connectors.contract.outbound import SENT as PARCEL_SENT
from connectors.contract.outbound import Outbound, Parcel, Result, one_each
from connectors.voice import VoiceChannel
from helpline.cases.lifecycle import CaseType
from helpline.delivery.outbox import deliver
from helpline.tables import CallStep, Conversation, Message
from tests.gateway.hotline_calls import CALLER, Line, Opens, Reply
from tests.world import World

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


class TextMessages:
    """An SMS channel that only remembers."""

    name = "sms"
    capabilities = Capabilities(buttons=False, pictures=False, longest=1600, waits=True, form="sms")

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def pack(self, messages: list[Outbound]) -> list[Parcel]:
        return one_each(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        self.sent.append((to, parcel.text))
        return PARCEL_SENT

    receive = fetch = None


def deliver_all(phone: Line) -> list[tuple[str, str]]:
    """Rounds of a sweeper until nothing is left to send."""
    voice: VoiceChannel = phone.client.app.state.held.channels["voice"]  # type: ignore[attr-defined]
    texts: Any = TextMessages()
    channels = Registry({"sms": texts, "voice": voice})
    for _ in range(4):
        phone.world.pass_(seconds=1)
        deliver(phone.world.database, phone.world.kb, channels)
    return list(texts.sent)


def test_the_same_webhook_at_the_same_instant(line: Opens, world: World) -> None:
    """Twilio asks again while the first is still waited for: one message, one answer, the same TwiML."""
    phone = line(lambda _sender, text: Reply([f"收到{text}"]))
    call = phone.call()
    call.begin()
    assert call.gather is not None
    url = call.gather.attrib["action"]
    values = {"CallSid": call.sid, "AccountSid": "AC" + "0" * 32, "From": CALLER, "SpeechResult": "空调坏了"}
    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: phone.post(url, values), range(4)))
    assert len(answers) == 1 and "收到空调坏了" in answers.pop()
    assert phone.rasa.asked == ["空调坏了"]
    assert len(world.all(CallStep)) == 2


def test_the_first_webhook_at_the_same_instant(line: Opens, world: World) -> None:
    phone = line(lambda _sender, text: Reply([f"收到{text}"]))
    values = {"CallSid": "CA" + "9" * 32, "AccountSid": "AC" + "0" * 32, "From": CALLER, "CallStatus": "ringing"}
    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: phone.post("https://help.example/channels/voice", values), range(4)))
    assert len(answers) == 1
    assert len(world.all(Conversation, channel="voice")) == 1


def test_the_case_number_comes_by_text_message(line: Opens, world: World) -> None:
    """Nothing is sent while the caller is on the line; afterwards the notice, to the phone of the case."""
    phone = line(lambda _sender, text: Reply([f"收到{text}"], flow=""))
    call = phone.call()
    call.begin(), call.say("空调坏了")
    case = world.case(world.file(phone.conversation(call).id, type=CaseType.REPAIR, phone="13905711001"))
    assert deliver_all(phone) == []
    call.hang_up()
    assert deliver_all(phone) == [(CALLER, phone.notices(call)[0])]
    assert case.number in phone.notices(call)[0]
    assert deliver_all(phone) == []
    assert [message.status for message in phone.messages(call) if message.purpose == "notice"] == ["rerouted"]


def test_the_draft_of_a_call_without_a_case(line: Opens, world: World) -> None:
    """To the number the call came from."""
    phone = line(lambda _sender, text: Reply([f"收到{text}"]))
    call = phone.call()
    call.begin(), call.say("空调坏了"), call.hang_up()
    ((to, text),) = deliver_all(phone)
    assert to == CALLER and "还没办完" in text


def test_a_call_nobody_may_write_to(line: Opens, world: World) -> None:
    phone = line(lambda _sender, text: Reply([f"收到{text}"]))
    call = phone.call("anonymous")
    call.begin(), call.say("空调坏了"), call.hang_up()
    assert deliver_all(phone) == []


def test_talk_is_never_sent_by_text_message(line: Opens, world: World) -> None:
    """What the bot said after the caller had gone stays in the conversation."""
    phone = line(lambda _sender, text: Reply([f"收到{text}"], flow=""))
    call = phone.call()
    call.begin(), call.say("空调坏了"), call.hang_up()
    assert deliver_all(phone) == []
    assert world.all(Message, channel="sms") == []
