"""In a real browser: a password by a one-time link, a second factor by its page, and a log-in with both."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from gateway.app import create_app
from gateway.settings import Settings
from helpline.core import clock
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.password_links import make_link
from helpline.staff.people import by_username
from kb.models.knowledge import Knowledge
from tests.browser.watched import Watched
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
CHOSEN = "a brass kettle for autumn"


@pytest.fixture
def started(kb: Knowledge, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where the desk is, and the path of a link for the supervisor."""
    settings = Settings(var_dir=tmp_path, rasa_url="http://127.0.0.1:9")
    database = demo(settings, kb, "")
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now())
        person = by_username(work, "supervisor")
        assert person
        link, _ = make_link(work, person)
    with served(create_app(settings, kb)) as base:
        yield base, link
    database.close()


def test_from_a_link_to_the_desk(started: tuple[str, str], browser: Browser) -> None:
    base, link = started
    watched = Watched(browser, base)
    page = watched.page
    page.set_default_timeout(20_000)
    page.goto(base + link)
    for weak, told in (("supervisor1", "太容易被猜到"), (CHOSEN, "密码已设定")):
        page.get_by_label("新密码", exact=True).fill(weak)
        page.get_by_label("再输一遍新密码").fill(weak)
        page.get_by_role("button", name="设定密码").click()
        expect(page.locator("#account")).to_contain_text(told)
    assert "#" not in page.url, "the spent link does not stay in the history"

    page.get_by_role("link", name="去登录").click()
    page.get_by_label("用户名").fill("supervisor")
    page.get_by_label("密码").fill(CHOSEN)
    page.get_by_label("密码").press("Enter")
    expect(page.locator("#account")).to_contain_text("必须先绑定动态码")
    page.locator("form", has_text="绑定").get_by_label("当前密码").fill(CHOSEN)
    page.get_by_role("button", name="开始绑定").click()
    picture = page.get_by_alt_text("绑定动态码的二维码")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 50, "the picture is shown"
    app = pyotp.TOTP(page.locator("#account form code").inner_text())
    page.get_by_label("应用上显示的六位数").fill(app.at(clock.now()))
    page.get_by_role("button", name="确认绑定").click()
    expect(page.locator("#account")).to_contain_text("请抄下这些恢复码")
    recovery = page.locator("#account ul code").first.inner_text()

    page.get_by_role("button", name="全部退出").click()
    page.get_by_label("用户名").fill("supervisor")
    page.get_by_label("密码").fill(CHOSEN)
    page.get_by_label("密码").press("Enter")
    page.get_by_label("动态码或恢复码").fill(recovery)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#rail")).to_contain_text("方毅")
    watched.was_quiet()
    watched.close()
