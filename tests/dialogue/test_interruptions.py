"""Whatever a customer says at whichever question: each task's every question crossed with each interruption."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bot.actions.engine import interruptions
from bot.actions.engine.state import State
from helpline.tables import Case, Visit
from tests.databases import Sqlite
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.house.sources import files, tree
from tests.world import World

# Questions answered by any words: what is said at them may be the answer.
TOLD_FREELY = (
    "symptom",
    "particulars",
    "detail",
    "bought",
    "people",
    "complaint",
    "about",
    "since_when",
    "wish",
    "score_words",
    "awaited",
    "ready",
)
NEW_PHONE = "13911118888"
FILING = ("report_fault", "service_request", "complain")
NO_IS_AN_ANSWER = (
    "offer_visit",
    "cancel_sure",
    "slot",
    "closure",
    "score",
    "score_words",
    "case_number",
    "serial",
    "ready_time",
)
UNWANTED = ("closure", "awaited", "service_request/detail, return")  # where it may be of the goods
READ_AGAIN = {"which_field": "confirmed"}  # the read-back asks for it as well


@dataclass
class Talk:
    """A talk before and after something was said."""

    forms: Forms
    before: State
    rows: dict[str, tuple[str, ...]]
    told: str

    @property
    def after(self) -> State:
        return self.forms.state

    @property
    def asked(self) -> str:
        return self.before.asked

    def now(self) -> dict[str, tuple[str, ...]]:
        return rows(self.forms)

    @property
    def new(self) -> list[str]:
        """Types of cases that were filed since."""
        return [row[0] for number, row in self.now().items() if number not in self.rows and number.startswith("GD")]

    @property
    def owner(self) -> str:
        return self.forms.world.conversation(self.forms.chat).owner


def rows(talk: Forms) -> dict[str, tuple[str, ...]]:
    """Cases and visits of the talk, with their states."""
    cases = talk.world.all(Case, conversation_id=talk.chat)
    visits = [visit for case in cases for visit in talk.world.all(Visit, case_id=case.id)]
    return {case.number: (case.type, case.status, case.phone) for case in cases} | {
        f"visit {visit.id}": (visit.status, str(visit.start_at)) for visit in visits
    }


def heard(talk: Forms, one: "Interruption") -> Talk:
    before, known = talk.state.model_copy(deep=True), rows(talk)
    return Talk(
        talk, before, known, one.happens(talk) if one.happens else talk.say(one.text, one.intent, sure=one.sure)
    )


# -- what must hold ----------------------------------------------------------------------------------------------------


def goes_on(talk: Talk) -> bool:
    """It is answered, and the question stands as it was; nothing was done."""
    asked = READ_AGAIN.get(talk.before.asked, talk.before.asked)
    stands = (talk.after.task, talk.after.asked) == (talk.before.task, asked)
    return bool(talk.told) and stands and talk.now() == talk.rows


def nothing_done(talk: Talk) -> bool:
    """Nothing was filed, closed, booked or cancelled by it, and something is said."""
    return bool(talk.told) and talk.now() == talk.rows


def left(talk: Talk) -> bool:
    """The task is over, or where no is an answer that is taken; nothing was filed, and nobody's case is closed."""
    over = talk.after.task != talk.before.task or talk.asked in NO_IS_AN_ANSWER
    return bool(talk.told) and over and not talk.new and talk.now() == talk.rows


def alarmed(talk: Talk) -> bool:
    return "emergency" in talk.new and set(talk.new) <= {"emergency", "complaint"} and talk.owner != "bot"


def with_people(talk: Talk) -> bool:
    return bool(talk.told) and talk.owner != "bot" and set(talk.new) <= {"complaint"}


def complaint_begun(talk: Talk) -> bool:
    return talk.after.task == "complain" or "complaint" in talk.new


def not_lost(talk: Talk) -> bool:
    """The other wish is in hand, kept for later, or asked about; nothing is filed by the way."""
    kept = [wish.intent for wish in talk.after.agenda]
    in_hand = talk.after.task == "service_request" and talk.after.slots.get("service_type") == "invoice"
    return (in_hand or "request_invoice" in kept) and not talk.new


