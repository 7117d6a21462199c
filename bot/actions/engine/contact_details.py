"""Telling the customer's contact details (who, where, which number) from what they say about the matter."""

import re
from typing import Any

from bot.actions.engine.detail_slots import CONTACT
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, words
from language import pasted_form
from language.courtesies import without as without_courtesies
from language.facts.extract import bare_name, name_answered
from language.facts.fact import Fact

_BREAKS = re.compile(r"[\s\u3000，。；,;]+")
_LEADS = re.compile(r"^(?:我叫|我是|叫我|免贵姓|我姓|姓)")
_FOREIGN = re.compile(r"·|^[A-Z]|[A-Za-z] [A-Za-z]")
LONGEST_NAME, SHORT_NAME = 6, 3  # characters


def about_the_matter(turn: DialogueTurn, taken: bool = False) -> str:
    """The message without courtesies and without clauses that hold nothing but contact details; whole when nothing else
    is in it. `taken`: only those that were taken for the customer's own; others' names belong to the story.

    A number put right later must not live on in the description.
    """
    if of_form := pasted_form.matter(turn.text):
        return of_form
    told = _told(turn, taken)
    if not told:
        return without_courtesies(turn.text)
    kept = []
    place = 0
    for clause in (*_BREAKS.finditer(turn.text), None):
        end = clause.start() if clause else len(turn.text)
        if not _only_particulars(turn.text[place:end], told):
            kept.append(turn.text[place:end])
        place = clause.end() if clause else end
    return without_courtesies(turn.words("clause_break").join(part for part in kept if bare(part))) or turn.text


def _only_particulars(clause: str, told: list[str]) -> bool:
    held = [text for text in told if text in clause or clause and clause in text]
    if not held:
        return False
    for text in held:
        clause = "" if clause in text else clause.replace(text, "")
    for word in sorted(words()["contact_details"], key=len, reverse=True):
        clause = clause.replace(word, "")
    return not bare(clause)


def nothing_else(turn: DialogueTurn) -> bool:
    """Whether the message holds contact details and nothing about the matter."""
    told = _told(turn)
    return bool(told) and _only_particulars(turn.text, told)


def product_word(fact: dict[str, Any]) -> str:
    """What the customer calls the product: as written, unless that was in other characters than ours."""
    said, word = fact.get("text") or "", (fact.get("extra") or {}).get("word") or ""
    return said if said.lower() == word or not word else word


def _told(turn: DialogueTurn, taken: bool = False) -> list[str]:
    told = [fact for fact in turn.facts if fact["entity"] in CONTACT and fact.get("text")]
    if not taken:
        return [fact["text"] for fact in told]
    name = turn.get("name")
    beside = [name] if name and name in turn.text else []
    return [fact["text"] for fact in told if fact["value"] == turn.get(fact["entity"])] + beside


def answered_name(turn: DialogueTurn) -> str | None:
    """The name in an answer to "your name?", of any script; None where it tells none."""
    if turn.pressed:
        return None
    facts = [
        Fact(fact["entity"], fact["value"], fact["text"], fact["start"], fact["end"])
        for fact in turn.facts
        if fact.get("text") and "start" in fact
    ]
    return name_answered(turn.text, facts)


def is_a_name(turn: DialogueTurn) -> bool:
    """Whether the message looks like nothing else: three characters at most, or written as foreign names are."""
    written = len(bare(turn.text)) <= SHORT_NAME or _FOREIGN.search(turn.text) is not None
    return written and answered_name(turn) is not None


def name_said(turn: DialogueTurn, again: bool = False) -> str:
    """The answer to "your name?" as it is kept: a name, or a short answer as it stands if nothing else or said `again`;
    "customer" where none is told.
    """
    said = _LEADS.sub("", bare(turn.text))
    plain = 2 <= len(said) <= LONGEST_NAME and not turn.is_("dont_know", "deny") and (again or turn.is_("inform"))
    return answered_name(turn) or (said if plain else turn.words("customer"))


def name_beside(turn: DialogueTurn) -> str | None:
    """A name that stands alone between other contact details, the full one where a surname was told too."""
    if turn.pressed:
        return None
    rest = turn.text
    for fact in turn.facts:
        if fact["entity"] in ("phone", "address") and fact.get("text"):
            rest = rest.replace(fact["text"], " ")
    names = {name for field in _BREAKS.split(rest) if len(field) > 1 and (name := bare_name(field)) and len(name) > 1}
    return names.pop() if len(names) == 1 else None
