"""Rosters, absences, pages and alarms at the desk: who may, what is shown, and each key once."""

from datetime import datetime, timedelta

import pytest

from helpline.cases.queries import case_numbered
from helpline.conversations.ownership import take
from helpline.core.unit_of_work import ZONE
from helpline.duty import paging
from helpline.tables import Case, Conversation, Page, PageRound, Shift, ShiftChange
from tests.gateway.desk_calls import As
from tests.gateway.hotline_calls import Opens, down
from tests.helpline.duty.conftest import NATIONAL_DAY, Phones, staffed
from tests.world import AGENT, QUALITY, SUPERVISOR, World

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)


def at(hours: float) -> str:
    return (datetime(2026, 11, 23, 10, tzinfo=ZONE) + hours * HOUR).isoformat()


def test_the_roster_says_who_is_on_and_who_comes_next(world: World, desk: As) -> None:
    staffed(world)
    rows = desk(AGENT).get("/api/roster").json()["items"]
    assert len(rows) == 10 and {row["rank"] for row in rows} == {1, 2}
    first = next(row for row in rows if row["roster"] == "safety" and row["rank"] == 1)
    assert first["ended_at"] == "2026-11-23T20:30:00+08:00" == first["following"]["begun_at"]
    assert first["reachable"] == ["sms"] and not first["away"]
    later = desk(AGENT).get("/api/roster", params={"at": at(12)}).json()["items"]
    assert (
        next(row["person"] for row in later if row["shift_id"] and row["roster"] == "safety")
        == first["following"]["person"]
    )


