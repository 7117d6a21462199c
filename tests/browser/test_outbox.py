"""A message that the gateway does not take keeps none of the later ones on the page: they may tell of danger."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.settings import Settings
from helpline.core.database import Database
from helpline.tables import Message
from kb.models.knowledge import Knowledge
from tests.serving import served

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds a step may take on a busy machine
REFUSED = {"code": "x", "detail": "x"}
FAILED = "发送失败，点此重发"


class Visitor:
    """Somebody at the chat page; `answers` decides what the gateway answers to a text, None lets it do so itself."""

    def __init__(self, page: Page, base: str, database_url: str) -> None:
        self.page, self._url = page, database_url
        self.answers: Callable[[str], dict[str, Any] | None] = lambda _: None
        page.set_default_timeout(SLOW)
        page.route("**/chat/messages*", self._route)
        page.goto(base)

    def says(self, text: str) -> None:
        self.page.locator("textarea").fill(text)
        self.page.locator("textarea").press("Enter")

    def line(self, text: str) -> Any:
        return self.page.locator(".row-own").filter(has_text=text)

    def arrived(self) -> list[str]:
        """What the gateway has, in its order."""
        database = Database(self._url)
        with database.read() as session:
            texts = [row.text for row in session.query(Message).filter_by(direction="in").order_by(Message.id)]
        database.close()
        return texts

    def _route(self, route: Route) -> None:
        message: Any = route.request.post_data_json
        answer = self.answers(message["text"])
        if answer is None:
            route.continue_()
        elif not answer:
            route.abort()
        else:
            route.fulfill(**answer)


@pytest.fixture
def visitor(browser: Browser, tmp_path: Path, kb: Knowledge) -> Iterator[Visitor]:
    settings = Settings(var_dir=tmp_path)
    migrate(settings.database)
    with served(create_app(settings, kb), workers=False) as base:
        context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        yield Visitor(context.new_page(), base, settings.database)
        context.close()


def only(bad: str, **answer: Any) -> Callable[[str], dict[str, Any] | None]:
    """This text is answered so, others as usual."""
    return lambda text: answer if text == bad else None


def test_one_that_breaks_the_gateway_again_and_again_is_passed_by(visitor: Visitor) -> None:
    visitor.answers = only("坏的", status=500, json=REFUSED)
    visitor.says("坏的")
    visitor.says("家里冒烟了")
    expect(visitor.line("家里冒烟了")).to_contain_text("已发送", timeout=SLOW)
    expect(visitor.line("坏的")).to_contain_text(FAILED)
    visitor.says("快来人")  # what comes after it does not even wait
    expect(visitor.line("快来人")).to_contain_text("已发送", timeout=5000)
    visitor.answers = lambda _: None
    visitor.line("坏的").get_by_role("button").click()
    expect(visitor.line("坏的")).not_to_contain_text(FAILED, timeout=SLOW)
    expect(visitor.page.get_by_text("发送中")).to_have_count(0, timeout=SLOW)
    assert visitor.arrived() == ["家里冒烟了", "快来人", "坏的"]


def test_one_too_many_is_passed_by_and_goes_out_by_itself_after_the_time_it_was_told(visitor: Visitor) -> None:
    refused: list[str] = []

    def limit(text: str) -> dict[str, Any] | None:
        if text != "在吗" or len(refused) == 2:
            return None
        refused.append(text)
        return {"status": 429, "json": REFUSED, "headers": {"Retry-After": "2"}}

    visitor.answers = limit
    visitor.says("在吗")
    expect(visitor.line("在吗")).to_contain_text("发得太快了，稍后自动重发")
    visitor.says("家里煤气泄漏了")  # heard over every limit
    expect(visitor.line("家里煤气泄漏了")).to_contain_text("已发送", timeout=5000)
    expect(visitor.line("在吗")).to_contain_text(re.compile("已发送"), timeout=SLOW)
    assert visitor.arrived() == ["家里煤气泄漏了", "在吗"] and len(refused) == 2


def test_while_the_gateway_is_away_nothing_overtakes_and_all_goes_out_in_order(visitor: Visitor) -> None:
    away = [{}, {"status": 503, "json": REFUSED}, {"status": 502, "body": ""}]
    visitor.answers = lambda _: away[0]
    visitor.says("第一句")
    visitor.says("第二句")
    expect(visitor.line("第二句")).to_contain_text(FAILED, timeout=60_000)
    for answer in away:
        visitor.answers = lambda _, answer=answer: answer  # type: ignore[misc]  # a default argument keeps this round's answer
        visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(visitor.line("第一句")).to_contain_text("发送中")
        assert visitor.arrived() == []
    visitor.answers = lambda _: None
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(visitor.line("第二句")).to_contain_text("已发送", timeout=SLOW)
    assert visitor.arrived() == ["第一句", "第二句"]


def test_a_picture_without_room_says_what_to_do_and_words_go_out(visitor: Visitor) -> None:
    visitor.page.route("**/chat/attachments", lambda route: route.fulfill(status=413, json=REFUSED))
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    visitor.page.locator("#picture-input").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png})
    visitor.says("铭牌在这")
    expect(visitor.line("铭牌在这")).to_contain_text("图片太大或太多，没有发出，请改用文字")
    visitor.says("型号是 QH-KFR35")
    expect(visitor.line("型号是 QH-KFR35")).to_contain_text("已发送", timeout=5000)
    assert visitor.arrived() == ["型号是 QH-KFR35"]


def test_a_file_that_only_calls_itself_a_picture_says_which_are_taken(visitor: Visitor) -> None:
    """As some telephones name theirs: the page lets it pass by its type, the gateway looks into it."""
    heic = b"\x00\x00\x00\x18ftypheic" + b"0" * 100
    visitor.page.locator("#picture-input").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": heic})
    visitor.says("看一下这个铭牌")
    expect(visitor.line("看一下这个铭牌")).to_contain_text("只能发送 JPG、PNG、WebP 或 GIF 图片")
    visitor.says("牌子是青禾")
    expect(visitor.line("牌子是青禾")).to_contain_text("已发送", timeout=5000)
    assert visitor.arrived() == ["牌子是青禾"]
