"""Chinese words: jieba with the company's own words, over text as `language.facts.normalise` writes it.

The message keeps its text as the customer wrote it; only the tokens are normalised. Normalising keeps the length, so
token positions hold in the original.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from language.dictionary import read_apart
from language.facts.normalise import normalise
from language.facts.words import NO_WORDS, Words, load_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Splits a message into words; product and model names stay in one piece."""

    def __init__(self, config: dict[str, Any], words: Words) -> None:
        super().__init__(config)
        self._dictionary = read_apart()
        for word in words.all:
            self._dictionary.add_word(word)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`products` is the file the company's words come from."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "products": "kb/products.yml"}

    @staticmethod
    def supported_languages() -> list[str] | None:
        return ["zh"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChineseTokenizer:
        """A new tokenizer that knows the company's words as they are in the file now."""
        products = Path(config["products"])
        return cls(config, load_words(products) if products.exists() else NO_WORDS)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Words with their places in the message's own text; spaces are left out."""
        text = normalise(message.get(attribute)).lower()
        return [Token(word, start) for word, start, _ in self._dictionary.tokenize(text) if not word.isspace()]
