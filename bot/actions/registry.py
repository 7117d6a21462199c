"""What each intent begins: a task, or an answer in one turn. Listed here and nowhere else."""

from bot.actions.answers import emergency, human, one_turn
from bot.actions.engine import complaint_told
from bot.actions.engine.base import OneTurn, Task
from bot.actions.engine.task_of_intent import TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.tasks import (
    answer_waiting,
    check_progress,
    check_warranty,
    closure,
    complain,
    reopen,
    report_fault,
    request,
    survey,
    visit,
    visit_ready,
)

TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        report_fault.ReportFault(),
        visit.BookVisit(),
        check_progress.CheckProgress(),
        check_warranty.CheckWarranty(),
        complain.Complain(),
        request.ServiceRequest(),
        closure.Closure(),
        survey.Survey(),
        reopen.Reopen(),
        answer_waiting.AnswerWaiting(),
        visit_ready.VisitReady(),
    )
}

_ANSWERS: dict[str, OneTurn] = {
    "emergency": emergency.Emergency(),
    "request_human": human.Human(),
    "doubt_quote": one_turn.DoubtQuote(),
    "ask_usage": one_turn.Usage(),
    "ask_fee": one_turn.Fee(),
    "ask_business": one_turn.Business(),
    "greet": one_turn.Greet(),
    "thanks": one_turn.Thanks(),
    "goodbye": one_turn.Goodbye(),
    "out_of_scope": one_turn.OutOfScope(),
    "start_over": one_turn.StartOver(),
    "go_on": one_turn.GoOn(),
    "nlu_fallback": one_turn.NotUnderstood(),
} | dict.fromkeys(("affirm", "deny", "inform", "correct", "dont_know", "cancel"), one_turn.Idle())
_OWN_WORDS = one_turn.OwnWords()


def route(turn: DialogueTurn) -> OneTurn | str:
    """What answers a message outside of any task: an answer, or the name of the task that it begins."""
    if complaint_told.begins(turn):
        return "complain"
    if turn.intent in TASK_OF:
        return TASK_OF[turn.intent]
    return _ANSWERS.get(turn.intent, _OWN_WORDS)
