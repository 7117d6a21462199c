"""What tests of the gateway may ask for."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.gateway.hotline_calls import Opens, hotline
from tests.world import World


@pytest.fixture
def line(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens the hotline with a bot."""
    with ExitStack() as stack:
        yield lambda bot: stack.enter_context(hotline(world, tmp_path, monkeypatch, bot))
