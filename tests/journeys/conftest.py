"""One running product for all journeys."""

from collections.abc import Iterator

import pytest

from tests.journeys.product import Product, running


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("journeys")) as made:
        yield made
