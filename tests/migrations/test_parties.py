"""Customers and equipment of before become organisations, contact points and assets; down again they are as before."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import NullPool, create_engine, text

from gateway.commands.migrate import config
from tests.migrations.test_migrate import run

pytestmark = pytest.mark.slow

BEFORE, AFTER = "c58d0f17a2e6", "d91b4c7e0a35"
CUSTOMER = (
    "INSERT INTO customers (id, name, organisation, phone, address, district, grade, created_at) "
    "VALUES ('{0}', '{0}', '{1}', '{2}', '', '', '', '2026-11-23 10:00:00')"
)
A_CASE = (
    "INSERT INTO cases (id, number, type, status, level, level_reason, queue, priority, grade, category, product_text, "
    "contact_name, phone, address, district, description, wish, warranty, channel, idempotency_key, contacts, "
    "escalation_step, reopened, created_at, changed_at, solution, closed_by, score_words, customer_id, serial, "
    "filer_proved) VALUES (1, 'GD1', 'repair', 'new', 3, '', 'service', 5, '', '', '', '', '', '', '', '', '', '{}', "
    "'web', 'k1', 1, 0, 0, '2026-11-23 10:00:00', '2026-11-23 10:00:00', '', '', '', 'K1', 'AA26000001', TRUE)"
)
PROMISE = (
    "INSERT INTO promises (id, case_id, kind, subject_id, source, pack, policy_version, calendar, minutes, starts_at, "
    "state, made_at) VALUES ({0}, 1, '{1}', 0, 'policy', '{2}', 'v1', 'always', 30, '2026-11-23 10:00:00', 'running', "
    "'2026-11-23 10:00:00')"
)


@pytest.fixture
def old(empty_url: str) -> Iterator[str]:
    command.upgrade(config(empty_url), BEFORE)
    run(
        empty_url,
        CUSTOMER.format("K1", "甲酒店", "+8613911110001"),
        CUSTOMER.format("K2", "甲酒店", "+8657188880001"),
        CUSTOMER.format("K3", "", ""),
        "INSERT INTO equipment (serial, customer_id, model, category, place, card_on) "
        "VALUES ('AA26000001', 'K1', 'QH-KFR35', 'air_conditioner', '客厅', '2026-03-01')",
        A_CASE,
        PROMISE.format(1, "reply", "building"),
        PROMISE.format(2, "onsite", "later"),
    )
    yield empty_url


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as link:
        return [tuple(row) for row in link.execute(text(query))]


def test_all_is_carried_over(old: str) -> None:
    command.upgrade(config(old), AFTER)
    assert rows(old, "SELECT id, name, kind FROM organisations") == [("O0001", "甲酒店", "customer")]
    assert rows(old, "SELECT id, organisation_id FROM customers ORDER BY id") == [
        ("K1", "O0001"),
        ("K2", "O0001"),
        ("K3", None),
    ]
    points = rows(old, "SELECT customer_id, kind, value FROM contact_points WHERE preferred ORDER BY customer_id")
    assert points == [("K1", "phone", "+8613911110001"), ("K2", "phone", "+8657188880001")]
    machine = "SELECT id, serial, customer_id, model, place, quantity, state FROM assets"
    assert rows(old, machine) == [("AA26000001", "AA26000001", "K1", "QH-KFR35", "客厅", 1, "installed")]
    assert rows(old, "SELECT asset_id, pack, policy_version FROM cases") == [("AA26000001", "building", "v1")]


def test_down_again_all_is_as_before(old: str) -> None:
    tables = {
        "customers": "SELECT id, name, organisation, phone FROM customers ORDER BY id",
        "equipment": "SELECT serial, customer_id, model, category, place FROM equipment",
        "cases": "SELECT number, serial FROM cases",
    }
    before = {name: rows(old, query) for name, query in tables.items()}
    command.upgrade(config(old), AFTER)
    command.downgrade(config(old), BEFORE)
    assert {name: rows(old, query) for name, query in tables.items()} == before


def test_what_has_no_place_in_the_tables_of_before_does_not_stop_the_way_back(old: str) -> None:
    command.upgrade(config(old), AFTER)
    run(
        old,
        "INSERT INTO assets (id, category, organisation_id, quantity) VALUES ('L1', 'street_light', 'O0001', 40)",
        "UPDATE cases SET asset_id = 'L1'",
    )
    command.downgrade(config(old), BEFORE)
    assert rows(old, "SELECT serial FROM cases") == [(None,)]
