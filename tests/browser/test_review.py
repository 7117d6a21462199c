"""A supervisor at the review page, with nothing but the keyboard.

`SCREENSHOTS=docs/images` keeps the picture the documentation shows.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.conversations.messages import next_seq, say
from helpline.conversations.opening import open_chat
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.learning import review
from helpline.tables import Message, ReviewItem
from kb.models.knowledge import Knowledge
from tests.product import PASSWORD, Product

pytestmark = pytest.mark.browser
SAID = ("那台家伙又罢工了真会挑日子", "票据那个事儿帮我弄一下", "哈哈哈哈今儿天真好")


@pytest.fixture
def database(product: Product) -> Iterator[Database]:
    made = Database(f"sqlite:///{product.var / 'helpline.db'}")
    yield made
    made.close()


@pytest.fixture
def waiting(database: Database, kb: Knowledge) -> list[int]:
    """Three messages an agent wants reviewed as a fault."""
    ids = []
    for text in SAID:
        with database.write() as session:
            work = UnitOfWork(session, kb, clock.now(), Actor("agent", "agent", "林夏", ("agent",)))
            _, conversation = open_chat(work)
            say(work, conversation, "您好，请问需要什么帮助？", author="bot")
            seq = next_seq(work, conversation)
            session.add(
                Message(
                    conversation_id=conversation.id,
                    seq=seq,
                    direction="in",
                    author="customer",
                    text=text,
                    channel="web",
                    created_at=work.now,
                    handled_at=work.now,
                )
            )
            session.flush()
            ids.append(review.relabel(work, conversation.id, seq, "report_fault").id)
    return ids


@pytest.fixture
def page(browser: Browser, product: Product, waiting: list[int]) -> Iterator[Page]:
    """The review page of a supervisor, at the first of the three."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    made, errors = context.new_page(), list[str]()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.set_default_timeout(20_000)
    made.goto(f"{product.base}/desk/learning?item={waiting[0]}")
    made.get_by_label("用户名").fill("supervisor")
    made.get_by_label("密码").fill(f"{PASSWORD}-supervisor")
    made.get_by_label("密码").press("Enter")
    in_hand(made, SAID[0])
    yield made
    context.close()
    assert errors == []


def in_hand(page: Page, text: str) -> None:
    expect(page.locator(".review-text")).to_have_text(text, timeout=20_000)


def decided(database: Database, id: int) -> tuple[str, str]:
    with database.read() as session:
        item = session.get_one(ReviewItem, id)
        return ("approved" if item.status == "held_out" else item.status, item.intent)


def test_three_messages_are_labelled_with_keys(page: Page, database: Database, waiting: list[int]) -> None:
    keys = page.keyboard
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "review.png")
    keys.press("j")
    in_hand(page, SAID[1])
    keys.press("k")
    in_hand(page, SAID[0])
    keys.press("1")
    in_hand(page, SAID[1])
    keys.press("/")
    expect(page.locator(".picker-search")).to_be_focused()
    keys.type("invoice")
    expect(page.locator(".picker-list li")).to_have_count(1)
    keys.press("Enter")
    in_hand(page, SAID[2])
    keys.press("x")
    expect(page.locator(".review-said")).to_contain_text("已标为没有用")
    keys.press("u")
    in_hand(page, SAID[2])
    expect(page.locator(".review-said")).to_contain_text("已撤销")
    keys.press("x")
    expect(page.locator(".review-said")).to_contain_text("本次已处理 3 条")
    page.wait_for_timeout(500)  # the last request is on its way
    assert [decided(database, id) for id in waiting] == [
        ("approved", "report_fault"),
        ("approved", "request_invoice"),
        ("rejected", ""),
    ]


def test_an_agent_corrects_what_the_bot_took_wrong(
    browser: Browser, product: Product, database: Database, waiting: list[int]
) -> None:
    with database.read() as session:
        chat = session.get_one(ReviewItem, waiting[2]).conversation_id
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{product.base}/desk/bot?conversation={chat}")
    page.get_by_label("用户名").fill("agent")
    page.get_by_label("密码").fill(f"{PASSWORD}-agent")
    page.get_by_label("密码").press("Enter")
    message = page.locator(".message.customer").first
    message.hover()
    message.get_by_role("button", name="纠正理解").click()
    page.keyboard.type("out_of_scope")
    expect(page.locator(".picker-list li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_text("已记下")).to_be_visible()
    expect(page.locator('.rail [data-view="learning"]')).to_have_count(0)
    with database.read() as session:
        assert session.get_one(ReviewItem, waiting[2]).suggested == "out_of_scope"
    context.close()