def asked_whether(talk: Talk) -> bool:
    """Whether there is danger is asked, and nothing else done."""
    return any(button["payload"].startswith("/emergency") for button in talk.forms.buttons) and not talk.new


def begun_anew(talk: Talk) -> bool:
    """The same task from its beginning, without what was told, except of who is on file and proved it; nothing is done."""
    proved = talk.forms.world.conversation(talk.forms.chat).customer_proved_at
    forgotten = ("symptom", "detail", "complaint", "machines", *(() if proved else ("phone", "name", "address")))
    told = [slot for slot in forgotten if talk.after.slots.get(slot)]
    return talk.after.task == talk.before.task and not told and talk.now() == talk.rows


def put_right(talk: Talk) -> bool:
    """The new number is told back, and is the one that counts; where none was told yet it is taken."""
    number = NEW_PHONE in talk.told if talk.before.slots.get("phone") else talk.after.slots.get("phone") == NEW_PHONE
    return number and not talk.new


def asked_for(talk: Talk) -> bool:
    """The product's question comes now, and the task is gone on with after it."""
    return (
        talk.after.task == "closure"
        and talk.after.resume == talk.before.task
        and talk.before.slots.items()
        <= (talk.after.slots | {"case_number": talk.before.slots.get("case_number")}).items()
    )


def prompt(talk: Forms) -> str:
    steps.solved(talk.world, talk)
    number = max(talk.world.all(Case, conversation_id=talk.chat), key=lambda case: case.id).number
    return talk.press(f'/ask_closure{{"case_number": "{number}"}}')


@dataclass(frozen=True)
class Interruption:
    text: str
    intent: str
    holds: Callable[[Talk], bool]
    but_at: tuple[str, ...] = ()  # questions or steps whose answer it may be
    only_in: tuple[str, ...] = ()  # tasks
    sure: float = 0.9
    happens: Callable[[Forms], str] | None = None  # instead of the words
    says: str = ""  # what must stand in the answer


INTERRUPTIONS = {
    "danger": Interruption("不好了，配电箱冒烟着火了", "emergency", alarmed),
    "a person": Interruption("转人工", "request_human", with_people),
    "leaving": Interruption("算了，不办了", "cancel", left),
    "price": Interruption("修一次大概多少钱", "ask_fee", goes_on, TOLD_FREELY, says="元|收费|免费|报价"),
    "how soon": Interruption("最快多久能来", "ask_business", goes_on, TOLD_FREELY, says=r"\d{1,2}:\d{2}|联系您|工单号"),
    "why a phone": Interruption("要我的号码干啥", "out_of_scope", goes_on, TOLD_FREELY, sure=0.48, says="只用来联系"),
    "opening hours": Interruption(
        "你们几点上班", "ask_business", lambda talk: goes_on(talk) and "9:00" in talk.told, TOLD_FREELY
    ),
    "a robot?": Interruption("你是机器人吗", "ask_identity", goes_on, TOLD_FREELY, says="智能助手"),
    "thanks": Interruption("谢谢", "thanks", nothing_done, ("closure",)),
    "greeting": Interruption("你好", "greet", nothing_done),
    "chit-chat": Interruption("今天天气真冷", "out_of_scope", nothing_done, ("awaited",)),
    "not understood": Interruption("呃那个啥的嘛", "nlu_fallback", nothing_done, ("closure", "awaited")),
    "another wish": Interruption("另外帮我开张发票", "request_invoice", not_lost, TOLD_FREELY),
    "perhaps danger": Interruption(
        "机器那边有股怪味道", "emergency", asked_whether, (*TOLD_FREELY, "which_case"), sure=0.7
    ),
    "beginning anew": Interruption("重新来一遍", "start_over", begun_anew, only_in=FILING),
    "refusing": Interruption("我不报修了", "deny", left, only_in=("report_fault",), but_at=("symptom", "offer_visit")),
    "putting off": Interruption("先放着以后再说", "cancel", left, (*TOLD_FREELY, "closure")),
    "not wanted": Interruption("我不要了", "cancel", left, UNWANTED),
    "not wanted, as a no": Interruption("我不要了", "deny", left, UNWANTED),
    "not wanted, twice": Interruption("不要了，真不要了", "inform", left, UNWANTED),
    "giving up": Interruption("取消吧", "cancel", left, ("cancel_sure", "closure", "awaited")),
    "a correction": Interruption(
        f"电话错了，是{NEW_PHONE}", "correct", put_right, (*TOLD_FREELY, "offer_visit"), only_in=FILING
    ),
    "the product asks": Interruption("", "", asked_for, only_in=FILING, happens=prompt),
    "something is wrong": Interruption(
        "地址错了",
        "correct",
        lambda talk: talk.after.asked == "address" and not talk.new,
        (*TOLD_FREELY, "name", "phone", "product", "offer_visit", "address", "tips"),
        ("report_fault",),
    ),
    "how soon, not known as a question": Interruption(
        "最快多久能来",
        "inform",
        lambda talk: goes_on(talk) and "最快" in talk.told,
        (*TOLD_FREELY, "offer_visit", "same_case"),  # where the case answers it
        ("report_fault",),
    ),
    "a complaint": Interruption("你们师傅乱收费，我要投诉", "complain", complaint_begun),
}


