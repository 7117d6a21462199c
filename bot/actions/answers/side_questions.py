"""Questions that may come at any time and are answered in one message."""

from collections.abc import Callable

from bot.actions.answers import articles, service_area, static_answers, warranty_answer
from bot.actions.engine import find_case, formatting, thresholds, which_case
from bot.actions.engine.fault_words import of_others
from bot.actions.engine.hand_off import case_in_hand
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.customers.contracts import in_force
from helpline.customers.identity import open_cases
from helpline.customers.serials import own_machine
from helpline.customers.warranty import assess
from helpline.dispatch import customer_booking
from helpline.tables import Case
from helpline.tables.states import CaseStatus
from kb.lookup import category, policies_of_category
from language import questions

# What requests cost; of others people tell it.
PRICES = {"part": "fee_part", "invoice": "fee_invoice", "return": "fee_return"}
MOST_TOLD = 3  # cases in one answer
KNOWN = (
    "check_warranty",
    "ask_fee",
    "ask_business",
    "ask_usage",
    "check_progress",
    "greet",
    "thanks",
    "out_of_scope",
    "request_invoice",
)


def answer(turn: DialogueTurn) -> bool:
    """Answers the question of this message, if there is one; False when nothing useful can be said."""
    if asked_by_words(turn):
        return True
    if turn.is_("check_warranty"):
        warranty_answer.in_passing(turn)
    elif turn.is_("ask_fee"):
        fee(turn)
    elif turn.is_("ask_business"):
        return business(turn)
    elif turn.is_("ask_usage"):
        return usage(turn)
    elif turn.is_("check_progress"):
        return _progress(turn)
    elif turn.is_("greet"):
        turn.say("greet_inside")
    elif turn.is_("thanks"):
        turn.say("thanks_inside")
    elif turn.is_("out_of_scope", above=thresholds.SMALL_TALK):
        turn.say("out_of_scope_inside")
    else:
        return static_answers.say(turn)
    return True


def asked_by_words(turn: DialogueTurn) -> bool:
    """Questions told by their words, whatever else is said with them."""
    if turn.pressed:
        return False
    if questions.whether_somebody_comes(turn.text) and service_area.answer(turn):
        return True
    if detail := questions.wanted_for(turn.text):
        turn.say(f"why_{detail}")
        return True
    if _of_a_part(turn) and questions.of_goods(turn.text):
        turn.say("part_inside")
        return True
    if questions.who_comes(turn.text) and _who_comes(turn):
        return True
    return questions.how_soon(turn.text) and _how_soon(turn)


def _of_a_part(turn: DialogueTurn) -> bool:
    """Whether a part is wanted, and what the message says is not asked for: which one."""
    wanted = turn.get("service_type") == "part" or turn.is_("request_part")
    return turn.task == "service_request" and wanted and turn.requested != "detail"


def nobody_comes(turn: DialogueTurn) -> bool:
    """Whether it was asked whether somebody comes to a place, and nobody does: there is nothing to file."""
    return not turn.pressed and questions.whether_somebody_comes(turn.text) and service_area.is_outside(turn)


def _how_soon(turn: DialogueTurn) -> bool:
    """The promise of the case in hand, else the first window that is free for such a machine; of what nobody comes for,
    that the promise is told once it is filed.
    """
    if turn.task == "service_request":
        turn.say("how_soon_request")
        return True
    if (
        turn.task == "check_progress"
        or turn.is_("check_progress", above=thresholds.ON_THE_WAY)
        and mentions(turn.text, "on_the_way")
    ):
        return False  # it is asked of something that was filed
    cases = _meant(turn, _somebody_is_to_come)
    case = cases[0] if len(cases) == 1 else None
    if case and case.next_due_at and case.next_due_at > turn.now and not customer_booking.current(turn.work, case):
        turn.say("how_soon_promised", number=case.number, due=formatting.instant(turn, case.next_due_at))
        return True
    if cases:
        return _who_comes(turn)
    free = customer_booking.first_free(
        turn.work, turn.get("product") or turn.value("product") or "", turn.get("district") or ""
    )
    if free is None:
        return False
    turn.say("how_soon", window=formatting.window(turn, free.start_at, free.end_at))
    return True


