"""A few of the customers of `tests/talks`, against the journeys' product. `make talks` plays them all."""

import pytest

from tests.journeys.product import Product
from tests.talks.goal import trials
from tests.talks.play import play

SMOKE = (
    "air-conditioner-warm/plain",
    "led-black/corrects-phone",
    "change/plain",
    "fire/plain",
    "agrees/plain",
    "robot/plain",
)


@pytest.mark.rasa
@pytest.mark.parametrize("id", SMOKE)
def test_talk(id: str, product: Product) -> None:
    outcome = play(product, next(trial for trial in trials() if trial.id == id), 0)
    assert not outcome.faults, "\n".join([*map(str, outcome.faults), *outcome.thread])