def test_an_override_with_one_key_is_made_once(world: World, desk: As) -> None:
    staffed(world)
    body = {"key": "k1", "roster": "safety", "rank": 1, "person": "zhu_yonggang", "begun_at": at(2), "ended_at": at(4)}
    answers = [desk(SUPERVISOR).post("/api/shifts/override", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201] and answers[0].json() == answers[1].json()
    assert len(world.all(Shift, made_by="override")) == 1
    assert desk(SUPERVISOR).post("/api/shifts/override", json=body | {"key": "k2", "rank": 4}).status_code == 404
    shifts = desk(AGENT).get("/api/shifts", params={"from": at(2), "to": at(3)}).json()["items"]
    assert ("zhu_yonggang", "override") in {(row["person"], row["made_by"]) for row in shifts}


@pytest.mark.parametrize(
    "begun", ["2026-11-23T10:00:00", "0001-01-01T00:00:00+08:00", "tomorrow", "9999-12-31T23:59:59-12:00"]
)
def test_an_instant_that_is_none_is_refused(world: World, desk: As, begun: str) -> None:
    staffed(world)
    body = {"key": "k", "roster": "safety", "rank": 1, "person": "agent", "begun_at": begun, "ended_at": at(4)}
    assert desk(SUPERVISOR).post("/api/shifts/override", json=body).status_code == 422


@pytest.mark.parametrize("by", ["withdrawn", "overridden", "past"])
def test_hours_nobody_need_take_any_more_are_refused_and_say_so(world: World, desk: As, by: str) -> None:
    staffed(world)
    rows = desk(SUPERVISOR).get("/api/shifts", params={"from": at(24), "to": at(48)}).json()["items"]
    shift = next(row for row in rows if row["roster"] == "safety" and row["rank"] == 1 and row["begun_at"] > at(24))
    change = desk(SUPERVISOR).post(f"/api/shifts/{shift['id']}/changes", json={"key": "o", "why": "家里有事"}).json()
    take = {"key": "t", "person": "zhu_yonggang"}
    if by == "withdrawn":
        assert desk(SUPERVISOR).post(f"/api/shift-changes/{change['id']}/withdraw", json={"key": "w"}).is_success
    elif by == "overridden":
        over = {"begun_at": shift["begun_at"], "ended_at": shift["ended_at"], "person": "agent", "why": "顶班"}
        over |= {"key": "v", "roster": "safety", "rank": 1}
        assert desk(SUPERVISOR).post("/api/shifts/override", json=over).status_code == 201
    else:
        world.go_to(datetime.fromisoformat(shift["ended_at"]))
    for _ in range(2):
        told = desk(SUPERVISOR).post(f"/api/shift-changes/{change['id']}/take", json=take)
        assert (told.status_code, told.json()["code"]) == (409, "swap_over"), told.text
    assert world.all(Shift, made_by="swap") == []


def test_an_absence_is_asked_approved_and_its_hours_are_taken(world: World, desk: As) -> None:
    staffed(world)
    body = {"key": "a1", "person": "lou_zhiqiang", "begun_at": at(1), "ended_at": at(100), "why": "婚假"}
    absence = desk(SUPERVISOR).post("/api/absences", json=body).json()
    assert absence["state"] == "asked"
    approved = desk(SUPERVISOR).post(f"/api/absences/{absence['id']}/approve", json={"key": "a2"}).json()
    assert approved["state"] == "approved"
    assert desk(SUPERVISOR).post(f"/api/absences/{absence['id']}/refuse", json={"key": "a3"}).status_code == 409
    open_ones = [row for row in desk(AGENT).get("/api/shift-changes").json()["items"] if row["state"] == "open"]
    assert open_ones and {row["asked_by"] for row in open_ones} == {"lou_zhiqiang"}
    took = desk(SUPERVISOR).post(
        f"/api/shift-changes/{open_ones[0]['id']}/take", json={"key": "a4", "person": "zhu_yonggang"}
    )
    assert took.json()["taken_by"] == "zhu_yonggang"
    again = desk(SUPERVISOR).post(
        f"/api/shift-changes/{open_ones[0]['id']}/take", json={"key": "a5", "person": "agent"}
    )
    assert again.status_code == 409
    assert len(world.all(ShiftChange, state="taken")) == 1


def test_a_note_is_handed_over(world: World, desk: As) -> None:
    staffed(world)
    desk(AGENT).post("/api/rosters/safety/notes", json={"key": "n", "text": "备用钥匙在前台"})
    rows = desk(AGENT).get("/api/roster").json()["items"]
    assert [note["text"] for row in rows if row["roster"] == "safety" for note in row["notes"]] == [
        "备用钥匙在前台"
    ] * 2


def test_staff_ring_for_a_case_and_answer_at_the_desk(world: World, desk: As) -> None:
    staffed(world)
    chat = world.chat()
    number = world.case(world.file(chat)).number
    asked = [desk(AGENT).post(f"/api/cases/{number}/pages", json={"key": "p", "reason": "客户催"}) for _ in range(2)]
    assert [answer.status_code for answer in asked] == [201, 201]
    assert len(world.all(PageRound)) == 1 and world.all(PageRound)[0].purpose == "on_site"
    rows = desk(AGENT).get("/api/pages", params={"case": number}).json()["items"]
    assert [(row["rank"], row["outcome"]) for row in rows] == [(1, "ringing")]
    assert (
        desk(AGENT).post(f"/api/pages/{rows[0]['id']}/answer", json={"key": "x", "outcome": "answered"}).status_code
        == 403
    )
    told = desk(SUPERVISOR).post(f"/api/pages/{rows[0]['id']}/answer", json={"key": "y", "outcome": "answered"})
    assert told.json()["outcome"] == "answered" and told.json()["answered_by"] == "desk"
    assert any("已联系上" in text for text in world.said(chat))
    again = desk(AGENT).post(f"/api/cases/{number}/pages", json={"key": "q", "reason": "还没到"}).json()
    assert again["round"] == 2


def test_an_alarm_stands_until_somebody_has_it(world: World, desk: As) -> None:
    staffed(world)
    chats = [world.chat(), world.chat(), world.chat()]
    cases = [world.case(world.file(chat, type="emergency", description="冒烟", level=1)) for chat in chats]
    for case in cases:
        with world.work() as work:
            paging.page(work, work.session.get_one(Case, case.id), "safety", "险情")
    standing = desk(AGENT).get("/api/alarms").json()["items"]
    assert [row["case"] for row in standing] == [case.number for case in cases]
    assert standing[0]["words"] == "冒烟" and standing[0]["place"] == "西湖区某路1号"
    assert desk(QUALITY).get("/api/alarms").json()["items"] == []
    with world.work() as work:
        work.session.get_one(Conversation, chats[0]).owner = "queue"
        paging.answer(work, world.all(Page, case_id=cases[1].id)[0].id, True, "sms")
    with world.work(AGENT) as work:
        take(work, chats[0])
    left = {row["case"] for row in desk(AGENT).get("/api/alarms").json()["items"]}
    assert left == {cases[0].number, cases[2].number}  # the first rings on until somebody comes
    desk(AGENT).post(f"/api/cases/{cases[2].number}/owner", json={"key": "o", "owner": "an"})
    with world.work() as work:
        for case in (cases[0], cases[2]):
            paging.answer(work, world.all(Page, case_id=case.id)[0].id, True, "sms")
    assert desk(AGENT).get("/api/alarms").json()["items"] == []


def test_pages_of_a_complaint_are_hidden(world: World, desk: As) -> None:
    staffed(world)
    number = world.case(world.file(world.chat(), type="complaint", description="收了红包")).number
    with world.work() as work:
        paging.page(work, case_numbered(work, number), "on_site", "请回电")
    page = world.all(Page)[0]
    assert desk(SUPERVISOR).get("/api/pages", params={"case": number}).status_code == 404
    assert desk(QUALITY).get("/api/pages", params={"case": number}).json()["items"][0]["id"] == page.id
    assert desk(SUPERVISOR).get("/api/alarms").json()["items"] == []
    answer = desk(SUPERVISOR).post(f"/api/pages/{page.id}/answer", json={"key": "k", "outcome": "answered"})
    assert answer.status_code == 404


def test_an_emergency_by_telephone_at_three_in_the_morning(line: Opens, world: World) -> None:
    """The caller hears that people are being rung, and who has it; after hanging up by text message."""
    world.go_to(NATIONAL_DAY)
    hotline = line(down)
    staffed(world)
    call = hotline.call()
    call.begin()
    call.say("电梯卡在3楼，里面困了两个人")
    case = world.all(Case, type="emergency")[0]
    assert (case.category, world.promise(case.id, "onsite").minutes) == ("lift", 30)
    phones = Phones(world, "sms", "voice")
    world.pass_(seconds=5)
    phones.ring()
    assert len(phones.called()) == 1 and phones.called()[0] in ("yu_guodong", "he_weijun")
    said = [message.text for message in hotline.messages(call)]
    assert "正在联系值班人员。" in said and not any("已联系上" in text for text in said)
    with world.work() as work:
        paging.answer(work, world.all(Page)[0].id, True, "voice")
    told = hotline.messages(call)[-1]
    assert "已联系上" in told.text
    call.no_answer()  # the duty phone of the hotline; what there is to hear is heard before the next
    assert hotline.row(call).spoken_seq >= 0
    while call.state == "ringing":
        call.no_answer()
    assert any("已联系上" in words for words in call.heard)
