"""Accusations are known by their words, wherever they are told; faults that sound like one stay plain (R41)."""

from pathlib import Path

import pytest
import yaml

from helpline.learning import examples
from kb import Knowledge
from kb.checks import bounded
from kb.complaint import accuses, begins
from kb.emergency import spelled_out
from tests.house.sources import ROOT

LINES = yaml.safe_load((Path(__file__).parent / "complaints.yml").read_text(encoding="utf-8"))
SPEAKS_OF_PEOPLE = {
    "complain",
    "suggest",
    "request_human",
    "ask_fraud",
    "doubt_quote",
}  # intents whose sentences may accuse somebody


@pytest.mark.parametrize("said", LINES["accusations"])
def test_an_accusation_is_heard(kb: Knowledge, said: str) -> None:
    assert accuses(kb, said) and begins(kb, said) and begins(kb, " ".join(said))


@pytest.mark.parametrize("said", LINES["plain"])
def test_what_only_sounds_like_one_stays_plain(kb: Knowledge, said: str) -> None:
    assert not accuses(kb, said) and not begins(kb, said)


def test_sentences_of_other_intents_accuse_nobody(kb: Knowledge) -> None:
    sentences = [one for one in (*examples.trained(ROOT), *examples.tested(ROOT)) if one.intent not in SPEAKS_OF_PEOPLE]
    assert len(sentences) > 2000
    assert [one.text for one in sentences if accuses(kb, one.text)] == []


def test_the_patterns_work_is_bounded(kb: Knowledge) -> None:
    policy = kb.policies.complaints
    patterns = [spelled_out(pattern, policy.parts) for pattern in (*policy.accusations, *policy.no_accusations)]
    assert len(patterns) > 15 and [pattern for pattern in patterns if bounded.fault(pattern)] == []
