"""What an engineer writes down on a visit over the API: checks, pictures, lines, the signature, words (R28, R29, R37)."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from helpline.erasure.cases import anonymise
from helpline.tables import Case, CaseEvent, CheckAnswer, Task, VisitPhoto, WorkLine
from tests.gateway.test_a_visit_lived import Day, at, day, stamp
from tests.world import World

pytestmark = pytest.mark.slow

__all__ = ["day"]
PNG = b"\x89PNG\r\n\x1a\n"


class OnSite:
    """An engineer at a customer's."""

    def __init__(self, world: World, day: Day, page: TestClient, id: int, visit: int) -> None:
        self.world, self.day, self.page, self.id, self.visit = world, day, page, id, visit

    def post(self, verb: str, key: str, when: datetime = at(24, 9, 30), **told: Any) -> Response:
        body = {"key": key, "at": when.isoformat(), **told}
        answer: Response = self.page.post(f"/api/engineer/visits/{self.visit}/{verb}", json=body)
        return answer

    def send(self, verb: str, key: str, picture: bytes = PNG, **told: str) -> Response:
        answer: Response = self.page.post(
            f"/api/engineer/visits/{self.visit}/{verb}",
            data={"key": key, "at": at(24, 9, 30).isoformat(), **told},
            files={"file": ("p.png", picture)},
        )
        return answer

    def record(self) -> dict[str, Any]:
        rows = self.page.get("/api/engineer/visits?date=2026-11-24").json()["items"]
        found: dict[str, Any] = next(row for row in rows if row["id"] == self.visit)
        return found


@pytest.fixture
def site(world: World, day: Day) -> OnSite:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner", description="空调不制冷")
    visit = day.plan(world.case(id).number).json()["id"]
    world.go_to(at(24, 9, 30))
    page = day.engineer("e_west")
    stamp(page, visit, "arrive", at(24, 9, 20))
    return OnSite(world, day, page, id, visit)


@pytest.mark.promise("R26.3", "R26.5", "R26.6", "N066")
def test_the_order_says_what_to_take_along_and_what_it_mostly_is(site: OnSite) -> None:
    told = site.record()
    assert "钳形电流表" in told["tools"] and "压缩机电容" in told["kit"]
    assert "滤网" in told["probable"][0] and "穿鞋套" in told["conduct"]
    assert {item["id"]: item["high"] for item in told["checklist"]}["voltage"] == 242


@pytest.mark.promise("R28.10", "N071")
def test_a_measured_item_is_judged_by_its_limits_and_the_newest_counts(site: OnSite) -> None:
    assert site.post("checks", "1", item="voltage", value="187").json()["record"]["checks"][0]["verdict"] == "faulty"
    later = site.post("checks", "2", at(24, 9, 29), item="voltage", value="230", note="刚测错了")
    assert later.json()["record"]["checks"][0]["value"] == "187", "it was measured before"
    site.world.go_to(at(24, 9, 45))
    (check,) = site.post("checks", "3", at(24, 9, 40), item="voltage", value="221").json()["record"]["checks"]
    assert (check["value"], check["verdict"], check["low"], check["unit"]) == ("221", "ok", 198, "V")
    assert site.post("checks", "4", item="filter", value="ok").status_code == 200
    for wrong in ({"item": "voltage", "value": "nan"}, {"item": "filter", "value": "12"}, {"item": "x", "value": "ok"}):
        assert site.post("checks", "5", at(24, 9, 41), **wrong).status_code == 422, wrong


@pytest.mark.promise("R29.4", "R29.5", "R29.6")
def test_lines_say_who_pays_and_a_mistake_is_taken_back(site: OnSite) -> None:
    part: dict[str, Any] = {"kind": "part", "text": "风机电容", "quantity": 2, "unit": "个", "price_fen": 3500}
    site.post("lines", "p", serial_out="旧件1", old_part="returned", payer="warranty", **part)
    site.post("lines", "w", kind="labour", text="更换", price_fen=8000)
    site.post("lines", "x", kind="fee", text="高空费", price_fen=20000)
    site.post("lines", "d", kind="discount", text="老客户", price_fen=1000)
    told = site.post("lines", "v", kind="void", voids="x").json()["record"]
    assert [line["text"] for line in told["lines"]] == ["老客户", "风机电容", "更换"]
    assert (told["total_fen"], told["customer_fen"]) == (14000, 7000)
    assert site.post("lines", "y", kind="void").status_code == 422
    assert site.post("lines", "z", kind="part", text=" ").status_code == 422


