"""An engineer's day of four visits on a phone, one of them without network (R25–R29, R37)."""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from gateway.commands.build_pages import main as build
from gateway.pages import BUILT
from helpline.core.database import Database
from helpline.core.unit_of_work import ZONE
from helpline.tables import Asset, Case, Site, Visit, VisitPhoto, VisitStamp, WorkLine
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite
from tests.gateway.desk_people import PASSWORD, house_of
from tests.gateway.test_a_visit_lived import Day
from tests.network import Road, road
from tests.serving import served
from tests.world import World

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}
DAY = 24


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, DAY, hour, minute, tzinfo=ZONE)


class Phone:
    """An engineer's phone, and the clock on the wall."""

    def __init__(self, day: Day, context: BrowserContext, way: Road) -> None:
        self.day, self.world, self.context, self.way, self.base = day, day.world, context, way, way.base
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(15_000)
        self._shots = 0

    def time_is(self, hour: int, minute: int = 0) -> None:
        self.world.go_to(at(hour, minute))
        self.page.clock.set_fixed_time(at(hour, minute))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, name: str, text: str) -> None:
        self.page.get_by_label(name, exact=True).fill(text)

    def status(self, words: str) -> None:
        expect(self.page.locator(".visit-top .state")).to_have_text(words)

    def network(self, there: bool) -> None:
        """The way is cut too: what the browser alone calls offline lets a request through at a reload."""
        if there:
            self.way.mend()
        else:
            self.way.cut()
        self.context.set_offline(not there)

    def all_sent(self) -> None:
        expect(self.page.locator(".net")).to_have_count(0)

    def shot(self, name: str, whole: bool = True) -> None:
        self._shots += 1
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"engineer-{self._shots:02}-{name}.png", full_page=whole)


@pytest.fixture
def phone(browser: Browser, kb: Knowledge, sqlite: Sqlite, tmp_path: Path) -> Iterator[Phone]:
    assert (BUILT / "index.html").exists() or build() == 0
    with sqlite.fresh() as url:
        database = Database(url)
        with World(database, kb) as world, house_of(world, tmp_path) as house:
            day = Day(world, house)
            with served(house.app, workers=False) as base, road(base) as way:
                context = browser.new_context(
                    viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN"
                )
                yield Phone(day, context, way)
                context.close()
        database.close()


def four_visits(world: World, day: Day) -> list[int]:
    """Of one day; the first machine was repaired before, at a place with rules."""
    with world.work() as work:
        work.session.add(
            Site(
                id="S1",
                customer_id="K1",
                name="3幢",
                access_note="东门登记，3幢电井钥匙找物业张师傅",
                hours="9点到17点",
            )
        )
        machine = Asset(id="A1", serial="QH25053206", category="air_conditioner", customer_id="K1", site_id="S1")
        work.session.add(machine)
    told: list[dict[str, Any]] = [
        {"category": "air_conditioner", "description": "客厅空调不制冷，开了半天还是热", "name": "甲先生"},
        {"category": "water_heater", "description": "热水器不热，指示灯亮着", "name": "李女士"},
        {"category": "street_light", "description": "园区北门三盏路灯不亮", "name": "物业王主任"},
        {"category": "air_conditioner", "description": "柜机漏水，地板都湿了", "name": "赵先生", "level": 1},
    ]
    before = world.file(**told[0] | {"description": "去年也是不凉"})
    ids = [world.file(world.chat("K1") if at == 0 else None, **fields) for at, fields in enumerate(told)]
    with world.work() as work:
        for id in (before, ids[0]):
            case = work.session.get_one(Case, id)
            case.asset_id, case.site_id, case.warranty = "A1", "S1", {"covered": True}
        work.session.get_one(Case, before).solution = "清洗滤网、补氟"
    planned = []
    for hour, id in zip((9, 11, 13, 15), ids):
        window = {"from": at(hour).isoformat(), "to": at(hour + 2).isoformat()}
        answer = day.plan(world.case(id).number, **window)
        assert answer.status_code == 201, answer.text
        planned.append(answer.json()["id"])
    return planned


