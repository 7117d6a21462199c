"""Closing and survey (R34, R35): closed only with the customer's consent, or by rule after silence and marked so."""

from datetime import timedelta

from helpline.cases import analysis, supervising, surveys
from helpline.cases.lifecycle import move
from helpline.conversations import confidential
from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import prompt
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.escalation import rules
from helpline.jobs.payloads import ClosureByRule, ClosureReminder
from helpline.jobs.schedule import cancel, schedule
from helpline.promises.policy import policy_of
from helpline.tables import Case, Conversation
from helpline.tables.states import CaseStatus
from helpline.timeline.record import record
from kb.models.escalation import Trigger


def solve(work: UnitOfWork, case: Case, solution: str, agreed: bool = False) -> None:
    """Staff say the case is solved: the customer is asked where they are, and a reminder is set.

    Who has `agreed` already, before the engineer left, is not asked again.
    """
    move(work, case, CaseStatus.SOLVED, solution)
    case.solution = solution
    analysis.require(work, case)
    supervising.call_stand_ins(work, case)
    if agreed:
        agree(work.as_(CUSTOMER), case)
        return
    _ask(work, case, "ask_closure")
    policy = policy_of(work.kb, case).closing
    due = work.now + timedelta(minutes=policy.remind_minutes)
    schedule(work, ClosureReminder(case_id=case.id), case.number, due)


def agree(work: UnitOfWork, case: Case) -> None:
    """The customer agrees: closed, and asked how it was."""
    if case.status == CaseStatus.CLOSED:
        return
    move(work, case, CaseStatus.CLOSED)
    case.closed_by = "customer"
    _stop_timers(work, case)
    survey(work, case)


def refuse(
    work: UnitOfWork, case: Case, words: str, conversation: Conversation | None = None, turn_id: str = ""
) -> rules.Outcome | None:
    """The customer does not agree: reopened, one step up (R34).

    Whoever is to talk with them does so in `conversation`, by default the one the case was filed in.
    """
    if case.status in (CaseStatus.REOPENED, CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS):
        return None
    move(work, case, CaseStatus.REOPENED, confidential.words_for(work, case, words, turn_id))
    case.closed_by = ""
    _stop_timers(work, case)
    return rules.fire(work, Trigger.CLOSURE_REFUSED, conversation=conversation, case=case, turn_id=turn_id)


def take_back(work: UnitOfWork, case: Case, why: str) -> None:
    """It was not solved, as comes out only now: the work goes on, and nobody is waited for to agree."""
    move(work, case, CaseStatus.REOPENED, why)
    move(work, case, CaseStatus.IN_PROGRESS)
    case.solution = ""
    _stop_timers(work, case)
    analysis.forget(work, case)


def close_by_rule(work: UnitOfWork, case: Case) -> None:
    """Silence after the reminder: closed, marked so, and asked how it was."""
    if case.status != CaseStatus.SOLVED:
        return
    move(work, case, CaseStatus.CLOSED, "silence")
    case.closed_by = "rule"
    survey(work, case)


def survey(work: UnitOfWork, case: Case) -> None:
    """Asks for 1–5 and a few words, once a case."""
    if not surveys.ask(work, case):
        return
    if case.closed_by == "rule":
        _ask(work, case, "ask_survey_silent")
    else:
        _ask(work, case, "ask_survey")


def _ask(work: UnitOfWork, case: Case, question: str) -> None:
    """Prompts the bot where the customer can be reached; a case without any conversation is called back by staff."""
    conversation = of_case(work, case)
    if conversation:
        prompt(
            work,
            conversation,
            f'/{question}{{"case_number": "{case.number}"}}',
            f"{question}:{case.number}:{case.reopened}",
            case.complaint_id,
        )
    record(work, case, "asked", question=question, reached=bool(conversation))


def _stop_timers(work: UnitOfWork, case: Case) -> None:
    for kind in (ClosureReminder, ClosureByRule):
        cancel(work, kind, case.number)