@pytest.fixture
def database_url(sqlite: Sqlite) -> Iterator[str]:
    """The order of what is listened for is the same on both databases: SQLite is enough for so many."""
    with sqlite.fresh() as url:
        yield url


@pytest.mark.slow
@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@pytest.mark.parametrize("step", steps.STEPS)
def test_an_interruption_is_heard_and_costs_nothing(world: World, step: str, interruption: str) -> None:
    wanted = INTERRUPTIONS[interruption]
    talk = steps.at(world, step)
    if {talk.state.asked, step} & set(wanted.but_at):
        pytest.skip("may be the answer to what is asked")
    if wanted.only_in and talk.state.task not in wanted.only_in:
        pytest.skip("nothing to say there")
    outcome = heard(talk, wanted)
    assert re.search(wanted.says, outcome.told), outcome.told
    assert wanted.holds(outcome), f"{outcome.told} → {outcome.after.task}/{outcome.after.asked}, {outcome.now()}"


def test_every_question_the_engine_asks_is_a_step() -> None:
    """Those that are asked by name; the others hold the slots of a task, which are asked by their kinds."""
    calls = (node for file in files("bot") for node in ast.walk(tree(file)))
    named = {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("ask", "ask_again")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    asked = {step.partition("/")[2].partition(",")[0] for step in steps.STEPS}
    assert len(named) > 15 and named <= asked


NEEDED: dict[interruptions.Interruption, tuple[str, str]] = {
    interruptions.alarm: ("report_fault/phone", "danger"),
    interruptions.doubtful_alarm: ("report_fault/phone", "perhaps danger"),
    interruptions.prompt: ("report_fault/phone", "the product asks"),
    interruptions.task_left: ("report_fault/phone", "refusing"),
    interruptions.complaint_begun: ("service_request/detail, invoice", "a complaint"),
    interruptions.person_wanted: ("report_fault/phone", "a person"),
    interruptions.beginning_anew: ("report_fault/address", "beginning anew"),
    interruptions.giving_up: ("report_fault/phone", "putting off"),
    interruptions.question_by_words: ("report_fault/phone", "how soon, not known as a question"),
    interruptions.correction: ("report_fault/name", "a correction"),
    interruptions.other_wish: ("service_request/phone, return", "another wish"),
    interruptions.side_question: ("report_fault/phone", "opening hours"),
}


@pytest.mark.parametrize("listener", NEEDED, ids=lambda listener: getattr(listener, "__name__", ""))
def test_without_one_that_listens_something_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch, listener: interruptions.Interruption
) -> None:
    step, interruption = NEEDED[listener]
    talk = steps.at(world, step)
    without = tuple(one for one in interruptions.INTERRUPTIONS if one is not listener)
    monkeypatch.setattr(interruptions, "INTERRUPTIONS", without)
    wanted = INTERRUPTIONS[interruption]
    assert not wanted.holds(heard(talk, wanted))
