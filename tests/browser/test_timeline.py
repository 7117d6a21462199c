"""In a real browser: a case's timeline calls people and products by name, and says when a late report happened."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gateway.app import create_app
from gateway.settings import Settings
from helpline.cases.queries import find_case
from helpline.core import clock
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import actor_of, by_username
from helpline.timeline.record import record
from kb.models.knowledge import Knowledge
from tests.browser.watched import Watched
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
PASSWORD = "only-here"


def test_the_timeline_reads_as_people_speak(kb: Knowledge, browser: Browser, tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, rasa_url="http://127.0.0.1:9")
    database = demo(settings, kb, PASSWORD)
    with served(create_app(settings, kb)) as base:
        watched = Watched(browser, base)
        page = watched.page
        page.set_default_timeout(20_000)
        page.goto(f"{base}/desk")
        page.get_by_label("用户名").fill("agent")
        page.get_by_label("密码").fill(f"{PASSWORD}-agent")
        page.get_by_label("密码").press("Enter")
        expect(page.locator("#desk")).to_be_visible()
        told = {"key": "1", "origin": "phone", "type": "repair", "description": "灯不亮", "category": "lift"}
        number = page.request.post(f"{base}/api/cases", data=told).json()["number"]
        case = f"{base}/api/cases/{number}"
        page.request.patch(case, data={"category": "street_light"})
        page.request.post(f"{case}/owner", data={"key": "2", "owner": "agent"})
        page.request.post(f"{case}/owner", data={"key": "3", "owner": "ningbo", "reason": "宁波的"})
        with database.write() as session:
            work = UnitOfWork(session, kb, clock.now())
            person = by_username(work, "agent")
            assert person
            happened = work.now - timedelta(hours=3)
            record(work, find_case(work.as_(actor_of(person)), number), "engineer_arrived", happened_at=f"{happened}")
        page.goto(f"{base}/desk/cases?case={number}")
        lines = page.locator("#desk")
        expect(lines).to_contain_text("品类更正：电梯 改为 路灯")
        expect(lines).to_contain_text("负责人由“林夏”改为“叶青”")
        expect(lines).to_contain_text("，后来补传）")
        watched.was_quiet()
