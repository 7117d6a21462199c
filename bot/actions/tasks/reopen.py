"""A case that was closed is opened again because the fault is still there (R34, R21)."""

from bot.actions.engine import proof_step, which_case
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import answered_name
from bot.actions.engine.detail_slots import PROOF
from bot.actions.engine.turn import DialogueTurn
from helpline.cases.closing import refuse
from helpline.cases.lifecycle import allowed
from helpline.customers.identity import recent_cases
from helpline.tables import Case
from helpline.tables.states import CaseStatus


class Reopen(Task):
    name = "reopen"
    slots = ("case_number", "serial", "cases", "reopen_words")
    fillable = PROOF
    drafted = False

    def begin(self, turn: DialogueTurn) -> None:
        self.fill_slots(turn)
        turn.put("reopen_words", turn.text[:500])

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if asked == which_case.SLOT:
            if not which_case.answered(turn, self._reopenable(turn)):
                turn.not_understood = True
        elif asked in ("name", "case_number") and not fresh and (name := answered_name(turn)):
            turn.put("name", name)
        elif not fresh:
            turn.ask_again(asked, f"ask_{asked}_again" if asked != "case_number" else "ask_case_or_phone")

    def advance(self, turn: DialogueTurn) -> None:
        found = self._reopenable(turn)
        if not found:
            if not proof_step.shown(self, turn, "ask_case_or_phone", turn.get("serial")):
                return
            found = self._reopenable(turn)
        numbered = [case for case in found if case.number == turn.get("case_number")]
        found = numbered or which_case.named(turn, found) or found
        if not found:
            self.done(turn, "report_fault")  # nothing that could be opened again: it is written down anew
        elif len(found) > 1:
            which_case.ask(turn, found)
        else:
            self._open(turn, found[0])

    def _reopenable(self, turn: DialogueTurn) -> list[Case]:
        cases = recent_cases(turn.work, turn.conversation)
        return [case for case in cases if CaseStatus.REOPENED in allowed(case.status, "customer")]

    def _open(self, turn: DialogueTurn, case: Case) -> None:
        refuse(turn.work, case, turn.get("reopen_words") or turn.text, turn.conversation, turn.id)
        turn.say("reopened", of=case, number=case.number)
        self.done(turn)
