"""The trained model on sentences it has not seen, one file an intent beside its examples in `bot/data/intents`."""

import statistics
from pathlib import Path

import pytest
import yaml

from tools.evaluate import ask, report, understanding

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "bot" / "data" / "intents"


def seen(intent: str) -> list[str]:
    loaded = yaml.safe_load((EXAMPLES / f"{intent}.yml").read_text(encoding="utf-8"))
    return [line.removeprefix("- ").strip() for line in loaded["nlu"][0]["examples"].splitlines() if line.strip()]


def unseen(intent: str) -> list[str]:
    loaded = yaml.safe_load((HERE / f"{intent}.yml").read_text(encoding="utf-8"))
    assert loaded["intent"] == intent
    sentences: list[str] = loaded["sentences"]
    return sentences


INTENTS = sorted(path.stem for path in EXAMPLES.glob("*.yml"))


def bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


@pytest.mark.parametrize("intent", INTENTS)
def test_examples_are_many_and_their_test_is_apart_from_them(intent: str) -> None:
    examples, sentences = seen(intent), unseen(intent)
    assert len(examples) >= 60 and len(sentences) >= 25
    everything = {bare(text) for other in INTENTS for text in seen(other)}
    assert not [text for text in sentences if bare(text) in everything]


def test_no_sentence_stands_for_two_intents() -> None:
    owners: dict[str, str] = {}
    for intent in INTENTS:
        for text in seen(intent):
            assert owners.setdefault(bare(text), intent) == intent, text


@pytest.mark.rasa
def test_unseen_sentences_are_understood() -> None:
    with understanding() as url:
        answers = [ask(url, text, intent) for intent in INTENTS for text in unseen(intent)]
    told = report(answers)
    print(told)
    right = statistics.mean(answer.wanted == answer.got for answer in answers)
    assert right >= 0.85, told
    dangers = [answer for answer in answers if answer.wanted == "emergency"]
    assert statistics.mean(answer.got == "emergency" for answer in dangers) >= 0.8, told
