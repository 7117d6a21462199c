"""The main job as two people live it: the customer on a phone, the agent at the desk, side by side.

`SCREENSHOTS=docs/images` keeps the pictures the README shows.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product import PASSWORD, Product

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds a step may take on a busy machine


@dataclass
class Person:
    """A page, and what went wrong on it."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SLOW)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).filter(visible=True).last).to_be_visible(timeout=SLOW)

    def picture(self, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            self.page.screenshot(path=Path(folder) / name)


class Customer(Person):
    def says(self, text: str) -> None:
        box = self.page.locator("textarea")
        box.fill(text)
        box.press("Enter")

    def presses(self, title: str) -> None:
        self.page.get_by_role("button", name=title).last.click()


@pytest.fixture
def customer(browser: Browser, product: Product) -> Iterator[Customer]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN")
    person = Customer(context.new_page())
    person.page.goto(product.base)
    yield person
    context.close()
    assert person.errors == []


@pytest.fixture
def agent(browser: Browser, product: Product) -> Iterator[Person]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    person = Person(context.new_page())
    person.page.goto(f"{product.base}/desk")
    person.page.get_by_label("用户名").fill("agent")
    person.page.get_by_label("密码").fill(f"{PASSWORD}-agent")
    person.page.get_by_label("密码").press("Enter")
    person.sees("林夏")
    yield person
    context.close()
    assert person.errors == []


def test_a_fault_becomes_a_case_a_visit_and_a_talk_with_a_human(customer: Customer, agent: Person) -> None:
    customer.says("我家空调不制冷了")
    customer.sees("解决了吗")
    customer.presses("直接派师傅")
    customer.sees(re.compile("联系电话"))
    customer.says("13805711001")
    customer.sees(re.compile("称呼"))
    customer.says("王秀兰")
    customer.sees(re.compile("是哪一台"))
    customer.says("2")
    customer.sees(re.compile("我复述一遍"))
    customer.presses("没问题，提交")
    customer.sees(re.compile(r"工单号 GD\d{8}-\d{4}"))
    customer.sees(re.compile("最晚到场时间"))
    customer.presses("现在约")
    customer.sees(re.compile("您选哪个"))
    customer.says("1")
    customer.sees(re.compile("约好了"))
    customer.picture("chat.png")

    customer.says("我想找个人问问加氟的事")
    customer.says("转人工")
    customer.sees(re.compile("人工"))

    row = agent.page.get_by_text("王秀兰").first
    expect(row).to_be_visible(timeout=SLOW)
    row.click()
    agent.sees("我家空调不制冷了")  # the whole talk is there
    agent.sees(re.compile("约好了"))
    agent.sees(re.compile(r"GD\d{8}-\d{4}"))
    agent.page.get_by_role("button", name=re.compile("^接入")).first.click()
    customer.sees(re.compile("人工客服.*已接入"))
    box = agent.page.locator("textarea").first
    box.fill("王女士您好，加氟要现场测压，保修期内不收费，明天工程师会带设备。")
    box.press("Enter")
    customer.sees(re.compile("加氟要现场测压"))
    agent.sees(re.compile("加氟要现场测压"))
    customer.says("好的，知道了")
    agent.sees("好的，知道了")
    agent.picture("desk.png")

    agent.page.get_by_role("button", name="交还机器人").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="交还机器人").click()
    customer.sees(re.compile("智能助手继续|由智能助手"))
    customer.says("我的工单什么时候来人")
    customer.sees(re.compile("工程师.*电话"))


def test_a_reload_and_a_lost_line_lose_nothing(customer: Customer) -> None:
    customer.says("你好")
    customer.sees(re.compile("请说说|直接说就行"))
    customer.page.reload()
    customer.sees("你好")
    customer.page.context.set_offline(True)
    customer.says("我想查一下保修")
    customer.page.wait_for_timeout(1500)
    customer.page.context.set_offline(False)
    customer.sees(re.compile("序列号"))
    assert customer.page.get_by_text("我想查一下保修", exact=True).count() == 1


def test_the_chat_fits_a_small_phone_and_works_by_keyboard(browser: Browser, product: Product) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 568}, locale="zh-CN")
    page = context.new_page()
    page.goto(product.base)
    page.wait_for_selector("textarea")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("textarea").focus()
    page.keyboard.type("在吗")
    page.keyboard.press("Enter")
    expect(page.get_by_text("在吗", exact=True)).to_be_visible(timeout=SLOW)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") in ("BUTTON", "A", "INPUT")
    context.close()


def test_another_site_embeds_the_chat_with_one_line(browser: Browser, product: Product) -> None:
    page = browser.new_page()
    page.goto(f"{product.base}/chat/demo")
    page.get_by_role("button").last.click()
    frame = page.frame_locator("iframe").last
    expect(frame.locator("textarea")).to_be_visible(timeout=SLOW)
    page.close()


def test_a_picture_reaches_the_agent(customer: Customer, agent: Person, tmp_path: Path) -> None:
    picture = tmp_path / "plate.png"
    customer.page.screenshot(path=picture)
    customer.page.locator("input[type=file]").first.set_input_files(picture)
    expect(customer.page.locator("#tray img")).to_be_visible(timeout=SLOW)
    customer.says("铭牌在这，转人工吧")
    customer.sees(re.compile("人工"))
    agent.page.get_by_text(re.compile("访客")).first.click()
    expect(agent.page.get_by_role("main").locator("img").first).to_be_visible(timeout=SLOW)
