"""What a customer may say at any step of any flow."""

from typing import TYPE_CHECKING

from bot.actions.answers import side_questions, static_answers
from bot.actions.engine import agenda, danger, task_exit
from bot.actions.engine.begins import PART_OF_ANOTHER, TASK_OF
from bot.actions.engine.contact_details import nothing_else, product_word
from bot.actions.engine.details import PLAIN
from bot.actions.engine.hand_off import call_human, case_in_hand
from bot.actions.engine.resume_draft import resume_draft
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, is_exactly, is_start_over, is_stop, mentions
from helpline.cases import amend
from helpline.cases.queries import case_numbered
from helpline.conversations.drafts import GO_ON
from helpline.conversations.queries import told_humans
from helpline.customers.proof import customer_of
from helpline.escalation import rules as escalation
from kb.models.escalation import Does, EscalationRule, Trigger
from language.facts.extract import bare_name, extract
from language.facts.words import Words, load_words

if TYPE_CHECKING:
    from bot.actions.engine.base import Task

# Questions to which that something is not wanted is an answer.
ANSWERED_WITH_NO = frozenset(
    {"offer_visit", "tips", "change", "cancel_sure", "slot", "closure", "score", "score_words"}
)
READ_BACK = frozenset({"confirmed", "which_field", "offer_visit"})
PROMPTS = frozenset({"ask_waiting", "ask_closure", "ask_survey", "ask_survey_silent"})  # begun by the product
OWN_ANSWER_TO_DISPLEASURE = frozenset({"complain", "closure", "survey"})
STOPS_A_STORY = ("check_warranty", "ask_fee", "ask_business", "check_progress", "ask_identity", "ask_fraud")
SHORT_QUESTION = 12  # characters; a longer one is part of the story that was asked for
AROUND_A_FACT = 3  # characters of a message beside the fact it is about


def count_not_understood(turn: DialogueTurn) -> None:
    """Not understood once more; when the rules say it is enough, a human takes over instead of asking again."""
    turn.conversation.misunderstood += 1
    count = turn.conversation.misunderstood
    rules = turn.runtime.kb.policies.escalation.rules
    if escalation.match(rules, Trigger.NOT_UNDERSTOOD, escalation.Facts(count=count)):
        turn.said.clear()
        call_human(turn, Trigger.NOT_UNDERSTOOD, count=count)


def handle_displeasure(turn: DialogueTurn) -> None:
    """Displeasure (R23): strong, and a human takes over; some, and a human is offered, once a day."""
    if turn.conversation.owner != "bot" or OWN_ANSWER_TO_DISPLEASURE & set(turn.took):
        return
    rule = _displeasure_rule(turn)
    if rule is None:
        return
    if rule.do == Does.HAND_OFF:
        turn.said.clear()
        call_human(turn, Trigger.DISPLEASURE)
    elif turn.get("human_offered") != str(turn.work.today):
        turn.put("human_offered", str(turn.work.today))
        turn.say(rule.tell, [(turn.words("button_human"), "/request_human")])


def needs_human_at_once(turn: DialogueTurn) -> bool:
    """Whether the customer is so displeased that the rules hand over."""
    rule = _displeasure_rule(turn)
    return rule is not None and rule.do == Does.HAND_OFF


def _displeasure_rule(turn: DialogueTurn) -> EscalationRule | None:
    if turn.pressed:
        return None
    conversation = turn.conversation
    customer = customer_of(turn.work, conversation)
    grade = customer.grade if customer else None
    case = case_in_hand(turn)
    facts = escalation.Facts(displeasure=conversation.displeasure, grade=grade, case_type=case.type if case else None)
    return escalation.match(turn.runtime.kb.policies.escalation.rules, Trigger.DISPLEASURE, facts)