def _somebody_is_to_come(case: Case) -> bool:
    return which_case.may_be_visited(case) and case.status != CaseStatus.SOLVED


def _who_comes(turn: DialogueTurn) -> bool:
    """Who is booked to come, and when; or that it is not settled yet. False where nobody is to come."""
    cases = _meant(turn, _somebody_is_to_come)
    visits = [visit for case in cases if (visit := customer_booking.current(turn.work, case))]
    for visit in visits[:MOST_TOLD]:
        window, engineer = formatting.visit(turn, visit), visit.engineer
        turn.say("visit_who", of=visit, window=window, engineer=engineer.name, phone=engineer.phone)
    if cases and not visits:
        turn.say("visit_who_open")
    return bool(cases)


def fee(turn: DialogueTurn) -> None:
    """Who pays what (R08, R09): by product and warranty when known, the rule otherwise; of a request, what it costs."""
    if turn.task == "service_request" and not mentions(turn.text, "repair_fee"):
        rule = policies_of_category(turn.runtime.kb, turn.get("product") or "").returns.words
        turn.say(PRICES.get(turn.get("service_type"), "fee_request"), rule=rule)
        return
    kb = turn.runtime.kb
    product = turn.get("product") or turn.value("product")
    if not product:
        turn.say("fee_general")
        return
    about = category(kb, product)
    machine = own_machine(turn.work, turn.conversation, turn.get("serial"))
    contracts = in_force(turn.work, machine.customer, machine.organisation) if machine else ()
    covered = assess(kb, machine, turn.work.today, contracts).covered if machine else None
    id = {True: "fee_covered", False: "fee_paid", None: "fee_product"}[covered]
    turn.say(id, product=about.name, diagnosis=about.diagnosis_fee_yuan, labour=about.labour_fee_yuan)


def business(turn: DialogueTurn) -> bool:
    """Opening hours, hotline, area served; of a machine, what is done for it. False when nothing is known of it."""
    if service_area.answer(turn):
        return True
    if not turn.fact("product") and (other := of_others(turn.text)):
        ours = turn.words("comma").join(one.name for one in turn.runtime.kb.businesses)
        turn.say("not_ours", product=other, ours=ours)
        return True
    if turn.fact("product") and not mentions(turn.text, "asks_company"):
        return usage(turn) or _served(turn)
    company = turn.runtime.kb.company
    turn.say(
        "business",
        company=company.name,
        opening=company.opening,
        hotline=company.hotline,
        area=turn.words("comma").join(company.service_area),
        address=company.address,
        complaints=company.complaint_phone,
    )
    return True


def _served(turn: DialogueTurn) -> bool:
    """That the kind of machine is looked after, where that is what was asked."""
    if not questions.is_whether(turn.text):
        return False
    turn.say("served", product=category(turn.runtime.kb, turn.value("product")).name)
    return True


def usage(turn: DialogueTurn) -> bool:
    """The fitting article's steps, if there is one."""
    article = articles.best(turn, turn.text, turn.get("product") or turn.value("product"))
    if article is None:
        return False
    turn.say_text(articles.shown(turn, article))
    return True


def _progress(turn: DialogueTurn) -> bool:
    """In the middle of something else only cases already known to be the customer's are told."""
    cases = _meant(turn, find_case.any_case)[:MOST_TOLD]
    for case in cases:
        due = formatting.instant(turn, case.next_due_at) if case.next_due_at else turn.words("no_due")
        turn.say("progress_inside", number=case.number, status=formatting.status(turn, case), due=due)
    return bool(cases)


def _meant(turn: DialogueTurn, fits: Callable[[Case], bool]) -> list[Case]:
    """The cases a question can be about: those the words name, else the one in hand, else all that fit."""
    known = [case for case in open_cases(turn.work, turn.conversation) if fits(case)]
    in_hand = case_in_hand(turn)
    return which_case.named(turn, known) or [case for case in known if case is in_hand] or known
