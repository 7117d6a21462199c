"""The journeys of the main flows on every channel, through its webhooks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import golden, screens
from tests.journeys.channels import OUTSIDE
from tests.journeys.product import Product
from tests.journeys.runner import Runner
from tests.journeys.script import HERE, read

FLOWS = ("report_fault", "warranty", "visits", "progress")


def _cases() -> Iterator[tuple[str, Path]]:
    for flow in FLOWS:
        for path in sorted((HERE / flow).glob("*.yml")):
            yield from ((channel, path) for channel in OUTSIDE if channel not in read(path).not_on)


@pytest.mark.rasa
@pytest.mark.parametrize(
    ("channel", "path"), [*_cases()], ids=lambda p: p if isinstance(p, str) else f"{p.parent.name}-{p.stem}"
)
def test_on_channel(channel: str, path: Path, product: Product, request: pytest.FixtureRequest) -> None:
    journey = read(path, channel)
    talk = Runner(product, channel).run(journey)
    if journey.golden:
        golden.compare(path, talk)
        if channel in screens.PHONES:
            screens.compare(path, talk, request.getfixturevalue("browser"))


def test_every_flow_is_kept_as_seen_and_heard() -> None:
    for flow in FLOWS:
        kept = [path for path in (HERE / flow).glob("*.yml") if read(path).golden]
        assert len(kept) == 1 and not read(kept[0]).not_on, flow
        assert all((golden.FOLDER / f"{flow}.{channel}.txt").is_file() for channel in OUTSIDE), flow
        assert all((golden.FOLDER / f"{flow}.{channel}.png").is_file() for channel in screens.PHONES), flow
