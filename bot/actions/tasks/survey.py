"""How was it (R35): 1–5 and a few words, once a case, and now and then of those under contract; a low score becomes a
task for quality staff.
"""

from bot.actions.engine import complaint_told, formatting, thresholds
from bot.actions.engine.base import Task
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, is_exactly, mentions, says_stop
from helpline.cases import closing, surveys
from helpline.cases.queries import case_numbered
from helpline.tables import Survey as SurveyRow
from language.denials import tells_nothing

SHORTEST_REASON = 4  # characters beside a score that say why
MIDDLE = 3  # of five
WISHES = {
    "report_fault": "report_fault",
    "book_visit": "book_visit",
    "check_warranty": "check_warranty",
    "check_progress": "check_progress",
}


class Survey(Task):
    name = "survey"
    slots = ("survey", "score")
    persistent_slots = ("survey",)
    drafted = False
    fillable = ("score",)
    free_text = frozenset({"score_words"})

    def is_complaint(self, turn: DialogueTurn) -> bool:
        row = _asked(turn)
        return row is not None and row.case is not None and row.case.complaint_id is not None

    def begin(self, turn: DialogueTurn) -> None:
        number = turn.value("case_number") or turn.get("case_number")
        if turn.intent == "ask_regular":
            turn.put("survey", int(turn.value("choice")))
        elif number:
            turn.put("survey", surveys.of_case(turn.work, case_numbered(turn.work, number)).id)

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """A score, that none will be given, or that the fault is still there, is no wish of its own."""
        told = turn.value("choice") or turn.value("score") or mentions(turn.text, "no_score")
        return asked == "score" and bool(told or mentions(turn.text, "still_there"))

    def has_lapsed(self, turn: DialogueTurn) -> bool:
        row = _asked(turn)
        if row is None or turn.value("choice") or turn.value("score"):
            return False
        return surveys.has_lapsed(turn.work, row)

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        row = _asked(turn)
        if row is None or not surveys.may_answer(turn.work, turn.conversation, row):
            turn.say("proof_ended")
            self.done(turn)
            return
        score, case = turn.value("choice") or turn.value("score"), row.case
        unsolved = turn.is_("reopen", above=thresholds.REOPEN) or mentions(turn.text, "still_there")
        if case is not None and unsolved and not turn.pressed:
            if score:
                surveys.score(turn.work, row, int(score))
            closing.refuse(turn.work, case, turn.text, turn.conversation, turn.id)
            turn.say("reopened", of=case, number=case.number)
            self.done(turn)
        elif asked == "score" and score:
            turn.put("score", int(score))
            words = "" if turn.pressed or len(bare(turn.matter)) <= SHORTEST_REASON else turn.matter[:500]
            surveys.score(turn.work, row, int(score), words, turn.id)
            low = surveys.is_low(turn.work, row)
            if words:  # the reason came with it
                turn.say("survey_thanks_low" if low else "survey_thanks", of=row)
                self.done(turn)
                return
            turn.ask(
                "score_words",
                "ask_score_words_low" if low else "ask_score_words",
                [(turn.words("button_no_words"), "/deny")],
                of=row,
            )
        elif asked == "score_words" and complaint_told.begins(turn):
            self.done(turn, "complain")
        elif asked == "score_words":
            if not turn.pressed and not _says_nothing(turn):
                surveys.score(turn.work, row, row.score or MIDDLE, turn.text[:500], turn.id)
            turn.say("survey_thanks_low" if surveys.is_low(turn.work, row) else "survey_thanks", of=row)
            self.done(turn)
        elif asked == "score" and (wrong := turn.wrong("score")):
            turn.ask("score", f"wrong_{wrong}", _scores(turn))
        elif turn.yes() is False or turn.is_("cancel", "goodbye") or mentions(turn.text, "no_score"):
            turn.say("survey_skipped")
            self.done(turn)
        elif wish := _other_wish(turn):
            self.done(turn, wish)
        elif turn.get("score_asked"):
            turn.put("score_asked", None)
            self.done(turn)
            turn.say("survey_left")
        else:
            turn.put("score_asked", True)
            turn.ask("score", "ask_score_again", _scores(turn))

    def advance(self, turn: DialogueTurn) -> None:
        row = _asked(turn)
        if row is None or not surveys.may_answer(turn.work, turn.conversation, row):
            self.done(turn)
            return
        if row.case is None:
            months = str(turn.work.kb.policies.closing.regular_survey_months)
            turn.ask("score", "ask_regular", _scores(turn), months=months)
            return
        id = "ask_survey_silent" if turn.intent == "ask_survey_silent" else "ask_survey"
        turn.ask("score", id, _scores(turn), of=row.case, number=row.case.number)


def _asked(turn: DialogueTurn) -> SurveyRow | None:
    """The survey in hand."""
    id = turn.get("survey")
    return turn.work.session.get(SurveyRow, id) if id else None


def _other_wish(turn: DialogueTurn) -> str | None:
    """The flow for something else the customer now wants: a survey stands in nobody's way."""
    if turn.fact("product"):
        return WISHES.get(turn.intent, "report_fault")
    return WISHES.get(turn.intent) if turn.confidence >= thresholds.AFTER_SURVEY else None


def _scores(turn: DialogueTurn) -> list[tuple[str, str]]:
    names = turn.words("score_names").split()
    return [(name, formatting.choice(str(score))) for name, score in zip(names, range(5, 0, -1))]


def _says_nothing(turn: DialogueTurn) -> bool:
    """Whether the answer to "why?" is that they will not say."""
    said = is_exactly(turn.text, "skip") or says_stop(turn.text) or tells_nothing(turn.text)
    return said or turn.yes() is False or mentions(turn.text, "no_score")
