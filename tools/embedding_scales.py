"""How large what the sentence model multiplies becomes: `PYTHONPATH=. python tools/embedding_scales.py`

Writes `language/embedding/largest.npz`; `language/embedding/graph.py` says what for. To be run again when the package
that carries the model is another.
"""

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from language.embedding import graph
from language.embedding.sentence import SentenceModel
from language.embedding.weights import Weights, file

INTENTS = Path(__file__).parents[1] / "bot" / "data" / "intents"
EACH = 2  # sentences of every intent


def measured() -> dict[str, np.ndarray]:
    """Of each multiplication: the largest value any of the sentences brings into each of its columns."""
    model = SentenceModel(Weights(file()), None)
    largest: dict[str, np.ndarray] = {}
    for text in _sentences():
        for name, rows in model.multiplied(text).items():
            largest[name] = np.maximum(np.abs(rows).max(axis=0), largest.get(name, 0))
    return largest


def _sentences() -> list[str]:
    found = []
    for path in sorted(INTENTS.glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line.removeprefix("- ") for line in intent["examples"].splitlines()][:EACH]
    return found


if __name__ == "__main__":
    stored: dict[str, Any] = {name: values.astype(np.float16) for name, values in measured().items()}
    np.savez_compressed(Path(graph.__file__).with_name("largest.npz"), **stored)
    print(f"{len(stored)} multiplications, {sum(map(len, stored.values()))} columns")
