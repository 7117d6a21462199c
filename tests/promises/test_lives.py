"""Whole lives, one for each business, with the clock moved: from the first word to the score (R05, R15, R19, R29, R34, R35).

At every step customer, engineer and staff have got what the plan says, once; what was slept through is written down as
skipped and not sent.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from helpline.core import clock
from helpline.core.unit_of_work import ZONE, Actor
from helpline.jobs.run import next_due
from helpline.staff.people import set_work
from tests.promises.office import Chat, Office
from tests.world import AGENT, SUPERVISOR, engineer

pytestmark = pytest.mark.slow

ENGINEER, NAME, PHONE = "e_one", "师工", "13900000021"


@dataclass(frozen=True)
class Business:
    pack: str
    told: str
    category: str
    skill: str
    minutes: dict[str, int]  # promised, from the first word


BUSINESSES = [
    Business("it", "服务器连不上了", "server", "server", {"reply": 30, "onsite": 240, "solve": 1440, "restore": 2880}),
    Business("display", "LED显示屏黑了一块", "led_display", "display", {"reply": 30, "onsite": 120, "solve": 1440}),
    Business("building", "中央空调完全不制冷", "central_ac", "hvac", {"reply": 30, "onsite": 120, "solve": 1440}),
    Business(
        "works", "外墙渗水了", "building_works", "works",
        {"reply": 1440, "dispatch": 2880, "onsite": 2880, "solve": 4320},
    ),
    Business("lighting", "路灯不亮了", "street_light", "lighting", {"reply": 30, "onsite": 240, "solve": 1440}),
    Business("farm", "猪饲料结块了", "feed", "farm", {"reply": 1440, "onsite": 4320}),
    Business("machinery", "电梯门关不严", "lift", "lift", {"reply": 15}),
    Business("general", "买的水杯漏水", "", "goods", {"reply": 1440, "verify": 1440}),
]  # fmt: skip


class Life:
    """One case, its customer and its engineer, and what each has heard since somebody last looked."""

    def __init__(self, office: Office, business: Business) -> None:
        self.office, self.business = office, business
        with office.world.work() as work:
            person = engineer(21, ENGINEER, NAME, PHONE, business.skill, "西湖区")
            set_work(person, [business.skill], ["西湖区"], range(1, 8), [(time(8, 30), time(19, 30))])
            work.session.add(person)
        self.chat: Chat = office.chat()
        self.receipt = self.chat.reports(business.told)
        self.chat.presses("先不约")
        (row,) = office.desk(AGENT).get("/api/cases").json()["items"]
        self.number: str = row["number"]
        self._heard, self._texts = len(self.chat.messages()), 0

    @property
    def shown(self) -> dict[str, Any]:
        return self.office.case(self.number)

    @property
    def promises(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.office.desk(AGENT).get(f"/api/cases/{self.number}/promises").json()["items"]
        return items

    def until(self, at: datetime) -> None:
        """The clock goes on, and whatever falls due meanwhile is done when it is due."""
        database = self.office.world.database
        while (due := next_due(database, "clock", clock.now())) and due <= at:
            self.office.goes_to(due)
        self.office.goes_to(at)

    def day(self, days: int, hour: int, minute: int = 0) -> datetime:
        later = self.office.world.now.astimezone(ZONE) + timedelta(days=days)
        return later.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def window(self, days: int, hour: int) -> dict[str, str]:
        begin = self.day(days, hour)
        return {"from": begin.isoformat(), "to": (begin + timedelta(hours=2)).isoformat()}

    def plans(self, days: int, hour: int) -> int:
        """Staff choose the best candidate for a window; the visit's id."""
        window = self.window(days, hour)
        found = self.office.desk(AGENT).get(f"/api/cases/{self.number}/candidates", params=window).json()["items"]
        assert ENGINEER in [one["person"] for one in found if one["fits"]]
        return int(self.office.does(AGENT, f"cases/{self.number}/visits", persons=[ENGINEER], **window)["id"])

    def stamps(self, visit: int, verb: str, **more: str) -> None:
        body = {"key": f"{visit} {verb}", "at": self.office.world.now.isoformat(), **more}
        told = self.office.engineer(ENGINEER).post(f"/api/engineer/visits/{visit}/{verb}", json=body)
        assert told.status_code == 200, told.text

    def customer_heard(self, *words: str) -> None:
        """Just these messages since the last look, each with these words."""
        messages = [message.text for message in self.chat.messages()]
        new, self._heard = messages[self._heard :], len(messages)
        assert len(new) == len(words), new
        assert [word in text for word, text in zip(words, new)] == [True] * len(words), new

    def engineer_heard(self, *words: str) -> None:
        """The same, but for what the ladder tells them."""
        texts = [message.text for message in self.office.texts_to(PHONE)]
        new, self._texts = [text for text in texts[self._texts :] if "超时升级" not in text], len(texts)
        assert len(new) == len(words), new
        assert [word in text for word, text in zip(words, new)] == [True] * len(words), new

    def alerts(self, reason: str, to: Actor = AGENT) -> int:
        """How often somebody at the desk was told that of the case."""
        rows = self.office.tasks(to)
        return len([row for row in rows if row["case"] == self.number and reason in row["reason"]])


