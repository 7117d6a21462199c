"""R41: what is said in a complaint is read by quality staff alone, from its first word on and ever after.

Everybody else sees that something is there. Asked through the chat's and the desk's API of every place that shows words.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from connectors.contract.inbound import Inbound
from gateway.workers.turns import Turns
from helpline.cases.complaints import filed_words
from helpline.cases.filing import Request, customer_chased, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations import confidential, drafts
from helpline.conversations.files import keep_picture, storing
from helpline.core.unit_of_work import CUSTOMER, Actor
from helpline.customers import consent
from helpline.escalation import rules
from helpline.inbound.ingest import receive
from helpline.learning import review
from helpline.tables import Attachment, AuditLine, Case, Conversation, Message, ReviewItem, Task, Turn
from kb.models.escalation import Trigger
from tests.gateway.desk_calls import As
from tests.gateway.fakes import down, gateway
from tests.gateway.test_desk_channels import PNG
from tests.world import AGENT, QUALITY, SUPERVISOR, World, theirs

pytestmark = pytest.mark.slow

OTHERS = (AGENT, SUPERVISOR)
PLAIN, FIRST, STORY, FILE = "空调不制冷", "上门的人太不像话", "梯工收了我两百块钱", "receipt.png"
SECRETS = ("不像话", "梯工", "两百块", FILE, "一定查清", "扣了我的钱")
ASKS = "请说说具体发生了什么。"


def bot(world: World) -> Callable[[str, str], list[str]]:
    """Understands and asks as the assistant does; `submit` files what was told."""

    def answer(sender: str, text: str) -> list[str]:
        with world.work(CUSTOMER) as work:
            conversation = work.session.get_one(Conversation, sender)
            if text == PLAIN:
                return ["请问怎么称呼？"]
            open_turn = select(Turn).where(Turn.conversation_id == sender, Turn.done_at.is_(None))
            turn = work.session.scalars(open_turn).one()
            confidential.tell(work, conversation, turn.id)
            if text != "提交":
                drafts.keep(conversation, "complain", {"complaint": STORY}, conversation.complaint_id)
                return [ASKS]
            drafts.drop(conversation)
            request = Request(CaseType.COMPLAINT, STORY, f"case:{turn.id}", phone="13911110001")
            case = file_case(work, conversation, request)
            outcome = rules.fire(work, Trigger.COMPLAINT, conversation=conversation, case=case, turn_id=turn.id)
            assert outcome
            return [filed_words(work, case), outcome.tell]

    return answer


@dataclass
class Talk:
    """A customer's chat, answered by the bot."""

    world: World
    turns: Turns
    id: str

    def says(self, *texts: str, files: tuple[str, ...] = (), answered: bool = True) -> None:
        for text in texts:
            name = f"{self.id}:{len(self.world.all(Message))}"
            inbound = Inbound("web", self.id, name, "text", text, attachments=files)
            receive(self.world.database, self.world.kb, inbound, self.id)
            if answered:
                self.world.pass_(seconds=5)
                asyncio.run(self.turns.answer(self.id))

    def tells(self, tmp_path: Any) -> None:
        self.says(PLAIN, FIRST)
        with storing(tmp_path / "uploads", PNG) as picture, self.world.work() as work:
            file = keep_picture(work, self.id, FILE, picture)
        self.says(STORY, files=(file["id"],))

    @property
    def row(self) -> Conversation:
        return self.world.conversation(self.id)

    @property
    def complaint(self) -> Case:
        case: Case = self.world.all(Case, type="complaint")[-1]
        return case


@pytest.fixture
def talk(world: World) -> Talk:
    return Talk(world, gateway(world, bot(world)), world.chat("K1"))


def shown(desk: As, actor: Actor, talk: Talk) -> str:
    """All that the desk shows this person anywhere, as text."""
    client = desk(actor)
    paths = ["/api/conversations", "/api/cases", "/api/cases?open=true", "/api/cases?phone=13911110001", "/api/tasks"]
    paths += [f"/api/conversations?owner={owner}" for owner in ("bot", "queue", "agent")]
    paths += [f"/api/conversations/{row.id}" for row in talk.world.all(Conversation)]
    paths += [f"/api/conversations/{row.id}/messages" for row in talk.world.all(Conversation)]
    paths += [f"/api/cases/{case.number}" for case in talk.world.all(Case)]
    if actor is not AGENT:
        paths.append("/api/learning")
    pages = [client.get(path) for path in paths]
    assert {page.status_code for page in pages} <= {200, 404}
    return "\n".join(page.text for page in pages)


