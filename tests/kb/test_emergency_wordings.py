"""R22 measured: many wordings of danger and many ordinary sentences, through the word lists alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from kb import Knowledge
from kb.emergency import detect
from language.facts.normalise import normalise

HERE = Path(__file__).parent
FALSE_ALARMS_IN_500 = 2
KINDS = {"fire", "smoke", "shock", "leak", "injury", "trapped"}  # those of R22


def sentences(file: str) -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load((HERE / f"{file}.yml").read_text(encoding="utf-8"))
    return loaded


def each(file: str) -> Iterator[str]:
    for texts in sentences(file).values():
        yield from texts


def test_there_is_enough_to_measure_with() -> None:
    assert sentences("emergencies").keys() == KINDS
    assert all(len(texts) >= 10 for texts in sentences("emergencies").values())
    ordinary = sentences("ordinary")
    assert len(ordinary["tricky"]) >= 150 and len(ordinary["tricky"]) + len(ordinary["plain"]) >= 500
    everything = [*each("emergencies"), *each("ordinary")]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize("said", each("emergencies"))
def test_no_danger_is_missed(kb: Knowledge, said: str) -> None:
    assert detect(kb, normalise(said)) is not None


def test_false_alarms_are_few(kb: Knowledge) -> None:
    heard = [said for said in each("ordinary") if detect(kb, normalise(said))]
    assert len(heard) * 500 <= FALSE_ALARMS_IN_500 * len(list(each("ordinary"))), heard
