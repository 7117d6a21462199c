"""Every journey of this folder against the real product."""

from pathlib import Path

import pytest

from tests.journeys.product import Product
from tests.journeys.runner import Runner
from tests.journeys.script import HERE, journeys, read


@pytest.mark.rasa
@pytest.mark.parametrize("path", journeys(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_journey(path: Path, product: Product) -> None:
    assert path.parent.parent == HERE, "a journey lies in the folder of its flow"
    journey = read(path)
    try:
        Runner(product).run(journey)
    except AssertionError as error:
        if journey.waits_for:
            pytest.xfail(f"{journey.waits_for}\n{error}")
        raise