def leaks(desk: As, talk: Talk) -> dict[str, list[str]]:
    """The secrets that somebody else can read, by who."""
    found = {who.username: [word for word in SECRETS if word in shown(desk, who, talk)] for who in OTHERS}
    for who in OTHERS:
        for file in talk.world.all(Attachment):
            for row in talk.world.all(Conversation):
                status = desk(who).get(f"/api/conversations/{row.id}/attachments/{file.id}").status_code
                found[who.username] += [file.name] if status != 404 else []
    return found


NOTHING: dict[str, list[str]] = {"an": [], "cen": []}


def marked(desk: As, actor: Actor, id: str) -> list[str]:
    """Why words are withheld, message by message."""
    return [row["withheld"] for row in desk(actor).get(f"/api/conversations/{id}").json()["messages"]]


def post(desk: As, actor: Actor, id: str, verb: str, **body: Any) -> int:
    answer = desk(actor).post(f"/api/conversations/{id}/{verb}", json=body or None)
    return int(answer.status_code)


def test_while_it_is_told_only_quality_staff_read_it(world: World, desk: As, talk: Talk, tmp_path: Any) -> None:
    talk.tells(tmp_path)
    assert leaks(desk, talk) == NOTHING
    assert all(word in shown(desk, QUALITY, talk) for word in ("不像话", "梯工", FILE))
    assert marked(desk, AGENT, talk.id) == ["", "", *["complaint"] * 4]
    detail = desk(AGENT).get(f"/api/conversations/{talk.id}").json()
    assert (detail["messages"][0]["text"], detail["draft"]) == (PLAIN, {})
    assert desk(QUALITY).get(f"/api/conversations/{talk.id}").json()["draft"] == {"description": STORY}
    (line,) = desk(AGENT).get("/api/conversations").json()["items"]
    assert (line["last_text"], line["last_withheld"]) == ("", "complaint")


def test_nobody_reads_along_while_the_bot_finds_out_what_it_is(world: World, desk: As, talk: Talk) -> None:
    talk.says(FIRST, answered=False)
    assert leaks(desk, talk) == NOTHING
    assert marked(desk, AGENT, talk.id) == ["undecided"]
    talk.says(PLAIN, answered=False)
    (line,) = desk(AGENT).get("/api/conversations").json()["items"]
    assert (line["last_text"], line["last_withheld"]) == ("", "undecided")
    other = Talk(world, talk.turns, world.chat("K2"))
    other.says(PLAIN)
    assert marked(desk, AGENT, other.id) == ["", ""]


def test_words_of_complaint_are_marked_as_they_come_in(world: World, desk: As, talk: Talk) -> None:
    talk.says("我要投诉，安装的人扣了我的钱", answered=False)
    assert marked(desk, AGENT, talk.id) == ["complaint"]
    assert leaks(desk, talk) == NOTHING


@pytest.mark.parametrize("verb", ["return", "close"])
def test_it_stays_marked_when_quality_staff_leave(world: World, desk: As, talk: Talk, tmp_path: Any, verb: str) -> None:
    talk.tells(tmp_path)
    talk.says("提交")
    assert (talk.row.owner, talk.row.queue) == ("queue", "quality")
    assert [desk(who).get(f"/api/conversations/{talk.id}").status_code for who in OTHERS] == [404, 404]
    assert leaks(desk, talk) == NOTHING
    assert post(desk, QUALITY, talk.id, "take") == 200
    assert post(desk, QUALITY, talk.id, "reply", text="我们一定查清") == 200
    assert post(desk, QUALITY, talk.id, "note", text="梯工，上月也有一次") == 200
    assert leaks(desk, talk) == NOTHING
    assert post(desk, QUALITY, talk.id, verb) == 200
    assert talk.row.queue == ""
    assert leaks(desk, talk) == NOTHING
    talk.says(PLAIN)
    desk(QUALITY).get(f"/api/conversations/{talk.id}")
    assert "read_complaint" in [line.what for line in world.all(AuditLine, person_id=QUALITY.person_id)]
    seen = desk(AGENT).get(f"/api/conversations/{talk.id}").json()
    assert [row["text"] for row in seen["messages"] if not row["withheld"] and row["author"] == "customer"] == [
        PLAIN,
        PLAIN,
    ]
    assert seen["case"] is None
    assert {line.what for line in world.all(AuditLine, person_id=AGENT.person_id)} == {
        "read_customer",
        "searched_phone",
    }
    assert leaks(desk, talk) == NOTHING


