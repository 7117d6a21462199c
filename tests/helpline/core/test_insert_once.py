"""A row whose insert is a claim: the second to insert it is told so, on both databases."""

import pytest

from helpline.core.database import insert_once
from helpline.tables import PromiseStep
from tests.threads import at_once
from tests.world import World

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def test_the_second_claim_is_refused(world: World) -> None:
    promise = world.promise(world.file(category="lift"), "reply")

    def claim(_: int) -> bool:
        with world.work() as work:
            return insert_once(work.session, PromiseStep, promise_id=promise.id, step="near", fired_at=work.now)

    assert sorted(at_once(4, claim)) == [False, False, False, True]
    assert claim(0) is False
    assert len(world.all(PromiseStep)) == 1
