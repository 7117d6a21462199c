"""What somebody gets over the chat page who knows a phone, a name, or part of a number of somebody else (R03)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import httpx
import pytest

from helpline.core import clock
from helpline.tables import Case, Conversation, Visit
from tests.journeys.channels.web import WebTalk
from tests.journeys.product import PASSWORD, Product
from tests.journeys.script import TUESDAY

pytestmark = pytest.mark.rasa

# On file: Wang Xiulan with her machines, Zhang Min with a diamond contract. Not on file: Fang Dahai.
OWNER, NAME, FILE = "13805711001", "王秀兰", ("文澜路", "桂语里", "QH25053206", "客厅", "热水器")
GOLDEN, PHONE = "13805711003", "13912340001"
FAULT = "西湖区古墩路701号3幢602，方大海，{}，挂机开了一下午屋里还是热的"


@pytest.fixture(autouse=True)
def day(product: Product) -> Iterator[None]:
    product.forget()
    product.text_messages(on=False)
    with clock.travel(TUESDAY - clock.now()):
        yield


class Visitor(WebTalk):
    """Somebody at the chat page, in a talk of their own."""

    def hears(self, *said: str) -> str:
        """What they are told in answer to all of it."""
        before = self.mark()
        for text in said:
            self.say(text)
        return "\n".join(one.text for one in self.told(before))

    def reports(self, phone: str = PHONE) -> Case:
        """A fault, filed."""
        self.hears(FAULT.format(phone))
        for title in ("直接派师傅", "没问题，提交"):
            self.press(title)
        case = self.case()
        assert case, self.thread()
        return case


@contextmanager
def visitor(product: Product) -> Iterator[Visitor]:
    with closing(Visitor(product)) as talk:
        yield talk


def row(product: Product, table: type, id: object) -> object:
    with product.database.read() as session:
        return session.get_one(table, id)


def test_case_numbers_are_guessed_a_few_times_in_all_talks_together(product: Product) -> None:
    with visitor(product) as owner:
        case = owner.reports()
        assert "约好了" in owner.hears("明天上午九点")
        (visit,) = owner.case().visits  # type: ignore[union-attr]  # it was filed
    wrong = [f"GD20261124-{n}" for n in range(9001, 9010)]
    for n in range(0, 9, 3):
        with visitor(product) as talk:
            told = talk.hears(*(f"查进度，单号{number}，手机{PHONE}" for number in wrong[n : n + 3]))
            assert "陈建峰" not in told
    with visitor(product) as talk:
        told = talk.hears(
            f"查进度，单号{case.number}，手机{PHONE}", f"取消上门，单号{case.number}，手机{PHONE}", "是的，取消"
        )
        assert not [word for word in ("陈建峰", "09:00", "已取消") if word in told], told
    assert row(product, Visit, visit.id).status == "booked"  # type: ignore[attr-defined]


@pytest.mark.parametrize("serial", ["QH25053206", "QH25999999"])
def test_a_serial_number_tells_the_same_whether_it_is_on_file_or_not(product: Product, serial: str) -> None:
    with visitor(product) as talk:
        asked = talk.hears(f"机器出故障了，机身号{serial}")
        assert "设备" in asked or "产品" in asked, asked
        talk.hears(FAULT.format(PHONE))
        before = talk.mark()
        talk.press("直接派师傅")
        read_back = "\n".join(one.text for one in talk.told(before))
        assert "核对" in read_back and serial not in read_back.replace(serial, "", 1), read_back
        assert not [word for word in (*FILE[:2], "青禾", "QH-KFR35", "保修") if word in asked + read_back]


def test_talks_that_guessed_too_much_do_not_fill_the_queue(product: Product) -> None:
    most = product.held.kb.policies.identity.locked_talks
    owners = []
    for n in range(most + 2):
        with visitor(product) as talk:
            talk.hears(*(f"查进度，单号GD20261124-{n}{i:03}，手机1370000{n}{i:03}" for i in range(4)))
            owners.append(talk.state().owner)  # type: ignore[union-attr]  # the talk is there
    assert owners == ["queue"] * most + ["bot"] * 2


@pytest.mark.parametrize("instead", ["没收到短信", "换个方式", f"我叫{NAME}", "我不想用验证码，直接查吧"])
def test_where_codes_are_sent_nothing_takes_their_place(product: Product, instead: str) -> None:
    product.text_messages(on=True)
    with visitor(product) as talk:
        assert "验证码" in talk.hears(f"查一下{OWNER}这个号登记的机器保修")
        told = talk.hears(instead, f"我叫{NAME}", "查一下我的设备保修")
        assert not [word for word in FILE if word in told], told
        assert talk.state().customer_id is None  # type: ignore[union-attr]  # the talk is there
    with visitor(product) as other:  # a code was asked for just now, elsewhere
        told = other.hears(f"查一下{OWNER}这个号登记的机器保修", f"我叫{NAME}")
        assert not [word for word in FILE if word in told], told


def test_a_phone_alone_tells_no_machine_nor_whether_it_is_on_file(product: Product) -> None:
    told = []
    for phone in (OWNER, "13700000001"):
        with visitor(product) as talk:
            told.append(talk.hears(f"{phone}这个号登记的机器保修到什么时候"))
    assert not [word for word in (*FILE, "QH-", "2026年", "2027年") if word in "".join(told)], told
    assert all("姓名" in one or "称呼" in one for one in told), told


def test_a_strangers_complaint_keeps_no_engineer_from_the_owner(product: Product) -> None:
    accused = "、".join(engineer.name for engineer in product.held.kb.engineers)
    with visitor(product) as talk:
        words = f"{accused}，他们几个师傅服务都不好"
        talk.hears("我要投诉", words, "就是他们几个", "上周", "别再派他们来", OWNER, NAME, "没问题，提交")
        assert talk.case() and talk.case().type == "complaint", "\n".join(talk.thread())  # type: ignore[union-attr]
    with visitor(product) as owner:
        owner.reports(OWNER)
        told = owner.hears("明天上午九点")
        assert "约好了" in told, told


def test_what_is_filed_under_anothers_phone_has_nothing_of_theirs(product: Product) -> None:
    with visitor(product) as stranger:
        filed = stranger.reports(GOLDEN)
        said = "\n".join(one.text for one in stranger.told())
    case = row(product, Case, filed.id)
    assert (case.customer_id, case.grade) == (None, ""), case.grade  # type: ignore[attr-defined]
    assert "10分钟" not in said and "张敏" not in said and "江畔路" not in said
    with visitor(product) as owner:
        told = owner.hears(f"查进度，{GOLDEN}", "我叫张敏")
        assert filed.number not in told.splitlines()[0], told


def test_the_closing_question_stays_where_the_case_was_told(product: Product) -> None:
    """Name and phone stand on every parcel: who knows them hears no solution and closes nothing."""
    with visitor(product) as owner, visitor(product) as thief:
        case = owner.reports(OWNER)
        thief.hears(f"查进度，{OWNER}，我叫{NAME}")
        with httpx.Client(base_url=product.url, trust_env=False, timeout=30) as desk:
            agent = next(person.username for person in product.held.kb.staff if person.role == "agent")
            told = desk.post("/api/login", json={"username": agent, "password": f"{PASSWORD}-{agent}"})
            assert told.status_code == 200, told.text
            told = desk.post(f"/api/cases/{case.number}/solve", json={"solution": "换了压缩机电容"})
            assert told.status_code == 200, told.text
        product.sweep()
        product.settle()
        heard = thief.hears("可以结单", "已经好了，可以完成")
        assert "电容" not in heard and not [one for one in thief.told() if "电容" in one.text]
    assert row(product, Case, case.id).status == "solved"  # type: ignore[attr-defined]


def test_what_was_shown_ends_and_so_does_the_token(product: Product) -> None:
    identity = product.held.kb.policies.identity
    with visitor(product) as owner:
        told = owner.hears(f"{OWNER}，我叫{NAME}，我的设备保修到什么时候")
        assert [word for word in FILE if word in told], told
        with clock.travel(timedelta(days=identity.weak_days, minutes=1)):
            again = owner.hears("我的设备保修到什么时候")
            assert not [word for word in FILE if word in again], "\n".join(owner.thread())
        with clock.travel(timedelta(days=identity.strong_days + 2)), pytest.raises(httpx.HTTPStatusError, match="401"):
            owner.say("我的设备保修到什么时候")
    assert row(product, Conversation, owner.id)
