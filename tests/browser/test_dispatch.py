"""A dispatcher's day at the desk: what is to be planned, who goes when, and what the customer hears of it (R25, R27)."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gateway.app import create_app
from gateway.commands.seed import seed
from gateway.settings import Settings
from helpline.core.database import Database
from helpline.core.unit_of_work import ZONE
from helpline.tables import Absence, Person
from helpline.tables.roster import AbsenceState
from kb.models.knowledge import Knowledge
from tests.browser.watched import Watched
from tests.databases import Sqlite
from tests.gateway.desk_people import PASSWORD, House
from tests.gateway.test_a_visit_lived import Day
from tests.serving import served
from tests.world import AGENT, World

pytestmark = pytest.mark.browser
WIDTHS = (390, 768, 1024, 1280, 1600)
FAULTS: list[dict[str, Any]] = [
    {"category": "air_conditioner", "district": "西湖区", "address": "西湖区文三路9号2幢301室", "description": "空调不制冷，开了半天还是热", "contact_name": "赵女士"},
    {"category": "water_heater", "district": "拱墅区", "address": "拱墅区莫干山路18号", "description": "热水器不出热水", "contact_name": "钱先生"},
    {"category": "air_conditioner", "district": "余杭区", "address": "余杭区五常大道77号", "description": "内机漏水，地板湿了一片", "contact_name": "孙女士"},
    {"category": "air_conditioner", "district": "滨江区", "address": "滨江区江南大道588号", "description": "开机跳闸", "contact_name": "李先生", "level": 2, "level_reason": "用电有危险"},
    {"category": "street_light", "district": "西湖区", "address": "西湖区园区北门", "description": "三盏路灯不亮", "contact_name": "物业王主任"},
]  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


class Board:
    """A dispatcher's browser, the engineers' pages, and the clock on the wall."""

    def __init__(self, day: Day, browser: Browser, base: str) -> None:
        self.day, self.world, self.base = day, day.world, base
        self.watched = Watched(browser, base)
        self.page: Page = self.watched.page
        self.page.set_default_timeout(15_000)
        self._shots = 0

    def time_is(self, when: datetime) -> None:
        self.world.go_to(when)
        self.page.clock.set_fixed_time(when)

    def log_in(self, path: str = "/desk/dispatch") -> None:
        self.page.goto(f"{self.base}{path}")
        self.page.get_by_label("用户名").fill(AGENT.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_label("密码").press("Enter")
        expect(self.page.locator("#desk")).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def waiting(self, words: str = "") -> Locator:
        """Cases still to be planned."""
        return self.page.locator("#list .row-link", has_text=words)

    def row(self, engineer: str) -> Locator:
        return self.page.locator(".board-rows .board-row", has_text=engineer)

    def visit(self) -> Locator:
        """The newest visit of the case that is open."""
        return self.page.locator("#side .visit").first

    def choose(self, window: str, *names: str) -> None:
        shown = self.page.locator(".booking-window", has_text=window)
        for name in names:
            shown.locator(".candidate", has_text=name).click()

    def shot(self, name: str) -> None:
        self._shots += 1
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"dispatch-{self._shots:02}-{name}.png")

    def fits(self) -> None:
        """Nothing sticks out of the page at any width."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_timeout(100)
            self.shot(f"at-{width}")
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
            out = f"[...document.querySelectorAll('dialog[open] *, .board-head *, #list *, #side .visit *')].filter(e => e.getClientRects().length && e.getBoundingClientRect().right > {width} + 1 && !e.closest('.rail'))"
            seen = f"{out}.filter(e => getComputedStyle(e).visibility !== 'hidden').map(e => e.className)"
            assert self.page.evaluate(seen) == [], width
        self.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def board(browser: Browser, kb: Knowledge, sqlite: Sqlite, tmp_path: Path) -> Iterator[Board]:
    with sqlite.fresh() as url:
        database = Database(url)
        with World(database, kb) as world:
            seed(database, kb, "only-here")
            settings = Settings(
                database_url=url, var_dir=tmp_path, limits_times=100,
                rasa_url="http://127.0.0.1:9", rasa_patience_seconds=0.2,
            )  # fmt: skip
            app = create_app(settings, kb)
            day = Day(world, House(world, app))
            with served(app, dated=False) as base:
                made = Board(day, browser, base)
                made.time_is(at(23, 10))
                yield made
                made.watched.close()
        database.close()


def filed(board: Board, fault: dict[str, Any], n: int) -> str:
    """A case written down at the desk; its number."""
    body = {"key": f"f{n}", "origin": "phone", "type": "repair", "phone": f"1391111100{n}"}
    told = board.day.desk.post("/api/cases", json=body | fault)
    assert told.status_code == 201, told.text
    return str(told.json()["number"])


