"""R07–R09: covered or not, from which date, until when."""

from datetime import date

import pytest

from helpline.customers.warranty import add_months, assess
from helpline.tables import Asset, Contract
from helpline.tables.contract import ContractLine
from kb.models.knowledge import Knowledge

TODAY = date(2026, 11, 23)
# category, card, handover, commissioned, today, covered, began by, until
TABLE = [
    ("printer", "2025-11-23", "", "", "2026-11-23", True, "card", "2026-11-23"),  # the last day counts
    ("printer", "2025-11-22", "", "", "2026-11-23", False, "card", "2026-11-22"),
    ("printer", "2025-01-01", "2026-06-01", "", "2026-11-23", False, "card", "2026-01-01"),  # the card goes first
    ("printer", "", "2026-06-01", "2025-01-01", "2026-11-23", True, "handover", "2027-06-01"),
    ("printer", "", "", "2026-06-01", "2026-11-23", True, "commissioned", "2027-06-01"),
    ("printer", "", "", "", "2026-11-23", None, "", ""),
    ("air_conditioner", "2024-11-23", "", "", "2026-11-23", True, "card", "2026-11-23"),  # two years
    ("led_display", "2023-11-23", "", "", "2026-11-23", True, "card", "2026-11-23"),  # three years
    ("street_light", "2021-11-23", "", "", "2026-11-23", True, "card", "2026-11-23"),  # five years
    ("camera", "2024-11-23", "", "", "2026-11-23", True, "card", "2026-11-23"),  # a year of trial before
    ("camera", "2024-11-22", "", "", "2026-11-23", False, "card", "2026-11-22"),
    ("printer", "2024-02-29", "", "", "2025-02-28", True, "card", "2025-02-28"),
]


@pytest.mark.parametrize(("category", "card", "handover", "commissioned", "today", "covered", "by", "until"), TABLE)
def test_warranty(
    kb: Knowledge,
    category: str,
    card: str,
    handover: str,
    commissioned: str,
    today: str,
    covered: bool | None,
    by: str,
    until: str,
) -> None:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    machine = Asset(
        id="AA26000009",
        serial="AA26000009",
        category=category,
        card_on=day(card),
        handover_on=day(handover),
        commissioned_on=day(commissioned),
    )
    found = assess(kb, machine, date.fromisoformat(today))
    assert (found.covered, found.began_by, found.until) == (covered, by, until)
    assert found.afterwards  # what comes after the term is always told


# N001–N003: category, the dates on file, covered on 2026-11-23, began by, until
BY_TERM: list[tuple[str, dict[str, str], bool | None, str, str]] = [
    ("led_display", {"card_on": "2023-06-01", "accepted_on": "2024-01-10"}, True, "accepted", "2027-01-10"),
    ("building_works", {"accepted_on": "2022-01-10", "handover_on": "2020-01-10"}, True, "accepted", "2027-01-10"),
    ("building_works", {"accepted_on": "2021-11-22"}, False, "accepted", "2026-11-22"),
    (
        "street_light",
        {"accepted_on": "2021-01-10", "finally_accepted_on": "2022-02-01"},
        True,
        "finally_accepted",
        "2027-02-01",
    ),
    ("street_light", {"first_accepted_on": "2026-01-10"}, None, "", ""),
    (
        "camera",
        {"first_accepted_on": "2023-01-10", "finally_accepted_on": "2026-02-01"},
        True,
        "finally_accepted",
        "2027-02-01",
    ),
    ("camera", {"first_accepted_on": "2025-12-01"}, True, "first_accepted", "2027-12-01"),
    ("feed", {"commissioned_on": "2026-11-01"}, None, "", ""),
]


@pytest.mark.parametrize(("category", "dates", "covered", "by", "until"), BY_TERM)
def test_each_term_starts_by_its_own_dates(
    kb: Knowledge, category: str, dates: dict[str, str], covered: bool | None, by: str, until: str
) -> None:
    machine = Asset(id="A1", category=category, **{name: date.fromisoformat(day) for name, day in dates.items()})
    found = assess(kb, machine, TODAY)
    assert (found.covered, found.began_by, found.until) == (covered, by, until)


# state, starts, ends, a line's category, then by what it is covered until when
CONTRACTS = [
    ("active", "2026-01-01", "2027-12-31", "", "contract", "2027-12-31"),
    ("active", "2026-01-01", "2027-12-31", "printer", "contract", "2027-12-31"),
    ("active", "2026-01-01", "2027-12-31", "lift", "card", "2026-12-01"),
    ("active", "2026-01-01", "2026-11-30", "", "card", "2026-12-01"),  # the term is longer
    ("active", "2025-01-01", "2025-12-31", "", "card", "2026-12-01"),
    ("suspended", "2026-01-01", "2027-12-31", "", "card", "2026-12-01"),
]


@pytest.mark.parametrize(("state", "starts", "ends", "category", "by", "until"), CONTRACTS)
def test_a_contract_in_force_covers_longer(
    kb: Knowledge, state: str, starts: str, ends: str, category: str, by: str, until: str
) -> None:
    machine = Asset(id="A1", category="printer", card_on=date(2025, 12, 1))
    made = Contract(id="HT1", state=state, starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends))
    made.lines = [ContractLine(category=category)] if category else []
    found = assess(kb, machine, TODAY, [made])
    assert (found.began_by, found.until, found.contract) == (by, until, "HT1" if by == "contract" else "")


def test_after_the_term_a_contract_covers(kb: Knowledge) -> None:
    machine = Asset(id="A1", category="printer", card_on=date(2020, 12, 1))
    made = Contract(id="HT1", state="active", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    assert assess(kb, machine, TODAY, [made]).covered and not assess(kb, machine, TODAY).covered


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-23", 12, "2027-11-23"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-12-31", 60, "2031-12-31"),
    ],
)
def test_add_months(day: str, months: int, later: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)
