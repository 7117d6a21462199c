"""Whether engineers come to a place the customer names."""

from bot.actions.engine.turn import DialogueTurn
from language.facts.jio import jionlp


def answer(turn: DialogueTurn) -> bool:
    """Says whether the place named is served; False when none is named."""
    found = jionlp.parse_location(turn.text[:100])
    named = [str(found[kind]) for kind in ("city", "county") if found[kind]]
    if not named:
        return False
    served = turn.runtime.kb.company.service_area
    place = named[-1]
    if any(name.startswith(area) for name in named for area in served):
        turn.say("area_served", place=place)
    else:
        turn.say("area_not_served", place=place, area=turn.words("comma").join(served))
    return True