@pytest.mark.parametrize("business", BUSINESSES, ids=[one.pack for one in BUSINESSES])
def test_told_late_missed_a_second_visit_refused_agreed_and_scored(office: Office, business: Business) -> None:
    life = Life(office, business)
    shown = life.shown
    assert (shown["pack"], shown["category"], office.minutes(life.number)) == (
        business.pack, business.category, business.minutes,
    )  # fmt: skip
    assert life.number in life.receipt and "联系您" in life.receipt

    if "verify" in business.minutes:  # of goods somebody looks whether it is so
        office.does(AGENT, f"cases/{life.number}/kept", kind="verify", words="照片看过，杯口有裂纹")
    # Nobody answers: staff are warned, then it is missed, and the customer hears it from us.
    due = office.world.now + timedelta(minutes=business.minutes["reply"])
    life.until(due - timedelta(minutes=1))
    assert life.alerts("工单即将超时") == 1
    life.customer_heard()
    life.until(due)
    assert (life.shown["escalation_step"], life.alerts("工单超时未完成")) == (1, 1)
    life.customer_heard("现在已经晚了")
    office.does(AGENT, f"cases/{life.number}/contacted", text="已联系")

    # A visit is told to both, accepted, and moved before it would have been late.
    first = life.plans(1, 9)
    life.customer_heard(NAME)
    life.engineer_heard("新上门")
    life.stamps(first, "accept")
    life.until(life.day(1, 8, 30))
    life.customer_heard()
    moved = office.does(AGENT, f"visits/{first}/move", reason="前一户超时", **life.window(0, 13))["id"]
    life.customer_heard("改到今天 13:00")
    life.engineer_heard("上门取消", "新上门")
    onsite = [row for row in life.promises if row["kind"] == "onsite"]
    assert [row["state"] for row in onsite[-2:]] == ["replaced", "running"] and onsite[-2]["replaced_by"]
    assert datetime.fromisoformat(onsite[-1]["due_at"]) == life.day(0, 15)
    life.stamps(moved, "accept")

    # The engineer is on the way and late all the same: warned of, missed, told, and kept late.
    life.until(life.day(0, 14, 45))
    life.stamps(moved, "depart")
    life.customer_heard("已出发，预计今天 15:00 到")
    life.until(life.day(0, 15))
    life.customer_heard("说好今天 15:00前到，现在已经晚了")
    life.until(life.day(0, 15, 10))
    life.stamps(moved, "arrive")
    life.customer_heard("确认码")
    (arrival,) = [row for row in life.promises if row["kind"] == "onsite" and row["state"] == "kept_late"]
    assert [step["step"] for step in arrival["steps"]] == ["near", "missed"]
    assert arrival["kept_at"] == office.world.now.astimezone(ZONE).isoformat()

    # It takes a second visit, of which the customer is reminded a day before.
    life.stamps(moved, "finish", outcome="second_visit", words="缺件")
    life.customer_heard("还要再来一次")
    second = life.plans(3, 9)
    life.customer_heard(NAME)
    life.engineer_heard("新上门")
    life.stamps(second, "accept")
    life.until(life.day(2, 9, 5))
    life.chat.awaits("09:00–11:00 工程师")
    life.customer_heard("提醒您", "09:00–11:00 工程师")
    life.until(life.day(1, 8, 50))
    life.customer_heard()
    life.stamps(second, "depart")
    life.customer_heard("已出发")
    life.until(life.day(0, 9, 5))
    life.stamps(second, "arrive")
    life.customer_heard("确认码")
    life.until(life.day(0, 10))
    life.stamps(second, "finish", outcome="solved", words="换好了件")
    life.chat.awaits("换好了件")
    life.customer_heard("请问问题解决了吗")

    # It was not: opened again, one step up, and only then agreed and scored.
    step = life.shown["escalation_step"]
    life.chat.says("没好，还是不行", "deny")
    life.customer_heard("已重新打开")
    assert (life.shown["status"], life.shown["reopened"]) == ("reopened", 1)
    assert life.shown["escalation_step"] == min(step + 1, 5) and life.alerts("客户不同意结单", SUPERVISOR) == 1
    office.does(AGENT, f"cases/{life.number}/solve", solution="重新调好了")
    life.chat.awaits("重新调好了")
    life.customer_heard("请问问题解决了吗")
    life.chat.presses("已解决")
    life.chat.awaits("打个分")
    life.customer_heard("服务完成了", "打个分")
    life.chat.says("5分")
    life.customer_heard("谢谢")
    shown = life.shown
    assert (shown["status"], shown["closed_by"], shown["score"]) == ("closed", "customer", 5)

    # Nothing comes after it; each step was taken once, at its time, and nothing was slept through.
    life.until(life.day(6, 10))
    life.customer_heard()
    life.engineer_heard()
    _require_once(life)