def test_a_day_of_four_visits_one_without_network(phone: Phone, tmp_path: Path) -> None:
    world, page = phone.world, phone.page
    first, second, third, fourth = four_visits(world, phone.day)
    phone.time_is(8)
    page.goto(f"{phone.base}/engineer")
    phone.shot("log-in")
    phone.fill("用户名", "e_west")
    phone.fill("密码", "wrong")
    phone.press("登录")
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对")
    phone.fill("密码", PASSWORD)
    phone.press("登录")
    expect(page.locator(".card")).to_have_count(4)
    phone.shot("today")
    phone.press("七天")
    expect(page.locator(".card")).to_have_count(4)

    # The first: all as it should be, and the customer tells the code.
    page.locator(".card").nth(0).click()
    for words in ("多半是", "滤网", "东门登记", "钳形电流表", "以前修过 1 次", "清洗滤网、补氟", "在保修期内"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.get_by_role("link", name="打电话")).to_have_attribute("href", "tel:13911110000")
    phone.shot("order")
    phone.press("接单")
    phone.status("待出发")
    phone.time_is(8, 50)
    phone.press("出发")
    phone.status("路上")
    phone.press("发消息")
    phone.fill("内容", "路上有点堵，九点五分到")
    phone.press("发送")
    expect(page.get_by_role("dialog")).to_have_count(0)
    phone.time_is(9, 5)
    phone.press("到了")
    phone.status("已到场")
    phone.all_sent()
    chat = world.case(case_of(world, first)).conversation_id or ""
    heard = world.said(chat)
    assert "西工" in heard[-3] and "已出发" in heard[-3] and "九点五分到" in heard[-2], heard
    code = re.search(r"确认码 (\d{4})", heard[-1])
    assert code, heard
    page.get_by_label("拍修前照片").set_input_files(picture(tmp_path))
    check(page, "电源电压", "187")
    expect(page.locator(".check.faulty .name")).to_have_text("电源电压")
    phone.time_is(9, 10)
    check(page, "电源电压", "221")
    for name in ("电源与接地", "滤网、换热器", "排水", "管路检漏"):
        page.get_by_role("group", name=name).get_by_role("button", name="正常").click()
    check(page, "运行电流", "6.2")
    check(page, "进出风温差", "11")
    expect(page.locator("main")).to_contain_text("都查了")
    page.get_by_label("拍修后照片").set_input_files(picture(tmp_path))
    add_line(phone, "风机电容", "35", payer="保修", part=True)
    add_line(phone, "高空作业", "120", kind="其他", payer="客户付")
    phone.all_sent()
    phone.shot("working")
    phone.time_is(9, 50)
    phone.press("完工")
    phone.fill("原因", "风机电容失效")
    phone.fill("怎么处理的", "更换风机电容，试机半小时正常")
    phone.fill("预防建议", "每年夏天前清洗一次滤网")
    phone.shot("finish", whole=False)
    phone.press("修好了，提交")
    phone.status("已完工")
    phone.fill("确认码", "0")
    phone.press("确认")
    expect(page.get_by_role("alert")).to_contain_text("确认码不对")
    phone.fill("确认码", code[1])
    phone.press("确认")
    expect(page.locator("main")).to_contain_text("客户已确认")
    phone.shot("confirmed")
    page.get_by_role("link", name="维修服务单").click()
    expect(page.locator("main")).to_contain_text("更换风机电容，试机半小时正常")
    expect(page.locator("main")).to_contain_text("客户应付")
    expect(page.get_by_role("link", name="PDF")).to_have_attribute("href", re.compile(r"/api/documents/\d+\.pdf"))
    phone.shot("paper")
    page.locator(".back").click()
    assert world.case(case_of(world, first)).status == "closed"

    # The second: in a basement, from the arrival on.
    page.locator(".back").click()
    page.locator(".card").nth(1).click()
    phone.press("接单")
    phone.time_is(11)
    phone.press("出发")
    phone.status("路上")
    phone.all_sent()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    phone.network(False)
    phone.time_is(11, 10)
    phone.press("到了")
    phone.status("已到场")
    expect(page.locator(".net")).to_contain_text("没有网络")
    page.get_by_label("拍修前照片").set_input_files(picture(tmp_path))
    check(page, "绝缘电阻", "0.3")
    phone.time_is(11, 20)
    phone.press("暂停")
    phone.status("暂停中")
    phone.time_is(11, 30)
    phone.press("继续")
    check(page, "绝缘电阻", "20")
    add_line(phone, "加热管", "180", part=True)
    phone.shot("without-network", whole=False)
    page.reload()  # the phone was put away
    expect(page.locator(".net")).to_contain_text("条待发")
    phone.status("已到场")
    expect(page.locator(".photos img.unsent")).to_have_count(1)
    phone.time_is(11, 50)
    phone.press("完工")
    phone.fill("原因", "加热管烧断")
    phone.fill("怎么处理的", "更换加热管")
    phone.press("修好了，提交")
    phone.press("客户签字")
    sign(page)
    phone.shot("signature", whole=False)
    page.get_by_role("dialog").get_by_role("button", name="确认").click()
    expect(page.locator("main")).to_contain_text("客户已确认")
    assert [row.kind for row in world.all(VisitStamp, visit_id=second)] == ["accept", "depart"]
    phone.time_is(12, 20)
    phone.network(True)
    phone.all_sent()
    stamps = sorted(world.all(VisitStamp, visit_id=second), key=lambda row: row.id)
    assert [(row.kind, row.happened_at.astimezone(ZONE).strftime("%H:%M")) for row in stamps] == [
        ("accept", "09:50"), ("depart", "11:00"), ("arrive", "11:10"), ("pause", "11:20"), ("resume", "11:30"),
        ("finish", "11:50"),
    ]  # fmt: skip
    assert len({row.client_key for row in stamps}) == 6
    assert sorted(row.kind for row in world.all(VisitPhoto, visit_id=second)) == ["before", "signature"]
    assert [row.total_fen for row in world.all(WorkLine, visit_id=second)] == [18000]
    done = world.case(case_of(world, second))
    assert (done.status, done.closed_by, done.solution) == ("closed", "customer", "更换加热管")
    phone.shot("sent")

    # The third: nobody opens.
    page.locator(".back").click()
    page.locator(".card").nth(2).click()
    phone.time_is(13)
    phone.press("接单")
    phone.press("出发")
    phone.time_is(13, 20)
    phone.press("进不了门")
    phone.fill("说明", "门口保安不让进，电话没人接")
    phone.press("进不了门，提交")
    phone.status("没进门")
    phone.all_sent()

    # The fourth: given back.
    page.locator(".back").click()
    page.locator(".card").nth(3).click()
    phone.press("来不了")
    phone.fill("原因", "前一户还没做完")
    phone.shot("decline", whole=False)
    phone.press("退单，请派工另派")
    expect(page.locator(".card")).to_have_count(3)
    phone.all_sent()
    phone.shot("evening")
    states = {visit.id: visit.status for visit in world.all(Visit)}
    assert [states[id] for id in (first, second, third, fourth)] == ["done", "done", "no_access", "declined"]
    assert phone.errors == []
    small = "[...document.querySelectorAll('button, a.button, input:not([type=file])')].filter(e => e.offsetHeight && e.offsetHeight < 48)"
    assert page.evaluate(f"{small}.map(e => e.outerHTML)") == []


