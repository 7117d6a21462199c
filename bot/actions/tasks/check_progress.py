"""Progress of a case (R05): only for somebody who has shown to be the owner; asking is noted and can escalate."""

from bot.actions.engine import find_case, formatting, which_case
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import answered_name
from bot.actions.engine.detail_slots import PROOF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.cases import waiting
from helpline.cases.filing import customer_chased
from helpline.conversations import confidential
from helpline.customers.identity import open_cases
from helpline.dispatch import customer_booking
from helpline.tables import Case
from language.questions import of_a_visit


class CheckProgress(Task):
    name = "check_progress"
    slots = ("case_number", "serial", "cases", "of_a_visit", which_case.WORDS)
    fillable = PROOF

    def begin(self, turn: DialogueTurn) -> None:
        self.fill_slots(turn)
        turn.put("of_a_visit", of_a_visit(turn.text) or None)

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if asked == which_case.SLOT:
            cases = open_cases(turn.work, turn.conversation)
            if not which_case.answered(turn, cases):
                offered = [case for case in cases if case.number in (turn.get("cases") or ())]
                turn.not_understood = True
                which_case.ask(turn, offered, "which_case_again")
        elif wrong := next((kind for kind in ("phone", "case_number") if turn.wrong(kind)), None):
            turn.ask(wrong, f"wrong_{turn.wrong(wrong)}")
        elif asked in ("name", "case_number") and not fresh and (name := answered_name(turn)):
            turn.put("name", name)
        elif not fresh:
            turn.ask_again(asked, f"ask_{asked}_again" if asked != "case_number" else "ask_case_or_phone")

    def advance(self, turn: DialogueTurn) -> None:
        case = find_case.find(self, turn, which_case.may_be_visited if turn.get("of_a_visit") else find_case.any_case)
        if case:
            self.tell(turn, case)

    def tell(self, turn: DialogueTurn, case: Case) -> None:
        """Status, next step, promised time; every further question is a contact about the case."""
        if case.complaint_id:
            confidential.tell(turn.work, turn.conversation, turn.id, case)
        visit = customer_booking.current(turn.work, case)
        status = formatting.status(turn, case)
        if waiting.awaited(turn.work, case):
            turn.put("waiting_case", case.number)
            turn.conversation.case_id = case.id
            self.done(turn, "answer_waiting")
            return
        if visit and visit.end_at > turn.now:
            turn.say(
                "progress_visit",
                number=case.number,
                status=status,
                window=formatting.visit(turn, visit),
                engineer=visit.engineer.name,
                phone=visit.engineer.phone,
            )
        elif case.next_due_at and case.next_due_at < turn.now:
            turn.say("progress_late", number=case.number, status=status)
        elif case.next_due_at:
            turn.say("progress_due", number=case.number, status=status, due=formatting.instant(turn, case.next_due_at))
        else:
            turn.say("progress_plain", number=case.number, status=status)
        turn.conversation.case_id = case.id
        urges = mentions(turn.text, "urges")
        outcome = customer_chased(turn.work, case, turn.text, turn.id, turn.conversation, urges=urges)
        self.done(turn)
        if outcome and turn.conversation.owner == "queue":
            turn.say_text(outcome.tell or turn.words("chase_noted"))
        else:
            urging = case.contacts > 2 or urges  # the first contact was the report
            turn.say("chase_noted" if urging else "asked_noted", of=case)
