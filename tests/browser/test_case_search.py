"""Looking for a case at the desk: by a phone as people write it, and by words, though the case is over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from gateway.app import create_app
from gateway.processes.ports import any_port
from gateway.settings import Settings
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType, move
from helpline.core import clock
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.tables.states import CaseStatus
from kb.models.knowledge import Knowledge
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
PASSWORD = "only-here"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, kb: Knowledge) -> Iterator[str]:
    settings = Settings(var_dir=tmp_path_factory.mktemp("search"), port=any_port())
    database = demo(settings, kb, PASSWORD)
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now(), CUSTOMER)
        for n, (name, phone) in enumerate((("尤可欣", "0571-88880002"), ("方大海", "13974339285"))):
            told = Request(CaseType.REPAIR, "开机没反应", f"k{n}", name=name, phone=phone, address="江晖路88号")
            case = file_case(work, None, told)
            if name == "尤可欣":
                move(work, case, CaseStatus.CANCELLED)
    with served(create_app(settings, kb), settings.port) as url:
        yield url
    database.close()


def test_what_is_over_is_found_by_words_and_a_phone_as_it_is_written(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{base}/desk/cases")
    page.get_by_label("用户名").fill("agent")
    page.get_by_label("密码").fill(f"{PASSWORD}-agent")
    page.get_by_label("密码").press("Enter")
    search = page.get_by_role("searchbox")
    for words, found in (
        ("可欣", "尤可欣"),
        ("江晖路88", "尤可欣"),
        ("0571 8888 0002", "尤可欣"),
        ("+86 139 7433 9285", "方大海"),
    ):
        search.fill(words)
        expect(page.locator(".row-link", has_text=found)).to_be_visible()
    search.fill("没有这个人")
    expect(page.locator(".row-link", has_text="尤可欣")).to_have_count(0)
    context.close()
