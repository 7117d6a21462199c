"""Leaving a task by saying so: "我不投诉，我就想知道师傅到哪了", "不是查单，我要装空调", "算了，不买了"."""

import re

from bot.actions.engine import thresholds
from bot.actions.engine.task_of_intent import TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import bare, says_service, says_stop, words
from language.denials import refusal

NO_WISH = frozenset({"inform", "affirm", "deny", "cancel", "correct", "dont_know", "thanks", "out_of_scope", "goodbye"})


def _refusal(name: str) -> re.Pattern[str]:
    return refusal(tuple(words()["task_words"][name]))


def leaves(turn: DialogueTurn, name: str) -> bool:
    """Whether the message says that the task (`name`: of words.yml) is not wanted; what else it says is then done.

    `turn.anew` holds what is left of the message; without anything left the task has just ended.
    """
    if turn.pressed or name not in words()["task_words"]:
        return False
    parts = turn.heard.parts()
    refusing = [part for part in parts if _refusal(name).search(part.text) or says_stop(part.text)]
    if not refusing:
        return False
    left = [part for part in parts if part not in refusing]
    if len(parts) == 1 and not says_stop(turn.text):
        left = _after(parts[0], name)
    wished = [part for part in left if len(bare(part.text)) > 1]
    anew = _joined(turn.heard, wished)
    unsure = anew is not None and (anew.confidence < thresholds.AFTER_REFUSAL or anew.intent not in TASK_OF)
    if anew and unsure and says_service(anew.text):
        anew = anew.model_copy(update={"intent": "report_fault", "confidence": 1.0})
    turn.anew = anew if anew and anew.confidence >= thresholds.AFTER_REFUSAL and anew.intent not in NO_WISH else None
    return True


def refuses(turn: DialogueTurn, name: str) -> bool:
    """Whether the message says that the task is not wanted."""
    return name in words()["task_words"] and any(_refusal(name).search(part.text) for part in turn.heard.parts())


def _after(part: Understanding, name: str) -> list[Understanding]:
    """What follows the refusal in the same clause: "不是查单打印机卡纸"."""
    found = _refusal(name).search(part.text)
    rest = part.text[found.end() :] if found else ""
    return [part.model_copy(update={"text": rest})] if len(bare(rest)) > 3 else []


def _joined(heard: Understanding, parts: list[Understanding]) -> Understanding | None:
    if not parts:
        return None
    main = max(parts, key=lambda part: part.confidence)
    return Understanding(
        text="，".join(part.text for part in parts),
        intent=main.intent,
        confidence=main.confidence,
        facts=heard.facts,
        clauses=tuple(parts) if len(parts) > 1 else (),
    )
