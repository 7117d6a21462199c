"""What people promise a customer, or do for a promise, that no other deed shows: they write down what came of it.

A question that must be looked up first (R14), a problem that is to be verified (R15), the head's report (R47).
"""

from helpline.cases.case_owner import team_of
from helpline.conversations.ownership import said_time
from helpline.core.errors import Invalid
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises import ledger
from helpline.tables import Case, Person
from helpline.tasks.ledger import open_task, settle
from helpline.timeline.record import record
from kb.models.sla import PromiseKind

RULE = "promised_by_hand"


def promise(work: UnitOfWork, case: Case, kind: str, words: str) -> None:
    """The customer was promised it just now: it is on the clock, and a task of who promised.

    Invalid for what is not promised on demand, or is still to be kept.
    """
    made = ledger.promise(work, case, kind)
    if made is None or made.due_at is None:
        raise Invalid("kind: not promised on demand, or still to be kept")
    person = work.session.get_one(Person, work.actor.person_id)
    due = said_time(work, made.due_at)
    subject = phrase(work.kb, "task_promised", number=case.number, what=_kind(work, kind).name, words=words, due=due)
    open_task(
        work,
        team_of(work, case, person),
        "task",
        subject,
        RULE,
        2,
        case.id,
        about=f"{case.id}:{kind}",
        due_at=made.due_at,
        assignee=person,
    )
    record(work, case, "promised_by_hand", words, promise=kind)


def keep(work: UnitOfWork, case: Case, kind: str, words: str) -> None:
    """It was done, with what came of it; whoever policy names reads that. Invalid where nothing of it is to be kept."""
    if kind not in {one.kind for one in ledger.open_of(work, case)} or not _kind(work, kind).by_hand:
        raise Invalid("kind: nothing of it is to be kept by hand")
    record(work, case, "kept_by_hand", words, promise=kind)
    ledger.keep(work, case, kind)
    settle(work, RULE, f"{case.id}:{kind}", words)
    for role in _kind(work, kind).tells:
        told = phrase(work.kb, "alert_kept", number=case.number, what=_kind(work, kind).name, words=words)
        open_task(work, role, "alert", told, f"kept_{kind}", case.priority, case.id)


def _kind(work: UnitOfWork, id: str) -> PromiseKind:
    found = next((kind for kind in work.kb.policies.sla.kinds if kind.id == id), None)
    return found or PromiseKind(id=id, name=id)
