"""A complaint (R41): what, who, since when, what would put it right; filed for quality staff, a human at once."""

from bot.actions.engine import complaint_told, correction_confirmed, displeasure, formatting, slot_filling
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import about_the_matter, name_said, nothing_else
from bot.actions.engine.hand_off import call_human, case_in_hand
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, is_exactly, words
from helpline.cases.complaints import filed_words
from helpline.cases.filing import Request, customer_chased, file_case
from helpline.cases.lifecycle import CaseType
from helpline.customers.identity import match
from helpline.customers.proof import Level, customer_of, level_of
from helpline.dispatch import customer_booking
from helpline.dispatch.exclusions import exclude
from helpline.staff import people
from helpline.tables import Case
from kb.models.escalation import Trigger

SHORTEST_STORY = 9
QUESTIONS = ("complaint", "about", "since_when", "wish")


class Complain(Task):
    name = "complain"
    slots = ("complaint", "about", "since_when", "wish", "confirmed")
    fillable = ("phone",)  # names in a complaint are mostly those of others: see `fill_slots`
    free_text = frozenset(QUESTIONS)

    def is_complaint(self, turn: DialogueTurn) -> bool:
        return True

    def begin(self, turn: DialogueTurn) -> None:
        if (case := case_in_hand(turn)) and case.type == CaseType.COMPLAINT:
            self._add_to(turn, case)
            return
        self.fill_slots(turn)
        turn.say("complaint_sorry", [(turn.words("button_human"), "/request_human")])
        if len(bare(turn.text)) >= SHORTEST_STORY and not turn.pressed:
            turn.put("complaint", about_the_matter(turn, taken=True)[:1000])
        since = turn.fact("since")
        if since:
            turn.put("since_when", since["text"])
        if displeasure.needs_human_at_once(turn):  # whoever is this upset is not questioned any further
            turn.put("complaint", about_the_matter(turn, taken=True)[:1000])
            self._file(turn)

    def fill_slots(self, turn: DialogueTurn) -> list[str]:
        """Also the name and the address that are surely the customer's own."""
        fresh = super().fill_slots(turn)
        return fresh + [slot for slot in complaint_told.take_teller(turn, turn.requested or "") if slot not in fresh]

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if displeasure.needs_human_at_once(turn):
            turn.put("complaint", turn.get("complaint") or about_the_matter(turn, taken=True)[:1000])
            self._file(turn)
            return
        if asked in ("phone", "name", "confirmed"):
            fresh += [slot for slot in slot_filling.fill_slots(turn, ("name",)) if slot not in fresh]
        if turn.wrong("phone") and not turn.get("phone"):
            turn.ask("phone", f"wrong_{turn.wrong('phone')}")
        elif asked in QUESTIONS and fresh and nothing_else(turn):
            pass  # a number told early is no answer: asked again
        elif asked in QUESTIONS:
            skips = is_exactly(turn.text, "skip")
            turn.put(asked, turn.words("not_said") if skips else about_the_matter(turn, taken=True)[:1000])
        elif asked == "name" and not fresh:
            turn.put("name", name_said(turn))
        elif asked == "phone" and not turn.get("phone"):
            turn.ask_again("phone", "ask_phone_again")
        elif asked == "confirmed":
            self._confirmed(turn, fresh)

    def _confirmed(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if fresh:
            correction_confirmed.tell(self, turn, {slot: formatting.field(turn, slot) for slot in fresh})
        elif turn.yes():
            turn.put("confirmed", True)
        elif turn.yes() is False:
            named = field_named(turn.text)
            if named in ("phone", "name"):
                turn.put(named, None)
            else:
                turn.put("complaint", None)
                turn.ask("complaint", "ask_complaint_again")
        elif name := slot_filling.short_name(turn):
            turn.put("name", name)
            correction_confirmed.tell(self, turn, {"name": formatting.field(turn, "name")})
        else:
            self._add(turn)
            turn.say("added_to_description")

    def _add(self, turn: DialogueTurn) -> None:
        turn.put("complaint", f"{turn.get('complaint')}{turn.words('full_stop')}{turn.text}"[:1000])

    def advance(self, turn: DialogueTurn) -> None:
        self._use_file(turn)
        for slot in (*QUESTIONS, "phone", "name"):
            if not turn.get(slot):
                turn.ask(slot, f"ask_{slot}" if slot in QUESTIONS else f"ask_{slot}_complaint")
                return
        if turn.get("confirmed"):
            self._file(turn)
        else:
            turn.ask(
                "confirmed",
                "confirm_complaint",
                [(turn.words("button_submit"), "/affirm"), (turn.words("button_change"), "/deny")],
                **{slot: turn.get(slot) for slot in (*QUESTIONS, "phone")},
                name=formatting.person(turn, turn.get("name")),
            )

    def _add_to(self, turn: DialogueTurn, case: Case) -> None:
        """One complaint is dealt with by one person: more about it is not filed beside it."""
        turn.say("complaint_added", of=case, number=case.number)
        outcome = customer_chased(turn.work, case, turn.text, turn.id, turn.conversation)
        self.done(turn)
        if outcome and outcome.tell:
            turn.say_text(outcome.tell)

    def _exclude_engineers(self, turn: DialogueTurn, case: Case) -> None:
        """R25: an engineer complained about by name is not sent to this customer again.

        Only who has shown to be this customer says so: a phone that is told would close a stranger's calendar. Shown by
        what others may know, it can only be somebody who has been with the customer.
        """
        if not case.filer_proved:
            return
        story = f"{turn.get('complaint')} {turn.get('about')}"
        titles = words()["engineer_titles"]
        surely = level_of(turn.work, turn.conversation) == Level.STRONG
        for engineer in people.engineers(turn.work):
            named = [engineer.name, *(engineer.name[0] + title for title in titles)]
            came = bool(turn.get("phone")) and engineer.username in customer_booking.engineers_of(
                turn.work, turn.get("phone")
            )
            if engineer.name in story and surely or came and any(name in story for name in named):
                exclude(turn.work, case, engineer)

    def _use_file(self, turn: DialogueTurn) -> None:
        if customer := customer_of(turn.work, turn.conversation):
            for slot, value in (("phone", customer.phone), ("name", customer.name)):
                if not turn.get(slot):
                    turn.put(slot, value)

    def _file(self, turn: DialogueTurn) -> None:
        self._use_file(turn)
        match(turn.work, turn.conversation, turn.get("phone"), turn.get("name"))
        case = file_case(
            turn.work,
            turn.conversation,
            Request(
                type=CaseType.COMPLAINT,
                description=turn.get("complaint"),
                key=turn.draft_key,
                name=turn.get("name") or "",
                phone=turn.get("phone") or "",
                address=turn.get("address") or "",
                wish=turn.get("wish") or "",
                extra={slot: turn.get(slot) for slot in ("about", "since_when") if turn.get(slot)},
            ),
        )
        self._exclude_engineers(turn, case)
        turn.say_text(filed_words(turn.work, case))
        self.done(turn)
        call_human(turn, Trigger.COMPLAINT)
        if not case.phone:  # whoever takes over reads it here
            turn.say("complaint_no_phone")
