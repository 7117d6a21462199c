"""The two kinds of answer: `OneTurn` answers at once, `Task` leads through several turns."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from bot.actions.answers import side_questions
from bot.actions.engine import danger, formatting, otp_step, prefill, slot_filling
from bot.actions.engine.contact_details import name_beside
from bot.actions.engine.detail_slots import IDENTIFYING
from bot.actions.engine.hand_off import count_not_understood
from bot.actions.engine.interruptions import handle_interruption
from bot.actions.engine.task_of_intent import TASK_OF
from bot.actions.engine.turn import DialogueTurn
from helpline.conversations import confidential, drafts

BROKEN_OFF = "broken_off"  # what a task knew that is gone on with later
REMEMBERED = (*IDENTIFYING, "slot", "district")  # over the end of a task


class OneTurn(ABC):
    """Answers one message."""

    def take(self, turn: DialogueTurn) -> None:
        if not danger.heard(turn):
            self.answer(turn)
            if turn.open:
                prefill.prefill(turn)
        if not turn.not_understood and turn.conversation.owner == "bot":
            turn.conversation.misunderstood = 0

    @abstractmethod
    def answer(self, turn: DialogueTurn) -> None:
        """What is said to it."""


class Task(ABC):
    """A wish that takes several turns. Whatever the customer says at any step: danger, a wish for a human, giving up,
    beginning anew, a correction and a side question are dealt with first; then the message is an answer to what was
    asked.
    """

    name: ClassVar[str] = ""
    slots: ClassVar[tuple[str, ...]] = ()  # forgotten when the customer starts over, and when the flow ends
    persistent_slots: ClassVar[tuple[str, ...]] = ()  # those of `slots` that stay when the customer starts over
    fillable: ClassVar[tuple[str, ...]] = ()  # facts that any message may fill in
    listens_for: ClassVar[tuple[str, ...]] = ()  # other kinds of facts that mean something here
    free_text: ClassVar[frozenset[str]] = frozenset()  # slots whose answer is any text
    drafted: ClassVar[bool] = True  # whether what was told is kept while it is not finished

    def take(self, turn: DialogueTurn) -> None:
        if self.is_complaint(turn):
            turn.complaint_id = confidential.tell(turn.work, turn.conversation, turn.id).id
        self._go_on(turn)
        if not turn.open and turn.conversation.owner == "bot":
            confidential.leave(turn.conversation)
        if turn.not_understood:
            count_not_understood(turn)
        elif turn.conversation.owner == "bot":
            turn.conversation.misunderstood = 0
        if self.drafted:
            self._keep_draft(turn)

    def _keep_draft(self, turn: DialogueTurn) -> None:
        """What is handed over unfinished stays as well: a human needs it. What was confirmed is filed."""
        handed_over = turn.conversation.owner != "bot" and any(turn.get(slot) for slot in self.slots)
        if (turn.open or handed_over) and not turn.get("confirmed"):
            slots = {slot: turn.get(slot) for slot in (*self.slots, *REMEMBERED)}
            drafts.keep(turn.conversation, self.name, slots, turn.complaint_id)
        else:
            drafts.drop(turn.conversation)

    def _go_on(self, turn: DialogueTurn) -> None:
        asked = turn.requested
        if asked is None or turn.state.resume == self.name:
            if turn.state.resume == self.name:
                self._take_up(turn)
            else:
                turn.state.draft = turn.id if not turn.took[:-1] else f"{turn.id}:{len(turn.took)}"
                prefill.forget(turn, self.slots)
                if len(turn.took) == 1:
                    side_questions.asked_by_words(turn)
                if side_questions.nobody_comes(turn):
                    self.done(turn)
                    return
                self.begin(turn)
                self._tell_wrong_phone(turn)
        elif asked == otp_step.SLOT and otp_step.take(turn):
            pass
        elif handle_interruption(self, turn, asked):
            return
        else:
            self.answer(turn, asked)
        if turn.open and not turn.has_asked:
            self.advance(turn)
        if asked in self.free_text and danger.doubted(turn):  # what was told is kept
            danger.ask(turn)

    def _tell_wrong_phone(self, turn: DialogueTurn) -> None:
        """A number told along with the wish that cannot be one; it is asked for when its turn comes."""
        if turn.open and "phone" in self.fillable and not turn.get("phone") and (wrong := turn.wrong("phone")):
            turn.say(f"wrong_{wrong}")

    def begin(self, turn: DialogueTurn) -> None:
        """The first message of the flow."""
        self.fill_slots(turn)

    @abstractmethod
    def answer(self, turn: DialogueTurn, asked: str) -> None:
        """A message while `asked` was the question."""

    def is_complaint(self, turn: DialogueTurn) -> bool:
        """Whether what is said here belongs to a complaint, and is not for everybody to read (R41)."""
        return False

    def correct(self, turn: DialogueTurn) -> dict[str, str]:
        """Takes what the message puts right; the fields that changed, each as it is now, for the customer to read."""
        fresh = self.fill_slots(turn)
        return {slot: formatting.field(turn, slot) for slot in fresh}

    def exchange(self, turn: DialogueTurn, asked: str) -> dict[str, str]:
        """Takes a line that the message puts right by 不是A，是B, whatever it was understood as; what changed."""
        return {}

    def puts_right(self, turn: DialogueTurn) -> bool:
        """Whether words that sound like leaving the task say what it should be instead."""
        return False

    def becomes(self, turn: DialogueTurn) -> str:
        """The task that is wanted in this one's place where the intent alone does not tell; "" for none."""
        return ""

    def has_lapsed(self, turn: DialogueTurn) -> bool:
        """Whether what was asked is too long ago for this message to be the answer: the task then ends unsaid."""
        return False

    def is_beside(self, turn: DialogueTurn) -> bool:
        """Whether the message is surely another wish where any words may be the answer: done in between."""
        return False

    def hands_on(self, turn: DialogueTurn) -> dict[str, Any]:
        """What is known here for the task that is begun in its place."""
        return prefill.carry(turn)

    def filed(self, turn: DialogueTurn) -> str | None:
        """The number of the case that was filed from what was told here."""
        number: str | None = turn.get("filed")
        return number

    def wishes(self, turn: DialogueTurn) -> bool:
        """Whether the wish this message begins elsewhere is the one in hand."""
        return TASK_OF.get(turn.intent) == self.name

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """Whether the words answer `asked` although elsewhere they would be a wish of their own."""
        return False

    @abstractmethod
    def advance(self, turn: DialogueTurn) -> None:
        """Asks the next question, or completes."""

    def fill_slots(self, turn: DialogueTurn) -> list[str]:
        """Puts the facts the flow wants into slots; returns which were new or other than before."""
        fresh = slot_filling.fill_slots(turn, self.fillable)
        if turn.requested in IDENTIFYING and "phone" in self.fillable and (name := name_beside(turn)):
            known = turn.get("name") or ""
            if name != known and name.startswith(known):
                turn.put("name", name)
                fresh.append("name")
        return fresh

    def done(self, turn: DialogueTurn, follow: str = "") -> None:
        """Ends the flow and forgets what belonged to it; what was broken off for it is gone on with."""
        turn.forget(*self.slots)
        turn.end(follow or (turn.state.resume if turn.state.resume != self.name else ""))

    def break_off(self, turn: DialogueTurn, to: str) -> None:
        """Another task first; then this one is gone on with, with all that was told."""
        turn.state.resume = self.name
        turn.put(BROKEN_OFF, {slot: turn.get(slot) for slot in self.slots if turn.get(slot)})
        turn.end(to)

    def _take_up(self, turn: DialogueTurn) -> None:
        turn.state.resume = ""
        for slot, value in (turn.get(BROKEN_OFF) or {}).items():
            turn.put(slot, value)
        turn.put(BROKEN_OFF, None)
