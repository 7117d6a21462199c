"""A sentence that claims a deed is said with the thing that was done, in the transaction that did it, or not at all."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpline.tables import Case, Survey, Visit
from kb.models.phrases import Deed

if TYPE_CHECKING:
    from bot.actions.engine.turn import DialogueTurn


class ClaimWithoutDeed(RuntimeError):
    """A phrase was to be said that claims what is not so: the turn ends, nothing is said."""


def hold_to(turn: "DialogueTurn", id: str, of: Any) -> None:
    """ClaimWithoutDeed unless what the phrase claims (`claims:` in kb/phrases) was done to `of`, or by the turn."""
    deed = turn.runtime.kb.claims.get(id)
    if deed is not None and not _SHOWN_BY[deed](turn, of):
        raise ClaimWithoutDeed(f"{id} claims {deed}, which {of!r} does not show")


def _case(*statuses: str) -> Callable[["DialogueTurn", Any], bool]:
    return lambda turn, of: isinstance(of, Case) and of.id is not None and (not statuses or of.status in statuses)


def _visit(*statuses: str) -> Callable[["DialogueTurn", Any], bool]:
    return lambda turn, of: isinstance(of, Visit) and of.status in statuses


def _kept(turn: "DialogueTurn", of: Any) -> bool:
    return turn.state.slots != turn.before or bool(turn.state.agenda) or bool(turn.facts) or bool(turn.state.resume)


def _with_people(turn: "DialogueTurn", of: Any) -> bool:
    return turn.conversation.owner != "bot"


def _never_here(turn: "DialogueTurn", of: Any) -> bool:
    return False  # said by others, with deeds of their own


_SHOWN_BY: dict[Deed, Callable[["DialogueTurn", Any], bool]] = {
    Deed.CASE_FILED: _case(),
    Deed.CASE_CHANGED: _case(),
    Deed.CASE_SOLVED: _case("solved"),
    Deed.CASE_CLOSED: _case("closed"),
    Deed.CASE_REOPENED: _case("reopened", "assigned", "in_progress"),
    Deed.CASE_CANCELLED: _case("cancelled"),
    Deed.VISIT_BOOKED: _visit("booked", "travelling"),
    Deed.VISIT_CANCELLED: _visit("cancelled"),
    Deed.ENGINEER_DEPARTED: _never_here,
    Deed.ENGINEER_ARRIVED: _never_here,
    Deed.DRAFT_CHANGED: _kept,
    Deed.DRAFT_DROPPED: lambda turn, of: not turn.open,
    Deed.MESSAGE_KEPT: lambda turn, of: True,  # it stands in the database since before the turn
    Deed.SCORE_KEPT: lambda turn, of: isinstance(of, Survey) and of.score is not None,
    Deed.HANDED_OFF: _with_people,
    Deed.CALLBACK_PROMISED: lambda turn, of: turn.conversation.callback_due_at is not None,
    Deed.PEOPLE_ALERTED: _case(),
    Deed.AGENT_JOINED: _never_here,
    Deed.BOT_AGAIN: _never_here,
    Deed.CODE_SENT: lambda turn, of: of is not None,
    Deed.PROOF_GIVEN: lambda turn, of: turn.conversation.customer_id is not None,
    Deed.PROOF_ENDED: lambda turn, of: True,
    Deed.NOTICES_STOPPED: _never_here,
    Deed.NOTICES_RESUMED: _never_here,
}
