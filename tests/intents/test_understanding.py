"""The trained model on sentences it has not seen, one file an intent beside its examples in `bot/data/intents`."""

import statistics
from pathlib import Path

import pytest

from helpline.learning import examples
from tools.evaluate import Answer, ask, report, understanding

ROOT = Path(__file__).parents[2]
EXAMPLES, TESTS = list(examples.trained(ROOT)), list(examples.tested(ROOT))
INTENTS = sorted({sentence.intent for sentence in EXAMPLES})


def f1(answers: list[Answer], intent: str) -> float:
    right = sum(answer.wanted == answer.got == intent for answer in answers)
    either = sum((answer.wanted == intent) + (answer.got == intent) for answer in answers)
    return 2 * right / either


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_has_many_examples_and_many_tests(intent: str) -> None:
    assert sum(sentence.intent == intent for sentence in EXAMPLES) >= 60
    assert sum(sentence.intent == intent for sentence in TESTS) >= 25


@pytest.mark.rasa
def test_unseen_sentences_are_understood() -> None:
    with understanding() as url:
        answers = [ask(url, sentence.text, sentence.intent) for sentence in TESTS]
    told = report(answers)
    print(told)
    scores = [f1(answers, intent) for intent in INTENTS]
    assert statistics.mean(scores) >= 0.93 and min(scores) >= 0.7, told
    dangers = [answer for answer in answers if answer.wanted == "emergency"]
    assert statistics.mean(answer.got == "emergency" for answer in dangers) >= 0.8, told
