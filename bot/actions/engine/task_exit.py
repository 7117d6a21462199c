"""Leaving a task by saying so: "我不投诉，我就想知道师傅到哪了", "不是查单，我要装空调", "算了，不买了"."""

import re

from bot.actions.engine import thresholds
from bot.actions.engine.task_of_intent import TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import bare, mentions, says_service, says_stop, words
from kb import complaint
from language.denials import refusal
from language.wishes import praises, wish_told

NO_WISH = frozenset({"inform", "affirm", "deny", "cancel", "correct", "dont_know", "thanks", "out_of_scope", "goodbye"})
ONE_WISH = frozenset({"complain", "check_progress", "check_warranty"})  # tasks that one intent begins
_MARKS = "，,。；;！!？?、 \n"


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
        return _praises_instead(turn, name)
    left = [part for part in parts if part not in refusing]
    if len(parts) == 1 and not says_stop(turn.text):
        left = _beside(parts[0], name)
    wished = [part for part in left if len(bare(part.text)) > 1]
    anew = _joined(turn.heard, wished)
    turn.anew = anew if anew is None or _is_sure(anew, name) else _by_words(anew)
    return True


def _is_sure(anew: Understanding, name: str) -> bool:
    """Whether its intent is that of a wish, other than the one that was refused."""
    refused = TASK_OF.get(anew.intent) == name and name in ONE_WISH
    return anew.confidence >= thresholds.AFTER_REFUSAL and anew.intent in TASK_OF and not refused


def _by_words(anew: Understanding) -> Understanding | None:
    """What its words wish; without any, what it was surely taken for, if that is to be answered."""
    intent = "report_fault" if says_service(anew.text) else wish_told(anew.text)
    if intent:
        return anew.model_copy(update={"intent": intent, "confidence": 1.0})
    answered = anew.confidence >= thresholds.AFTER_REFUSAL and anew.intent not in (*NO_WISH, *TASK_OF)
    return anew if answered else None


def refuses(turn: DialogueTurn, name: str) -> bool:
    """Whether the message says that the task is not wanted."""
    return name in words()["task_words"] and any(_refusal(name).search(part.text) for part in turn.heard.parts())


def praised(turn: DialogueTurn) -> bool:
    """Whether the words say that it is praise, and no complaint, whatever it was taken for: 我是要表扬，不是投诉."""
    if turn.pressed or not praises(turn.text) or complaint.accuses(turn.runtime.kb, turn.text):
        return False
    return turn.intent in (*NO_WISH, "praise", "nlu_fallback") or refuses(turn, "complain")


def _praises_instead(turn: DialogueTurn, name: str) -> bool:
    """Whether praise was taken for a complaint, and that is put right: 搞错了，我要表扬."""
    meant = turn.is_("praise", "correct", "deny") or mentions(turn.text, "puts_right")
    if name != "complain" or not meant or not praised(turn):
        return False
    turn.anew = turn.heard.model_copy(update={"intent": "praise", "confidence": 1.0, "clauses": ()})
    return True


def _beside(part: Understanding, name: str) -> list[Understanding]:
    """What follows the refusal in the same clause, or is wished before it: "不是查单打印机卡纸"."""
    found = _refusal(name).search(part.text)
    if found is None:
        return []
    before, after = part.text[: found.start()].strip(_MARKS), part.text[found.end() :].strip(_MARKS)
    rest = after if len(bare(after)) > 3 else before if wish_told(before) else ""
    return [part.model_copy(update={"text": rest})] if rest else []


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
