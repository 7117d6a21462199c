"""A call breaks off in the middle: what was told is not asked again, in the text messages that go on with it."""

import time

import pytest
from sqlalchemy import select

from helpline.core import clock
from helpline.tables import Case, Conversation
from tests.journeys.product import Product
from tests.journeys.script import TUESDAY

PHONE = "+8613958120046"
PATIENCE_SECONDS = 10.0


class Phone:
    """A mobile phone that calls and is written to."""

    def __init__(self, product: Product) -> None:
        self._product, self._platform = product, product.platform
        self._begun = len(self._platform.journal.entries)
        self._sid = self._platform.do(self._platform.calling.dial(PHONE))["sid"]
        product.settle()

    def acts(self, act: str, words: str = "") -> None:
        self._platform.do(self._platform.calling.act(self._sid, act, words))
        self._product.settle()

    def writes(self, text: str) -> str:
        """What is written back."""
        before = len(self.texts())
        self._platform.do(self._platform.texting.write(PHONE, text))
        self._product.settle()
        return "\n".join(self.texts()[before:])

    def awaited(self) -> list[str]:
        """What comes by itself."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.texts() and time.monotonic() < until:
            self._product.sweep()
            self._product.settle()
        return self.texts()

    def texts(self) -> list[str]:
        found = self._platform.journal.find("got", channel="sms", who=PHONE)
        return [str(entry.what["text"]) for entry in found if entry.n > self._begun]


@pytest.mark.rasa
def test_a_fault_told_by_phone_is_filed_by_text_message(product: Product) -> None:
    product.forget()
    product.text_messages(on=True)
    with clock.travel(TUESDAY - clock.now()):
        phone = Phone(product)
        phone.acts("say", "我家空调不制冷了，遥控器调到十六度还是热风")
        phone.acts("say", "都试过了，还是不行")
        phone.acts("hang_up")
        (first,) = phone.awaited()
        assert "刚才电话断了" in first and "怎么称呼" in first
        assert "什么产品" not in first and "手机号" not in first
        assert "地址" in phone.writes("我姓邵，叫邵立群")
        read_back = phone.writes("滨江区江南大道3588号恒生大厦2幢1204室")
        assert "不制冷" in read_back and "13958120046" in read_back.replace(" ", "")
        assert "工单号" in phone.writes("1")
    with product.database.read() as session:
        (case,) = session.scalars(select(Case))
        drafts = [talk.draft for talk in session.scalars(select(Conversation))]
    assert (case.channel, case.category, case.contact_name) == ("sms", "air_conditioner", "邵立群")
    assert "十六度还是热风" in case.description
    assert not any(draft.get("slots", {}).get("symptom") for draft in drafts)


@pytest.mark.rasa
def test_who_takes_over_sees_what_was_told(product: Product) -> None:
    """A human is wanted in the middle of a report: nothing was filed, and all of it is at the desk."""
    product.forget()
    product.text_messages(on=True)
    with clock.travel(TUESDAY - clock.now()):
        phone = Phone(product)
        phone.acts("hang_up")
        phone.writes("热水器不出热水，屏幕显示E3")
        phone.writes("转人工")
    with product.database.read() as session:
        conversation = session.scalars(select(Conversation).where(Conversation.channel == "sms")).one()
    assert conversation.owner == "queue"
    assert "E3" in conversation.draft["slots"]["symptom"]
