"""From what is written (character 1–3-grams) and what is meant (sentence vectors) to probabilities of intents.

The probabilities are honest: a temperature is fitted on sentences the model had not seen, so that of the answers given
with 80 % about 80 % are right, and a threshold on them means something.
"""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from bot.facts.normalise import squeeze

HELD_OUT = 5  # every fifth example of an intent judges the others
ROUNDS = 60  # more change nothing that can be measured
FINISHING_ROUNDS = 30  # the last ones start from what was learnt already


@dataclass
class IntentModel:
    """Untrained until `fit`; afterwards `probabilities` has a column for each of `intents`."""

    strength: float  # C of the logistic regression: larger follows the examples more closely
    meaning_weight: float  # weight of the sentence vectors beside the characters
    rarest: int = 2  # character sequences seen in fewer examples are left out: they make learning slow, not good
    temperature: float = 1.0

    def fit(self, texts: list[str], vectors: np.ndarray, intents: list[str]) -> None:
        """Learn from examples of at least two intents."""
        labels = np.array(intents)
        self._ngrams = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=self.rarest, dtype=np.float32
        )
        self._ngrams.fit([_marked(text) for text in texts])
        self._mean, self._spread = vectors.mean(axis=0), vectors.std()
        features = self._features(texts, vectors)
        held_out = _every_fifth(intents)
        self._regression = LogisticRegression(
            C=self.strength, class_weight="balanced", max_iter=ROUNDS, warm_start=True
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is meant
            self._regression.fit(features[~held_out], labels[~held_out])
            if held_out.any():
                self.temperature = _temperature(self._scores(features[held_out]), labels[held_out], self.intents)
            self._regression.set_params(max_iter=FINISHING_ROUNDS).fit(features, labels)

    @property
    def intents(self) -> list[str]:
        """Names of the columns."""
        return [str(name) for name in self._regression.classes_]

    def probabilities(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        """One row a text, one column an intent, each row summing to one."""
        return _softmax(self._scores(self._features(texts, vectors)) / self.temperature)

    def _features(self, texts: list[str], vectors: np.ndarray) -> csr_matrix:
        written = self._ngrams.transform([_marked(text) for text in texts])
        # E5 vectors all point roughly the same way: only the difference from their mean tells sentences apart.
        meant = (vectors - self._mean) / (self._spread * np.sqrt(vectors.shape[1])) * self.meaning_weight
        return hstack([written, csr_matrix(meant.astype(np.float32))]).tocsr()

    def _scores(self, features: csr_matrix) -> np.ndarray:
        scores = self._regression.decision_function(features)
        return np.column_stack([-scores, scores]) / 2 if scores.ndim == 1 else scores


def _every_fifth(intents: list[str]) -> np.ndarray:
    """Which examples to hold out; the first of each intent never is, so that none is missing."""
    seen: Counter[str] = Counter()
    chosen = []
    for intent in intents:
        seen[intent] += 1
        chosen.append(seen[intent] % HELD_OUT == 0)
    return np.array(chosen)


def _temperature(scores: np.ndarray, labels: np.ndarray, intents: list[str]) -> float:
    """What to divide scores by, so that confidence is how often it is right."""
    loss = partial(_loss, scores, labels, intents)
    return float(minimize_scalar(loss, bounds=(0.1, 3.0), method="bounded").x)


def _loss(scores: np.ndarray, labels: np.ndarray, intents: list[str], temperature: float) -> float:
    return float(log_loss(labels, _softmax(scores / temperature), labels=intents))


def _marked(text: str) -> str:
    """Marks where a sentence begins and ends: 好 alone is a reply, 好 inside a sentence is not."""
    return f"^{squeeze(text)}$"


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