def _require_once(life: Life) -> None:
    timeline = life.shown["timeline"]
    climbed = [row["data"]["step"] for row in timeline if row["kind"] == "escalated"]
    assert climbed[:5] == list(range(1, min(len(climbed), 5) + 1)) and set(climbed[5:]) <= {5}
    missed = Counter(row["data"]["promise"] for row in timeline if row["kind"] == "promise_missed")
    assert set(missed.values()) == {1}
    assert not [row for row in timeline if "skipped" in row["kind"]]
    for promise in life.promises:
        assert promise["state"] in ("kept", "kept_late", "replaced")
        steps = {step["step"]: step["at"] for step in promise["steps"]}
        assert len(steps) == len(promise["steps"])
        if "missed" in steps:
            assert steps["missed"] == promise["missed_at"]


def test_after_the_sweeper_slept_for_a_day_what_is_stale_is_skipped(office: Office) -> None:
    """What is missed is missed, once, and told; warnings and reminders of what has passed are only written down."""
    life = Life(office, BUSINESSES[2])
    life.plans(2, 9)
    life.until(life.day(1, 8))
    office.world.go_to(life.day(1, 15))
    office.sweep()
    shown = life.shown
    kinds = Counter(row["kind"] for row in shown["timeline"])
    assert kinds["promise_missed"] == kinds["warning_skipped"] == 2, "to be there, and to have solved it"
    assert kinds["visit_reminder_skipped"] == kinds["visit_missed_notice_skipped"] == 1
    steps = [row["data"]["step"] for row in shown["timeline"] if row["kind"] == "escalated"]
    assert steps == sorted(set(steps)), "each once"
    assert (life.alerts("即将超时"), life.alerts("还没有"), life.alerts("没有人到")) == (0, 0, 1), "somebody calls"
    messages = "\n".join(message.text for message in life.chat.messages())
    assert "提醒您" not in messages and "没有按时到" not in messages
    assert messages.count("现在已经晚了") == 1, "that stays true: nobody was there"
    before = len(shown["timeline"])
    office.sweep()
    assert len(life.shown["timeline"]) == before
