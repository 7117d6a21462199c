"""Intents answered by nothing but words: the `responses` of their own file under `bot/data/intents`.

The key is `utter_<intent>`, as Rasa wants it there; several wordings take turns like those of a phrase.
"""

from functools import lru_cache
from pathlib import Path

import yaml

from bot.actions.engine.turn import DialogueTurn

INTENTS = Path(__file__).resolve().parents[2] / "data" / "intents"


@lru_cache(maxsize=1)
def wordings() -> dict[str, tuple[str, ...]]:
    """By intent, what is answered; read once in the life of the process."""
    found = {}
    for file in sorted(INTENTS.glob("*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key, responses in content.get("responses", {}).items():
            found[key.removeprefix("utter_")] = tuple(response["text"] for response in responses)
    return found


def say(turn: DialogueTurn) -> bool:
    """Says the answer of this message's intent, in a wording not just used; False when it has none of its own."""
    answers = wordings().get(turn.intent, ())
    if not answers:
        return False
    turn.say_text(next((text for text in answers if text not in turn.used), answers[-1]))
    return True
