"""Book, change or cancel a visit (R25, R27): real free windows of fitting engineers, nobody promised twice."""

from datetime import datetime, timedelta

from bot.actions.engine import find_case, formatting, prefill, which_case
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import answered_name
from bot.actions.engine.detail_slots import PROOF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import chosen_line, mentions
from bot.actions.tasks import cancelling
from helpline.core.errors import SlotTaken
from helpline.core.unit_of_work import ZONE
from helpline.customers.identity import open_cases
from helpline.dispatch import customer_booking, later_choice
from helpline.dispatch.customer_booking import Slot
from helpline.promises.policy import policy_of
from helpline.tables import Case, Visit
from language.facts.normalise import normalise
from language.facts.when import find_times


class BookVisit(Task):
    name = "book_visit"
    slots = ("slots", "change", "cancel_sure", "cancel_whole", "cases", which_case.WORDS)
    fillable = PROOF
    listens_for = ("time",)

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """ "Do not cancel" and "cancel it" answer whether the visit is to be cancelled; they do not end the flow."""
        if asked == "slot":
            return self._takes_any(turn)
        return asked in ("change", "cancel_sure") and (
            mentions(turn.text, "keep_visit") or mentions(turn.text, "cancel_visit")
        )

    def begin(self, turn: DialogueTurn) -> None:
        self.fill_slots(turn)
        if turn.intent == "change_visit":
            turn.put("change", "cancel" if mentions(turn.text, "cancel_visit") else "change")
            turn.put("cancel_whole", mentions(turn.text, "whole_case") or None)
        elif not turn.get("case_number") and not open_cases(turn.work, turn.conversation):
            carried = prefill.carry(turn) | ({"symptom": told} if (told := turn.get("symptom")) else {})
            self.done(turn, "report_fault")  # there is nothing yet that somebody could come for
            prefill.keep(turn, carried)
        self._take_wish(turn)

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if asked == which_case.SLOT:
            if not which_case.answered(turn, open_cases(turn.work, turn.conversation)):
                turn.not_understood = True
        elif asked in ("change", "cancel_sure", "slot") and find_case.other_meant(turn, which_case.may_be_visited):
            turn.forget("slot", "slots")
            self._take_wish(turn)
        elif asked == "slot":
            self._slot(turn)
        elif asked == "change":
            self._change(turn)
        elif asked == "cancel_sure":
            self._cancel_sure(turn)
        elif asked in ("name", "case_number") and not fresh and (name := answered_name(turn)):
            turn.put("name", name)
        elif wrong := next((kind for kind in ("phone", "case_number") if turn.wrong(kind)), None):
            turn.ask(wrong, f"wrong_{turn.wrong(wrong)}")
        elif not fresh:
            turn.ask_again(asked, f"ask_{asked}_again" if asked != "case_number" else "ask_case_or_phone")

    def advance(self, turn: DialogueTurn) -> None:
        case = find_case.find(self, turn, which_case.may_be_visited)
        if case is None:
            return
        if not which_case.may_be_visited(case):
            turn.say("visit_not_for_this", number=case.number)
            self.done(turn)
            return
        turn.put("case_number", case.number)
        booked = customer_booking.current(turn.work, case)
        if turn.get("change") == "cancel":
            if not cancelling.ask(turn, case):
                self.done(turn)
        elif booked and turn.get("change") is None and not turn.get("slot"):
            turn.ask(
                "change",
                "visit_already",
                [
                    (turn.words("button_change_time"), formatting.choice("change")),
                    (turn.words("button_cancel_visit"), formatting.choice("cancel")),
                    (turn.words("button_keep"), formatting.choice("keep")),
                ],
                of=booked,
                window=formatting.visit(turn, booked),
                engineer=booked.engineer.name,
                number=case.number,
            )
        else:
            self._offer(turn, case)

    # -- answers -------------------------------------------------------------------------------------------------

    def _slot(self, turn: DialogueTurn) -> None:
        slots = turn.get("slots") or []
        chosen = turn.value("choice")
        if chosen:
            self._book(turn, datetime.fromisoformat(str(chosen)))
        elif slots and self._takes_any(turn):
            self._book(turn, datetime.fromisoformat(slots[0]))
        elif wrong := turn.wrong("time"):
            turn.ask("slot", f"wrong_{wrong}")
        elif turn.fact("since"):
            turn.ask("slot", "wrong_time_past")
        elif turn.fact("time"):
            if not self._within_offered(turn, slots):
                self._take_wish(turn)
        elif number := chosen_line(turn.text, len(slots)):
            self._book(turn, datetime.fromisoformat(slots[number - 1]))
        elif mentions(turn.text, "cancel_visit") or turn.is_("deny", "cancel"):
            turn.say("visit_later")
            self.done(turn)
        elif turn.yes() and len(slots) == 1:
            self._book(turn, datetime.fromisoformat(slots[0]))
        elif turn.yes() and slots:
            self._show(turn, slots, "which_slot")
        else:
            turn.not_understood = True
            self._show(turn, slots, "ask_slot_again")

    def _takes_any(self, turn: DialogueTurn) -> bool:
        """Whether every window is right, or the first of all: 随便, 越快越好."""
        time = (turn.fact("time") or {}).get("value")
        named = time is not None and not (isinstance(time, dict) and time.get("grain") == "asap")
        return mentions(turn.text, "any_slot") and not (named or turn.pressed or mentions(turn.text, "question"))

    def _change(self, turn: DialogueTurn) -> None:
        chosen = turn.value("choice")
        if wrong := turn.wrong("time"):
            turn.put("change", "change")
            turn.ask("slot", f"wrong_{wrong}")
        elif turn.fact("time") or chosen == "change" or turn.is_("affirm", "change_visit") and not chosen:
            turn.put("change", "cancel" if mentions(turn.text, "cancel_visit") and not chosen else "change")
            self._take_wish(turn)
        elif chosen == "keep" or turn.yes() is False or mentions(turn.text, "keep_visit"):
            turn.say("visit_kept")
            self.done(turn)
        elif chosen == "cancel" or mentions(turn.text, "cancel_visit"):
            turn.put("change", "cancel")
        else:
            turn.put("change", None)

    def _cancel_sure(self, turn: DialogueTurn) -> None:
        case = find_case.find(self, turn, which_case.may_be_visited)
        if case and cancelling.answered(turn, case):
            self.done(turn)

    def _within_offered(self, turn: DialogueTurn, starts: list[str]) -> bool:
        """A time without a day is meant among the windows just offered: the one it fits is booked, or its day kept."""
        fact = turn.fact("time") or {}
        wish = fact.get("value")
        if not starts or not isinstance(wish, dict) or _names_a_day(turn, str(fact.get("text"))):
            return False
        begin, end = (datetime.fromisoformat(wish[edge]).astimezone(ZONE) for edge in ("start", "end"))
        offered = [datetime.fromisoformat(iso).astimezone(ZONE) for iso in starts]
        shifts = {at: at.date() - begin.date() for at in offered}
        fits = [at for at in offered if at < end + shifts[at] and begin + shifts[at] < _end_of(turn, at)]
        if len(fits) == 1:
            self._book(turn, fits[0])
        elif len({at.date() for at in offered}) == 1:
            moved = {"start": (begin + shifts[offered[0]]).isoformat(), "end": (end + shifts[offered[0]]).isoformat()}
            turn.put("slot", wish | moved)
        else:
            return False
        return True

    # -- steps ---------------------------------------------------------------------------------------------------

    def _take_wish(self, turn: DialogueTurn) -> None:
        """Keeps the wished time; windows are looked for inside it."""
        if turn.fact("time"):
            told = [fact["value"] for fact in turn.facts if fact["entity"] == "time" and fact.get("value")]
            turn.put("slot", told[-1] if turn.get("change") else told[0])  # from today to Tuesday: the later one
        elif wrong := turn.wrong("time"):
            turn.say(f"wrong_{wrong}")

    def _offer(self, turn: DialogueTurn, case: Case) -> None:
        wish = turn.get("slot")
        offered: list[Slot] = []
        if isinstance(wish, dict):
            begin, end = datetime.fromisoformat(wish["start"]), datetime.fromisoformat(wish["end"])
            if wish.get("grain") == "hour":  # "at three" is a wish for the window that holds three o'clock
                begin -= timedelta(minutes=119)
                end = max(end, begin + timedelta(hours=2))
            elif end - begin <= timedelta(hours=2):  # 两三点 may lie in two windows
                begin -= timedelta(minutes=119)
            if wish.get("grain") != "asap":
                offered = customer_booking.free_slots(turn.work, case, begin, end)
                offered = [slot for slot in offered if slot.end_at > datetime.fromisoformat(wish["start"])]
                exact = len(offered) == 1 or (offered and wish.get("grain") == "hour")
                if exact:
                    self._book(turn, offered[0].start_at)
                    return
                if not offered:
                    self._tell_none(turn, case, begin)
        turn.put("slot", None)
        offered = offered or customer_booking.free_slots(turn.work, case)
        if not offered:
            customer_booking.want(turn.work, case, turn.words_about(case))
            turn.say("no_slots", of=case)
            self.done(turn)
            return
        self._show(turn, [slot.start_at.isoformat() for slot in offered], "ask_slot")

    def _tell_none(self, turn: DialogueTurn, case: Case, begin: datetime) -> None:
        """Nothing is free then; of days that nobody can book yet that is another thing than full."""
        days = policy_of(turn.runtime.kb, case).visits.horizon_days
        if begin.astimezone(ZONE).date() > turn.work.today + timedelta(days=days):
            turn.say("slot_too_far", days=days)
        else:
            turn.say("slot_none_then")

    def _show(self, turn: DialogueTurn, starts: list[str], id: str) -> None:
        begins = [datetime.fromisoformat(iso) for iso in starts]
        shown = [(at.isoformat(), formatting.window(turn, at, _end_of(turn, at))) for at in begins]
        turn.put("slots", starts)
        turn.ask(
            "slot",
            id,
            [(text, formatting.choice(iso)) for iso, text in shown],
            slots="\n".join(f"{n}. {text}" for n, (_, text) in enumerate(shown, 1)),
        )

    def _book(self, turn: DialogueTurn, start_at: datetime) -> None:
        case = find_case.find(self, turn, which_case.may_be_visited)
        if case is None:  # the proof ran out meanwhile
            return
        slots = customer_booking.free_slots(turn.work, case, start_at, start_at + timedelta(minutes=1), limit=1)
        mine = customer_booking.current(turn.work, case)
        try:
            if mine and mine.start_at == start_at:
                booked = mine
            elif not slots:
                raise SlotTaken(start_at.isoformat())
            else:
                booked = customer_booking.book(turn.work, case, slots[0], turn.conversation)
        except SlotTaken:
            turn.say("slot_taken")
            turn.put("slot", None)
            self._offer(turn, case)
            return
        self._tell_booked(turn, case, booked)

    def _tell_booked(self, turn: DialogueTurn, case: Case, booked: Visit) -> None:
        turn.put("slot", None)
        turn.became(
            "report_fault", "book_visit", words=turn.words("became_booked", window=formatting.visit(turn, booked))
        )
        turn.say(
            "visit_booked",
            of=booked,
            window=formatting.visit(turn, booked),
            engineer=booked.engineer.name,
            phone=booked.engineer.phone,
            number=case.number,
        )
        for promise in later_choice.agreed_with(turn.work, case, booked):
            due = formatting.instant(turn, promise.agreed_at) if promise.agreed_at else ""
            turn.say("visit_moves_promise", of=booked, due=due)
        self.done(turn)


def _names_a_day(turn: DialogueTurn, time: str) -> bool:
    """Whether a time says which day: by a word (周三), or by a date (12-3), which means the same a day later."""
    if mentions(time, "days"):
        return True
    told, later = (list(find_times(normalise(time), at)) for at in (turn.now, turn.now + timedelta(days=1)))
    return bool(told and later) and told[0].value == later[0].value


def _end_of(turn: DialogueTurn, start: datetime) -> datetime:
    """The end of the window that begins at an instant."""
    local = start.astimezone(ZONE)
    closes = dict(turn.runtime.kb.policies.visits.windows)[local.time()]
    return datetime.combine(local.date(), closes, ZONE)
