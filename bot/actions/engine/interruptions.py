"""What a customer may say at any question of any task, in the order in which it is listened for."""

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.actions.answers import side_questions, static_answers
from bot.actions.engine import agenda, complaint_told, correction_confirmed, danger, prefill, task_exit, thresholds
from bot.actions.engine.contact_details import is_a_name, nothing_else
from bot.actions.engine.detail_slots import CONTACT, MACHINE, PLAIN
from bot.actions.engine.displeasure import ANSWER_IT_THEMSELVES
from bot.actions.engine.hand_off import call_human
from bot.actions.engine.resume_draft import resume_draft
from bot.actions.engine.task_of_intent import PART_OF_ANOTHER, TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, is_start_over, is_stop, mentions
from helpline.conversations.drafts import GO_ON
from language.denials import denied
from language.facts.decoration import is_sign_alone
from language.waits import asks_to_wait

if TYPE_CHECKING:
    from bot.actions.engine.base import Task

# Questions to which that something is not wanted is an answer.
ANSWERED_WITH_NO = frozenset(
    {"offer_visit", "tips", "change", "cancel_sure", "slot", "closure", "score", "score_words", "ready_time"}
)
READ_BACK = frozenset({"confirmed", "which_field", "offer_visit"})
PROMPTS = frozenset(  # begun by the product
    {"ask_waiting", "ask_closure", "ask_ready", "ask_survey", "ask_survey_silent", "ask_regular"}
)
STORIES = frozenset({"complaint", "about", "since_when"})  # where another wish cannot be the answer
STOPS_A_STORY = ("check_warranty", "ask_fee", "ask_business", "check_progress", "ask_identity", "ask_fraud")
SHORT_QUESTION = 12  # characters; a longer one is part of the story that was asked for
AROUND_A_FACT = 3  # characters of a message beside the fact it is about


class Outcome(Enum):
    """What became of a message. None instead: it was not what was listened for, and the next one listens."""

    DEALT_WITH = auto()
    IS_ANSWER = auto()  # to what was asked; nobody else listens


Interruption = Callable[["Task", DialogueTurn, str], Outcome | None]


