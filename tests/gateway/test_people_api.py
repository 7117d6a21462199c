"""Administrators manage the people at the desk, and what is read and done there leaves lines, over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from helpline.tables import Attachment, AuditLine, Conversation, Person
from tests.gateway.desk_people import ADMINISTRATOR, House, house_of, log_in
from tests.world import AGENT, QUALITY, SUPERVISOR, World

pytestmark = pytest.mark.slow


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[House]:
    with house_of(world, tmp_path) as made:
        yield made


def lines(browser: TestClient, **asked: str) -> list[tuple[str, str, str]]:
    told = browser.get("/api/audit", params=asked)
    assert told.status_code == 200, told.text
    return [(row["actor"], row["what"], row["about"]) for row in told.json()["items"]]


def test_an_administrator_sees_who_may_log_in(house: House) -> None:
    listed = house.logged_in(ADMINISTRATOR).get("/api/people").json()["items"]
    assert [row["username"] for row in listed] == [
        *("an", "bo", "cen", "di"),
        *("e_far", "e_left", "e_lift", "e_west"),
        "ji",
    ]
    assert listed[8]["roles"] == ["administrator"] and listed[8]["second_factor"] and listed[0]["has_password"]


@pytest.mark.parametrize("who", [AGENT, SUPERVISOR, QUALITY])
def test_nobody_else_manages_people(house: House, who) -> None:  # type: ignore[no-untyped-def]
    browser = house.logged_in(who)
    assert browser.get("/api/people").status_code == 403
    for deed in ("password-link", "second-factor/reset", "deactivate", "reactivate", "sessions/end"):
        assert browser.post(f"/api/people/bo/{deed}").status_code == 403
    assert browser.get("/api/audit").status_code == (200 if who is QUALITY else 403)


def test_who_is_deactivated_is_out_at_once_and_comes_back_by_a_link(house: House) -> None:
    own, administrator = house.logged_in(AGENT), house.logged_in(ADMINISTRATOR)
    assert administrator.post("/api/people/an/deactivate").json()["ended_at"]
    assert own.get("/api/me").status_code == 401
    assert log_in(house.browser(), "an").status_code == 401
    assert house.world.all(Person, id=1)[0].seen_at is None
    assert administrator.post("/api/people/an/password-link").status_code == 422
    assert administrator.post("/api/people/an/reactivate").json()["ended_at"] is None
    assert log_in(house.browser(), "an").status_code == 401  # the old password is no more
    assert administrator.post("/api/people/an/password-link").status_code == 201


def test_an_administrator_does_not_lock_themselves_out(house: House) -> None:
    administrator = house.logged_in(ADMINISTRATOR)
    assert administrator.post("/api/people/ji/deactivate").status_code == 422
    assert administrator.post("/api/people/nobody/deactivate").status_code == 404
    assert administrator.get("/api/me").status_code == 200


def test_what_administrators_do_leaves_lines(house: House) -> None:
    administrator = house.logged_in(ADMINISTRATOR)
    for deed in ("password-link", "second-factor/reset", "sessions/end", "deactivate", "reactivate"):
        administrator.post(f"/api/people/bo/{deed}")
    deeds = [what for actor, what, about in lines(administrator, about="person:bo") if actor == "agent:ji"]
    assert deeds == ["reactivated", "deactivated", "ended_sessions", "reset_second_factor", "made_password_link"]


def test_reading_a_customers_file_leaves_a_line_however_often_the_desk_looks(house: House) -> None:
    world = house.world
    chat = world.chat("K1")
    agent = house.logged_in(AGENT)
    for _ in range(3):
        assert agent.get(f"/api/conversations/{chat}").status_code == 200
        assert agent.get(f"/api/conversations/{chat}/messages").status_code == 200
    quality = house.logged_in(QUALITY)
    assert lines(quality, about="customer:K1") == [("agent:an", "read_customer", "customer:K1")]
    (line,) = world.all(AuditLine, about="customer:K1")
    assert line.person_id == 1 and line.session and line.address and "203.0" not in line.address
    world.pass_(minutes=world.kb.policies.access.reread_minutes)
    agent.get(f"/api/conversations/{chat}")
    assert len(lines(quality, about="customer:K1")) == 2


def test_reading_a_complaint_and_a_recording_leaves_lines(house: House) -> None:
    world = house.world
    chat = world.chat()
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        conversation.queue, conversation.owner, conversation.queued_at = "quality", "queue", work.now
        sound = Attachment(
            id="a1", conversation_id=chat, name="v", content_type="audio/wav", size=0, created_at=work.now
        )
        work.session.add(sound)
    case = world.case(world.file(chat, type="complaint"))
    quality = house.logged_in(QUALITY)
    quality.get(f"/api/conversations/{chat}")
    assert quality.get(f"/api/cases/{case.number}").status_code == 200
    (Path(house.app.state.held.settings.uploads)).mkdir(exist_ok=True)
    (Path(house.app.state.held.settings.uploads) / "a1").write_bytes(b"RIFF")
    quality.get(f"/api/conversations/{chat}/attachments/a1")
    read = [(what, about) for _, what, about in lines(quality) if what.startswith("read")]
    assert read == [
        ("read_recording", "attachment:a1"),
        ("read_complaint", f"case:{case.number}"),
        ("read_complaint", f"conversation:{chat}"),
    ]


def test_a_search_by_phone_leaves_a_line_that_does_not_tell_the_number(house: House) -> None:
    house.world.file(phone="13911110001")
    agent = house.logged_in(AGENT)
    for _ in range(3):  # the desk looks again and again
        assert len(agent.get("/api/cases", params={"phone": "+86 139 1111 0001"}).json()["items"]) == 1
    agent.get("/api/cases", params={"phone": "0571-88880009"})  # nobody's
    agent.get("/api/cases")
    searched = [line for line in lines(house.logged_in(QUALITY)) if line[1] == "searched_phone"]
    assert searched == [
        ("agent:an", "searched_phone", "phone:057****0009"),
        ("agent:an", "searched_phone", "phone:139****0001"),
    ]


def test_who_is_refused_reads_nothing(house: House) -> None:
    case = house.world.case(house.world.file(type="complaint"))
    assert house.logged_in(AGENT).get(f"/api/cases/{case.number}").status_code in (403, 404)
    assert house.world.all(AuditLine, what="read_complaint") == []


def test_the_log_is_given_page_by_page(house: House) -> None:
    for _ in range(5):
        house.logged_in(AGENT)
    auditor = house.logged_in(QUALITY)
    found, cursor = [], ""
    while True:
        page = auditor.get("/api/audit", params={"limit": 2, "cursor": cursor}).json()
        found += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert found == sorted(found, reverse=True) and len(found) == len(house.world.all(AuditLine))
