"""Whether engineers come to a place the customer names."""

from bot.actions.engine.turn import DialogueTurn
from language import dictionary
from language.facts.jio import jionlp, names_place

LONGEST = 100  # characters in which the place is looked for


def answer(turn: DialogueTurn) -> bool:
    """Says whether the place named is served; False when none is named."""
    named = _named(turn)
    if not named:
        return False
    if _served(turn, named):
        turn.say("area_served", place=named[-1])
    else:
        served = turn.words("comma").join(turn.runtime.kb.company.service_area)
        turn.say("area_not_served", place=named[-1], area=served)
    return True


def is_outside(turn: DialogueTurn) -> bool:
    """Whether a place is named to which nobody is sent."""
    named = _named(turn)
    return bool(named) and not _served(turn, named)


def _named(turn: DialogueTurn) -> list[str]:
    said = turn.text[:LONGEST]
    if not names_place(said):
        return []
    found = jionlp.parse_location(said)
    named = [str(found[kind]) for kind in ("city", "county") if found[kind]]
    return named if _is_said(named, said) else []


def _is_said(places: list[str], said: str) -> bool:
    """Whether one of the places is a word of what was said: 思明区 is none of 不好意思，明天."""
    words = {word for word, _ in dictionary.tagged(said) if len(word) > 1}
    return any(place.startswith(word) for place in places for word in words)


def _served(turn: DialogueTurn, named: list[str]) -> bool:
    return any(name.startswith(area) for name in named for area in turn.runtime.kb.company.service_area)
