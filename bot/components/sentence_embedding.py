"""What a message means: the sentence model's vector of what is left of it as `language.facts.wording` reads it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from language.embedding import vectors
from language.facts.wording import wording


def meanings(texts: Sequence[str]) -> np.ndarray:
    """A unit vector of 384 numbers each, a row a text."""
    return vectors([wording(text) for text in texts])
