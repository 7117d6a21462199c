"""The clock that tests move."""

from datetime import timedelta

from helpline.core import clock
from tests.world import MONDAY, World


def test_travel_nests_and_ends() -> None:
    before = clock.now()
    with clock.travel(timedelta(hours=1)), clock.travel(timedelta(minutes=30)):
        assert timedelta(minutes=90) <= clock.now() - before < timedelta(minutes=91)
    assert clock.now() - before < timedelta(minutes=1)


def test_the_world_stands_still_until_told(world: World) -> None:
    with world.work() as work:
        assert work.now == MONDAY
    world.pass_(minutes=20)
    with world.work() as work:
        assert work.now - MONDAY == timedelta(minutes=20)
