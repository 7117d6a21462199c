"""Every question of every task, and the way to it: what a customer says and presses until it is asked."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from helpline.cases import waiting
from helpline.cases.closing import agree, solve
from helpline.cases.lifecycle import move
from helpline.core.unit_of_work import CUSTOMER
from helpline.dispatch import customer_booking
from helpline.tables import Asset, Case
from helpline.tables.states import CaseStatus
from tests.dialogue import reports
from tests.dialogue.forms import Forms
from tests.world import AGENT, World

Move = tuple[str, str] | str | Callable[[World, Forms], None]  # said (with its intent), pressed by its title, happened

PHONE, NAME, ADDRESS = "13911119999", "方大海", "西湖区文三路9号2幢301室"
WHO: tuple[Move, ...] = ((PHONE, "inform"), (NAME, "inform"))
WHERE: tuple[Move, ...] = (*WHO, (ADDRESS, "inform"))
FAULT: tuple[Move, ...] = (("我家空调坏了，完全不制冷，吹热风", "report_fault"),)
FILED: tuple[Move, ...] = (*FAULT, *WHERE, "提交")
BOOKED: tuple[Move, ...] = (*FILED, "现在约", ("1", "inform"))
RETURN: tuple[Move, ...] = (
    ("我要退货", "request_return"),
    ("电热水器", "inform"),
    ("一用就漏水，质量有问题", "inform"),
)
PART: tuple[Move, ...] = (("净水器的滤芯，来两支", "request_part"), *WHERE)
COMPLAINT: tuple[Move, ...] = (
    ("我要投诉", "complain"),
    ("师傅上门态度很差还乱收费", "inform"),
    ("西工", "inform"),
    ("上周三", "inform"),
    ("道歉退钱", "inform"),
)


def case_filed(world: World, talk: Forms) -> None:
    world.file(talk.chat)


def _case(world: World, talk: Forms) -> Case:
    found: Case = max(world.all(Case, conversation_id=talk.chat), key=lambda case: case.id)
    return found


def solved(world: World, talk: Forms) -> None:
    world.file(talk.chat)
    with world.work(AGENT) as work:
        case = work.session.get_one(Case, _case(world, talk).id)
        move(work, case, CaseStatus.ASSIGNED)
        move(work, case, CaseStatus.IN_PROGRESS)
        solve(work, case, "已补充冷媒")


def agreed(world: World, talk: Forms) -> None:
    with world.work(CUSTOMER) as work:
        agree(work, work.session.get_one(Case, _case(world, talk).id))


def visit_to_come(world: World, talk: Forms) -> None:
    world.file(talk.chat, category="air_conditioner")
    with world.work(AGENT) as work:
        case = work.session.get_one(Case, _case(world, talk).id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case, work.now + timedelta(days=2))[0])


def waits_for_the_customer(world: World, talk: Forms) -> None:
    world.file(talk.chat, category="air_conditioner")
    with world.work(AGENT) as work:
        waiting.ask(work, work.session.get_one(Case, _case(world, talk).id), "外机铭牌上的型号")


def two_machines(world: World, talk: Forms) -> None:
    reports.named(world)
    with world.work() as work:
        known = work.session.get(Asset, "MANY1") is not None
    if not known:
        reports.machines(world, ("MANY1", "QH-KFR26", "1号柜"), ("MANY2", "QH-KFR26", "2号柜"))


def article_fits(world: World, talk: Forms) -> None:
    article = next(article for article in world.kb.articles if article.slug == "ac-not-cooling")
    talk.find_articles(lambda text, product: [SimpleNamespace(article=article, score=1.0)])


def codes_are_sent(world: World, talk: Forms) -> None:
    talk.open_channels("sms")


def prompted(task: str, intent: str) -> Move:
    """The product has the task begun for the conversation's case."""

    def begin(world: World, talk: Forms) -> None:
        talk.prompted(task, f'/{intent}{{"case_number": "{_case(world, talk).number}"}}')

    return begin


