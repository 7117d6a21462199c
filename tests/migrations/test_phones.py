"""Phones kept in national form become E.164; what nobody can read stays and is counted; down again they are as before."""

import logging

import pytest
from alembic import command
from sqlalchemy import NullPool, create_engine, text

from gateway.commands.migrate import config
from tests.migrations.test_migrate import run

pytestmark = pytest.mark.slow

BEFORE, AFTER = "c4d8e6b2f153", "7a1c5e90d3f2"
KEPT = {
    "13911110001": "+8613911110001",
    "057188880001": "+8657188880001",
    "010-66668888": "+861066668888",
    "+85291234567": "+85291234567",
    "打门卫电话": "打门卫电话",
    "": "",
}


def all_of(url: str, query: str) -> list[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as link:
        return list(link.scalars(text(query)))


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_kept_phones_become_e164(request: pytest.FixtureRequest, engine: str, caplog: pytest.LogCaptureFixture) -> None:
    with request.getfixturevalue(engine).fresh(migrated=False) as url:
        command.upgrade(config(url), BEFORE)
        for number, phone in enumerate(KEPT):
            run(
                url,
                "INSERT INTO customers (id, name, organisation, phone, address, district, grade, created_at) "
                f"VALUES ('K{number}', '甲小明', '', '{phone}', '', '', '', '2026-11-23 10:00:00')",
            )
        run(url, "INSERT INTO login_attempts (username, at) VALUES ('proof:13911110001', '2026-11-23 10:00:00')")
        run(url, "INSERT INTO login_attempts (username, at) VALUES ('13911110001', '2026-11-23 10:00:00')")
        with caplog.at_level(logging.WARNING):
            command.upgrade(config(url), AFTER)
        assert all_of(url, "SELECT phone FROM customers ORDER BY id") == list(KEPT.values())
        locks = all_of(url, "SELECT username FROM login_attempts ORDER BY id")
        assert locks == ["proof:+8613911110001", "13911110001"]
        assert "customers.phone: 1 numbers cannot be read" in caplog.text
        command.downgrade(config(url), BEFORE)
        again = ["0571-88880001" if phone == "057188880001" else phone for phone in KEPT]
        assert all_of(url, "SELECT phone FROM customers ORDER BY id") == again
        assert all_of(url, "SELECT username FROM login_attempts ORDER BY id")[0] == "proof:13911110001"
