"""What a text is made of when texts are compared, and which products it names."""

import re
from collections import Counter
from collections.abc import Iterable

from kb.models.knowledge import Category, Model
from language.han import HAN

FOREIGN = ""  # the "category" of goods the company does not look after

_NOT_WORDS = re.compile(f"[^0-9a-z{HAN}]+")


class Terms:
    """Pairs of characters, single characters, and the products that are named.

    `goods` are things the company does not look after.
    """

    def __init__(self, categories: Iterable[Category], models: Iterable[Model] = (), goods: Iterable[str] = ()) -> None:
        self._category: dict[str, str] = {word.lower(): FOREIGN for word in goods}
        for model in models:
            self._category |= {word.lower(): model.category for word in (model.id, model.name, *model.words)}
        for category in categories:
            self._category |= {word.lower(): category.id for word in (category.name, *category.words)}
        longest_first = sorted(self._category, key=len, reverse=True)
        self._names = re.compile("|".join(map(_whole, longest_first)) or "(?!)")

    def of(self, text: str) -> Counter[str]:
        """The terms of a text, and how often each stands there."""
        parts = _NOT_WORDS.sub(" ", text.lower()).split()
        terms = Counter(char for part in parts for char in part)
        terms.update(part[at : at + 2] for part in parts for at in range(len(part) - 1))
        terms.update(f"product {named}" for named in self.named(text))
        return terms

    def named(self, text: str) -> frozenset[str]:
        """The categories whose products are named, the longest name where names overlap; `FOREIGN` for other goods."""
        return frozenset(self._category[found.group()] for found in self._names.finditer(text.lower()))


def _whole(word: str) -> str:
    """A pattern for the word; one in Latin letters does not stand inside another."""
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)
