"""A shared computer is left with one button: whoever comes next finds a page that knows nothing (R03)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.settings import Settings
from kb.models.knowledge import Knowledge
from tests.serving import served

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds a step may take on a busy machine
TOKEN = "localStorage.getItem('helpline.chat.token')"


@pytest.fixture
def page(browser: Browser, tmp_path: Path, kb: Knowledge) -> Iterator[Page]:
    settings = Settings(var_dir=tmp_path)
    migrate(settings.database)
    with served(create_app(settings, kb), workers=False) as base:
        context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(base)
        yield page
        context.close()


def test_the_button_leaves_nothing_behind(page: Page) -> None:
    page.locator("textarea").fill("我是王秀兰，空调坏了")
    page.locator("textarea").press("Enter")
    expect(page.get_by_text("已发送")).to_be_visible(timeout=SLOW)
    token = page.evaluate(TOKEN)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("王秀兰")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_role("button", name="我要报修")).to_be_visible(timeout=SLOW)  # the page works again
    assert page.evaluate(TOKEN) is None
    asked = page.request.get(f"{page.url.rstrip('/')}/chat/attachments/x", headers={"Authorization": f"Bearer {token}"})
    assert asked.status == 401
    page.locator("textarea").fill("洗衣机漏水")
    page.locator("textarea").press("Enter")
    expect(page.get_by_text("洗衣机漏水")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("已发送")).to_be_visible(timeout=SLOW)
    assert page.evaluate(TOKEN) not in (None, token)
