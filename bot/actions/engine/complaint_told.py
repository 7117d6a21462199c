"""Whether a complaint begins with what was said (R41), and what its words tell of who complains."""

import re
from typing import Any

from bot.actions.engine import task_exit, thresholds
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, mentions, words
from helpline.staff.people import is_engineers_name
from kb import complaint
from language.introduced import introduces

_BREAK = re.compile(r"[\s\u3000，。；！？,;!?、]")


def begins(turn: DialogueTurn) -> bool:
    """By the words, unless the same words refuse one, praise, or only ask whether a price is right."""
    told = not turn.pressed and complaint.begins(turn.runtime.kb, turn.text)
    refused = task_exit.refuses(turn, "complain") or task_exit.praised(turn)
    return told and not _only_doubts(turn) and not refused


def _only_doubts(turn: DialogueTurn) -> bool:
    """Whether it is asked if a price is right, in hard words maybe: 要九百，是不是坑人. That is answered first."""
    asks = mentions(turn.text, "question") and not mentions(turn.text, "complains")
    return asks and turn.is_("doubt_quote", above=thresholds.DOUBTED_PRICE)


def take_teller(turn: DialogueTurn, asked: str = "") -> list[str]:
    """Takes the name and the address of who complains into their slots, where the words tell whose they are; which.

    Names in a complaint are mostly those of others: one is the teller's that is told as theirs, or beside their phone
    or address, but not in the answer to whom it is about. An address counts that stands for itself.
    """
    found = {"name": _own_name(turn, beside=asked != "about"), "address": _own_address(turn)}
    fresh = [slot for slot, value in found.items() if value and value != turn.get(slot)]
    for slot in fresh:
        turn.put(slot, found[slot])
    return fresh


def _own_name(turn: DialogueTurn, beside: bool) -> str | None:
    reach = [fact for kind in ("phone", "address") for fact in _told(turn, kind)]
    for fact in _told(turn, "name"):
        introduced = introduces(turn.text[: fact["start"]])
        stands_beside = beside and any(_next_to(turn, fact, other) for other in reach)
        if introduced or stands_beside and not is_engineers_name(turn.work, fact["value"]):
            return str(fact["value"])
    return None


def _own_address(turn: DialogueTurn) -> str | None:
    """An address in a clause that tells nothing else: 地址是文三路9号2幢301室, not 他在文三路9号骂人."""
    for fact in _told(turn, "address"):
        before, after = _BREAK.split(turn.text[: fact["start"]])[-1], _BREAK.split(turn.text[fact["end"] :])[0]
        if not _beside_details(before + after):
            return str(fact["value"])
    return None


def _told(turn: DialogueTurn, kind: str) -> list[dict[str, Any]]:
    facts = (fact for fact in turn.facts if fact["entity"] == kind and fact.get("value") and fact.get("text"))
    return [fact for fact in facts if "start" in fact and "end" in fact]


def _next_to(turn: DialogueTurn, name: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether nothing stands between them, nor right before the name: 师傅叫何雨婷13805711016 tells of another."""
    first, second = sorted((name, other), key=lambda fact: int(fact["start"]))
    between = turn.text[first["end"] : second["start"]]
    alone = first is other or not _beside_details(_BREAK.split(turn.text[: name["start"]])[-1])
    return alone and not _beside_details(between) and not mentions(between, "engineer_titles")


def _beside_details(text: str) -> str:
    """What a text says beside the words around a phone, a name or an address."""
    for word in sorted(words()["contact_details"], key=len, reverse=True):
        if word not in words()["engineer_titles"]:
            text = text.replace(word, "")
    return bare(text)
