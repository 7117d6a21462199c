"""What staff do with cases over the API: each verb once for a key, with its line, for those who may see the case."""

from typing import Any

import pytest
from httpx import Response

from helpline.cases.links import link
from helpline.core.phone import SMS, stored
from helpline.customers import consent
from helpline.tables import Case, CaseLink, Conversation, Message, Person, PersonRole, Promise, Task
from helpline.tables.case_link import LinkKind
from helpline.tables.states import CaseStatus
from kb.lookup import category
from tests.gateway.desk_calls import As
from tests.world import AGENT, QUALITY, SECOND_AGENT, SUPERVISOR, World

CALL = {
    "origin": "phone",
    "type": "repair",
    "description": "大厅的电梯按了没反应",
    "contact_name": "赵先生",
    "phone": "13911110009",
    "address": "西湖区某路9号",
    "district": "西湖区",
    "category": "lift",
}


def line(world: World, id: int, kind: str) -> dict[str, Any]:
    return [row for row in world.case(id).events if row.kind == kind][-1].data


def post(desk: Any, number: str, verb: str, **body: Any) -> Response:
    told: Response = desk.post(f"/api/cases/{number}/{verb}", json={"key": "k", **body})
    return told


def test_a_call_is_written_down_once_and_told_what_is_promised(world: World, desk: As) -> None:
    agent = desk(AGENT)
    first = agent.post("/api/cases", json={"key": "a", **CALL})
    again = agent.post("/api/cases", json={"key": "a", **CALL})
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    (case,) = world.all(Case)
    assert (case.channel, case.contact_name, case.category) == ("phone", "赵先生", "lift")
    assert "reply" in first.json()["deadlines"]
    assert all(promise.told_at == promise.made_at for promise in world.all(Promise))
    assert agent.post("/api/cases", json={"key": "b", **CALL}).json()["number"] != case.number


def test_a_mail_counts_as_not_told(world: World, desk: As) -> None:
    desk(AGENT).post("/api/cases", json={"key": "a", **CALL, "origin": "email"})
    assert {promise.told_at for promise in world.all(Promise)} == {None}


def test_the_same_key_for_something_else_is_refused(world: World, desk: As) -> None:
    number = world.case(world.file()).number
    assert post(desk(AGENT), number, "owner", owner="an").status_code == 200
    told = post(desk(AGENT), number, "consent", to="cost", words="好")
    assert (told.status_code, told.json()["code"]) == (409, "key_reused")
    assert post(desk(SUPERVISOR), number, "consent", to="cost", words="好").status_code == 200


def test_a_complaint_taken_down_is_seen_by_its_readers_only(world: World, desk: As) -> None:
    told = desk(AGENT).post("/api/cases", json={"key": "a", **CALL, "type": "complaint"}).json()
    assert desk(AGENT).get(f"/api/cases/{told['number']}").status_code == 404
    assert desk(QUALITY).get(f"/api/cases/{told['number']}").status_code == 200
    assert [task.team for task in world.all(Task)] == ["quality"]


def test_an_emergency_taken_down_alarms(world: World, desk: As) -> None:
    told = desk(AGENT).post("/api/cases", json={"key": "a", **CALL, "type": "emergency", "level": 1}).json()
    assert (told["level"], told["queue"]) == (1, "safety")
    assert ("supervisor", "alert") in world.roles_told("emergency")


def test_an_edit_keeps_what_stood_there(world: World, desk: As) -> None:
    id = world.file()
    number = world.case(id).number
    told = desk(AGENT).patch(f"/api/cases/{number}", json={"address": "西湖区某路2号", "wish": "进门请穿鞋套"})
    assert (told.status_code, told.json()["address"]) == (200, "西湖区某路2号")
    fields = [row.data["field"] for row in world.case(id).events if row.kind == "amended"]
    assert fields == ["address", "wish"]
    line_of_address = [row.data for row in world.case(id).events if row.kind == "amended"][0]
    assert line_of_address == {"field": "address", "before": "西湖区某路1号", "after": "西湖区某路2号"}


