"""What the product says to customers, and what a sentence claims to have been done."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator

from kb.models.entry import Entry


class Deed(StrEnum):
    """What a phrase can claim. It is said only where the thing named here is at hand, from the same transaction."""

    CASE_FILED = "case_filed"  # the case
    CASE_CHANGED = "case_changed"  # the case, and what was written to it
    CASE_SOLVED = "case_solved"  # the case with its solution
    CASE_CLOSED = "case_closed"  # the case, closed
    CASE_REOPENED = "case_reopened"  # the case, open again
    CASE_CANCELLED = "case_cancelled"  # the case, cancelled
    VISIT_BOOKED = "visit_booked"  # the visit
    VISIT_CANCELLED = "visit_cancelled"  # the visit, cancelled
    ENGINEER_DEPARTED = "engineer_departed"  # the visit, its engineer on the way
    ENGINEER_ARRIVED = "engineer_arrived"  # the visit, its engineer there
    DRAFT_CHANGED = "draft_changed"  # what the talk now holds of the customer's wish
    DRAFT_DROPPED = "draft_dropped"  # the talk without that wish
    MESSAGE_KEPT = "message_kept"  # the customer's message
    SCORE_KEPT = "score_kept"  # the survey with its score
    HANDED_OFF = "handed_off"  # the conversation in a queue
    CALLBACK_PROMISED = "callback_promised"  # the conversation with the time it is called back by
    PEOPLE_ALERTED = "people_alerted"  # the task or alert of somebody
    PEOPLE_RUNG = "people_rung"  # the round of pages with somebody in it
    PAGE_ANSWERED = "page_answered"  # the page, answered
    AGENT_JOINED = "agent_joined"  # the conversation with its agent
    BOT_AGAIN = "bot_again"  # the conversation, the bot's again
    CODE_SENT = "code_sent"  # the one-time code
    PROOF_GIVEN = "proof_given"  # the conversation, its customer proved
    PROOF_ENDED = "proof_ended"  # the conversation, nobody proved
    NOTICES_STOPPED = "notices_stopped"  # the consent, withdrawn
    NOTICES_RESUMED = "notices_resumed"  # the consent, given


class Phrase(Entry):
    """`says` are wordings of equal meaning, with {placeholders}; each claims the same."""

    says: tuple[str, ...]
    claims: Deed | None = None


def _spelled_out(written: Any) -> Any:
    """A phrase that claims nothing may be written as its wordings alone, and a single wording without a list."""
    phrase = written if isinstance(written, dict) else {"says": written}
    says = phrase.get("says", [])
    return phrase if isinstance(says, list) else {**phrase, "says": [says]}


WrittenPhrase = Annotated[Phrase, BeforeValidator(_spelled_out)]
