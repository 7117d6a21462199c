"""Before a visit the customer is asked whether the time stands, and what is to be clear for it (R27)."""

from bot.actions.engine import formatting
from bot.actions.engine.base import Task
from bot.actions.engine.turn import Button, DialogueTurn
from helpline.cases.queries import case_numbered
from helpline.customers.proof import Act, may
from helpline.dispatch import readiness
from helpline.dispatch.readiness import TIME
from helpline.tables import Visit
from helpline.tables.states import TO_COME
from language.courtesies import is_courtesy

CHANGE = "change"  # the choice that the time does not stand
LONGEST = 500  # characters of an answer


class VisitReady(Task):
    name = "visit_ready"
    slots = ("ready_item",)
    persistent_slots = ("ready_visit",)
    listens_for = ("time",)
    free_text = frozenset({"ready"})
    drafted = False

    def is_complaint(self, turn: DialogueTurn) -> bool:
        visit = _visit(turn)
        return visit is not None and visit.case.complaint_id is not None

    def begin(self, turn: DialogueTurn) -> None:
        number = turn.value("case_number") or turn.get("case_number")
        to_come = [one for one in case_numbered(turn.work, str(number)).visits if one.status in TO_COME]
        first = min(to_come, key=lambda one: one.start_at, default=None)
        turn.put("ready_visit", first.id if first else None)

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """A plain yes, and that another time is wanted, in whatever words."""
        return asked == "ready_time" and (turn.yes() is not None or _other_time(turn))

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        visit = _visit(turn)
        if visit is None or not _open(turn, visit):
            self._finish(turn)
        elif asked == "ready":
            if not is_courtesy(turn.text):  # else asked again
                readiness.answer(turn.work, visit, str(turn.get("ready_item")), _words(turn, visit), readiness.CUSTOMER)
        elif turn.value("choice") == CHANGE or _other_time(turn) or turn.yes() is False:
            turn.put("case_number", visit.case.number)
            self._finish(turn, "book_visit")
        elif turn.yes() or is_courtesy(turn.text):
            readiness.answer(turn.work, visit, TIME, _words(turn, visit), readiness.CUSTOMER)
        else:
            turn.ask_again("ready_time", "ask_ready_time_again", _buttons(turn), of=visit, **_told(turn, visit))

    def advance(self, turn: DialogueTurn) -> None:
        visit = _visit(turn)
        if visit is None or not _open(turn, visit):
            self._finish(turn)
            return
        item = readiness.next_to_ask(turn.work, visit)
        if item is None:
            turn.say("ready_noted", of=visit.case, number=visit.case.number)
            self._finish(turn)
        elif item.item == TIME:
            turn.ask("ready_time", "ask_ready_time", _buttons(turn), of=visit, **_told(turn, visit))
        else:
            turn.put("ready_item", item.item)
            turn.say_text(item.asks)
            turn.await_("ready")

    def _finish(self, turn: DialogueTurn, follow: str = "") -> None:
        turn.put("ready_visit", None)
        self.done(turn, follow)


def _visit(turn: DialogueTurn) -> Visit | None:
    id = turn.get("ready_visit")
    return turn.work.session.get(Visit, id) if id else None


def _other_time(turn: DialogueTurn) -> bool:
    """Whether a time was told; "as soon as can be" is asked about, not told."""
    told = turn.value("time")
    return isinstance(told, dict) and told.get("grain") != "asap"


def _open(turn: DialogueTurn, visit: Visit) -> bool:
    """Whether it still is to come, and may be spoken of here."""
    return visit.status in TO_COME and may(turn.work, turn.conversation, Act.CHANGE_VISIT, visit.case)


def _told(turn: DialogueTurn, visit: Visit) -> dict[str, str]:
    return {"window": formatting.visit(turn, visit), "engineer": visit.engineer.name}


def _words(turn: DialogueTurn, visit: Visit) -> str:
    return turn.words_about(visit.case)[:LONGEST]


def _buttons(turn: DialogueTurn) -> list[Button]:
    return [
        (turn.words("button_ready"), "/affirm"),
        (turn.words("button_change_time"), formatting.choice(CHANGE)),
    ]
