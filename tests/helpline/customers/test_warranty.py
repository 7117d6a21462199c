"""R07–R09: covered or not, from which date, until when."""

from datetime import date

import pytest

from helpline.customers.warranty import add_months, assess
from helpline.tables import Asset
from kb.models.knowledge import Knowledge

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
