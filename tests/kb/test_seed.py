"""The seed is a plausible town: everything refers to something, and warranties have all three answers."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

from kb import Knowledge, lookup

SEED = Path(__file__).resolve().parents[2] / "kb" / "seed"
DATES = ("card_on", "handover_on", "commissioned_on")


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_customers(kb: Knowledge) -> None:
    customers = rows("customers.csv")
    assert len(customers) == 30
    assert len({row["id"] for row in customers}) == 30
    grades = {grade.id for grade in kb.policies.sla.grades} | {""}
    served = {region for engineer in kb.engineers for region in engineer.regions}
    for row in customers:
        assert re.fullmatch(r"1[3-9]\d{9}", row["phone"])
        assert row["grade"] in grades
        assert row["district"] in row["address"]
        assert row["district"] in served
        date.fromisoformat(row["since"])
    assert len({row["phone"] for row in customers}) == 30


def test_assets(kb: Knowledge) -> None:
    assets = rows("equipment.csv")
    owners = {row["id"] for row in rows("customers.csv")}
    assert len({row["serial"] for row in assets}) == len(assets) >= 55
    for row in assets:
        assert re.fullmatch(r"[A-Z]{2,3}\d{8,10}", row["serial"])
        assert row["customer_id"] in owners
        lookup.model(kb, row["model"])
        for name in DATES:
            assert row[name] == "" or date.fromisoformat(row[name]) < date(2026, 11, 1)
    assert {row["customer_id"] for row in assets} == owners


def test_warranties_differ(kb: Knowledge) -> None:
    answers: Counter[str] = Counter()
    for row in rows("equipment.csv"):
        start = row["card_on"] or row["handover_on"] or row["commissioned_on"]
        term = lookup.warranty_of(kb, lookup.model(kb, row["model"]).category)
        if not start:
            answers["unknown"] += 1
        else:
            age = (date(2026, 11, 22) - date.fromisoformat(start)).days
            answers["in" if age < (term.months + term.trial_months) * 30.4 else "out"] += 1
    assert answers["in"] > 15 and answers["out"] > 10 and answers["unknown"] >= 1


def test_somebody_owns_two_of_a_kind(kb: Knowledge) -> None:
    owned = Counter((row["customer_id"], lookup.model(kb, row["model"]).category) for row in rows("equipment.csv"))
    assert max(owned.values()) >= 2
