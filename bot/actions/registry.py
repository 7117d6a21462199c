"""Every action Rasa may call, listed here and nowhere else."""

from bot.actions.answers import emergency, human, one_turn
from bot.actions.engine.base import Flow, OneTurn
from bot.actions.tasks import (
    check_progress,
    check_warranty,
    closure,
    complain,
    report_fault,
    request,
    survey,
    visit,
)

ACTIONS: tuple[type[OneTurn] | type[Flow], ...] = (
    emergency.ActionEmergency,
    human.ActionHuman,
    one_turn.ActionAnswer,
    one_turn.ActionBusiness,
    one_turn.ActionFee,
    one_turn.ActionGoOn,
    one_turn.ActionGoodbye,
    one_turn.ActionGreet,
    one_turn.ActionIdle,
    one_turn.ActionNotUnderstood,
    one_turn.ActionOutOfScope,
    one_turn.ActionStartOver,
    one_turn.ActionThanks,
    one_turn.ActionUsage,
    check_progress.CheckProgress,
    check_warranty.CheckWarranty,
    closure.Closure,
    complain.Complain,
    report_fault.ReportFault,
    request.ServiceRequest,
    survey.Survey,
    visit.BookVisit,
)