def test_another_product_is_promised_by_its_pack(world: World, desk: As) -> None:
    id = world.file(category="")
    assert world.promise(id, "reply").pack == "general"
    desk(AGENT).patch(f"/api/cases/{world.case(id).number}", json={"category": "lift"})
    names = {"before_name": "", "after_name": category(world.kb, "lift").name}  # what people call it, not its id
    assert line(world, id, "amended") == {"field": "category", "before": "", "after": "lift"} | names
    assert world.promise(id, "reply").pack == "machinery"
    assert [row.state for row in world.all(Promise, case_id=id, kind="reply")] == ["replaced", "running"]


@pytest.mark.parametrize("body", [{"category": "nothing"}, {"level": 1}, {"level": 1, "reason": " "}])
def test_what_cannot_be_is_refused(world: World, desk: As, body: dict[str, Any]) -> None:
    number = world.case(world.file()).number
    assert desk(AGENT).patch(f"/api/cases/{number}", json=body).status_code == 422


def test_a_graver_level_is_promised_anew_from_now(world: World, desk: As) -> None:
    id = world.file(category="lift", level=3)
    number, before = world.case(id).number, world.promise(id, "reply")
    world.pass_(minutes=10)
    desk(AGENT).patch(f"/api/cases/{number}", json={"level": 1, "reason": "轿厢里有人"})
    after = world.promise(id, "reply")
    assert (after.minutes, after.starts_at, after.replaces_id) == (5, after.made_at, before.id)
    assert "onsite" in {row.kind for row in world.all(Promise, case_id=id)}
    assert line(world, id, "regraded") == {"before": 3, "after": 1}
    assert world.case(id).priority == 1


def test_a_lighter_level_counts_from_the_beginning_and_a_miss_stays(world: World, desk: As) -> None:
    id = world.file(category="lift", level=1)
    world.pass_(minutes=20)
    while world.sweep():
        pass
    missed = world.promise(id, "reply").missed_at
    assert missed
    desk(AGENT).patch(f"/api/cases/{world.case(id).number}", json={"level": 3, "reason": "看错了"})
    after = world.promise(id, "reply")
    assert (after.minutes, after.starts_at, after.missed_at, after.state) == (
        15,
        world.case(id).created_at,
        missed,
        "late",
    )
    assert [row.state for row in world.all(Promise, case_id=id, kind="onsite")] == ["void"]


def test_owning_handing_on_and_letting_go(world: World, desk: As) -> None:
    id = world.file()
    number = world.case(id).number
    assert post(desk(AGENT), number, "owner", owner="an").json()["owner"] == "an"
    assert post(desk(AGENT), number, "owner", key="2", owner="bo").status_code == 422  # without a reason
    assert post(desk(AGENT), number, "owner", key="3", owner="di", reason="换人").status_code == 422  # may not see it
    assert post(desk(AGENT), number, "owner", key="4", owner="bo", reason="我下班了").json()["owner_name"] == "薄言"
    (task,) = world.all(Task, rule="case_handed_on")
    assert (task.state, task.assignee_id, task.case_id) == ("claimed", SECOND_AGENT.person_id, id)
    names = {"before_name": AGENT.name, "after_name": "薄言"}  # people read names, not accounts
    assert line(world, id, "owner_changed") == {"before": "an", "after": "bo"} | names
    assert post(desk(SECOND_AGENT), number, "owner", key="5", owner="").json()["owner"] is None


def test_a_case_is_handed_on_by_the_name_on_the_badge(world: World, desk: As) -> None:
    number = world.case(world.file()).number
    assert post(desk(AGENT), number, "owner", owner="薄言", reason="我下班了").json()["owner"] == "bo"
    refused = post(desk(AGENT), number, "owner", key="2", owner="狄青", reason="换人")  # may not see it
    assert (refused.status_code, refused.json()["detail"]) == (422, "owner: nobody who may see this case")
    with world.work() as work:
        work.session.add(Person(id=99, username="bo2", name="薄言", role_rows=[PersonRole(role="agent")]))
    assert post(desk(AGENT), number, "owner", key="3", owner="an", reason="换人").status_code == 200
    assert post(desk(AGENT), number, "owner", key="4", owner="薄言", reason="换人").status_code == 422  # which one?