def test_others_have_no_part_in_it_and_handle_the_rest_afterwards(
    world: World, desk: As, talk: Talk, tmp_path: Any
) -> None:
    talk.tells(tmp_path)
    assert [post(desk, AGENT, talk.id, "take"), post(desk, AGENT, talk.id, "note", text="我来")] == [403, 403]
    talk.says("提交")
    assert [post(desk, who, talk.id, "take") for who in OTHERS] == [404, 404]
    assert [post(desk, QUALITY, talk.id, verb) for verb in ("take", "close")] == [200, 200]
    talk.says(PLAIN)
    assert post(desk, AGENT, talk.id, "take") == 200
    assert "投诉的内容只有受理投诉的人能看" in world.said(talk.id)[-1]
    assert post(desk, AGENT, talk.id, "reply", text="空调我来处理") == 200
    assert world.promise(talk.complaint.id, "reply").met_at is None
    assert marked(desk, AGENT, talk.id)[-2:] == ["", ""]
    assert post(desk, AGENT, talk.id, "return") == 200
    assert leaks(desk, talk) == NOTHING


@pytest.mark.parametrize("begins", ["空调冒烟了", "转人工"])
def test_a_complaint_to_people_of_another_queue_is_filed_beside(
    world: World, desk: As, talk: Talk, begins: str
) -> None:
    talk.says(begins)
    if talk.row.owner == "bot":
        with world.work() as work:
            rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, talk.id))
    before = (talk.row.owner, talk.row.queue, talk.row.case_id)
    talk.says("我要投诉，梯工收了我两百块")
    case = talk.complaint
    assert (case.queue, case.description) == ("quality", "我要投诉，梯工收了我两百块")
    assert case.number in world.said(talk.id)[-1]
    assert (talk.row.owner, talk.row.queue, talk.row.case_id) == before
    (task,) = world.all(Task, team="quality", kind="task")
    assert (task.case_id, task.conversation_id) == (case.id, talk.id)
    talk.says("这个梯工态度还很差", "地址是西湖区文三路1号，电话13905711009")
    assert len(world.all(Case, type="complaint")) == 1
    assert leaks(desk, talk) == NOTHING
    assert "文三路1号" in shown(desk, AGENT, talk)
    assert "态度还很差" not in shown(desk, AGENT, talk) and "态度还很差" in shown(desk, QUALITY, talk)
    assert post(desk, AGENT, talk.id, "take") == 200
    talk.says("我还要投诉，他扣了我的钱")
    assert leaks(desk, talk) == NOTHING
    assert talk.row.owner == "agent"


def test_an_alarm_in_a_complaint_is_read_by_who_can_help(world: World, desk: As, talk: Talk, tmp_path: Any) -> None:
    talk.tells(tmp_path)
    talk.says("插座冒烟了，快来人")
    assert (talk.row.owner, talk.row.queue) == ("queue", "safety")
    assert talk.complaint.description.startswith(FIRST)
    assert [task.case_id for task in world.all(Task, team="quality", kind="task")] == [talk.complaint.id]
    assert "插座冒烟了，快来人" in shown(desk, AGENT, talk)
    assert leaks(desk, talk) == NOTHING
    assert post(desk, AGENT, talk.id, "take") == 200
    assert leaks(desk, talk) == NOTHING


def test_when_the_bot_fails_what_was_told_goes_to_quality_staff(world: World, desk: As, talk: Talk) -> None:
    talk.says(FIRST)
    talk.turns = gateway(world, down)
    talk.says(STORY)
    assert (talk.row.owner, talk.row.queue) == ("queue", "quality")
    assert talk.complaint.description == f"{FIRST}\n{STORY}"
    assert any(talk.complaint.number in text for text in world.said(talk.id))
    assert leaks(desk, talk) == NOTHING


