"""Whether the customer got what they came for: by what the database holds, and by what was said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpline.core.unit_of_work import ZONE
from helpline.tables import Case
from kb.models.knowledge import Knowledge
from tests.talks.customer import Customer
from tests.talks.goal import Contact, End, Standing, Wanted

CONTACT: dict[str, Contact] = {"repair": "all", "installation": "all", "maintenance": "all", "part": "all"}
NUMBER = re.compile(r"GD\d{8}-\d{4,}")
FINISHED = ("closed", "cancelled")

# Phrases that claim a deed, and what must then be so of a case that is spoken of.
CLAIMS = {
    "visit_booked": lambda case: bool(case.visits),
    "visit_cancelled": lambda case: any(visit.status == "cancelled" for visit in case.visits),
    "both_cancelled": lambda case: case.status == "cancelled",
    "case_cancelled": lambda case: case.status == "cancelled",
    "closure_agreed": lambda case: bool(case.closed_by or case.reopened),
    "closure_refused": lambda case: case.reopened > 0 or case.status != "solved",
    "reopened": lambda case: case.reopened > 0,
}


@dataclass(frozen=True)
class Fault:
    kind: str
    what: str

    @property
    def is_noticed(self) -> bool:
        """Whether the customer sees that they have not got what they came for."""
        return self.kind in ("not filed", "not said", "status", "visit", "score")


def faults(
    kb: Knowledge, customer: Customer, owner: str, said: Sequence[str], setup: dict[str, Case], filed: list[Case]
) -> list[Fault]:
    """What is not as it was to be; nothing when the customer can be content."""
    end = customer.end
    found = _cases(customer, end, filed)
    found += [fault for ref, how in end.filed.items() for fault in _standing(setup[ref], how)]
    found += [Fault("not said", one) for one in map(customer.filled, end.said) if _missing(one, said)]
    found += [Fault("said wrongly", one) for one in map(customer.filled, end.never) if not _missing(one, said)]
    if end.owner not in ("any", owner):
        found.append(Fault("owner", f"{owner} instead of {end.owner}"))
    if customer.gave_up:
        found.append(Fault("gave up", customer.gave_up))
    return found + _claims(kb, said, [*setup.values(), *filed])


def _missing(pattern: str, said: Iterable[str]) -> bool:
    return not any(re.search(pattern, text) for text in said)


# -- cases ---------------------------------------------------------------------------------------------------------


def _cases(customer: Customer, end: End, filed: list[Case]) -> list[Fault]:
    found: list[Fault] = []
    rest = list(filed)
    for want in end.cases:
        case = max(rest, key=lambda one: _nearness(one, want), default=None)
        if case is None or not re.fullmatch(want.type, case.type):
            found.append(Fault("not filed", want.type))
            continue
        rest.remove(case)
        found += _compared(customer, case, want)
    for case in rest:
        twin = any(other is not case and (other.type, other.asset_id) == (case.type, case.asset_id) for other in filed)
        if twin:
            found.append(Fault("filed twice", f"{case.type} {case.description}"))
        elif not end.others:
            found.append(Fault("filed besides", f"{case.type} {case.description}"))
    return found


def _nearness(case: Case, want: Wanted) -> int:
    return 4 * bool(re.fullmatch(want.type, case.type)) + 2 * (case.asset_id == want.serial) + _is_of(case, want)


def _is_of(case: Case, want: Wanted) -> bool:
    return bool(want.category) and case.category == want.category


def _compared(customer: Customer, case: Case, want: Wanted) -> list[Fault]:
    found = _standing(case, want)
    if want.category and case.category != want.category:
        found.append(Fault("wrong machine", f"{case.category or 'none'} instead of {want.category}"))
    if want.serial and (case.asset_id or "none") != want.serial:
        found.append(Fault("wrong machine", f"{case.asset_id} instead of {want.serial}"))
    told = " ".join([case.description, case.product_text, case.wish, *(event.text for event in case.events)])
    for pattern in filter(None, (want.about, _remark(customer, want))):
        if not re.search(pattern, told):
            found.append(Fault("lost", f"{pattern} in {told!r}"))
    contact = customer.trial.persona.contact if customer.struck else None
    contact = contact or want.contact or CONTACT.get(case.type, "who")
    own = customer.own
    if contact != "none" and case.phone != own["phone"]:
        found.append(Fault("contact", f"phone {case.phone or 'none'} instead of {own['phone']}"))
    if contact in ("all", "who") and own["name"] not in case.contact_name:
        found.append(Fault("contact", f"name {case.contact_name or 'none'} instead of {own['name']}"))
    if contact in ("all", "place") and _door(own["address"]) not in case.address:
        found.append(Fault("contact", f"address {case.address or 'none'} instead of {own['address']}"))
    return found


def _remark(customer: Customer, want: Wanted) -> str:
    own = customer.struck and want in customer.trial.goal.expect.cases
    return customer.trial.persona.about if own else ""


def _door(address: str) -> str:
    """What tells the address from the other one: the street's number and what comes after it."""
    digits = re.search(r"\d+.*$", address)
    return digits[0] if digits else address


def _standing(case: Case, how: Standing) -> list[Fault]:
    found = []
    if how.status and not re.fullmatch(how.status, case.status):
        found.append(Fault("status", f"{case.status} instead of {how.status}"))
    if how.reopened and not case.reopened:
        found.append(Fault("status", "not reopened"))
    if how.score and not re.fullmatch(how.score, str(case.score or "none")):
        found.append(Fault("score", f"{case.score} instead of {how.score}"))
    if how.score_words and not re.search(how.score_words, case.score_words):
        found.append(Fault("score", f"its words are {case.score_words!r}"))
    starts = [f"{v.start_at.astimezone(ZONE):%m-%d %H:%M}" for v in case.visits if v.status == "booked"]
    if how.visit == "none" and starts:
        found.append(Fault("visit", f"one is booked: {starts[-1]}"))
    if how.visit not in (None, "none") and not (starts and re.search(how.visit, starts[-1])):
        found.append(Fault("visit", f"{starts[-1] if starts else 'none'} instead of {how.visit}"))
    return found


# -- claims --------------------------------------------------------------------------------------------------------


def _claims(kb: Knowledge, said: Sequence[str], known: list[Case]) -> list[Fault]:
    """Sentences that claim a deed which nothing in the database tells of, and numbers of no case."""
    found = []
    for text in said:
        named = NUMBER.findall(text)
        spoken_of = [case for case in known if case.number in named] or known
        strange = set(named) - {case.number for case in known}
        found += [Fault("false claim", f"{number} is no case of theirs") for number in strange]
        for id, is_so in CLAIMS.items():
            if _says(kb, id, text) and not any(map(is_so, spoken_of)):
                found.append(Fault("false claim", text))
    return found


def _says(kb: Knowledge, id: str, text: str) -> bool:
    return any(re.fullmatch(_pattern(wording), text, re.DOTALL) for wording in kb.phrases[id])


def _pattern(wording: str) -> str:
    return ".*".join(map(re.escape, re.split(r"\{\w+\}", wording)))