def test_without_a_service_worker_the_page_says_so_and_works(phone: Phone) -> None:
    """As inside WeChat, or without https."""
    phone.page.add_init_script("Object.defineProperty(navigator, 'serviceWorker', {get: () => undefined})")
    phone.page.add_init_script("delete crypto.randomUUID; delete window.indexedDB")
    phone.time_is(8)
    phone.page.goto(f"{phone.base}/engineer")
    phone.fill("用户名", "e_west")
    phone.fill("密码", PASSWORD)
    phone.press("登录")
    expect(phone.page.locator("main")).to_contain_text("在浏览器打开")
    expect(phone.page.locator("main")).to_contain_text("今天没有上门")
    phone.press("退出")
    expect(phone.page.get_by_role("heading")).to_have_text("工程师登录")
    assert phone.errors == []


def case_of(world: World, visit: int) -> int:
    found: Visit = world.all(Visit, id=visit)[0]
    return found.case_id


def picture(folder: Path) -> Path:
    file = folder / "photo.png"
    if not file.exists():
        file.write_bytes((Path(__file__).parents[2] / "docs" / "images" / "chat.png").read_bytes())
    return file


def check(page: Page, name: str, value: str) -> None:
    box = page.get_by_role("spinbutton", name=name, exact=True)
    box.fill(value)
    box.press("Enter")


def add_line(phone: Phone, text: str, yuan: str, kind: str = "配件", payer: str = "客户付", part: bool = False) -> None:
    phone.press("加一项")
    phone.press(kind)
    phone.fill("名称", text)
    phone.fill("单价（元）", yuan)
    phone.press(payer)
    if part:
        phone.press("带回")
    phone.press("记下")
    expect(phone.page.locator(".row", has_text=text)).to_be_visible()


def sign(page: Page) -> None:
    box = page.get_by_label("签字处").bounding_box()
    assert box
    for stroke in (((0.2, 0.3), (0.5, 0.3), (0.3, 0.8)), ((0.55, 0.2), (0.55, 0.9)), ((0.6, 0.5), (0.85, 0.45))):
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=8)
        page.mouse.up()
