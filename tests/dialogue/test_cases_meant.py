"""Which case is meant: asked about, changed, cancelled, closed, reopened, waited for; and when goods are taken back."""

from datetime import timedelta

import pytest

from helpline.cases import waiting
from helpline.cases.closing import agree, solve
from helpline.cases.lifecycle import CaseType, move
from helpline.core.unit_of_work import CUSTOMER
from helpline.dispatch import customer_booking
from helpline.tables import Case, Task, Visit
from helpline.tables.states import CaseStatus
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.world import AGENT, World


def two_cases(world: World) -> tuple[Forms, Case, Case]:
    """A talk with an air conditioner's repair that has a visit, and a newer invoice."""
    talk = Forms(world, world.chat())
    repair = world.file(talk.chat, category="air_conditioner")
    with world.work() as work:
        case = work.session.get_one(Case, repair)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[0])
    invoice = world.file(talk.chat, type=CaseType.INVOICE, description="开发票，抬头甲公司")
    return talk, world.case(repair), world.case(invoice)


@pytest.mark.parametrize(
    ("asked", "of"), [("空调修到哪一步了", "repair"), ("我问的是维修，不是发票", "repair"), ("发票开好了吗", "invoice")]
)
def test_progress_is_told_of_the_case_that_is_meant(world: World, asked: str, of: str) -> None:
    talk, repair, invoice = two_cases(world)
    told = talk.say(asked, "check_progress")
    meant, other = (repair, invoice) if of == "repair" else (invoice, repair)
    assert meant.number in told and other.number not in told


def test_without_a_word_of_which_it_is_asked(world: World) -> None:
    talk, repair, invoice = two_cases(world)
    told = talk.say("查一下进度", "check_progress")
    assert talk.state.asked == "which_case" and repair.number in told and invoice.number in told
    told = talk.say("修空调那张")
    assert repair.number in told


@pytest.mark.parametrize(
    ("asked", "of"),
    [("我报修空调的那单怎么样了", "repair"), ("发票那单开好没有", "invoice"), ("空调什么时候来修", "repair")],
)
def test_what_was_asked_is_not_forgotten_over_who_asks(world: World, asked: str, of: str) -> None:
    repair, invoice = owned(world)
    talk = Forms(world, world.chat())
    talk.say(asked, "check_progress")
    assert talk.state.asked in ("case_number", "phone")
    talk.say("13911110001", "inform")
    told = talk.say("甲小明", "inform")
    meant, other = (repair, invoice) if of == "repair" else (invoice, repair)
    assert meant.number in told and other.number not in told


def owned(world: World) -> tuple[Case, Case]:
    """A repair and a newer invoice of somebody on file, filed in another talk."""
    chat = world.chat("K1")
    more = {"phone": "13911110001", "name": "甲小明"}
    repair = world.file(chat, category="air_conditioner", **more)
    invoice = world.file(chat, type=CaseType.INVOICE, description="开发票，抬头甲公司", **more)
    return world.case(repair), world.case(invoice)


def test_the_visit_that_is_meant_is_cancelled_and_nothing_else(world: World) -> None:
    talk, repair, invoice = two_cases(world)
    talk.say("空调自己好了，不用来了", "change_visit")
    talk.say("不是发票，是空调的上门，不用来了", "deny")
    talk.say("对，取消", "affirm")
    assert [visit.status for visit in world.all(Visit)] == ["cancelled"]
    assert world.case(invoice.id).status == "new"


def test_visit_and_case_are_cancelled_together_where_both_are_asked_for(world: World) -> None:
    talk, repair, _ = two_cases(world)
    talk.say("空调又能用了，别让师傅来了，工单也取消吧", "change_visit")
    talk.press(next(b["payload"] for b in talk.buttons if "affirm" in b["payload"]), "取消")
    assert world.case(repair.id).status == "cancelled"
    assert [visit.status for visit in world.all(Visit)] == ["cancelled"]


