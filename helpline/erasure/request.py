"""A customer asks for erasure (PIPL, article 47): what may go goes, what the law keeps is named.

Talks, pictures, drafts, accounts, consents and the customer's file go at once; files and what Rasa remembers some
minutes later (`gateway/workers/erasing.py`). Of a finished case the record stays until the law's time has run out, and
then `helpline/erasure/retention.py` erases it too.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from helpline.cases import kept_papers
from helpline.conversations.erasure import forget
from helpline.core.errors import CaseError, NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.erasure.cases import anonymise, is_anonymous
from helpline.erasure.erasure_list import Line
from helpline.erasure.people import Found, find, find_hashed
from helpline.jobs.payloads import RegisterCopy
from helpline.jobs.schedule import schedule
from helpline.staff import audit
from helpline.tables import (
    Asset,
    Case,
    Consent,
    Conversation,
    Erasure,
    Identity,
    OneTimeCode,
    Site,
    Survey,
    WrongClaim,
)
from helpline.tables.recovery import ErasureCause
from helpline.tables.states import OPEN_CASE

PLACELESS = {"name": "", "address": "", "district": "", "access_note": "", "hours": ""}


class StillOpen(CaseError):
    """Cases are still worked on: close or cancel them first."""

    code = "still_open"


def erase(work: UnitOfWork, who: str) -> tuple[Erasure, Found]:
    """Erases a customer, by id or phone. NotFound when nobody is known by it; StillOpen, naming the cases, when
    somebody is still to be helped."""
    found = find(work, who)
    if not found:
        raise NotFound("nobody is known by this phone or customer id")
    if unfinished := sorted(case.number for case in found.cases if case.status in OPEN_CASE):
        raise StillOpen(f"still worked on: {', '.join(unfinished)}; close or cancel these first")
    return _erase(work, found, ErasureCause.REQUEST), found


def erase_again(work: UnitOfWork, lines: Iterable[Line], hash: Callable[[str], str]) -> None:
    """After a restore: whoever was erased since the backup was made is erased anew."""
    hashes = {one for line in lines for one in line.hashes}
    if not hashes:
        return
    if found := find_hashed(work, hashes, hash):
        _erase(work, found, ErasureCause.RESTORE)
    for conversation in work.session.scalars(select(Conversation)):
        whole = hash(f"conversation:{conversation.id}") in hashes
        if whole or hash(f"account:{conversation.id}") in hashes:
            forget(work, conversation, whole=whole)


def _erase(work: UnitOfWork, found: Found, cause: ErasureCause) -> Erasure:
    session, counts = work.session, Counter[str]()
    addresses = found.phones | {conversation.external_id for conversation in found.conversations}
    for conversation in found.conversations:
        counts.update(forget(work, conversation, whole=True))
    kept: dict[str, str] = {}
    for case in found.cases:
        until = kept_until(work, case)
        if until > work.now:
            kept[case.number] = until.date().isoformat()
            case.erase_after = until
        elif not is_anonymous(case):
            anonymise(work, case)
            counts["cases"] += 1
    ids = [customer.id for customer in found.customers]
    for kind, statement in (
        ("identities", delete(Identity).where(Identity.customer_id.in_(ids))),
        ("consents", delete(Consent).where(Consent.address.in_(addresses))),
        ("wrong_claims", delete(WrongClaim).where(WrongClaim.phone.in_(found.phones))),
        ("surveys", update(Survey).where(Survey.customer_id.in_(ids)).values(words="", customer_id=None)),
        ("one_time_codes", delete(OneTimeCode).where(OneTimeCode.phone.in_(found.phones))),
        ("assets", update(Asset).where(Asset.customer_id.in_(ids)).values(place="", plate="", vin="")),
        ("sites", update(Site).where(Site.customer_id.in_(ids)).values(PLACELESS)),
    ):
        done = session.execute(statement, execution_options={"synchronize_session": False})
        counts[kind] += done.rowcount  # type: ignore[attr-defined]  # a change counts its rows
    kept_papers.forget(work, assets=list(session.scalars(select(Asset.id).where(Asset.customer_id.in_(ids)))))
    for customer in found.customers:  # the row stays, for its machines and kept cases: of nobody any more
        customer.name = customer.title = customer.address = customer.district = ""
        customer.organisation, customer.points = None, []
        counts["customers"] += 1
    erasure = Erasure(at=work.now, cause=cause, by=work.actor.username or work.actor.kind, erased=dict(+counts))
    erasure.kept = kept
    session.add(erasure)
    session.flush()
    audit.note(work, "erased", f"erasure:{erasure.id}")
    schedule(work, RegisterCopy(), "all", work.now)  # written anew without them
    return erasure


def kept_until(work: UnitOfWork, case: Case) -> datetime:
    """Until when the law wants the record of a case; one that is open counts from now."""
    ended = work.now if case.status in OPEN_CASE else case.closed_at or case.changed_at
    return years_after(ended, work.kb.policies.retention.law_years)


def years_after(instant: datetime, years: int) -> datetime:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return instant.replace(year=instant.year + years)
    except ValueError:
        return instant.replace(year=instant.year + years, month=3, day=1)
