"""The service order and the fault analysis of a visit, as JSON and as PDF, for those they are for (R29, R37)."""

import io
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient

from gateway.settings import ROOT
from helpline.tables import AuditLine, Document
from tests.gateway.test_a_visit_lived import at, day, stamp
from tests.gateway.test_visit_record import OnSite, site
from tests.world import AGENT, QUALITY

pytestmark = pytest.mark.slow

__all__ = ["day", "site"]
PICTURE = (ROOT / "docs" / "images" / "chat.png").read_bytes()


def finished(site: OnSite, **more: str) -> dict[str, Any]:
    site.send("photos", "b", PICTURE, kind="before")
    site.post("checks", "c", item="voltage", value="187")
    site.post("checks", "d", item="filter", value="faulty", note="很脏")
    site.post("lines", "l", kind="part", text="风机电容", quantity=2, unit="个", price_fen=3550, payer="warranty")
    site.post("lines", "m", kind="labour", text="更换", price_fen=8000)
    said = {"outcome": "solved", "words": "更换电容", "cause": "电容失效", "prevention": "每年清洗"} | more
    return stamp(site.page, site.visit, "finish", at(24, 9, 30), **said)


def text_of(page: TestClient, url: str) -> tuple[str, pypdfium2.PdfDocument]:
    answer = page.get(f"{url}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    read = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    return "".join(sheet.get_textpage().get_text_range() for sheet in read), read


def test_both_say_what_was_found_done_and_paid(site: OnSite) -> None:
    order, analysis = finished(site)["documents"]
    shown = site.page.get(order["url"]).json()
    facts = {fact["label"]: fact["text"] for part in shown["parts"] for fact in part["facts"]}
    assert facts["故障原因"] == "电容失效" and facts["处理"] == "更换电容" and facts["到场"] == "2026-11-24 09:20"
    assert (facts["合计"], facts["客户应付"], facts["客户确认"]) == ("¥151.00", "¥80.00", "尚未确认")
    told, read = text_of(site.page, order["url"])
    for words in (
        "维修服务单",
        "甲先生",
        "电源电压",
        "187 V",
        "198–242",
        "不合格",
        "风机电容",
        "¥71.00",
        "保修",
        "很脏",
    ):
        assert words in told, words
    kinds = [part.type for sheet in read for part in sheet.get_objects()]
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in kinds
    told, _ = text_of(site.page, analysis["url"])
    assert "故障分析报告" in told and "预防建议" in told and "每年清洗" in told and "¥" not in told


def test_the_font_is_in_the_file(site: OnSite) -> None:
    """So that it reads the same on a machine without any Chinese font."""
    order, _ = finished(site)["documents"]
    content = site.page.get(f"{order['url']}.pdf").content
    assert b"/FontFile3" in content or b"/FontFile2" in content
    assert len(content) < 600_000


def test_the_signature_stands_on_it(site: OnSite) -> None:
    order, _ = finished(site)["documents"]
    site.send("sign", "s", PICTURE, name="甲先生")
    told, _ = text_of(site.page, order["url"])
    assert "2026-11-24 09:30 甲先生 签字确认" in told


def test_they_are_made_once_and_not_where_nobody_let_one_in(site: OnSite) -> None:
    finished(site, outcome="no_access", words="没人")
    assert site.world.all(Document) == []


def test_staff_of_the_queue_read_them_which_is_noted_and_others_do_not(site: OnSite) -> None:
    order, _ = finished(site)["documents"]
    desk = site.day.house.logged_in(AGENT)
    assert desk.get(order["url"]).status_code == desk.get(f"{order['url']}.pdf").status_code == 200
    (line,) = site.world.all(AuditLine, person_id=AGENT.person_id, what="read_customer")
    assert line.about == "customer:K1"
    assert site.day.house.logged_in(QUALITY).get(order["url"]).status_code == 404
    assert site.day.engineer("e_far").get(order["url"]).status_code == 404
    assert site.day.house.browser().get(order["url"]).status_code == 401


def test_a_picture_that_cannot_be_drawn_is_left_out(site: OnSite) -> None:
    site.send("photos", "x", b"\x89PNG\r\n\x1a\n", kind="after")
    order, _ = finished(site)["documents"]
    assert text_of(site.page, order["url"])[0]


@pytest.mark.parametrize("words", ["长" * 2000, "a" * 2000, "表情😀，生僻字𠮷", "<b>粗</b> **x**"])
def test_any_words_can_be_printed(site: OnSite, words: str) -> None:
    order, _ = finished(site, words=words)["documents"]
    assert text_of(site.page, order["url"])[0]
