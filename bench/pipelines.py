"""Ways to tell intents apart, side by side on the sentences that were not taught.

    PYTHONPATH=. envs/rasa/.venv/bin/python -m bench.pipelines [SENTENCES.tsv …]

Runs in Rasa's environment. Prints how often each way is right, its macro F1, how far its confidence is from how often
it is right (calibration error, in points), and how long it learns; then what thresholds of the fallback would do to the
way that is used. Files of your own, with the columns `text` and `intent`, are measured beside the project's sentences.
"""

import csv
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neighbors import KNeighborsClassifier

from bot.components.intent_model import IntentModel
from bot.components.sentence_embedding import meanings
from helpline.learning.examples import tested, trained
from language.dictionary import read
from language.facts.wording import wording

ROOT = Path(__file__).resolve().parents[1]
MEANING_WEIGHT = 2.0
THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5)
AMBIGUITIES = (0.0, 0.03, 0.1)

Sentences = tuple[list[str], np.ndarray, np.ndarray]  # texts, sentence vectors, intents
Answers = Callable[[Sentences], np.ndarray]  # chances, a column an intent in the order of their names


def main() -> None:
    """Learn each way, ask it everything, print the tables."""
    warnings.simplefilter("ignore")
    taught = sentences([(sentence.text, sentence.intent) for sentence in trained(ROOT)])
    sets = {"own": sentences([(sentence.text, sentence.intent) for sentence in tested(ROOT)])}
    for file in sys.argv[1:]:
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            rows = [(row["text"], row["intent"]) for row in csv.DictReader(lines, delimiter="\t")]
        sets[Path(file).stem] = sentences(rows)
    names = np.unique(taught[2])
    ways: dict[str, Callable[[Sentences], Answers]] = {
        "characters, logistic regression": partial(regression, letters="char", weight=0.0),
        "words, logistic regression": partial(regression, letters="word", weight=0.0),
        "meanings, nearest five": nearest,
        "characters and meanings, logistic regression": partial(regression, letters="char", weight=MEANING_WEIGHT),
        "characters and meanings, kernel ridge (used)": kernel,
    }
    for title, learn in ways.items():
        begun = time.perf_counter()
        answers = learn(taught)
        seconds = time.perf_counter() - begun
        figures = "  ".join(f"{name} {row(answers(asked), asked[2], names)}" for name, asked in sets.items())
        print(f"{title:46} {figures}  {seconds:5.1f} s", flush=True)
    for name, asked in sets.items():
        print(f"\n{name}: threshold, ambiguity → left undecided, right of the rest, wrong of the undecided")
        thresholds(answers(asked), asked[2], names)


def sentences(rows: list[tuple[str, str]]) -> Sentences:
    """Texts with their meanings and intents."""
    texts = [text for text, _ in rows]
    return texts, meanings(texts), np.array([intent for _, intent in rows])


def kernel(taught: Sentences) -> Answers:
    """The way the pipeline uses, as `config.yml` sets it."""
    model = IntentModel()
    model.fit(taught[0], taught[1], list(taught[2]))
    return lambda asked: model.probabilities(asked[0], asked[1])


def nearest(taught: Sentences) -> Answers:
    """The five sentences closest in meaning vote."""
    model = KNeighborsClassifier(5, weights="distance").fit(taught[1] - taught[1].mean(axis=0), taught[2])
    return lambda asked: model.predict_proba(asked[1] - taught[1].mean(axis=0))


def regression(taught: Sentences, letters: str, weight: float) -> Answers:
    """Sequences of characters or words, beside them the meanings with a weight."""
    ngrams = TfidfVectorizer(
        analyzer="char" if letters == "char" else "word", tokenizer=None if letters == "char" else read().lcut,
        ngram_range=(1, 3) if letters == "char" else (1, 2), sublinear_tf=True, min_df=2,
    )  # fmt: skip
    ngrams.fit([f"^{wording(text)}$" for text in taught[0]])
    middle, spread = taught[1].mean(axis=0), taught[1].std() * np.sqrt(taught[1].shape[1])

    def features(asked: Sentences) -> csr_matrix:
        meant = csr_matrix((asked[1] - middle) / spread * weight)
        return hstack([ngrams.transform([f"^{wording(text)}$" for text in asked[0]]), meant]).tocsr()

    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=60).fit(features(taught), taught[2])
    return lambda asked: model.predict_proba(features(asked))


def row(chances: np.ndarray, wanted: np.ndarray, names: np.ndarray) -> str:
    """The figures of one way on one set of sentences."""
    got, sure = names[chances.argmax(axis=1)], chances.max(axis=1)
    bins = np.minimum((sure * 10).astype(int), 9)
    off = sum(abs((sure - (got == wanted))[bins == number].sum()) for number in range(10)) / len(wanted)
    macro = f1_score(wanted, got, labels=np.unique(wanted), average="macro")
    return f"accuracy {np.mean(got == wanted):.3f} macro F1 {macro:.3f} calibration {off * 100:4.1f}"


def thresholds(chances: np.ndarray, wanted: np.ndarray, names: np.ndarray) -> None:
    """What would be left undecided, and whether rightly."""
    right = names[chances.argmax(axis=1)] == wanted
    first, second = -np.sort(-chances, axis=1)[:, :2].T
    for least in THRESHOLDS:
        for between in AMBIGUITIES:
            left = (first < least) | (first - second < between)
            share = f"{np.mean(~right[left]):6.1%}" if left.any() else "     –"
            print(f"  {least:.2f}  {between:.2f}   {left.mean():6.1%}  {right[~left].mean():6.1%}  {share}")


if __name__ == "__main__":
    main()
