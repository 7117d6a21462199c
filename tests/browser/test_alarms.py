"""In a real browser: an emergency stands above every page of the desk until somebody has it; who is on duty is shown."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from gateway.app import create_app
from gateway.settings import Settings
from helpline.core import clock
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import paging
from helpline.tables import Page
from kb.models.knowledge import Knowledge
from tests.browser.watched import Watched
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
PASSWORD = "only-here"
SMOKE = "配电箱冒烟了，文三路18号，电话13911110000"


def test_an_emergency_stands_until_somebody_has_it(kb: Knowledge, browser: Browser, tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, rasa_url="http://127.0.0.1:9", burst_quiet_seconds=0)
    database = demo(settings, kb, PASSWORD)
    with served(create_app(settings, kb)) as base:
        watched = Watched(browser, base)
        page = watched.page
        page.set_default_timeout(20_000)
        page.set_viewport_size({"width": 1360, "height": 800})
        page.goto(f"{base}/desk")
        page.get_by_label("用户名").fill("supervisor")
        page.get_by_label("密码").fill(f"{PASSWORD}-supervisor")
        page.get_by_label("密码").press("Enter")
        expect(page.locator("#rail")).to_be_visible()
        expect(page.locator("#alarms")).to_be_hidden()

        token = httpx.post(f"{base}/chat/sessions").json()["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        httpx.post(f"{base}/chat/messages", json={"message_id": "1", "text": SMOKE}, headers=bearer).raise_for_status()
        alarms = page.locator("#alarms")
        expect(alarms).to_contain_text("配电箱冒烟了")
        expect(alarms).to_contain_text("文三路18号")
        expect(alarms).to_contain_text("正在呼叫")
        page.get_by_role("link", name="值班", exact=True).click()
        expect(page.locator("#list")).to_contain_text("险情值班 · 第1位")
        expect(page.locator("#list")).to_contain_text("电梯与机械险情值班 · 第2位")
        page.screenshot(path=str(tmp_path / "duty.png"))
        page.get_by_role("link", name="打开工单").click()
        expect(page.locator("#side .page-row")).to_contain_text("呼叫中")
        page.screenshot(path=str(tmp_path / "alarm.png"))

        page.goto(f"{base}/desk/account")
        expect(page.locator("#alarms")).to_contain_text("配电箱冒烟了")
        page.screenshot(path=str(tmp_path / "account.png"))

        page.goto(f"{base}/desk/queue")
        expect(alarms).to_contain_text("配电箱冒烟了")
        with database.write() as session:
            rung = session.scalars(select(Page)).one()
            paging.answer(UnitOfWork(session, kb, clock.now()), rung.id, True, "voice")
        expect(alarms).to_be_hidden()
        watched.was_quiet()
        watched.close()
    database.close()