def engineers_day(board: Board, numbers: list[str]) -> None:
    """Of the others some are planned: one accepted, one on the way, one nobody answered; one engineer is away."""
    with board.world.work() as work:
        people = {person.username: person for person in work.session.query(Person)}
        for username in ("chen_jianfeng", "lou_zhiqiang", "shen_wenbin"):
            people[username].password_hash = people["e_west"].password_hash
            people[username].password_from = "own"
        away = Absence(
            person_id=people["wu_haiyang"].id, begun_at=at(23, 0), ended_at=at(24, 0), state=AbsenceState.APPROVED,
            why="家里有事", asked_at=at(22, 9),
        )  # fmt: skip
        work.session.add(away)
    for number, person, hour in zip(numbers, ("chen_jianfeng", "lou_zhiqiang"), (11, 13)):
        window = {"from": at(23, hour).isoformat(), "to": at(23, hour + 2).isoformat()}
        assert board.day.plan(number, person, **window).status_code == 201


def says(board: Board, username: str, verb: str, when: datetime, **more: Any) -> None:
    """An engineer's word about their first visit."""
    page = board.day.engineer(username)
    (first, *_) = page.get("/api/engineer/visits?date=2026-11-23").json()["items"]
    body = {"key": f"{verb} {when}", "at": when.isoformat(), **more}
    told = page.post(f"/api/engineer/visits/{first['id']}/{verb}", json=body)
    assert told.status_code == 200, told.text


@pytest.mark.promise("R05.6", "R25.1", "R25.4", "R25.5", "R25.6", "R27.3", "R27.6")
def test_a_case_is_planned_from_the_board_moved_declined_and_cancelled(board: Board) -> None:
    page, world = board.page, board.world
    chat = world.chat("K1")
    mine = world.case(
        world.file(chat, **{k: v for k, v in FAULTS[0].items() if k != "contact_name"}, phone="13911110001")
    )
    numbers = [filed(board, fault, n) for n, fault in enumerate(FAULTS[1:])]
    engineers_day(board, numbers)
    board.log_in()
    expect(board.waiting()).to_have_count(3)
    expect(board.waiting(mine.number)).to_contain_text("前")
    expect(board.row("陈建峰").locator(".block")).to_contain_text("待接单")
    expect(board.row("吴海洋")).to_contain_text("请假")
    board.shot("morning")

    # Planned: the candidates say why, and the customer is told by the deed.
    board.waiting(mine.number).click()
    expect(page.locator("#side")).to_contain_text("没有约上门")
    page.keyboard.press("b")
    expect(page.locator(".candidate").first).to_contain_text("会修这类 · 管这片 · 路上约 15 分钟 · 当天还没有安排")
    expect(page.locator(".candidate", has_text="梯工")).to_have_count(0)
    busy = page.locator(".booking-window", has_text="15:00–17:00").locator(".candidate", has_text="陈建峰")
    expect(busy).to_contain_text("当天已有 1 单")
    board.shot("booking")
    board.choose("15:00–17:00", "陈建峰")
    expect(page.locator(".booking-said")).to_have_text("15:00–17:00，陈建峰")
    board.press("约定")
    expect(page.locator(".booking-dialog")).to_have_count(0)
    expect(board.visit()).to_contain_text("待接单")
    expect(board.visit().locator(".visit-told")).to_contain_text(world.said(chat)[-1])
    assert "陈建峰" in world.said(chat)[-1] and "15:00" in world.said(chat)[-1]
    expect(board.row("陈建峰").locator(".block")).to_have_count(2)
    expect(board.waiting(mine.number)).to_have_count(0)
    board.shot("planned")

    # What is to be clear before the visit is written down as the customer says it.
    site = board.visit().locator(".visit-ready", has_text="现场条件")
    expect(site).to_contain_text("还没问")
    site.get_by_role("button", name="记下").click()
    page.get_by_label("问到的情况").fill("外机在二楼平台，要带梯子")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(site).to_contain_text("外机在二楼平台，要带梯子")
    board.shot("ready")

    # Moved, to two people tomorrow.
    board.press("改时间或换人")
    board.press("明天")
    board.choose("09:00–11:00", "沈文斌", "西工")
    board.shot("moving")
    page.get_by_label("为什么改？").fill("陈师傅那边排满了")
    board.press("改定")
    expect(page.locator("#side .visit")).to_have_count(2)
    expect(board.visit()).to_contain_text("明天 09:00–11:00")
    expect(board.visit()).to_contain_text("沈文斌（领头）")
    assert "改到" in world.said(chat)[-1] and "沈文斌" in world.said(chat)[-1]
    expect(board.row("陈建峰").locator(".block")).to_have_count(1)
    page.locator("#middle").focus()
    page.keyboard.press("]")
    expect(board.row("沈文斌").locator(".block")).to_contain_text("待接单")
    expect(board.row("西工").locator(".block")).to_contain_text("协助")
    board.shot("tomorrow")

    # Declined on the phone: it stands out at once, on the board and among what is to be planned.
    engineer = board.day.engineer("shen_wenbin")
    (visit,) = engineer.get("/api/engineer/visits?date=2026-11-24").json()["items"]
    no = {"key": "no", "at": world.now.isoformat(), "reason": "那天要去绍兴"}
    assert engineer.post(f"/api/engineer/visits/{visit['id']}/decline", json=no).status_code == 200
    expect(board.row("沈文斌").locator(".block.declined")).to_contain_text("那天要去绍兴")
    expect(board.waiting("沈文斌不接：那天要去绍兴")).to_have_count(1)
    board.shot("declined")

    # Planned again at an hour of one's own, from the board; then cancelled, with the reason on the case.
    board.row("陈建峰").get_by_role("button", name="陈建峰，10:00 起约上门").click()
    expect(page.locator(".booking-said")).to_have_text("明天 10:00–12:00，陈建峰")
    board.press("约定")
    expect(board.row("陈建峰").locator(".block")).to_contain_text("10:00–12:00")
    board.press("取消上门")
    page.get_by_label("为什么取消？").fill("客户出差，下周再约")
    page.get_by_role("dialog").get_by_role("button", name="取消上门").click()
    expect(board.visit()).to_contain_text("客户出差，下周再约")
    expect(board.row("陈建峰").locator(".block")).to_have_count(0)
    assert "取消" in world.said(chat)[-1] and world.case(mine.id).status == "new"
    expect(board.waiting(mine.number)).to_have_count(1)
    board.shot("cancelled")

    # Whom the customer does not want is said so among the candidates.
    page.locator("#side .visit", has_text="那天要去绍兴").get_by_role("button", name="以后不派").click()
    page.get_by_label("谁不再去").select_option("沈文斌")
    page.get_by_label("为什么？").fill("上次说话冲")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.locator(".toast").last).to_contain_text("以后不派")
    page.locator("#middle").focus()
    page.keyboard.press("b")
    expect(page.locator(".candidate", has_text="沈文斌").first).to_contain_text("客户不要他来")
    board.watched.was_quiet()