def handle_interruption(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Whether the message was dealt with here instead of as an answer to `asked`."""
    if danger.heard(turn):
        return True
    if danger.doubted(turn) and asked not in flow.free_text:
        danger.ask(turn)
        turn.await_(asked)
        return True
    if danger.denied(turn):
        flow.advance(turn)
        return True
    if turn.intent == GO_ON:
        resume_draft(turn)
        return True
    if turn.intent in PROMPTS:
        turn.state.resume = flow.name
        turn.end(TASK_OF[turn.intent])
        turn.put("case_number", turn.value("case_number"))
        return True
    if flow.means_answer(turn, asked):
        return False
    if asked not in ANSWERED_WITH_NO and task_exit.leaves(turn, flow.name):
        flow.done(turn)
        if turn.anew is None:
            turn.say("task_left")
            turn.say("task_left_what")
        return True
    if turn.is_("request_human", above=0.55) and not (turn.fact(asked) and nothing_else(turn)):
        call_human(turn)
        return True
    if is_start_over(turn):
        turn.forget(*(slot for slot in (*flow.slots, "name", "phone", "address") if slot not in flow.persistent_slots))
        turn.say("started_over")
        flow.advance(turn)
        return True
    if is_stop(turn):
        flow.done(turn)
        turn.say("stopped")
        return True
    if turn.pressed or is_exactly(turn.text, "hold_on"):
        return False
    short = asked not in flow.free_text or len(bare(turn.matter)) <= SHORT_QUESTION
    if short and side_questions.asked_by_words(turn):
        if side_questions.nobody_comes(turn):
            flow.done(turn)
            return True
        flow.fill_slots(turn)
        turn.await_(asked)
        turn.asked_now = False
        flow.advance(turn)
        return True
    if _correct(flow, turn, asked):
        return True
    if _switch(flow, turn, asked):
        return True
    return _side_question(flow, turn, asked)


def _correct(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """ "The phone is wrong": the named fact is taken anew, from this message or by asking; what changed is shown."""
    plainly = turn.is_("correct", above=0.45)
    if not plainly and not (asked in READ_BACK and mentions(turn.text, "puts_right")):
        return False
    if wrong := next((kind for kind in flow.fillable if turn.wrong(kind)), None):
        turn.ask(wrong, f"wrong_{turn.wrong(wrong)}")
        return True
    named = field_named(turn.text)
    changed = flow.correct(turn)
    if changed:
        say_corrected(flow, turn, changed)
        flow.advance(turn)
        return True
    if named and named in (*flow.slots, *flow.fillable) and turn.get(named):
        turn.put(named, None)
        turn.put("confirmed", None)
        turn.ask(named, f"ask_{named}_again")
        return True
    return False


def say_corrected(flow: "Task", turn: DialogueTurn, changed: dict[str, str]) -> None:
    """Tells what was put right, as it is now; on the case, where that is filed already."""
    number = flow.filed(turn)
    if number is None:
        turn.put("confirmed", None)
        turn.say("corrected_to", changes=_changes(turn, changed))
        return
    case = case_numbered(turn.work, number)
    new = {field: str(turn.get(field)) for field in changed if field in amend.FIELDS}
    if amend.may_amend(case) and amend.amend(turn.work, case, new):
        turn.say("amended", of=case, number=number, changes=_changes(turn, {field: changed[field] for field in new}))


def _changes(turn: DialogueTurn, changed: dict[str, str]) -> str:
    lines = {
        turn.words(f"field_{field}"): value for field, value in changed.items()
    }  # a model and its kind are one line
    return turn.words("comma").join(turn.words("change", field=name, value=value) for name, value in lines.items())


def _switch(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Another wish that deserves a flow of its own."""
    to = TASK_OF.get(turn.intent)
    if (
        to is None
        or turn.intent in PART_OF_ANOTHER
        or to == flow.name
        or asked in flow.free_text
        or turn.confidence < 0.65
    ):
        return False
    if _holds_fillable(flow, turn):
        return False
    if turn.intent in agenda.SEPARATE and mentions(turn.text, "beside") and flow.name in agenda.FILES:
        agenda.keep(turn, [turn.heard])
        turn.await_(asked)
        flow.advance(turn)
        return True
    flow.done(turn, to)
    return True


def _holds_fillable(flow: "Task", turn: DialogueTurn) -> bool:
    """Whether the message holds something the flow is waiting for."""
    return any(turn.fact(kind) for kind in flow.fillable)


def _side_question(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """A question in the middle is answered, and the flow goes on where it was; it is never taken for a detail."""
    if asked in flow.free_text and not (mentions(turn.text, "question") and turn.is_(*STOPS_A_STORY, above=0.7)):
        return False
    known = turn.is_(*side_questions.KNOWN, *static_answers.wordings(), above=0.55)
    if turn.yes() is not None or not (known or _asks_back(flow, turn, asked)):
        return False
    if turn.intent == "out_of_scope" and _is_to_the_point(flow, turn, asked):
        return False
    fresh = flow.fill_slots(turn)
    if not (known and side_questions.answer(turn)):
        if asked in fresh or not _asks_back(flow, turn, asked):
            return False
        turn.say("question_inside")
    if asked in fresh or turn.get(asked) is None or asked not in PLAIN:
        turn.await_(asked)
        flow.advance(turn)
    return True


def _asks_back(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Whether a detail was asked for, and what came is a question of its own, which nothing here answers."""
    own = TASK_OF.get(turn.intent) == flow.name or turn.is_("dont_know", "deny")
    return asked in PLAIN and mentions(turn.text, "question") and not own and not _holds_fillable(flow, turn)


def _is_to_the_point(flow: "Task", turn: DialogueTurn, asked: str) -> bool:
    """Whether what sounds like chit-chat holds what was asked for, or something else the flow can use."""
    told = any(turn.fact(kind) for kind in flow.fillable) or any(_is_most_of(turn, kind) for kind in flow.listens_for)
    return told or (asked == "name" and short_name(turn) is not None)


def _is_most_of(turn: DialogueTurn, kind: str) -> bool:
    """Whether a fact is what the message is about: 明天下午 in 明天下午吧, not 今天 in 今天天气真冷."""
    fact = turn.fact(kind)
    return fact is not None and len(bare(turn.text)) - len(bare(str(fact.get("text") or ""))) <= AROUND_A_FACT


def fill_slots(turn: DialogueTurn, wanted: tuple[str, ...]) -> list[str]:
    """Facts of this message into slots; returns the slots that changed."""
    fresh: list[str] = []
    for kind in wanted:
        fact = turn.fact(kind)
        if fact is None or fact["value"] == turn.get(kind):
            continue
        extra = fact.get("extra") or {}
        if kind == "address":
            fact = fact | {"value": _in_district(turn, fact["value"], extra.get("district"))}
        turn.put(kind, fact["value"])
        fresh.append(kind)
        if kind == "model" and extra.get("category"):
            turn.put("product", extra["category"])
        if kind == "product":
            turn.put("product_text", product_word(fact))
    return fresh


def _in_district(turn: DialogueTurn, address: str, district: str | None) -> str:
    """The address as told; a correction that names no district stays in the one told before."""
    before, known = turn.get("address") or "", turn.get("district") or ""
    if district:
        turn.put("district", district)
    elif known and known in before:
        return str(before[: before.index(known) + len(known)] + address)
    return address


def short_name(turn: DialogueTurn) -> str | None:
    """A name where none was asked for: only when the whole message is one."""
    return bare_name(turn.text) if 2 <= len(bare(turn.text)) <= 4 and not turn.pressed else None


def sync_from_human_turns(turn: DialogueTurn) -> None:
    """Facts the customer told a human since the bot last spoke: nobody is asked twice."""
    rows = told_humans(turn.work, turn.conversation)
    seen = turn.get("caught_up") or 0
    newest = max((row.seq for row in rows), default=0)
    if newest <= seen:
        return
    for row in rows:
        if row.seq <= seen or not row.text:
            continue
        for fact in extract(row.text, turn.now, _words(turn)):
            if fact.kind in PLAIN and fact.value and not turn.get(fact.kind):
                turn.put(fact.kind, fact.value)
    turn.put("caught_up", newest)


def _words(turn: DialogueTurn) -> Words:
    return load_words(turn.runtime.kb.root / "products.yml")
