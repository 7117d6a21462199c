"""Databases without any table yet."""

from collections.abc import Iterator

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every test that asks runs on SQLite and on PostgreSQL."""
    with request.getfixturevalue(request.param).fresh(migrated=False) as url:
        yield url