def test_promises_tell_their_whole_story(world: World, desk: As) -> None:
    id = world.file(category="lift", level=1)
    number = world.case(id).number
    world.pass_(minutes=6)
    world.sweep()
    desk(AGENT).patch(f"/api/cases/{number}", json={"level": 2, "reason": "没有人被困"})
    told = desk(AGENT).get(f"/api/cases/{number}/promises").json()["items"]
    first, last = (row for row in told if row["kind"] == "reply")
    assert (first["replaced_by"], first["state"], last["state"]) == (last["id"], "replaced", "late")
    assert {step["step"] for step in first["steps"]} == {"near", "missed"}
    assert first["missed_at"] and first["kept_at"] is None and first["told_at"] is None
    assert first["due_at"] > first["made_at"]


def test_a_repeated_fault_is_linked_and_told(world: World, desk: As) -> None:
    before, now = world.file(), world.file()
    numbers = [world.case(id).number for id in (now, before)]
    for key in ("k", "k", "other"):
        post(desk(AGENT), numbers[0], "links", key=key, other=numbers[1], kind="repeat_of", reason="还是滴水")
    assert len(world.all(CaseLink)) == 1
    shown = desk(AGENT).get(f"/api/cases/{numbers[0]}").json()["links"]
    assert shown == [{"kind": "repeat_of", "other": numbers[1], "mine": True}]
    assert line(world, before, "linked_from")["other"] == numbers[0]
    assert world.all(Task, rule="repeat_fault") or world.case(now).escalation_step


def test_merged_cases_go_on_as_one(world: World, desk: As) -> None:
    chat = world.chat("K1")
    twice, kept = world.file(chat), world.file()
    numbers = [world.case(id).number for id in (twice, kept)]
    for _ in range(2):
        assert post(desk(AGENT), numbers[0], "merge", into=numbers[1], reason="同一件事").json()["number"] == numbers[1]
    assert (world.case(twice).status, world.case(kept).contacts) == (CaseStatus.CANCELLED, 2)
    assert world.conversation(chat).case_id == kept
    assert {promise.state for promise in world.all(Promise, case_id=twice)} == {"void"}


def test_no_case_tells_of_a_complaint_it_is_linked_with(world: World, desk: As) -> None:
    complaint, repair = world.file(type="complaint"), world.file()
    numbers = [world.case(id).number for id in (complaint, repair)]
    assert post(desk(QUALITY), numbers[0], "links", other=numbers[1], kind="related").status_code == 404
    with world.work(QUALITY) as work:
        link(work, work.session.get_one(Case, complaint), work.session.get_one(Case, repair), LinkKind.RELATED)
    assert "linked_from" not in world.kinds(repair)
    assert desk(AGENT).get(f"/api/cases/{numbers[1]}").json()["links"] == []


def test_consent_by_phone_closes_as_the_customers_word(world: World, desk: As) -> None:
    id = world.file()
    number = world.case(id).number
    assert post(desk(AGENT), number, "consent", to="closure", words="好了").status_code == 409  # not solved yet
    desk(AGENT).post(f"/api/cases/{number}/solve", json={"solution": "已清洗"})
    post(desk(AGENT), number, "consent", to="closure", words="修好了，可以了")
    case = world.case(id)
    said = [row for row in case.events if row.kind == "consent"]
    assert (case.status, case.closed_by, len(said)) == (CaseStatus.CLOSED, "customer", 1)
    assert (said[0].text, said[0].actor, said[0].data) == ("修好了，可以了", "agent:an", {"to": "closure"})


def test_consent_to_messages_lets_text_messages_go(world: World, desk: As) -> None:
    number = world.case(world.file(phone="13911110007")).number
    assert post(desk(AGENT), number, "consent", to="messages", words="可以发短信").status_code == 200
    with world.work() as work:
        assert consent.given(work, SMS, stored("13911110007"))


