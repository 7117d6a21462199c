"""The customer is asked for what their case waits for, and answers (R18)."""

from bot.actions.engine import thresholds
from bot.actions.engine.agenda import SEPARATE
from bot.actions.engine.base import Task
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.cases import waiting
from helpline.cases.queries import case_numbered
from helpline.customers.proof import Act, may
from helpline.tables import Case
from language.courtesies import is_courtesy


class AnswerWaiting(Task):
    name = "answer_waiting"
    slots = ()
    persistent_slots = ("waiting_case",)
    free_text = frozenset({"awaited"})
    drafted = False

    def is_complaint(self, turn: DialogueTurn) -> bool:
        return bool(turn.get("waiting_case")) and _case(turn).complaint_id is not None

    def is_beside(self, turn: DialogueTurn) -> bool:
        """What is told as one thing more, or of another kind of machine."""
        product, ours = turn.value("product"), _case(turn).category
        other = mentions(turn.text, "beside") or bool(product and ours) and product != ours
        return other and turn.is_(*SEPARATE, above=thresholds.STORY_LEFT)

    def begin(self, turn: DialogueTurn) -> None:
        if number := turn.value("case_number"):
            turn.put("waiting_case", number)

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        case = _case(turn)
        if is_courtesy(turn.text):
            return  # asked again
        if not may(turn.work, turn.conversation, Act.CLOSE_CASE, case):
            turn.say("proof_ended")
        elif waiting.awaited(turn.work, case):
            waiting.answered(turn.work, case, turn.text[:1000], turn.id)
            turn.say("waiting_answered", of=case, number=case.number)
        self._finish(turn)

    def advance(self, turn: DialogueTurn) -> None:
        case = _case(turn)
        what = waiting.awaited(turn.work, case)
        if not what or not may(turn.work, turn.conversation, Act.CLOSE_CASE, case):
            self._finish(turn)
            return
        turn.ask("awaited", "ask_waiting", number=case.number, what=what)

    def _finish(self, turn: DialogueTurn) -> None:
        turn.put("waiting_case", None)
        self.done(turn)


def _case(turn: DialogueTurn) -> Case:
    return case_numbered(turn.work, turn.get("waiting_case"))
