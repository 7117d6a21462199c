"""A case without its person: what happened, when and how fast stays for the reports; whose it was, and what was said,
goes.
"""

from sqlalchemy import select, update

from helpline.cases import kept_papers
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, CaseEvent, FaultAnalysis, Survey, Task, Visit, VisitReadiness, VisitStamp
from helpline.tables.visit import Outcome, StampKind
from helpline.visits import record

PERSONAL = (
    "contact_name",
    "phone",
    "address",
    "serial_told",
    "description",
    "wish",
    "level_reason",
    "solution",
)
PLAIN = ("moved", "promise_met", "promise_missed", "scored")  # lines whose data are numbers and states


def anonymise(work: UnitOfWork, case: Case) -> None:
    """Of the case and its timeline. The timeline is otherwise append-only, so this goes past its rows."""
    for name in PERSONAL:
        setattr(case, name, "")
    case.customer_id = case.organisation_id = case.site_id = case.asset_id = case.contract_id = case.erase_after = None
    lines = update(CaseEvent).where(CaseEvent.case_id == case.id)
    still = {"synchronize_session": False}
    work.session.execute(lines.values(text=""), execution_options=still)
    work.session.execute(lines.where(CaseEvent.kind.not_in(PLAIN)).values(data={}), execution_options=still)
    of_customer = lines.where(CaseEvent.actor == "customer")
    work.session.execute(of_customer.values(actor_name=""), execution_options=still)
    visits = select(Visit.id).where(Visit.case_id == case.id)
    stamps = update(VisitStamp).where(VisitStamp.visit_id.in_(visits), VisitStamp.kind == StampKind.FINISH)
    for outcome in Outcome:  # what came of it stays, what was said about it goes
        of_it = stamps.where(VisitStamp.data["outcome"].as_string() == outcome)
        work.session.execute(of_it.values(data={"outcome": outcome}), execution_options=still)
    said = update(Visit).where(Visit.case_id == case.id).values(reason="")
    work.session.execute(said, execution_options=still)
    record.forget(work, case)
    kept_papers.forget(work, cases=[case.id])
    ready = update(VisitReadiness).where(VisitReadiness.visit_id.in_(visits)).values(answer="")
    work.session.execute(ready, execution_options=still)
    scored = update(Survey).where(Survey.case_id == case.id).values(words="", customer_id=None)
    work.session.execute(scored, execution_options=still)
    learnt = update(FaultAnalysis).where(FaultAnalysis.case_id == case.id)
    work.session.execute(learnt.values(cause="", treatment="", prevention=""), execution_options=still)
    work.session.execute(update(Task).where(Task.case_id == case.id).values(outcome=""), execution_options=still)


def is_anonymous(case: Case) -> bool:
    return not case.description
