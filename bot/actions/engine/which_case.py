"""Which of the customer's cases is meant: by what the words tell of it, never simply the newest."""

from collections.abc import Sequence
from typing import Any

from bot.actions.engine import formatting
from bot.actions.engine.task_of_intent import REQUEST_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import chosen_line, words
from helpline.customers.identity import open_cases
from helpline.tables import Case
from language import questions
from language.denials import denied

SLOT = "which_case"
WORDS = "case_words"  # what was said of it before it was shown whose the cases are
TYPE, PRODUCT, PLACE, MODEL = 3, 3, 4, 4  # how much each tells
DENIED = -20
TAKEN_FOR = frozenset({"inform", "book_visit", "ask_business", "out_of_scope", "nlu_fallback"})
WAITED_FOR = TAKEN_FOR | {"report_fault", "request_installation", "request_maintenance"}
NO_VISIT = frozenset({"complaint", "invoice", "suggestion", "question"})


def named(turn: DialogueTurn, cases: Sequence[Case]) -> list[Case]:
    """The cases that the words fit best; none when they tell nothing of any, or fit none."""
    return _best(turn, cases, turn.text, turn.facts)


def _best(turn: DialogueTurn, cases: Sequence[Case], text: str, facts: Sequence[dict[str, Any]]) -> list[Case]:
    scored = [(_fit(turn, case, text, facts), case) for case in cases]
    best = max((score for score, _ in scored), default=0)
    if best > 0:
        return [case for score, case in scored if score == best]
    refused = [case for score, case in scored if score < 0]
    left = [case for score, case in scored if score == 0]
    return left if refused else []


def remember(turn: DialogueTurn) -> None:
    """Keeps what was said of the case that is meant, over the questions who one is."""
    if not turn.get(WORDS) and not turn.pressed:
        products = [fact for fact in turn.facts if fact["entity"] in ("product", "model")]
        turn.put(WORDS, {"text": turn.text, "facts": products})


def named_before(turn: DialogueTurn, cases: Sequence[Case]) -> list[Case]:
    """As `named`, by the words that were kept, which are then forgotten."""
    kept = turn.get(WORDS)
    turn.put(WORDS, None)
    return _best(turn, cases, kept["text"], kept["facts"]) if kept else []


def asked_after(turn: DialogueTurn) -> bool:
    """Whether it is asked outside of any task what became of something, whatever the message was taken for.

    我退货的那单怎么样了 is no return, and 等了两周没人来检修 no wish for a check.
    """
    if turn.pressed:
        return False
    if turn.intent in WAITED_FOR and questions.waited_in_vain(turn.text):
        return not turn.fact("fault")
    if turn.intent not in (*REQUEST_OF, *TAKEN_FOR) or not questions.what_became(turn.text):
        return False
    return questions.of_before(turn.text) or bool(named(turn, open_cases(turn.work, turn.conversation)))


def may_be_visited(case: Case) -> bool:
    """Whether somebody comes for a case of its type."""
    return case.type not in NO_VISIT


def ask(turn: DialogueTurn, cases: Sequence[Case], id: str = "which_case") -> None:
    """Asks which one, as a numbered list."""
    turn.put("cases", [case.number for case in cases])
    lines = [_line(turn, case) for case in cases]
    buttons = [
        (f"{n}. {formatting.kind(turn, case)} {_about(turn, case)[:8]}", formatting.choice(case.number))
        for n, case in enumerate(cases, 1)
    ]
    turn.ask(SLOT, id, buttons, cases="\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)))


def answered(turn: DialogueTurn, cases: Sequence[Case]) -> bool:
    """Whether the answer to "which one?" names one; it is then `case_number`."""
    offered = [case for number in turn.get("cases") or () for case in cases if case.number == number]
    choice = turn.value("choice")
    line = chosen_line(turn.text, len(offered)) if not turn.pressed else None
    found = [case for case in offered if case.number == choice] or ([offered[line - 1]] if line else [])
    found = found or named(turn, offered)
    if len(found) != 1:
        return False
    turn.put("case_number", found[0].number)
    return True


def _fit(turn: DialogueTurn, case: Case, text: str, facts: Sequence[dict[str, Any]]) -> int:
    score = 0
    for type_, list_ in words()["case_types"].items():
        told = [word for word in list_ if word in text]
        if type_ == case.type and told:
            score += DENIED if denied(text, told) else TYPE
    about = [word for word in (case.product_text, _about(turn, case)) if word]
    products = [fact for fact in facts if fact["entity"] == "product" and fact.get("value")]
    meant = {fact["value"] for fact in products if not denied(text, [str(fact.get("text") or "")])}
    if case.category and case.category in {fact["value"] for fact in products}:
        score += PRODUCT if case.category in meant else DENIED
    elif meant and case.category:
        score -= PRODUCT
    elif any(word in text for word in about):
        score += DENIED if denied(text, about) else PRODUCT
    machine = case.asset
    if machine and machine.place and machine.place in text:
        score += PLACE
    if machine and any(fact["entity"] == "model" and fact["value"] == machine.model for fact in facts):
        score += MODEL
    return score


def _about(turn: DialogueTurn, case: Case) -> str:
    if case.category:
        found = next((kind.name for kind in turn.runtime.kb.categories if kind.id == case.category), "")
        place = case.asset.place if case.asset and not formatting.is_address(case.asset.place) else ""
        return f"{place}{found}"
    return case.product_text or case.description[:10]


def _line(turn: DialogueTurn, case: Case) -> str:
    return turn.words(
        "case_line",
        kind=formatting.kind(turn, case),
        about=_about(turn, case),
        number=case.number,
        status=formatting.status(turn, case),
    )
