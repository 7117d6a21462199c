"""The customer beside a talk: their organisation, every number, and the contract that holds, as the demo company has it."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from gateway.app import create_app
from gateway.processes.ports import any_port
from gateway.settings import Settings
from helpline.tables import Person
from kb.models.knowledge import Knowledge
from tests.browser.talk import Talks
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
PASSWORD = "only-here"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, kb: Knowledge) -> Iterator[str]:
    settings = Settings(var_dir=tmp_path_factory.mktemp("card"), port=any_port())
    database = demo(settings, kb, PASSWORD)
    talks = Talks(database, kb, settings.uploads)
    with database.read() as session:
        agent = session.scalars(select(Person).where(Person.username == "agent")).one()
    mine = {"owner": "agent", "agent_id": agent.id, "taken_at": talks.now - timedelta(minutes=5)}
    talk = talks.open("web", "w1", "C0003", **mine)
    talks.put(talk, "customer", "3号客梯关门有异响", 4)
    with served(create_app(settings, kb), settings.port) as url:
        yield url
    database.close()


def test_the_organisation_and_its_contract_stand_with_the_customer(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(20_000)
    page.goto(f"{base}/desk/mine")
    page.get_by_label("用户名").fill("agent")
    page.get_by_label("密码").fill(f"{PASSWORD}-agent")
    page.get_by_label("密码").press("Enter")
    page.locator(".row-link", has_text="张敏").click()
    card = page.locator("section, aside, div").filter(has=page.locator(".customer-name", has_text="张敏")).last
    for words in (
        "杭州晴川物业管理有限公司",
        "13805711003",
        "HT-2026-0012",
        "维保，钻石客户，到 2027-12-31",
        "方毅、林夏",
    ):
        expect(card).to_contain_text(words)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "customer-card.png")
    context.close()
    assert errors == []