def test_what_is_late_stands_out_as_the_clock_goes(board: Board) -> None:
    page = board.page
    numbers = [filed(board, fault, n) for n, fault in enumerate(FAULTS)]
    engineers_day(board, [numbers[0], numbers[3]])
    board.log_in()
    block = board.row("陈建峰").locator(".block")
    expect(block).to_contain_text("待接单")
    says(board, "chen_jianfeng", "accept", at(23, 10))
    expect(block).to_contain_text("已接单")
    board.time_is(at(23, 11, 30))
    expect(block).to_contain_text("该出发了")
    board.time_is(at(23, 13, 20))
    expect(block).to_contain_text("过点没到")
    expect(page.locator(".board-counts")).to_contain_text("晚了 2")
    says(board, "lou_zhiqiang", "depart", at(23, 13, 5))
    expect(board.row("楼志强").locator(".block")).to_contain_text("路上")
    board.shot("late")
    board.world.sweep()
    expect(board.waiting("已超时").first).to_be_visible()
    board.fits()
    block.click()
    expect(board.visit()).to_contain_text("过点没到")
    board.fits()
    page.keyboard.press("b")
    expect(page.locator(".candidate").first).to_be_visible()
    board.fits()
    page.keyboard.press("Escape")
    page.locator("#side .case-number").click()
    expect(page.locator(".case-page")).to_be_visible()
    expect(board.visit()).to_contain_text("过点没到")
    board.fits()
    page.go_back()
    board.press("收起")
    page.get_by_label("全部片区").select_option("越城区")
    expect(page.locator(".board-rows .board-row")).to_have_count(3)
    page.get_by_role("button", name="只看有安排的").click()
    expect(page.locator(".board-note")).to_contain_text("还没有安排上门")
    board.watched.was_quiet()


def test_the_papers_of_a_visit_are_read_and_printed_at_the_desk(board: Board) -> None:
    page = board.page
    number = filed(board, FAULTS[0], 0)
    engineers_day(board, [number])
    for verb, when, more in (
        ("accept", at(23, 10), {}),
        ("arrive", at(23, 11), {}),
        ("finish", at(23, 12), {"outcome": "solved", "words": "更换风机电容，试机正常", "cause": "风机电容失效"}),
    ):
        board.time_is(when)
        says(board, "chen_jianfeng", verb, when, **more)
    board.log_in(f"/desk/cases?case={number}")
    expect(board.visit()).to_contain_text("已完成")
    board.visit().get_by_role("button", name="维修服务单").click()
    dialog = page.locator(".paper-dialog")
    expect(dialog).to_contain_text("更换风机电容，试机正常")
    board.shot("paper")
    board.fits()
    link = dialog.get_by_role("link", name="打开 PDF").get_attribute("href")
    answer = page.request.get(f"{board.base}{link}")
    assert answer.ok and answer.body().startswith(b"%PDF")
    page.keyboard.press("Escape")
    board.visit().get_by_role("button", name="故障分析").click()
    expect(dialog).to_contain_text("风机电容失效")
    board.watched.was_quiet()
