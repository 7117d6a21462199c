"""The two kinds of action: `OneTurn` answers at once, `Flow` leads through a form."""

import asyncio
from typing import Any, ClassVar

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from bot.actions.engine import danger, interruptions, otp_step, prefill
from bot.actions.engine.contact_details import name_beside
from bot.actions.engine.runtime import runtime
from bot.actions.engine.turn import Turn, read
from helpline.conversations import drafts
from helpline.core import clock
from helpline.core.unit_of_work import CUSTOMER, Work

PARTICULARS = ("phone", "name", "address", "case_number")  # while one is asked for, others are told along with it
REMEMBERED = (*PARTICULARS, "slot", "district")  # over the end of a form


class _InOneTransaction(Action):
    """Runs `take` beside the event loop, in one transaction; an error keeps nothing and fails the turn."""

    action: ClassVar[str] = ""

    def name(self) -> str:
        return self.action

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        turn = await asyncio.to_thread(self._run, tracker)
        turn.utter(dispatcher)
        return turn.events()

    def _run(self, tracker: Tracker) -> Turn:
        held = runtime()
        with held.database.write() as session:
            turn = read(Work(session, held.kb, clock.now(), CUSTOMER), held, tracker)
            interruptions.catch_up(turn)
            self.take(turn)
            interruptions.soothe(turn)
            return turn

    def take(self, turn: Turn) -> None:
        raise NotImplementedError


class OneTurn(_InOneTransaction):
    """An action that answers one message. Its class attribute `action` is its name in domain.yml."""

    def take(self, turn: Turn) -> None:
        if not danger.heard(turn):
            self.answer(turn)
            if turn.open:
                prefill.note(turn)
        if not turn.puzzled and turn.conversation.owner == "bot":
            turn.conversation.misunderstood = 0

    def answer(self, turn: Turn) -> None:
        raise NotImplementedError


class Flow(_InOneTransaction):
    """A form. Whatever the customer says at any step: danger, a wish for a human, giving up, beginning anew, a
    correction and a side question are dealt with first; then the message is an answer to what was asked.
    """

    form: ClassVar[str] = ""
    own: ClassVar[tuple[str, ...]] = ()  # slots forgotten when the flow begins anew or ends
    keeps: ClassVar[tuple[str, ...]] = ()  # those of `own` that beginning anew does not touch
    wanted: ClassVar[tuple[str, ...]] = ()  # facts picked up from any message
    heeds: ClassVar[tuple[str, ...]] = ()  # kinds of facts that mean something here besides
    free_text: ClassVar[frozenset[str]] = frozenset()  # slots whose answer is any text
    drafted: ClassVar[bool] = True  # whether what was told is kept while the form is not finished

    def name(self) -> str:
        return f"validate_{self.form}"

    def take(self, turn: Turn) -> None:
        self._go_on(turn)
        if turn.puzzled:
            interruptions.count_puzzled(turn)
        elif turn.conversation.owner == "bot":
            turn.conversation.misunderstood = 0
        if self.drafted:
            self._keep_draft(turn)

    def _keep_draft(self, turn: Turn) -> None:
        """What is handed over unfinished stays as well: a human needs it. What was confirmed is filed."""
        handed_over = turn.conversation.owner != "bot" and any(turn.get(slot) for slot in self.own)
        if (turn.open or handed_over) and not turn.get("confirmed"):
            drafts.keep(turn.conversation, self.form, {slot: turn.get(slot) for slot in (*self.own, *REMEMBERED)})
        else:
            drafts.drop(turn.conversation)

    def _go_on(self, turn: Turn) -> None:
        asked = turn.requested
        turn.form = self.form
        if asked is None or turn.slots.get("resume") == self.form:
            if turn.slots.get("resume") == self.form:
                turn.put("resume", None)
            else:
                prefill.forget(turn, self.own)
                self.begin(turn)
                self._tell_wrong_phone(turn)
        elif asked == otp_step.SLOT and otp_step.take(turn):
            pass
        elif interruptions.leave(self, turn, asked):
            return
        else:
            self.answer(turn, asked)
        if turn.open and not turn.has_asked:
            self.advance(turn)
        if asked in self.free_text and danger.doubted(turn):  # what was told is kept
            danger.ask(turn)

    def _tell_wrong_phone(self, turn: Turn) -> None:
        """A number told along with the wish that cannot be one; it is asked for when its turn comes."""
        if turn.open and "phone" in self.wanted and not turn.get("phone") and (wrong := turn.wrong("phone")):
            turn.say(f"wrong_{wrong}")

    def begin(self, turn: Turn) -> None:
        """The first message of the flow."""
        self.pick_up(turn)

    def answer(self, turn: Turn, asked: str) -> None:
        """A message while `asked` was the question."""
        raise NotImplementedError

    def means_answer(self, turn: Turn, asked: str) -> bool:
        """Whether the words answer `asked` although elsewhere they would be a wish of their own."""
        return False

    def advance(self, turn: Turn) -> None:
        """Asks the next question, or completes."""
        raise NotImplementedError

    def pick_up(self, turn: Turn) -> list[str]:
        """Puts the facts the flow wants into slots; returns which were new or other than before."""
        fresh = interruptions.pick_up(turn, self.wanted)
        if turn.requested in PARTICULARS and "phone" in self.wanted and (name := name_beside(turn)):
            known = turn.get("name") or ""
            if name != known and name.startswith(known):
                turn.put("name", name)
                fresh.append("name")
        return fresh

    def done(self, turn: Turn, follow: str = "") -> None:
        """Ends the flow and forgets what belonged to it."""
        turn.forget(*self.own)
        turn.end(follow)