def test_a_note_is_hidden_and_kept(world: World, desk: As) -> None:
    id = world.file()
    number = world.case(id).number
    desk(AGENT).post(f"/api/cases/{number}/note", json={"text": "客户身份证号在这里"})
    note = [row for row in world.case(id).events if row.kind == "note"][0]
    verb = f"notes/{note.id}/hide"
    assert post(desk(SECOND_AGENT), number, verb, reason="不该写").status_code == 403
    assert post(desk(SUPERVISOR), number, verb, reason="不该写").status_code == 200
    shown = {row["id"]: row for row in desk(AGENT).get(f"/api/cases/{number}").json()["timeline"]}
    assert (shown[note.id]["hidden"], shown[note.id]["text"]) == (True, "")
    assert [row.text for row in world.case(id).events if row.kind == "note"] == ["客户身份证号在这里"]
    assert (
        post(desk(SUPERVISOR), number, f"notes/{world.case(id).events[0].id}/hide", key="2", reason="x").status_code
        == 404
    )


def test_another_machine_brings_its_product_and_warranty(world: World, desk: As) -> None:
    id = world.file(category="")
    told = desk(AGENT).patch(f"/api/cases/{world.case(id).number}", json={"serial": "AA26000001"})
    case = world.case(id)
    assert (told.status_code, case.category, case.warranty["covered"]) == (200, "air_conditioner", True)
    assert [row.data["field"] for row in case.events if row.kind == "amended"] == ["serial", "category"]


def test_what_a_case_waits_for_is_asked_of_its_customer(world: World, desk: As) -> None:
    chat = world.chat()
    number = world.case(world.file(chat)).number
    body = {"to": "waiting", "why": "外机铭牌上的型号"}
    assert desk(AGENT).post(f"/api/cases/{number}/move", json=body).status_code == 200
    assert any(prompt.startswith("/ask_waiting") for prompt in world.prompts(chat))


def test_a_cancelled_case_tells_its_customer_why_and_how_to_come_back(world: World, desk: As) -> None:
    chat = world.chat()
    id = world.file(chat)
    number = world.case(id).number
    for why in ("", " 。"):
        told = desk(AGENT).post(f"/api/cases/{number}/move", json={"to": "cancelled", "why": why})
        assert (told.status_code, told.json()["code"]) == (422, "reason_missing")
    assert (world.case(id).status, said_in(world, chat)) == (CaseStatus.NEW, "")
    told = desk(AGENT).post(f"/api/cases/{number}/move", json={"to": "cancelled", "why": "您说已经自己修好。"})
    assert (told.status_code, told.json()["status"]) == (200, "cancelled")
    said = said_in(world, chat)
    assert f"{number} 已取消" in said and "原因：您说已经自己修好。您" in said and world.kb.company.hotline in said
    assert world.all(Task) == []


@pytest.mark.parametrize("called", [False, True])
def test_who_cannot_be_written_to_is_called_about_a_cancelled_case(world: World, desk: As, called: bool) -> None:
    chat = world.chat() if called else None
    id = world.file(chat)
    if chat:  # a call that is over, from a phone that takes no text messages
        with world.work() as work:
            talk = work.session.get_one(Conversation, chat)
            talk.channel, talk.unreachable = "voice", "call_over"
    body = {"to": "cancelled", "why": "机器不是我们卖的"}
    assert desk(AGENT).post(f"/api/cases/{world.case(id).number}/move", json=body).status_code == 200
    (task,) = world.all(Task)
    assert (task.team, task.case_id) == ("agent", id) and "原因：机器不是我们卖的" in task.subject


def test_what_was_told_twice_ends_without_a_word_of_cancelling(world: World, desk: As) -> None:
    chat = world.chat()
    number, into = world.case(world.file(chat)).number, world.case(world.file(chat)).number
    assert post(desk(AGENT), number, "merge", into=into, reason="同一件事").status_code == 200
    assert said_in(world, chat) == "" and world.all(Task) == []


def said_in(world: World, chat: str) -> str:
    return "\n".join(message.text for message in world.all(Message, conversation_id=chat, direction="out"))
