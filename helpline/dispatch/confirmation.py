"""The customer tells the engineer a code when the work is done (R29): consent from whoever the code was sent to.

Only its hash is kept, and few wrong ones are looked at.
"""

import secrets

from helpline.cases import closing
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.staff.secrets import hash_token
from helpline.tables import Visit
from helpline.tables.states import CaseStatus
from helpline.timeline.record import record
from helpline.visits import telling

DIGITS = 4
MOST_TRIES = 5


def give_code(work: UnitOfWork, visit: Visit) -> None:
    """Sends the customer the visit's code, once."""
    if not visit.code_hash:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        visit.code_hash = _hashed(visit, code)
        telling.customer(work, visit, "visit_code", code=code)


def confirm(work: UnitOfWork, visit: Visit, code: str) -> bool:
    """Whether it is the visit's code: then the customer has agreed, and a solved case is closed with their consent.

    The same again is as good. After too many wrong ones none is right any more, and the customer is asked in their talk
    as ever. The caller keeps the transaction also when it was wrong.
    """
    work.session.refresh(visit, with_for_update={"key_share": True})
    if not visit.code_hash or visit.code_tries >= MOST_TRIES:
        return False
    if _hashed(visit, code) != visit.code_hash:
        visit.code_tries += 1
        return False
    if visit.confirmed_at is None:
        visit.confirmed_at = work.now
        record(work, visit.case, "consent", "", to="closure", visit=visit.id, by="code")
        if visit.case.status == CaseStatus.SOLVED:
            closing.agree(work.as_(CUSTOMER), visit.case)
    return True


def _hashed(visit: Visit, code: str) -> str:
    return hash_token(f"visit {visit.id} {code}")