# -- after the work ----------------------------------------------------------------------------------------------------


def solved(world: World) -> tuple[Forms, Case]:
    talk = Forms(world, world.chat())
    id = world.file(talk.chat, category="air_conditioner")
    with world.work(AGENT) as work:
        case = work.session.get_one(Case, id)
        move(work, case, CaseStatus.ASSIGNED)
        move(work, case, CaseStatus.IN_PROGRESS)
        solve(work, case, "已补充冷媒")
    return talk, world.case(id)


@pytest.mark.parametrize("said", ["亮是亮了，就是颜色发黄", "制热比昨天强，不过卧室还是不暖", "又漏水了"])
def test_better_but_not_well_is_no_agreement(world: World, said: str) -> None:
    talk, case = solved(world)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    talk.say(said, "inform")
    assert world.case(case.id).status == "reopened"


def test_not_looked_at_yet_closes_nothing(world: World) -> None:
    talk, case = solved(world)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    talk.say("我还没去看", "inform")
    assert world.case(case.id).status == "solved"


def test_the_button_of_one_closing_question_closes_no_other_case(world: World) -> None:
    talk, case = solved(world)
    other = world.file(talk.chat)
    with world.work(AGENT) as work:
        row = work.session.get_one(Case, other)
        move(work, row, CaseStatus.ASSIGNED)
        move(work, row, CaseStatus.IN_PROGRESS)
        solve(work, row, "换了电容")
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    agreeing = talk.buttons[0]["payload"]
    talk.press(agreeing)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{world.case(other).number}"}}')
    talk.press(agreeing)
    assert (world.case(case.id).status, world.case(other).status) == ("closed", "solved")


@pytest.mark.parametrize(
    ("said", "intent"),
    [("又响了，没修好，给我重开", "inform"), ("还没弄好呢", "inform"), ("好几天了没人来", "check_progress")],
)
def test_not_repaired_is_no_score_but_opens_the_case_again(world: World, said: str, intent: str) -> None:
    talk, case = solved(world)
    with world.work(CUSTOMER) as work:
        agree(work, work.session.get_one(Case, case.id))
    talk.prompted("survey", f'/ask_survey{{"case_number": "{case.number}"}}')
    talk.say(said, intent)
    row = world.case(case.id)
    assert (row.status, row.score, row.reopened) == ("reopened", None, 1)


def test_a_reason_told_with_the_score_is_kept(world: World) -> None:
    talk, case = solved(world)
    with world.work(CUSTOMER) as work:
        agree(work, work.session.get_one(Case, case.id))
    talk.prompted("survey", f'/ask_survey{{"case_number": "{case.number}"}}')
    talk.say("2分 师傅来晚了一小时", "inform")
    row = world.case(case.id)
    assert row.score == 2 and "来晚了一小时" in row.score_words
    assert talk.state.task == ""


def test_a_closed_case_is_opened_again_by_saying_so(world: World) -> None:
    talk, case = solved(world)
    with world.work(CUSTOMER) as work:
        agree(work, work.session.get_one(Case, case.id))
    told = talk.say("空调又不冷了，上次那单给我重开", "reopen")
    assert case.number in told and world.case(case.id).status == "reopened"


# -- waiting for the customer ------------------------------------------------------------------------------------------


def test_what_is_awaited_is_told_and_the_answer_runs_the_clock_on(world: World) -> None:
    talk = Forms(world, world.chat())
    id = world.file(talk.chat)
    with world.work(AGENT) as work:
        case = work.session.get_one(Case, id)
        waiting.ask(work, case, "外机铭牌上的型号")
    held = world.promise(id, "reply")
    assert held.due_at is None or held.state == "held"
    told = talk.prompted("answer_waiting", f'/ask_waiting{{"case_number": "{world.case(id).number}"}}')
    assert "外机铭牌上的型号" in told
    world.pass_(hours=3)
    talk.say("型号是KFR-35GW", "inform")
    assert world.case(id).status == "in_progress"
    assert any("KFR-35GW" in event.text for event in world.case(id).events if event.kind == "customer_answered")
    assert [task.team for task in world.all(Task, rule="customer_answered")] == ["agent"]
    assert world.promise(id, "reply").state != "held"


