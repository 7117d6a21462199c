"""What tests of the gateway may ask for."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kb.models.knowledge import Knowledge
from tests.gateway.desk_calls import As, desk_of
from tests.gateway.hotline_calls import Opens, hotline
from tests.world import World


@pytest.fixture
def line(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens the hotline with a bot."""
    with ExitStack() as stack:
        yield lambda bot: stack.enter_context(hotline(world, tmp_path, monkeypatch, bot))


@pytest.fixture
def desk(world: World, kb: Knowledge, tmp_path: Path) -> Iterator[As]:
    """The desk of whoever is named; the voice channel is off."""
    with desk_of(world, kb, tmp_path) as of:
        yield of
