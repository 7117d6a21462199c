"""In a real browser: after a restore everybody at the desk sees that the product is held, until it goes on."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gateway.app import create_app
from gateway.settings import Settings
from helpline.backups.resume import begin_held, resume
from helpline.core import clock
from helpline.core.unit_of_work import UnitOfWork
from kb.models.knowledge import Knowledge
from tests.browser.watched import Watched
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
PASSWORD = "only-here"


def test_the_desk_says_that_it_is_held_until_it_goes_on(kb: Knowledge, browser: Browser, tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, rasa_url="http://127.0.0.1:9")
    database = demo(settings, kb, PASSWORD)
    with database.write() as session:
        begin_held(UnitOfWork(session, kb, clock.now()), clock.now() - timedelta(hours=1))
    with served(create_app(settings, kb)) as base:
        watched = Watched(browser, base)
        page = watched.page
        page.set_default_timeout(20_000)
        page.goto(f"{base}/desk")
        page.get_by_label("用户名").fill("agent")
        page.get_by_label("密码").fill(f"{PASSWORD}-agent")
        page.get_by_label("密码").press("Enter")
        expect(page.locator("#held")).to_contain_text("从备份", timeout=20_000)
        with database.write() as session:
            resume(UnitOfWork(session, kb, clock.now()))
        expect(page.locator("#held")).to_be_hidden(timeout=20_000)
        watched.was_quiet()
        watched.close()
    database.close()
