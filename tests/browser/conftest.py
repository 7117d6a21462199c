"""A real product for the browser to look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.product import Product

expect.set_options(timeout=20_000)  # milliseconds; that a machine does other things too is no fault of a page


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(Path(tmp_path_factory.mktemp("product"))) as running:
        running.wait_ready()
        yield running