def handle_interruption(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Whether the message was dealt with here instead of as an answer to `asked`."""
    outcomes = (listen(flow, turn, asked) for listen in INTERRUPTIONS)
    return next((outcome for outcome in outcomes if outcome), Outcome.IS_ANSWER) == Outcome.DEALT_WITH


def alarm(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    return Outcome.DEALT_WITH if danger.heard(turn) else None


def doubtful_alarm(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    if asked in flow.free_text or not danger.doubted(turn):
        return None
    danger.ask(turn)
    turn.await_(asked)
    return Outcome.DEALT_WITH


def alarm_denied(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    if not danger.denied(turn):
        return None
    flow.advance(turn)
    return Outcome.DEALT_WITH


def resuming(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """With what was left unfinished."""
    if turn.intent != GO_ON:
        return None
    resume_draft(turn)
    return Outcome.DEALT_WITH


def prompt(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """The product has something to ask; the task in hand is gone on with afterwards."""
    if turn.intent not in PROMPTS:
        return None
    flow.break_off(turn, TASK_OF[turn.intent])
    turn.put("case_number", turn.value("case_number"))
    return Outcome.DEALT_WITH


def complaint_begun(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """Also where a story is told: what is said of it then is for its readers only (R41)."""
    if flow.name in ANSWER_IT_THEMSELVES or not complaint_told.begins(turn):
        return None
    flow.done(turn, "complain")
    return Outcome.DEALT_WITH


def beginning_anew(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """At every question: 重新来一遍 is no line 1."""
    if not is_start_over(turn):
        return None
    turn.forget(*(slot for slot in (*flow.slots, *CONTACT) if slot not in flow.persistent_slots))
    turn.say("started_over")
    flow.advance(turn)
    return Outcome.DEALT_WITH


def answer_meant(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    return Outcome.IS_ANSWER if flow.means_answer(turn, asked) else None


def task_left(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    answers = asked in ANSWERED_WITH_NO and not task_exit.refuses(turn, flow.name)
    if answers or flow.puts_right(turn) or not task_exit.leaves(turn, flow.name):
        return None
    carried = flow.hands_on(turn)
    flow.done(turn)
    if turn.anew is None:
        turn.say("task_left")
        turn.say("task_left_what")
    elif not any(fact["entity"] in MACHINE for fact in turn.anew.facts):
        prefill.keep(turn, carried)
    return Outcome.DEALT_WITH


def person_wanted(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    answers = turn.fact(asked) and nothing_else(turn)
    if not turn.is_("request_human", above=thresholds.PERSON) or answers:
        return None
    call_human(turn)
    return Outcome.DEALT_WITH


def giving_up(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    if not is_stop(turn):
        return None
    flow.done(turn)
    turn.say("stopped")
    return Outcome.DEALT_WITH


def nothing_more(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """A button says what it means."""
    return Outcome.IS_ANSWER if turn.pressed else None


def asked_to_wait(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """The customer goes to look or to ask: what was asked stays open, and is not asked again meanwhile."""
    tells = any(fact["entity"] != "product" for fact in turn.facts)
    if tells or turn.yes() is not None or not asks_to_wait(turn.text):
        return None
    turn.say("take_your_time")
    turn.await_(asked)
    return Outcome.DEALT_WITH


def nothing_said(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """Dots or a face are no answer, and are not written down as one."""
    silent = is_sign_alone(turn.text) or not any(char.isalnum() for char in turn.text)
    if not silent or turn.yes() is not None or mentions(turn.text, "kind_signs"):
        return None
    turn.await_(asked)
    flow.advance(turn)
    return Outcome.DEALT_WITH


def question_by_words(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    if asked in flow.free_text and len(bare(turn.matter)) > SHORT_QUESTION:
        return None
    if not side_questions.asked_by_words(turn):
        return None
    if side_questions.nobody_comes(turn):
        flow.done(turn)
        return Outcome.DEALT_WITH
    flow.fill_slots(turn)
    turn.await_(asked)
    turn.asked_now = False
    flow.advance(turn)
    return Outcome.DEALT_WITH


def correction(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """ "The phone is wrong": the named fact is taken anew, from this message or by asking; what changed is shown."""
    if exchanged := flow.exchange(turn, asked):
        correction_confirmed.tell(flow, turn, exchanged)
        flow.advance(turn)
        return Outcome.DEALT_WITH
    plainly = turn.is_("correct", above=thresholds.CORRECTION)
    denies = asked in CONTACT and denied(turn.text, [str(turn.get("product_text") or "")])
    if not plainly and not denies and not (asked in READ_BACK and mentions(turn.text, "puts_right")):
        return None
    if wrong := next((kind for kind in flow.fillable if turn.wrong(kind)), None):
        turn.ask(wrong, f"wrong_{turn.wrong(wrong)}")
        return Outcome.DEALT_WITH
    named = field_named(turn.text)
    changed = flow.correct(turn)
    if changed:
        correction_confirmed.tell(flow, turn, changed)
        flow.advance(turn)
        return Outcome.DEALT_WITH
    if named and named in (*flow.slots, *flow.fillable) and turn.get(named):
        turn.put(named, None)
        turn.put("confirmed", None)
        turn.ask(named, f"ask_{named}_again")
        return Outcome.DEALT_WITH
    return None


def other_wish(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """Another wish that deserves a task of its own: now, or where it was told as one more after this."""
    to = TASK_OF.get(turn.intent)
    if instead := flow.becomes(turn):
        carried = flow.hands_on(turn)
        flow.done(turn, instead)
        prefill.keep(turn, carried)
        return Outcome.DEALT_WITH
    if to and flow.is_beside(turn):
        flow.break_off(turn, to)
        return Outcome.DEALT_WITH
    if to is None or turn.intent in PART_OF_ANOTHER or turn.confidence < thresholds.SWITCH:
        return None
    if asked in flow.free_text and not _leaves_a_story(turn, asked):
        return None
    if flow.wishes(turn) or _holds_fillable(flow, turn):
        return None
    beside = to == flow.name or mentions(turn.text, "beside")
    if turn.intent in agenda.SEPARATE and beside and flow.name in agenda.FILES:
        agenda.keep(turn, [turn.heard])
        turn.await_(asked)
        flow.advance(turn)
    elif to in agenda.LOOKS_UP and flow.name in agenda.FILES:
        flow.break_off(turn, to)
    else:
        same = to in agenda.FILES and not any(turn.fact(kind) for kind in MACHINE)
        carried = flow.hands_on(turn) if same else {}
        flow.done(turn, to)
        prefill.keep(turn, carried)
    return Outcome.DEALT_WITH


def _leaves_a_story(turn: DialogueTurn, asked: str) -> bool:
    """Whether what was said where a story is asked for is surely no part of it: 我不装了，别派人来."""
    short = len(bare(turn.text)) <= SHORT_QUESTION
    return asked in STORIES and short and turn.is_("change_visit", above=thresholds.STORY_LEFT)


def side_question(flow: "Task", turn: DialogueTurn, asked: str) -> Outcome | None:
    """A question in the middle is answered, and the flow goes on where it was; it is never taken for a detail."""
    if asked in flow.free_text and not (
        mentions(turn.text, "question") and turn.is_(*STOPS_A_STORY, above=thresholds.STORY_STOPPED)
    ):
        return None
    known = turn.is_(*side_questions.KNOWN, *static_answers.wordings(), above=thresholds.SIDE_QUESTION)
    if turn.yes() is not None or not (known or _asks_back(flow, turn, asked)):
        return None
    if turn.intent == "out_of_scope" and _is_to_the_point(flow, turn, asked):
        return None
    if any(_is_most_of(turn, kind) for kind in flow.listens_for):
        return None
    fresh = flow.fill_slots(turn)
    if not (known and side_questions.answer(turn)):
        if asked in fresh or not _asks_back(flow, turn, asked):
            return None
        turn.say("question_inside")
    if asked in fresh or turn.get(asked) is None or asked not in PLAIN:
        turn.await_(asked)
        flow.advance(turn)
    return Outcome.DEALT_WITH


def _asks_back(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Whether a detail was asked for, and what came is a question of its own, which nothing here answers."""
    own = TASK_OF.get(turn.intent) == flow.name or turn.is_("dont_know", "deny")
    return asked in PLAIN and mentions(turn.text, "question") and not own and not _holds_fillable(flow, turn)


def _is_to_the_point(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Whether what sounds like chit-chat holds what was asked for, or something else the flow can use."""
    told = any(turn.fact(kind) for kind in flow.fillable) or any(_is_most_of(turn, kind) for kind in flow.listens_for)
    return told or (asked == "name" and is_a_name(turn))


def _is_most_of(turn: DialogueTurn, kind: str) -> bool:
    """Whether a fact is what the message is about: 明天下午 in 明天下午吧, not 今天 in 今天天气真冷."""
    fact = turn.fact(kind)
    return fact is not None and len(bare(turn.text)) - len(bare(str(fact.get("text") or ""))) <= AROUND_A_FACT


def _holds_fillable(flow: "Task", turn: DialogueTurn) -> bool:
    """Whether the message holds something the flow is waiting for."""
    return any(turn.fact(kind) for kind in flow.fillable)


# The first that hears what it listens for has it.
INTERRUPTIONS: tuple[Interruption, ...] = (
    alarm,
    doubtful_alarm,
    alarm_denied,
    resuming,
    prompt,
    complaint_begun,
    beginning_anew,
    answer_meant,
    task_left,
    person_wanted,
    giving_up,
    nothing_more,
    asked_to_wait,
    nothing_said,
    question_by_words,
    correction,
    other_wish,
    side_question,
)
