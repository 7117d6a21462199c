"""One token for all processes: fetched once, however many ask at once."""

import time
from datetime import timedelta

import pytest

from helpline.delivery.token_store import DatabaseTokenStore
from helpline.tables import AccessToken
from tests.threads import at_once
from tests.world import World


class Platform:
    def __init__(self, slow: float = 0.0, failures: int = 0) -> None:
        self.calls, self.slow, self.failures = 0, slow, failures

    def fetch(self) -> tuple[str, timedelta]:
        self.calls += 1
        if self.calls <= self.failures:
            raise ConnectionError("no line")
        time.sleep(self.slow)
        return f"t{self.calls}", timedelta(hours=2)


def test_fetched_once_and_renewed_before_its_end(world: World) -> None:
    platform = Platform()
    vaults = [DatabaseTokenStore(world.database), DatabaseTokenStore(world.database)]
    assert [token_store.token("a", platform.fetch) for token_store in vaults] == ["t1", "t1"]
    world.pass_(minutes=114)
    assert vaults[0].token("a", platform.fetch) == "t1"
    world.pass_(minutes=2)
    assert vaults[1].token("a", platform.fetch) == "t2"


def test_a_stale_token_is_replaced_once(world: World) -> None:
    platform, token_store = Platform(slow=0.05), DatabaseTokenStore(world.database)
    old = token_store.token("a", platform.fetch)
    assert set(at_once(6, lambda _: token_store.token("a", platform.fetch, stale=old))) == {"t2"}
    assert platform.calls == 2


def test_many_at_once_fetch_once(world: World) -> None:
    platform, token_store = Platform(slow=0.1), DatabaseTokenStore(world.database)
    assert set(at_once(8, lambda _: token_store.token("a", platform.fetch))) == {"t1"}
    assert platform.calls == 1


def test_a_failure_passes_through_and_the_next_tries(world: World) -> None:
    platform, token_store = Platform(failures=1), DatabaseTokenStore(world.database)
    with pytest.raises(ConnectionError):
        token_store.token("a", platform.fetch)
    assert token_store.token("a", platform.fetch) == "t2"


def test_a_dead_fetcher_is_followed(world: World) -> None:
    platform, token_store = Platform(), DatabaseTokenStore(world.database)
    with world.work() as work:
        work.session.add(AccessToken(name="a", value="", leased_until=work.now + timedelta(seconds=15)))
    world.pass_(seconds=16)
    assert token_store.token("a", platform.fetch) == "t1"
