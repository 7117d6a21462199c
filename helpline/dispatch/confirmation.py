"""The customer agrees before the engineer leaves (R29): by the code they were sent, or by signing on the glass.

Of the code only its hash is kept, and few wrong ones are looked at. A signature is kept as a picture with its name.
"""

import secrets
from datetime import datetime

from helpline.cases import closing
from helpline.conversations.files import PictureFile
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.staff.secrets import hash_token
from helpline.tables import Visit
from helpline.tables.states import CaseStatus
from helpline.tables.visit_record import PhotoKind
from helpline.timeline.record import record
from helpline.visits import telling
from helpline.visits.record import Told, add_photo

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
    _agreed(work, visit, work.now, "code")
    return True


def sign(work: UnitOfWork, visit: Visit, told: Told, name: str, picture: PictureFile) -> None:
    """The customer signed: as good as the code, with the picture as evidence."""
    work.session.refresh(visit, with_for_update={"key_share": True})
    add_photo(work, visit, told, PhotoKind.SIGNATURE, picture, name)
    _agreed(work, visit, min(told.at, work.now), "signature", name)


def _agreed(work: UnitOfWork, visit: Visit, at: datetime, by: str, name: str = "") -> None:
    """A solved case is closed with it, now or when the end of the visit comes in."""
    if visit.confirmed_at is not None:
        return
    visit.confirmed_at = at
    record(work, visit.case, "visit_confirmed", name, visit=visit.id, by=by)
    if visit.case.status == CaseStatus.SOLVED:
        closing.agree(work.as_(CUSTOMER), visit.case)


def _hashed(visit: Visit, code: str) -> str:
    return hash_token(f"visit {visit.id} {code}")
