"""Puts what `language.facts` finds into the message as Rasa entities, for the actions to read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.product_ruler import ProductRuler
from language.facts.extract import extract, read_lists
from language.facts.fact import Fact
from language.facts.words import NO_WORDS, Words, load_words

EXTRACTOR = "facts"
ZONE = ZoneInfo("Asia/Shanghai")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(EntityExtractorMixin, GraphComponent):
    """Adds one entity a fact. "Tomorrow" is counted from `metadata.now`, or from this moment where that is missing.

    Button payloads are left alone: they say what they mean.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`products` is the file the company's words come from."""
        return {"products": "kb/products.yml"}

    def __init__(self, words: Words) -> None:
        self._words = words
        self._ruler = ProductRuler(words)
        read_lists(words)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        products = Path(config["products"])
        return cls(load_words(products) if products.exists() else NO_WORDS)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            facts = self._ruler.confirmed(extract(text, _now(message), self._words), text)
            found = [as_entity(fact) for fact in facts]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def as_entity(fact: Fact) -> dict[str, Any]:
    """The fact in the shape of a Rasa entity; `error` and `extra` travel along."""
    return {
        "entity": fact.kind,
        "value": fact.value,
        "text": fact.text,
        "start": fact.start,
        "end": fact.end,
        "error": fact.error,
        "extra": fact.extra,
        "extractor": EXTRACTOR,
    }


def _now(message: Message) -> datetime:
    said = (message.get("metadata") or {}).get("now")
    now = datetime.fromisoformat(said) if said else datetime.now(ZONE)
    return now.astimezone(ZONE)
