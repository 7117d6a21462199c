"""What understanding is measured with is not what it was taught: neither equal nor nearly equal sentences."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from helpline.learning import examples
from helpline.learning.examples import Sentence, core

ROOT = Path(__file__).parents[2]
SHORT = 6  # signs; there are only so many ways to say yes, so shorter sentences just must not be equal
ALIKE = 0.5  # of all pairs of neighbouring signs in two sentences, the share that both have

EXAMPLES, TESTS = list(examples.trained(ROOT)), list(examples.tested(ROOT))


def pairs(text: str) -> frozenset[str]:
    """Neighbouring signs, the beginning and the end being signs too."""
    marked = f"^{core(text)}$"
    return frozenset(marked[place : place + 2] for place in range(len(marked) - 1))


def alike(sentences: list[Sentence], others: list[Sentence]) -> list[tuple[str, str]]:
    """Who of `sentences` says nearly the same as one of `others`, and as which."""
    having: dict[str, list[int]] = defaultdict(list)
    sizes = []
    for number, other in enumerate(others):
        sizes.append(len(pairs(other.text)))
        for pair in pairs(other.text):
            having[pair].append(number)
    found = []
    for sentence in sentences:
        own = pairs(sentence.text)
        shared = Counter(number for pair in own for number in having[pair])
        for number, both in shared.items():
            long = min(len(core(sentence.text)), len(core(others[number].text))) >= SHORT
            share = both / (len(own) + sizes[number] - both)
            if share == 1.0 or (long and share >= ALIKE):
                found.append((sentence.text, others[number].text))
    return found


def test_no_test_sentence_is_nearly_an_example() -> None:
    assert alike(TESTS, EXAMPLES) == []


def test_no_sentence_stands_for_two_intents() -> None:
    owners: dict[str, str] = {}
    for sentence in [*EXAMPLES, *TESTS]:
        words = core(sentence.text) or sentence.text
        assert owners.setdefault(words, sentence.intent) == sentence.intent, sentence.text


def test_nothing_is_written_twice() -> None:
    for sentences in (EXAMPLES, TESTS):
        texts = Counter(core(sentence.text) or sentence.text for sentence in sentences)
        assert {text for text, times in texts.items() if times > 1} == set()


@pytest.mark.parametrize(
    ("text", "other"), [("师傅几点能到我家", "师傅几点到我家"), ("發票怎麼開呀", "发票怎么开呀？")]
)
def test_nearly_the_same_is_noticed(text: str, other: str) -> None:
    assert alike([Sentence(text, "any", ROOT)], [Sentence(other, "any", ROOT)])
