"""The customer is asked whether a solved case may be closed (R34): agrees, refuses, or says something else."""

from bot.actions.engine import formatting
from bot.actions.engine.base import Task
from bot.actions.engine.task_of_intent import TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions, says_fixed
from helpline.cases import closing
from helpline.cases.queries import case_numbered
from helpline.customers.proof import Act, may
from helpline.tables import Case
from language.denials import concedes, consents_to_closing, refuses_closing
from language.facts.yes_no import yes_no

# Wishes that say that it is not well: they are begun after the case is open again.
FOLLOWS = ("request_return", "complain", "book_visit")


class Closure(Task):
    name = "closure"
    slots = persistent_slots = ("closing_case",)
    drafted = False

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """Thanks and a goodbye are a yes here, as is that it works again."""
        told = says_fixed(turn.text) or mentions(turn.text, "still_there") or mentions(turn.text, "not_looked_yet")
        meant = turn.is_("thanks", "goodbye", "report_fault", "reopen", *FOLLOWS)
        return turn.yes() is not None or told or meant or _partly(turn) or refuses_closing(turn.text)

    def is_complaint(self, turn: DialogueTurn) -> bool:
        return bool(turn.get("closing_case")) and _case(turn).complaint_id is not None

    def begin(self, turn: DialogueTurn) -> None:
        turn.put("closing_case", turn.value("case_number") or turn.get("case_number"))

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        case = _case(turn)
        if not may(turn.work, turn.conversation, Act.CLOSE_CASE, case):
            turn.say("proof_ended")
            self._finish(turn)
            return
        answer = True if says_fixed(turn.text) and not turn.pressed else turn.yes()
        if case.status != "solved":
            turn.say("closure_settled", number=case.number, status=formatting.status(turn, case))
            self._finish(turn)
        elif not turn.pressed and mentions(turn.text, "not_looked_yet"):
            turn.say("closure_waits", number=case.number)
            self._finish(turn)
        elif not turn.pressed and (mentions(turn.text, "still_there") or _partly(turn)):
            self._refuse(turn, case)
        elif not turn.pressed and refuses_closing(turn.text):
            self._refuse(turn, case, TASK_OF[turn.intent] if turn.is_(*FOLLOWS) else "")
        elif answer or turn.is_("thanks", "goodbye"):
            closing.agree(turn.work, case)
            turn.say("closure_agreed", of=case, number=case.number)
            turn.became("closure", words=turn.words("became_closed", number=case.number))
            self._finish(turn)
        elif not turn.pressed and turn.is_(*FOLLOWS):
            self._refuse(turn, case, TASK_OF[turn.intent])
        elif answer is False or turn.is_("report_fault", "reopen"):
            self._refuse(turn, case)
        else:
            turn.ask_again("closure", "ask_closure_again", _buttons(turn), number=case.number)

    def _refuse(self, turn: DialogueTurn, case: Case, follow: str = "") -> None:
        closing.refuse(turn.work, case, turn.text, turn.conversation, turn.id)
        turn.say("closure_refused", of=case, number=case.number)
        self.done(turn, follow)

    def advance(self, turn: DialogueTurn) -> None:
        case = _case(turn)
        if case.status != "solved" or not may(turn.work, turn.conversation, Act.CLOSE_CASE, case):
            self._finish(turn)
            return
        turn.ask("closure", "ask_closure", _buttons(turn), of=case, number=case.number, solution=case.solution)

    def _finish(self, turn: DialogueTurn) -> None:
        self.done(turn)


def _case(turn: DialogueTurn) -> Case:
    return case_numbered(turn.work, turn.get("closing_case"))


def _buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    return [(turn.words("button_solved_close"), "/affirm"), (turn.words("button_not_solved"), "/deny")]


def _partly(turn: DialogueTurn) -> bool:
    """Whether it is better, but not well, whatever the whole was taken for: "亮是亮了，就是颜色发黄"."""
    return yes_no(turn.text) is None and concedes(turn.text) and not consents_to_closing(turn.text)
