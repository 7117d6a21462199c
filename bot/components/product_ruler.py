"""Product and model names as words of a sentence: a blank spaCy pipeline with jieba and a ruler fed from `kb/`.

`language.facts.product` finds letters wherever they stand. The ruler sees where words begin and end, which matters for
names of one character: 泵 in 泵不转 is a pump, in 泵送 it is not.
"""

from __future__ import annotations

import spacy

from language.dictionary import read
from language.facts.fact import Fact
from language.facts.normalise import normalise
from language.facts.words import Words


class ProductRuler:
    """Finds the company's products and models where they are words of their own."""

    def __init__(self, words: Words) -> None:
        self._words = words
        dictionary = read()
        for word in words.all:
            dictionary.add_word(word)
        self._pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
        ruler = self._pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        ruler.add_patterns(
            [{"label": "product", "pattern": word, "id": category} for word, category in words.products.items()]
            + [{"label": "model", "pattern": word, "id": model} for word, model in words.models.items()]
        )

    def find(self, text: str) -> list[Fact]:
        """Facts of the kinds `product` and `model`, the longer name where two overlap."""
        return [
            Fact(
                entity.label_,
                entity.ent_id_,
                text[entity.start_char : entity.end_char],
                entity.start_char,
                entity.end_char,
                extra={"category": self._words.categories[entity.ent_id_]}
                if entity.label_ == "model"
                else {"word": entity.text},
            )
            for entity in self._pipeline(normalise(text).lower()).ents
        ]

    def confirmed(self, facts: list[Fact], text: str) -> list[Fact]:
        """`facts` with the ruler's names; of the others' names those of one character are dropped."""
        ruled = self.find(text)
        kept = [fact for fact in facts if fact.kind not in ("product", "model") or _stands(fact, ruled)]
        return sorted(kept + ruled, key=lambda fact: (fact.start, fact.end))


def _stands(fact: Fact, ruled: list[Fact]) -> bool:
    free = not any(fact.start < other.end and other.start < fact.end for other in ruled)
    return free and fact.end - fact.start > 1