def test_begun_on_the_telephone_it_stays_marked_by_text_message(world: World, desk: As, talk: Talk) -> None:
    talk.says(FIRST, STORY)
    with world.work() as work:
        consent.give(work, "sms", "+8613911110001", "call:CA1")
        assert drafts.go_on_by_text(work, work.session.get_one(Conversation, talk.id), "CA1")
    (text,) = world.all(Conversation, channel="sms")
    world.write("sms", text.external_id, "他还扣了我的钱")
    assert [row.complaint_id for row in world.all(Message, conversation_id=text.id)] == [text.complaint_id] * 2
    assert leaks(desk, talk) == NOTHING
    assert "扣了我的钱" in shown(desk, QUALITY, talk)


def test_answered_on_another_channel_it_stays_marked(world: World, desk: As, talk: Talk, tmp_path: Any) -> None:
    talk.tells(tmp_path)
    talk.says("提交")
    other = world.write("sms", "+8613911110001", PLAIN)
    with world.work() as work:
        theirs(work, work.session.get_one(Conversation, other), "K1")
    assert post(desk, QUALITY, talk.id, "take") == 200
    assert post(desk, QUALITY, talk.id, "reply", text="我们一定查清", answer_in=other) == 200
    world.write("sms", "+8613911110001", "他还扣了我的钱")
    assert leaks(desk, talk) == NOTHING
    assert post(desk, QUALITY, talk.id, "close") == 200
    assert leaks(desk, talk) == NOTHING


def test_the_accused_never_reads_it_and_others_stand_in(world: World, desk: As, talk: Talk) -> None:
    talk.says("转人工")
    with world.work() as work:
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, talk.id))
    talk.says("我要投诉狄青，他扣了我的钱")
    number = talk.complaint.number
    assert "由与此事无关的人员受理" in world.said(talk.id)[-1]
    assert "扣了我的钱" not in shown(desk, QUALITY, talk) + shown(desk, AGENT, talk)
    assert desk(QUALITY).get(f"/api/cases/{number}").status_code == 404
    assert number in [row["case"] for row in desk(SUPERVISOR).get("/api/tasks").json()["items"]]
    assert desk(SUPERVISOR).get(f"/api/cases/{number}").json()["description"] == "我要投诉狄青，他扣了我的钱"
    assert "扣了我的钱" in desk(SUPERVISOR).get(f"/api/conversations/{talk.id}").text


def test_counts_and_reviews_hold_nothing_of_it(world: World, desk: As, talk: Talk) -> None:
    with world.work() as work:
        work.session.get_one(Conversation, talk.id).misunderstood = 1
    talk.says(STORY)
    assert desk(SUPERVISOR).get("/api/learning").json()["items"] == []
    assert [row["text"] for row in desk(QUALITY).get("/api/learning").json()["items"]] == [STORY]
    (item,) = world.all(ReviewItem)
    assert desk(SUPERVISOR).post(f"/api/learning/{item.id}/reject").status_code == 404
    meant = {"conversation": talk.id, "message": 1, "intent": "complain"}
    assert desk(AGENT).post("/api/learning/suggest", json=meant).status_code == 404
    for actor, count in ((SUPERVISOR, 0), (QUALITY, 1)):
        with world.work(actor) as work:
            assert review.count_waiting(work) == count


def test_a_chased_cases_timeline_holds_nothing_of_it(world: World, desk: As, talk: Talk) -> None:
    id = world.file(talk.id)
    talk.says("再不来人我就投诉，上次扣了我的钱", answered=False)
    claimed = talk.turns.claims.claim(talk.id)
    assert claimed
    with world.work(CUSTOMER) as work:
        case = work.session.get_one(Case, id)
        customer_chased(work, case, claimed.text, claimed.id, work.session.get_one(Conversation, talk.id))
    assert "customer_chased" in world.kinds(id)
    assert leaks(desk, talk) == NOTHING


def test_a_plain_talk_after_a_complaint_given_up_is_for_everybody(world: World, desk: As, talk: Talk) -> None:
    talk.says("投诉你们")
    with world.work() as work:
        confidential.leave(work.session.get_one(Conversation, talk.id))
    talk.says(PLAIN)
    assert marked(desk, AGENT, talk.id) == ["complaint", "complaint", "", ""]


def test_what_only_sounded_like_a_complaint_ends_with_its_answer(world: World, desk: As, talk: Talk) -> None:
    talk.turns = gateway(world, lambda _sender, _text: ["好的"])
    talk.says("再修不好我就投诉", "空调的型号是KFR35")
    assert marked(desk, AGENT, talk.id) == ["complaint", "complaint", "", ""]
    assert talk.row.complaint_id is None