# By "task/what it asks for"; the service request asks by its kinds.
STEPS: dict[str, tuple[Move, ...]] = {
    "report_fault/product": (("我要报修", "report_fault"),),
    "report_fault/symptom": (("空调坏了", "report_fault"),),
    "report_fault/phone": FAULT,
    "report_fault/particulars": (("厢式货车在停车场打不着火，派人来", "report_fault"),),
    "report_fault/name": (*FAULT, WHO[0]),
    "report_fault/address": (*FAULT, *WHO),
    "report_fault/confirmed": (*FAULT, *WHERE),
    "report_fault/which_field": (*FAULT, *WHERE, "要改"),
    "report_fault/offer_visit": FILED,
    "report_fault/tips": (article_fits, ("家里空调不凉", "report_fault")),
    "report_fault/same_case": (*FILED, "先不约", ("空调还是不制冷啊", "report_fault")),
    "report_fault/machines": (two_machines, *FAULT, (reports.PHONE, "inform"), (reports.NAME, "inform")),
    "book_visit/slot": (*FILED, "现在约"),
    "book_visit/slot, again": (*BOOKED, ("改约", "change_visit")),
    "book_visit/change": (*BOOKED, ("我的预约", "book_visit")),
    "book_visit/cancel_sure": (*BOOKED, ("不用来了，取消上门", "change_visit")),
    "service_request/product, return": RETURN[:1],
    "service_request/detail, return": RETURN[:2],
    "service_request/bought, return": RETURN,
    "service_request/phone, return": (*RETURN, ("上个月买的", "inform")),
    "service_request/confirmed, return": (*RETURN, ("上个月买的", "inform"), *WHO),
    "service_request/detail, part": (("我要买个滤芯", "request_part"),),
    "service_request/address, part": PART[:3],
    "service_request/detail, invoice": (("开发票", "request_invoice"),),
    "service_request/name, invoice": (
        ("开发票", "request_invoice"),
        ("抬头是西湖贸易公司，税号91330100MA2B12345X", "inform"),
        WHO[0],
    ),
    "service_request/detail, suggestion": (("提个建议", "suggest"),),
    "service_request/people, training": (("我要培训", "request_training"), ("新装的大屏怎么操作", "inform")),
    "service_request/detail, manual": (("给我说明书", "request_manual"),),
    "service_request/detail, contract": (("签个维保合同", "request_contract"),),
    "service_request/same_case, part": (*PART, "提交", ("净水器滤芯怎么卖，我要两支", "request_part")),
    "complain/complaint": COMPLAINT[:1],
    "complain/about": COMPLAINT[:2],
    "complain/since_when": COMPLAINT[:3],
    "complain/wish": COMPLAINT[:4],
    "complain/phone": COMPLAINT,
    "complain/name": (*COMPLAINT, WHO[0]),
    "complain/confirmed": (*COMPLAINT, *WHO),
    "check_warranty/serial": (("查保修", "check_warranty"),),
    "check_warranty/machines": (
        two_machines,
        ("查保修", "check_warranty"),
        (f"{reports.PHONE} {reports.NAME}", "inform"),
        ("空调", "inform"),
    ),
    "check_progress/case_number": (("查进度", "check_progress"),),
    "check_progress/code": (codes_are_sent, (f"查进度，{reports.PHONE}", "check_progress")),
    "check_progress/which_case": (case_filed, case_filed, ("问一下进度", "check_progress")),
    "reopen/case_number": (("上次那单给我重开", "reopen"),),
    "closure/closure": (solved, prompted("closure", "ask_closure")),
    "survey/score": (solved, agreed, prompted("survey", "ask_survey")),
    "survey/score_words": (solved, agreed, prompted("survey", "ask_survey"), ("2分", "inform")),
    "visit_ready/ready_time": (visit_to_come, prompted("visit_ready", "ask_ready")),
    "visit_ready/ready": (visit_to_come, prompted("visit_ready", "ask_ready"), "按时来"),
    "answer_waiting/awaited": (waits_for_the_customer, prompted("answer_waiting", "ask_waiting")),
}


def at(world: World, step: str) -> Forms:
    """A talk of its own in which this is asked now."""
    talk = Forms(world, world.chat())
    for move_ in STEPS[step]:
        if callable(move_):
            move_(world, talk)
        elif isinstance(move_, str):
            talk.press_title(move_)
        else:
            talk.say(*move_)
    asked = step.partition(",")[0]
    assert f"{talk.state.task}/{talk.state.asked}" == asked
    return talk
