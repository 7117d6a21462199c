"""R22 measured as customers meet it: word lists and classifier together, on sentences that are no examples.

`wordings.yml` holds single clauses, `messages.yml` whole messages as they come.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.actions.engine.danger import is_alarm
from helpline.learning import examples
from kb import Knowledge
from kb.emergency import detect
from language.facts.normalise import normalise
from tools.evaluate import Answer, ask, understanding

ROOT = Path(__file__).parents[3]


def told(file: str, what: str) -> list[str]:
    """All of a file's sentences that are a `danger`, or `ordinary`."""
    groups = yaml.safe_load((Path(__file__).parent / file).read_text(encoding="utf-8"))[what]
    return [text for texts in groups.values() for text in texts]


FILES = ("wordings.yml", "messages.yml")
DANGER = [text for file in FILES for text in told(file, "danger")]
ORDINARY = [text for file in FILES for text in told(file, "ordinary")]
OTHERS = [sentence for sentence in examples.tested(ROOT) if sentence.intent != "emergency"]
FALSE_ALARMS_IN_500 = 2


@pytest.fixture(scope="module")
def rasa() -> Iterator[str]:
    with understanding() as url:
        yield url


def alarms(kb: Knowledge, answer: Answer) -> bool:
    """Whether a human is called at once."""
    heard = detect(kb, normalise(answer.text)) is not None
    return heard or (answer.got == "emergency" and is_alarm(kb, answer.text, answer.confidence))


@pytest.mark.rasa
def test_no_danger_is_missed(kb: Knowledge, rasa: str) -> None:
    """Each calls a human at once; a few at most are asked about first, with advice on safety in the question."""
    assert len(DANGER) >= 150
    answers = [ask(rasa, text, "emergency") for text in DANGER]
    later = [answer for answer in answers if not alarms(kb, answer)]
    assert [answer.text for answer in later if answer.got != "emergency"] == []
    assert len(later) <= 2, later


@pytest.mark.rasa
def test_false_alarms_are_few(kb: Knowledge, rasa: str) -> None:
    answers = [ask(rasa, text, "") for text in [*ORDINARY, *(sentence.text for sentence in OTHERS)]]
    assert len(answers) >= 1400
    false = [answer for answer in answers if alarms(kb, answer)]
    assert len(false) * 500 <= FALSE_ALARMS_IN_500 * len(answers), false


def test_nothing_of_it_is_taught() -> None:
    taught = {examples.core(sentence.text) for sentence in examples.trained(ROOT)}
    assert not taught & {examples.core(text) for text in [*DANGER, *ORDINARY]}
