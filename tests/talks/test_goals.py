"""What the goals promise of themselves. `make talks` plays them all, `tests/journeys/test_talks.py` a few."""

from collections import Counter

import pytest

from tests.talks.__main__ import chosen
from tests.talks.goal import WORDINGS, Trial, personas, trials, typos


def test_there_are_enough_goals_and_none_twice() -> None:
    assert len(trials()) >= 120
    assert [id for id, times in Counter(trial.id for trial in trials()).items() if times > 1] == []


def test_every_flow_meets_every_persona_that_can_come_up_in_it() -> None:
    of_flow: dict[str, list[Trial]] = {}
    for trial in trials():
        of_flow.setdefault(trial.goal.flow, []).append(trial)
    missing = [
        (flow, persona.id)
        for flow, many in of_flow.items()
        for persona in personas()
        if persona not in [one.persona for one in many] and all(persona.fits(one.goal.asks or []) for one in many)
    ]
    assert missing == []


def test_wordings_are_four_different_ones() -> None:
    same = [trial.goal.id for trial in trials() if len(set(trial.goal.open)) < WORDINGS]
    assert same == []


def test_every_persona_that_makes_slips_makes_some() -> None:
    slipping = [trial for trial in trials() if trial.persona.typos]
    spared = [one.id for one in slipping if not any(slip in text for text in one.goal.open for slip in typos())]
    assert spared == []


def test_what_only_leaves_nothing_of_is_told_before_anything_starts() -> None:
    with pytest.raises(ValueError, match="nosuch.*visit"):
        chosen("nosuch", 0)
    assert len(chosen("visit", 2)) == 2