def test_sent_twice_it_is_once_and_another_under_its_key_is_refused(site: OnSite) -> None:
    for _ in range(2):
        assert site.post("checks", "c", item="filter", value="ok").status_code == 200
        assert site.post("lines", "l", kind="fee", text="检测费", price_fen=5000).status_code == 200
        assert site.send("photos", "p", kind="before").status_code == 200
        assert site.page.post(
            f"/api/engineer/visits/{site.visit}/message", json={"key": "m", "text": "到楼下了"}
        ).is_success
    counts = [len(site.world.all(table)) for table in (CheckAnswer, WorkLine, VisitPhoto)]
    assert counts == [1, 1, 1]
    other = [
        site.post("checks", "c", item="filter", value="faulty"),
        site.post("lines", "l", kind="fee", text="检测费", price_fen=6000),
        site.send("photos", "p", kind="after"),
    ]
    assert [answer.json()["code"] for answer in other] == ["key_reused"] * 3


def test_pictures_are_seen_by_their_engineer_only(site: OnSite) -> None:
    (photo,) = site.send("photos", "p", kind="before").json()["record"]["photos"]
    assert site.page.get(photo["url"]).content == PNG
    assert site.day.engineer("e_far").get(photo["url"]).status_code == 404
    assert site.send("photos", "q", b"<svg>", kind="before").status_code == 422
    assert site.send("photos", "r", kind="signature", name="x").status_code == 422, "signing has a route of its own"


@pytest.mark.promise("R29.9")
def test_a_signature_is_consent_whenever_it_comes(site: OnSite) -> None:
    """It was signed after the work was done, and both come in the other way round."""
    assert site.send("sign", "s", name="甲先生").json()["confirmed_at"] == at(24, 9, 30).isoformat()
    stamp(site.page, site.visit, "finish", at(24, 9, 29), outcome="solved", words="换了电容", cause="电容失效")
    case = site.world.case(site.id)
    assert (case.status, case.closed_by) == ("closed", "customer")
    (line,) = site.world.all(CaseEvent, kind="visit_confirmed")
    assert (line.text, line.data["by"]) == ("甲先生", "signature")


@pytest.mark.promise("R29.8", "R37.3", "R37.4")
def test_what_it_was_is_shown_with_the_next_one_of_its_kind(site: OnSite) -> None:
    told = {"cause": "冷媒泄漏", "prevention": "每年查一次接头", "next_visit": ""}
    stamp(site.page, site.visit, "finish", at(24, 9, 30), outcome="solved", words="补焊加氟", **told)
    id = site.world.file(category="air_conditioner", description="开机没反应")
    site.day.plan(site.world.case(id).number, **{"from": at(24, 15).isoformat(), "to": at(24, 17).isoformat()})
    rows = site.page.get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert rows[0]["cause"] == "冷媒泄漏" and rows[0]["prevention"] == "每年查一次接头"
    assert rows[1]["probable"][-1] == "冷媒泄漏"


def test_what_the_next_visit_needs_stands_in_the_task_to_plan_it(site: OnSite) -> None:
    stamp(
        site.page,
        site.visit,
        "finish",
        at(24, 9, 30),
        outcome="wrong_part",
        words="电容不配",
        next_visit="周五下午，带35μF",
    )
    (task,) = site.world.all(Task, rule="visit_again")
    assert "周五下午，带35μF" in task.subject


def test_the_engineers_words_reach_the_customer_without_their_number(site: OnSite) -> None:
    chat = site.world.case(site.id).conversation_id
    assert chat is not None
    site.page.post(f"/api/engineer/visits/{site.visit}/message", json={"key": "m", "text": "请把阳台门打开"})
    assert "请把阳台门打开" in site.world.said(chat)[-1] and "西工" in site.world.said(chat)[-1]
    stamp(site.page, site.visit, "finish", at(24, 9, 30), outcome="solved", words="好了")
    late = site.page.post(f"/api/engineer/visits/{site.visit}/message", json={"key": "n", "text": "加个微信"})
    assert late.status_code == 403


def test_an_anonymous_case_keeps_amounts_and_no_pictures_or_words(site: OnSite, tmp_path: Path) -> None:
    site.send("photos", "p", kind="before")
    site.post("checks", "c", item="filter", value="ok", note="在甲先生卧室")
    site.post("lines", "l", kind="fee", text="甲先生加急", price_fen=5000)
    stamp(site.page, site.visit, "finish", at(24, 9, 30), outcome="solved", words="甲先生家好了", cause="电容")
    with site.world.work() as work:
        anonymise(work, work.session.get_one(Case, site.id))
    told = site.record()
    assert (told["record"]["checks"], told["record"]["photos"]) == ([], [])
    assert [(line["text"], line["total_fen"]) for line in told["record"]["lines"]] == [("", 5000)]
    assert (told["solution"], told["reason"], told["outcome"], told["status"]) == ("", "", "solved", "done")
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.read_bytes() == PNG]
    site.world.do("erasure", settings=site.day.house.app.state.held.settings)
    assert len(files) == 1 and not files[0].exists()
