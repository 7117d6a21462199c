"""What a text is made of when texts are compared."""

import logging
import re
from collections.abc import Iterable

import jieba

from kb.models import Category

_NOT_WORDS = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")


class Terms:
    """Words, pairs of characters, single characters, and the category that a product's name stands for."""

    def __init__(self, categories: Iterable[Category]) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._cutter = jieba.Tokenizer()
        self._category: dict[str, str] = {}
        for category in categories:
            for word in (category.name, *category.words):
                self._cutter.add_word(word.lower())
                self._category[word.lower()] = category.id

    def of(self, text: str) -> list[str]:
        """The terms of a text, each as often as it stands there."""
        parts = _NOT_WORDS.sub(" ", text.lower()).split()
        words = [word for part in parts for word in self._cutter.lcut(part)]
        terms = [f"word {word}" for word in words]
        terms += [f"product {self._category[word]}" for word in words if word in self._category]
        terms += [f"pair {part[at : at + 2]}" for part in parts for at in range(len(part) - 1)]
        terms += [f"char {char}" for part in parts for char in part]
        return terms