@pytest.mark.parametrize(
    ("said", "intent", "begun"),
    [
        ("另外帮我开张发票", "request_invoice", "service_request"),
        ("热水器也坏了，不出热水", "report_fault", "report_fault"),
    ],
)
def test_another_wish_is_no_answer_to_what_is_awaited(world: World, said: str, intent: str, begun: str) -> None:
    talk = steps.at(world, "answer_waiting/awaited")
    talk.say(said, intent, sure=0.95)
    (case,) = world.all(Case)
    assert (talk.state.task, talk.state.resume, case.status) == (begun, "answer_waiting", "waiting")
    talk.say("算了，不办了", "cancel")
    assert (talk.state.task, talk.state.asked) == ("answer_waiting", "awaited")
    talk.say("空调还是不制冷，面板上是E1", "report_fault", sure=0.95)
    assert (talk.state.task, world.case(case.id).status) == ("", "in_progress")
    assert world.case(case.id).status == "in_progress"


def test_who_asks_when_somebody_comes_is_told_what_is_awaited_and_the_answer_lands(world: World) -> None:
    talk = Forms(world, world.chat())
    id = world.file(talk.chat)
    with world.work(AGENT) as work:
        waiting.ask(work, work.session.get_one(Case, id), "外机铭牌上的型号")
    assert "外机铭牌上的型号" in talk.say("师傅啥时候来", "check_progress", sure=1.0)
    talk.say("型号是KFR-35GW")
    assert world.case(id).status == "in_progress" and "customer_answered" in world.kinds(id)


# -- returns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "reason", "files"),
    [(3, "不喜欢这个颜色", True), (40, "颜色跟家里不搭", False), (40, "一直漏水，质量有问题", True)],
)
def test_goods_are_taken_back_by_day_and_reason(world: World, days: int, reason: str, files: bool) -> None:
    day = (world.case(world.file()).created_at - timedelta(days=days)).date()
    talk = Forms(world, world.chat())
    told = talk.say(f"{day.month}月{day.day}日买的空调，{reason}，想退货", "request_return")
    if "退换" in told and not files:
        assert talk.state.task == "" and "修" in told
        return
    assert files and talk.state.task == "service_request"


@pytest.mark.parametrize("said", ["上周", "昨天刚到的", "差不多三个月前", "前天"])
def test_when_it_was_bought_is_not_asked_twice(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("空调一直漏水，质量有问题，想退货", "request_return")
    assert talk.state.asked == "bought"
    talk.say(said)
    assert talk.state.asked != "bought" and talk.state.slots["bought_on"]


def test_the_button_that_files_does_not_speak_of_the_goods(world: World) -> None:
    """没问题，提交 is no word on whether the machine is well."""
    day = (world.case(world.file()).created_at - timedelta(days=40)).date()
    talk = Forms(world, world.chat())
    talk.say(f"{day.month}月{day.day}日买的空调，一直漏水，质量有问题，想退货", "request_return")
    talk.say("13911119999")
    talk.say("方大海")
    told = talk.press("/affirm", "没问题，提交")
    assert [case.number for case in world.all(Case, type="return") if case.number in told]


def test_an_invoice_is_not_filed_before_it_is_told_for_whom(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("劳驾，我们公司修电梯的钱想开增值税专用发票，尽快吧", "request_invoice")
    assert talk.state.asked == "detail"
    talk.say("抬头宁海县长街水产合作社，税号91330226MA2AFQ7X0T，维修费")
    assert talk.state.asked == "phone"
