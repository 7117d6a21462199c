"""A complaint (R41): what, who, since when, what would put it right; filed for quality staff, a human at once."""

from bot.actions.engine import corrected, displeasure, formatting, slots
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import name_said, nothing_else
from bot.actions.engine.hand_off import call_human, case_in_hand
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, is_exactly, words
from helpline.cases.complaints import filed_words
from helpline.cases.filing import Request, customer_chased, file_case
from helpline.cases.lifecycle import CaseType
from helpline.customers.identity import match
from helpline.customers.proof import Level, customer_of, level_of
from helpline.dispatch import visits
from helpline.staff import people
from helpline.tables import Case
from helpline.timeline.record import record
from kb.models.escalation import Trigger

SHORTEST_STORY = 9
QUESTIONS = ("complaint", "about", "since_when", "wish")


class Complain(Task):
    name = "complain"
    slots = ("complaint", "about", "since_when", "wish", "confirmed", "upset", "no_phone")
    fillable = ("phone",)  # names in a complaint are mostly those of others
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
            turn.put("complaint", turn.text[:1000])
        since = turn.fact("since")
        if since:
            turn.put("since_when", since["text"])
        self._spare(turn)

    def _spare(self, turn: DialogueTurn) -> None:
        """Whoever is very upset is asked for nothing more but a phone, without which nobody could call them."""
        if displeasure.needs_human_at_once(turn):
            turn.put("complaint", turn.get("complaint") or turn.text[:1000])
            turn.put("upset", True)

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if asked != "phone":
            self._spare(turn)
        if turn.get("upset"):
            self._no_more_asked(turn)
            return
        if asked in ("phone", "name", "confirmed"):
            fresh += slots.fill_slots(turn, ("name",))
        if turn.wrong("phone") and not turn.get("phone"):
            turn.ask("phone", f"wrong_{turn.wrong('phone')}")
        elif asked in QUESTIONS and fresh and nothing_else(turn):
            pass  # a number told early is no answer: asked again
        elif asked in QUESTIONS:
            turn.put(asked, turn.words("not_said") if is_exactly(turn.text, "skip") else turn.text[:1000])
        elif asked == "name" and not fresh:
            turn.put("name", name_said(turn))
        elif asked == "phone" and not turn.get("phone"):
            turn.ask_again("phone", "ask_phone_again")
        elif asked == "confirmed":
            self._confirmed(turn, fresh)

    def _no_more_asked(self, turn: DialogueTurn) -> None:
        """A phone, that none is told, or more of the story; with each of them it is filed."""
        said_no = turn.yes() is False or turn.is_("dont_know") or is_exactly(turn.text, "skip")
        if wrong := turn.wrong("phone"):
            turn.ask("phone", f"wrong_{wrong}")
        elif len(bare(turn.text)) >= SHORTEST_STORY and not nothing_else(turn) and not said_no:
            if turn.text not in str(turn.get("complaint")):
                self._add(turn)
            turn.put("no_phone", turn.requested == "phone" or None)
        elif said_no:
            turn.put("no_phone", True)

    def _confirmed(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if fresh:
            corrected.tell(self, turn, {slot: formatting.field(turn, slot) for slot in fresh})
        elif turn.yes():
            turn.put("confirmed", True)
        elif turn.yes() is False:
            named = field_named(turn.text)
            if named in ("phone", "name"):
                turn.put(named, None)
            else:
                turn.put("complaint", None)
                turn.ask("complaint", "ask_complaint_again")
        elif name := slots.short_name(turn):
            turn.put("name", name)
            corrected.tell(self, turn, {"name": formatting.field(turn, "name")})
        else:
            self._add(turn)
            turn.say("added_to_description")

    def _add(self, turn: DialogueTurn) -> None:
        turn.put("complaint", f"{turn.get('complaint')}{turn.words('full_stop')}{turn.text}"[:1000])

    def advance(self, turn: DialogueTurn) -> None:
        customer = customer_of(turn.work, turn.conversation)
        if customer:
            for slot, value in (("phone", customer.phone), ("name", customer.name)):
                if not turn.get(slot):
                    turn.put(slot, value)
        if turn.get("upset"):
            if turn.get("phone") or turn.get("no_phone"):
                self._file(turn)
            else:
                turn.ask("phone", "ask_phone_upset")
            return
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
            came = bool(turn.get("phone")) and engineer.username in visits.engineers_of(turn.work, turn.get("phone"))
            if engineer.name in story and surely or came and any(name in story for name in named):
                record(turn.work, case, "engineer_excluded", engineer=engineer.username)

    def _file(self, turn: DialogueTurn) -> None:
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
                wish=turn.get("wish") or "",
                extra={slot: turn.get(slot) for slot in ("about", "since_when") if turn.get(slot)},
            ),
        )
        self._exclude_engineers(turn, case)
        turn.say_text(filed_words(turn.work, case))
        self.done(turn)
        call_human(turn, Trigger.COMPLAINT)
