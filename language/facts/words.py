"""The company's own words, read from `kb/products.yml`: what its products and models are called."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from language.facts.normalise import normalise

PRODUCTS = Path(__file__).resolve().parents[2] / "kb" / "products.yml"


@dataclass(frozen=True)
class Words:
    """Normalised lower-case words mapped to ids."""

    products: dict[str, str]  # word → category id
    models: dict[str, str]  # word → model id
    categories: dict[str, str]  # model id → category id

    @property
    def all(self) -> tuple[str, ...]:
        """Every word, longest first."""
        return tuple(sorted({*self.products, *self.models}, key=len, reverse=True))


NO_WORDS = Words({}, {}, {})


@lru_cache(maxsize=8)
def load_words(path: Path = PRODUCTS) -> Words:
    """The words in the file; the first entry that claims a word keeps it."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    products: dict[str, str] = {}
    models: dict[str, str] = {}
    categories: dict[str, str] = {}
    for category in content.get("categories", []):
        for word in (category["name"], *category.get("words", [])):
            products.setdefault(_key(word), category["id"])
    for model in content.get("models", []):
        categories[model["id"]] = model["category"]
        for word in (model["id"], model["name"], *model.get("words", [])):
            if _key(word) not in products:
                models.setdefault(_key(word), model["id"])
    return Words(products, models, categories)


def any_of(spelled: dict[str, str]) -> "re.Pattern[str]":
    """A pattern for the first of the words that fits; `spelled` maps each to its own pattern. None at all match nothing.

    The look ahead at the first character saves trying hundreds of words at every place of a text.
    """
    if not spelled:
        return re.compile(r"(?!)")
    first = "".join(sorted({re.escape(word[0]) for word in spelled}))
    return re.compile(rf"(?=[{first}])(?:{'|'.join(spelled.values())})")


def _key(word: object) -> str:
    return normalise(str(word)).lower()
