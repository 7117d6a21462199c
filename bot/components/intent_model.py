"""From what is written (character 1–3-grams) and what is meant (sentence vectors) to probabilities of intents.

The probabilities are honest: a temperature is fitted on sentences the model had not seen, so that of the answers given
with 80 % about 80 % are right, and a threshold on them means something.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

from bot.facts.normalise import squeeze

HELD_OUT = 0.2
ROUNDS = 100


@dataclass
class IntentModel:
    """Untrained until `fit`; afterwards `probabilities` has a column for each of `intents`."""

    strength: float  # C of the logistic regression: larger follows the examples more closely
    meaning_weight: float  # weight of the sentence vectors beside the characters
    rarest: int = 2  # character sequences seen in fewer examples are left out: they make learning slow, not good
    temperature: float = 1.0

    def fit(self, texts: list[str], vectors: np.ndarray, intents: list[str]) -> None:
        """Learn from examples; every intent needs at least one."""
        labels = np.array(intents)
        self.temperature = self._temperature(texts, vectors, labels)
        self._fit(texts, vectors, labels)

    @property
    def intents(self) -> list[str]:
        """Names of the columns."""
        return [str(name) for name in self._regression.classes_]

    def probabilities(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        """One row a text, one column an intent, each row summing to one."""
        return _softmax(self._scores(texts, vectors) / self.temperature)

    def _fit(self, texts: list[str], vectors: np.ndarray, labels: np.ndarray) -> None:
        self._ngrams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=self.rarest)
        written = self._ngrams.fit_transform([_marked(text) for text in texts])
        self._mean, self._spread = vectors.mean(axis=0), vectors.std()
        self._regression = LogisticRegression(C=self.strength, class_weight="balanced", max_iter=ROUNDS)
        self._regression.fit(self._joined(written, vectors), labels)

    def _joined(self, written: csr_matrix, vectors: np.ndarray) -> csr_matrix:
        # E5 vectors all point roughly the same way: only the difference from their mean tells sentences apart.
        meant = (vectors - self._mean) / (self._spread * np.sqrt(vectors.shape[1])) * self.meaning_weight
        return hstack([written, csr_matrix(meant)]).tocsr()

    def _scores(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        written = self._ngrams.transform([_marked(text) for text in texts])
        scores = self._regression.decision_function(self._joined(written, vectors))
        return np.column_stack([-scores, scores]) / 2 if scores.ndim == 1 else scores

    def _temperature(self, texts: list[str], vectors: np.ndarray, labels: np.ndarray) -> float:
        seen, held_out = train_test_split(np.arange(len(texts)), test_size=HELD_OUT, random_state=1)
        trial = IntentModel(self.strength, self.meaning_weight)
        trial._fit([texts[n] for n in seen], vectors[seen], labels[seen])
        known = np.isin(labels[held_out], trial.intents)
        held_out = held_out[known]
        if not len(held_out):
            return 1.0
        scores = trial._scores([texts[n] for n in held_out], vectors[held_out])
        expected = labels[held_out]
        found = minimize_scalar(
            lambda t: log_loss(expected, _softmax(scores / t), labels=trial.intents),
            bounds=(0.1, 3.0),
            method="bounded",
        )
        return float(found.x)


def _marked(text: str) -> str:
    """Marks where a sentence begins and ends: 好 alone is a reply, 好 inside a sentence is not."""
    return f"^{squeeze(text)}$"


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
