"""What the customer wants: `IntentModel` as a Rasa component, trained in seconds and stored with the model.

Where a message is of several clauses each is judged for itself as well: customers say two things in one breath.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.intent_model import IntentModel
from bot.components.sentence_embedding import meanings
from language.clauses import clauses

FILE = "intents.joblib"
MOST_CLAUSES = 8  # that are judged; what a long letter says after them is heard as a whole
SETTINGS = {"ridge": 0.3, "embedding_weight": 2.0, "narrowness": 2.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Sets the intent and its ranking; a message without readable text gets no intent and confidence 0.

    Of several clauses sets `clauses` too: {"text", "start", "end", "intent": {"name", "confidence"}} of each.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SETTINGS, "ranked": 5}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._model = config, storage, resource, model
        meanings([""])  # the sentence model is loaded now, not at the first customer's cost

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn every example that has an intent, and store what was learnt."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = IntentModel(**{name: self._config[name] for name in SETTINGS})
        texts = [example.get(TEXT) for example in examples]
        self._model.fit(texts, meanings(texts), [example.get(INTENT) for example in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, Path(folder) / FILE, compress=3)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """The classifier as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(Path(folder) / FILE))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking, *of_clauses = self._rankings(message)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            if of_clauses:
                message.set("clauses", of_clauses, add_to_output=True)
        return messages

    def _rankings(self, message: Message) -> list[Any]:
        """The ranking of the whole message, and of each of its clauses, if there are several, what it is."""
        text = message.get(TEXT)
        if self._model is None or not text:
            return [[]]
        parts = [] if text.startswith("/") else [part for part in clauses(text) if part.words][:MOST_CLAUSES]
        parts = parts if len(parts) > 1 else []
        texts = [text, *(part.words for part in parts)]
        chances = self._model.probabilities(texts, meanings(texts))
        best = np.argsort(-chances[0])[: self._config["ranked"]]
        ranking = [{"name": self._model.intents[n], "confidence": float(chances[0][n])} for n in best]
        likeliest = chances[1:].argmax(axis=1) if parts else ()
        return [
            ranking,
            *(
                {
                    "text": part.words,
                    "start": part.start,
                    "end": part.end,
                    "intent": {"name": self._model.intents[n], "confidence": float(chance[n])},
                }
                for part, n, chance in zip(parts, likeliest, chances[1:], strict=False)
            ),
        ]
