"""`make simulate` as a newcomer meets it: one page of phones, and a product that does not know they are not real.

`SCREENSHOTS=docs/images` keeps the picture that the documentation shows.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from gateway.processes.ports import any_port
from helpline.core import clock
from helpline.core.database import Database
from helpline.tables import Job
from tests.product import PASSWORD, ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SLOW = 30_000  # milliseconds a step may take on a busy machine
DAYS = 4  # until the visit, at least; the reminder comes the day before


@dataclass
class Simulated:
    """The running command, and the clock that the product goes by."""

    var: Path
    url: str
    output: Path
    process: subprocess.Popen[bytes]

    def wait_ready(self, seconds: float = 240) -> None:
        until = time.monotonic() + seconds
        while "\nready:" not in self.output.read_text(encoding="utf-8"):
            assert self.process.poll() is None and time.monotonic() < until, self.output.read_text(encoding="utf-8")
            time.sleep(0.3)

    def move_to_the_reminder(self) -> None:
        """Both sides' clocks, to when the customer is to be reminded of the visit."""
        database = Database(f"sqlite:///{self.var / 'helpline.db'}")
        with database.read() as session:
            due = session.scalars(select(Job.due_at).where(Job.kind == "visit_reminder")).one()
        database.close()
        assert due is not None
        seconds = (due - clock.now()).total_seconds() + 5
        assert seconds > 0
        httpx.post(f"{self.url}/control/moods", json={"shift": seconds}, trust_env=False)
        (self.var / "clock").write_text(f"{seconds}")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    var = Path(tmp_path_factory.mktemp("simulated"))
    port = any_port()
    (var / "clock").write_text("0")
    env = os.environ | {
        "PORT": str(any_port()),
        "SIMULATOR_PORT": str(port),
        "RASA_PORT": str(any_port()),
        "VAR_DIR": str(var),
        "CLOCK_FILE": str(var / "clock"),
        "DEMO_PASSWORD": PASSWORD,
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    with (var / "output.txt").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator"], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    running = Simulated(var, f"http://127.0.0.1:{port}", var / "output.txt", process)
    try:
        running.wait_ready()
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(40)


@dataclass
class Phones:
    """The page, and what went wrong on it."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SLOW)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def __getitem__(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def says(self, phone: str, text: str) -> None:
        box = self[phone].get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    def presses(self, phone: str, title: str) -> None:
        self[phone].get_by_role("button", name=title).filter(visible=True).last.click()

    def sees(self, phone: str, text: str | re.Pattern[str]) -> None:
        expect(self[phone].get_by_text(text).filter(visible=True).last).to_be_visible(timeout=SLOW)

    def picture(self, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            self.page.screenshot(path=Path(folder) / name)


@pytest.fixture
def phones(browser: Browser, simulated: Simulated) -> Iterator[Phones]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    made = Phones(context.new_page())
    made.page.goto(simulated.url)
    expect(made.page.get_by_text("服务已就绪")).to_be_visible(timeout=SLOW)
    yield made
    context.close()
    assert made.errors == []


def _day() -> str:
    """A working day for the visit, as customers say it."""
    day: date = (clock.now() + timedelta(hours=8, days=DAYS)).date()
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return f"{day.month}月{day.day}日"


def test_every_channel_within_minutes(phones: Phones, simulated: Simulated) -> None:
    _a_fault_on_wechat(phones)
    _a_question_by_text_message(phones)
    _a_call(phones)
    simulated.move_to_the_reminder()
    _a_reminder(phones)


def _a_fault_on_wechat(phones: Phones) -> None:
    phones.presses("微信", "关注公众号")
    phones.sees("微信", re.compile("欢迎联系"))
    phones.presses("微信", "我要报修")
    phones.sees("微信", re.compile("哪种设备"))
    phones.presses("微信", "切换到键盘")
    phones.says("微信", "客厅空调不制冷了")
    phones.sees("微信", re.compile("解决了吗"))
    phones.presses("微信", "直接派师傅")
    phones.sees("微信", re.compile("联系电话"))
    phones.says("微信", "13805711001")
    phones.sees("微信", re.compile("怎么称呼"))
    phones.says("微信", "王秀兰")
    phones.sees("微信", re.compile("请核对"))
    phones.presses("微信", "没问题，提交")
    phones.sees("微信", re.compile(r"工单号 GD\d{8}-\d{4}"))
    phones.sees("微信", "还能回 4 条")
    phones.presses("微信", "现在约")
    phones.sees("微信", re.compile("可以约这些时间"))
    phones.says("微信", f"{_day()}下午一点到三点")
    phones.sees("微信", re.compile("约好了"))


def _a_question_by_text_message(phones: Phones) -> None:
    phones["短信"].get_by_role("combobox").select_option(label="李建华 138 0571 1002")
    phones.says("短信", "中央空调不制冷")
    phones.sees("短信", re.compile("1 解决了"))
    phones.sees("短信", "已送达")


def _a_call(phones: Phones) -> None:
    phones["电话"].get_by_role("combobox").select_option(label="张敏 138 0571 1003")
    phones.presses("电话", "拨打热线")
    phones.sees("电话", re.compile("请直接说遇到的问题"))
    phones.says("电话", "热水器漏水了")
    phones.sees("电话", re.compile("请按1"))
    phones.says("电话", "转人工")
    phones.presses("同事的手机", "接听")
    phones.sees("同事的手机", re.compile("来电"))
    phones.presses("同事的手机", "按 1 接通")
    phones.sees("电话", "已接通同事")
    phones.says("同事的手机", "您好，我是值班坐席，水关上了吗？")
    phones.sees("电话", re.compile("水关上了吗"))
    phones.picture("simulate.png")
    phones.presses("电话", "挂断")
    phones.sees("电话", "再打一次")


def _a_reminder(phones: Phones) -> None:
    """WeChat's 48 hours are over by then: it comes in the platform's own form for notices, each fact in its field."""
    phones.sees("微信", "服务通知")
    phones.sees("微信", re.compile("上门时间：.*13:00"))
