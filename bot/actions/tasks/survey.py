"""How was it (R35): 1–5 and a few words, once a case; a low score becomes a task for quality staff."""

from bot.actions.engine import complaint_told, formatting, thresholds
from bot.actions.engine.base import Task
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, is_exactly, mentions
from helpline.cases import closing
from helpline.cases.queries import case_numbered
from helpline.customers.proof import Act, may
from helpline.promises.policy import policy_of

SHORTEST_REASON = 4  # characters beside a score that say why
WISHES = {
    "report_fault": "report_fault",
    "book_visit": "book_visit",
    "check_warranty": "check_warranty",
    "check_progress": "check_progress",
}


class Survey(Task):
    name = "survey"
    slots = ("surveyed_case", "score")
    persistent_slots = ("surveyed_case",)
    drafted = False
    fillable = ("score",)
    free_text = frozenset({"score_words"})

    def is_complaint(self, turn: DialogueTurn) -> bool:
        case = turn.get("surveyed_case")
        return bool(case) and case_numbered(turn.work, case).complaint_id is not None

    def begin(self, turn: DialogueTurn) -> None:
        turn.put("surveyed_case", turn.value("case_number") or turn.get("case_number"))

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """A score, that none will be given, or that the fault is still there, is no wish of its own."""
        told = turn.value("choice") or turn.value("score") or mentions(turn.text, "no_score")
        return asked == "score" and bool(told or mentions(turn.text, "still_there"))

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        case = case_numbered(turn.work, turn.get("surveyed_case"))
        if not may(turn.work, turn.conversation, Act.CLOSE_CASE, case):
            turn.say("proof_ended")
            self._finish(turn)
            return
        score = turn.value("choice") or turn.value("score")
        if not turn.pressed and (turn.is_("reopen", above=thresholds.REOPEN) or mentions(turn.text, "still_there")):
            if score:
                closing.score(turn.work, case, int(score))
            closing.refuse(turn.work, case, turn.text, turn.conversation, turn.id)
            turn.say("reopened", of=case, number=case.number)
            self._finish(turn)
        elif asked == "score" and score:
            turn.put("score", int(score))
            words = "" if turn.pressed or len(bare(turn.matter)) <= SHORTEST_REASON else turn.matter[:500]
            closing.score(turn.work, case, int(score), words, turn.id)
            if words:  # the reason came with it
                low = int(score) <= policy_of(turn.runtime.kb, case).closing.low_score
                turn.say("survey_thanks_low" if low else "survey_thanks", of=case)
                self._finish(turn)
                return
            low = int(score) <= policy_of(turn.runtime.kb, case).closing.low_score
            turn.ask(
                "score_words",
                "ask_score_words_low" if low else "ask_score_words",
                [(turn.words("button_no_words"), "/deny")],
                of=case,
            )
        elif asked == "score_words" and complaint_told.begins(turn):
            self.done(turn, "complain")
        elif asked == "score_words":
            if not turn.pressed and not _says_nothing(turn):
                closing.score(turn.work, case, case.score or 3, turn.text[:500], turn.id)
            low = bool(case.score and case.score <= policy_of(turn.runtime.kb, case).closing.low_score)
            turn.say("survey_thanks_low" if low else "survey_thanks", of=case)
            self._finish(turn)
        elif asked == "score" and (wrong := turn.wrong("score")):
            turn.ask("score", f"wrong_{wrong}", _scores(turn))
        elif turn.yes() is False or turn.is_("cancel", "goodbye") or mentions(turn.text, "no_score"):
            turn.say("survey_skipped")
            self._finish(turn)
        elif wish := _other_wish(turn):
            self.done(turn, wish)
        elif turn.get("score_asked"):
            turn.put("score_asked", None)
            self._finish(turn)
            turn.say("survey_left")
        else:
            turn.put("score_asked", True)
            turn.ask("score", "ask_score_again", _scores(turn))

    def advance(self, turn: DialogueTurn) -> None:
        case = case_numbered(turn.work, turn.get("surveyed_case"))
        if not may(turn.work, turn.conversation, Act.CLOSE_CASE, case):
            self._finish(turn)
            return
        silent = turn.intent == "ask_survey_silent"
        turn.ask(
            "score",
            "ask_survey_silent" if silent else "ask_survey",
            _scores(turn),
            of=case,
            number=turn.get("surveyed_case"),
        )

    def _finish(self, turn: DialogueTurn) -> None:
        self.done(turn)


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
    return is_exactly(turn.text, "skip") or turn.yes() is False or mentions(turn.text, "no_score")
