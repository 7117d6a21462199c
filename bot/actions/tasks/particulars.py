"""What the business of a machine needs to know besides the fault: asked once, told as far as it is known."""

from bot.actions.engine.contact_details import about_the_matter, nothing_else
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import is_exactly
from kb.lookup import business_of

SLOT = "particulars"
NONE_TOLD = "none"


def asks(turn: DialogueTurn) -> bool:
    """Whether they were asked for now."""
    if turn.get(SLOT) or turn.get("service_type") != "repair" or not turn.get("product"):
        return False
    business = business_of(turn.runtime.kb, turn.get("product"))
    if business is None or not business.particulars or turn.fact("plate") and turn.fact("mileage_km"):
        return False
    turn.ask(SLOT, business.particulars)
    return True


def take(turn: DialogueTurn, fresh: list[str], longest: int) -> None:
    """The answer becomes part of what is wrong; what is told with it of who and where does not."""
    if fresh and nothing_else(turn):
        return  # asked again
    unknown = turn.is_("dont_know", "deny") or is_exactly(turn.text, "skip")
    turn.put(SLOT, NONE_TOLD if unknown else about_the_matter(turn)[:longest])
    if not unknown:
        turn.put("symptom", f"{turn.get('symptom')}{turn.words('full_stop')}{turn.get(SLOT)}")
