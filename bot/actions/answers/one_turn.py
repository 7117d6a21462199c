"""Wishes answered in one message: how to use, what it costs, when and where, and small talk."""

from bot.actions.answers import articles, side_questions, static_answers
from bot.actions.engine.base import OneTurn
from bot.actions.engine.detail_slots import CONTACT, PLAIN
from bot.actions.engine.hand_off import count_not_understood
from bot.actions.engine.resume_draft import resume_draft
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.customers.identity import open_cases
from language.facts.decoration import is_sign_alone


def start_buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    """What the assistant can do, as choices."""
    titles = turn.words("start_titles").split()
    intents = ("report_fault", "book_visit", "check_progress", "check_warranty", "request_human")
    return [(title, f"/{intent}") for title, intent in zip(titles, intents)]


class OwnWords(OneTurn):
    """An intent answered by nothing but the words in its own file."""

    def answer(self, turn: DialogueTurn) -> None:
        if not static_answers.say(turn):
            raise LookupError(f"bot/data/intents/{turn.intent}.yml has no responses under utter_{turn.intent}")


class Usage(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        if side_questions.usage(turn):
            if articles.form_of(turn) == "chat":  # elsewhere each line costs, and says it itself
                turn.say("usage_more")
        else:
            turn.say(
                "usage_unknown",
                [(turn.words("button_report"), "/report_fault"), (turn.words("button_human"), "/request_human")],
            )


class Fee(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        side_questions.fee(turn)


class DoubtQuote(OneTurn):
    """A price named on site is doubted: the tariff, what is not to be paid, and a person who looks into it."""

    def answer(self, turn: DialogueTurn) -> None:
        turn.say("quote_doubted", [(turn.words("button_human"), "/request_human")])
        side_questions.fee(turn)


class Business(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        if not side_questions.business(turn):
            Usage().answer(turn)


class Greet(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        company = turn.runtime.kb.company
        turn.say("greet", start_buttons(turn), company=company.short_name, assistant=company.assistant)


class Thanks(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        turn.say("thanks")


class Goodbye(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        turn.say("goodbye", hotline=turn.runtime.kb.company.hotline)


class OutOfScope(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        if is_sign_alone(turn.text) and mentions(turn.text, "kind_signs"):
            turn.say("thanks")
            return
        if is_sign_alone(turn.text):
            turn.say("what_can_i_do", start_buttons(turn))
            return
        turn.say("out_of_scope", start_buttons(turn))


class Idle(OneTurn):
    """Yes, no, a bare fact or a correction when nothing was asked."""

    def answer(self, turn: DialogueTurn) -> None:
        if mentions(turn.text, "still_broken"):
            turn.end("report_fault")
        elif turn.is_("deny", "cancel") and not turn.facts:
            turn.say("nothing_else")
        elif turn.fact("case_number"):
            turn.end("book_visit" if mentions(turn.text, "wants_visit") else "check_progress")
        elif mentions(turn.text, "wants_progress"):
            turn.end("check_progress")
        elif mentions(turn.text, "wants_warranty"):
            turn.end("check_warranty")
        elif turn.fact("product") or turn.fact("model"):
            turn.end("report_fault")
        elif any(turn.fact(kind) for kind in (*CONTACT, "serial")):
            turn.say("noted_what_for", start_buttons(turn))
        elif mentions(turn.text, "nameplate"):
            turn.say("nameplate")
        else:
            turn.say("what_can_i_do", start_buttons(turn))


class StartOver(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        turn.forget(*PLAIN, "product", "symptom")
        turn.say("fresh_start", start_buttons(turn))


class GoOn(OneTurn):
    """A prompt of the product's own: a call broke off, and goes on here."""

    def answer(self, turn: DialogueTurn) -> None:
        resume_draft(turn)


class NotUnderstood(OneTurn):
    """Asked again with choices, then handed over (R23)."""

    def answer(self, turn: DialogueTurn) -> None:
        if is_sign_alone(turn.text):
            OutOfScope().answer(turn)
            return
        if any(turn.value(kind) for kind in ("case_number", "serial", "phone")):
            Idle().answer(turn)  # the fact at least was understood
            return
        if mentions(turn.text, "nameplate"):
            turn.say("nameplate")
            return
        if (turn.fact("product") or turn.fact("model") or turn.fact("fault")) and not mentions(turn.text, "question"):
            turn.end("report_fault")  # something is said of a machine: most likely what is wrong with it
            return
        turn.not_understood = True
        if open_cases(turn.work, turn.conversation):
            turn.say("not_understood_with_case", start_buttons(turn))
        else:
            turn.say("not_understood", start_buttons(turn))
        count_not_understood(turn)
