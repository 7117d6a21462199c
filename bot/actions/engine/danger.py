"""Danger (R22): what the classifier is sure of calls a human at once, what it is less sure of is asked about.

The gateway has already caught what the word lists know.
"""

from bot.actions.engine import thresholds
from bot.actions.engine.state import State
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import bare, mentions, words
from helpline.cases.emergency import report_emergency
from helpline.conversations.queries import last_written
from kb.emergency import detect, is_only_talk
from kb.grading import grade
from kb.lookup import business_of
from kb.models.knowledge import Knowledge
from language.denials import holds_against, without_denied_dangers
from language.facts.normalise import normalise
from language.facts.road_position import road_position

SHORTEST = 5  # characters; a shorter answer names a thing, and tells nothing of it
QUESTION = "emergency_unsure"
QUESTION_ON_ROAD = "emergency_unsure_vehicle"  # what is to be done there comes before the question
VEHICLE = "vehicle"  # the business of what stands on roads
DENIED = "danger_denied"  # that the question was answered with no
GENERAL = "general"  # the kind of danger whose nature the words did not tell


def listen_ahead(kb: Knowledge, heard: Understanding, state: State) -> None:
    """Does what takes the processor's time before the turn's transaction begins, which finds it remembered."""
    for text in filter(None, (heard.text, state.slots.get("symptom"))):
        detect(kb, normalise(text))
        grade(kb, text, state.slots.get("product") or "")


def heard(turn: DialogueTurn) -> bool:
    """Whether this message is an alarm: by its words, by a button, as the answer to the question. Then it is raised."""
    if not _told(turn) and not _confirms(turn):
        return False
    report(turn)
    return True


def _told(turn: DialogueTurn) -> bool:
    if turn.intent != "emergency" or turn.pressed:
        return turn.intent == "emergency"
    return any(is_alarm(turn.runtime.kb, part.text, part.confidence) for part in _sounding(turn))


def _sounding(turn: DialogueTurn) -> list[Understanding]:
    """What of a message that was taken for an emergency may be one: all of it, or some clauses.

    Where a clause denies a danger, its words make the whole sound like one: the others are heard for themselves.
    """
    if detect(turn.runtime.kb, normalise(turn.text)):
        return [turn.heard]
    parts = turn.heard.parts()
    plain = [part for part in parts if _is_denial(turn, part.text)]
    talk = is_only_talk(turn.runtime.kb, normalise(turn.text))
    denying = [part for part in parts if part in plain or talk and mentions(part.text, "no_danger")]
    if not denying or len(denying) == len(parts) > len(plain):
        return [turn.heard]
    return [part for part in parts if part not in denying and part.intent == "emergency"]


def _is_denial(turn: DialogueTurn, text: str) -> bool:
    """Whether that there is no danger is the matter of a clause, so that nothing else in it can be one."""
    left = _without_denials(text)
    if left == text or mentions(left, "danger") or holds_against(left):
        return False
    return was_asked(turn) or mentions(text, "any_danger") or len(bare(left)) < SHORTEST


def _without_denials(text: str) -> str:
    left = without_denied_dangers(text)
    for word in words()["no_danger"]:
        left = left.replace(word, "")
    return left


def is_alarm(kb: Knowledge, text: str, confidence: float) -> bool:
    """Whether a text that was taken for an emergency with this confidence is one, no matter what its words tell."""
    if confidence >= thresholds.ALARM_CERTAIN:
        return True
    return confidence >= thresholds.ALARM and not is_only_talk(kb, normalise(text))


def doubted(turn: DialogueTurn) -> bool:
    """Whether it may be an alarm, so that it has to be asked."""
    return may_be(turn) and len(bare(turn.text)) >= SHORTEST and not was_asked(turn)


def may_be(turn: DialogueTurn) -> bool:
    """Whether the words sound like danger, all of them or those of one clause; not where they are only talk of it."""
    if turn.pressed or turn.intent != "emergency" or turn.confidence < thresholds.ALARM_DOUBTFUL:
        return False
    if turn.heard.clauses and not any(part.intent == "emergency" for part in turn.heard.clauses):
        return False
    unsure = any(part.confidence >= thresholds.ALARM_DOUBTFUL for part in _sounding(turn))
    return unsure and not is_only_talk(turn.runtime.kb, normalise(turn.text))


def ask(turn: DialogueTurn) -> None:
    """Whether there is danger, with advice on what to do if there is."""
    on_road = _is_vehicle(turn) and mentions(f"{turn.text}{turn.get('symptom') or ''}", "on_road")
    buttons = [(turn.words("button_danger"), "/emergency"), (turn.words("button_fault"), "/report_fault")]
    turn.put(DENIED, None)
    turn.say(QUESTION_ON_ROAD if on_road else QUESTION, buttons)


def was_asked(turn: DialogueTurn) -> bool:
    """Whether that was the last thing said."""
    asked = {wording for id in (QUESTION, QUESTION_ON_ROAD) for wording in turn.runtime.kb.phrases[id]}
    return bool(set(turn.used[:2]) & asked)


def _is_open(turn: DialogueTurn) -> bool:
    """Whether the question waits for its answer: what is said after a no answers what was asked next."""
    return was_asked(turn) and not turn.get(DENIED)


def denied(turn: DialogueTurn) -> bool:
    """Whether this message says that there is none; it is remembered."""
    if not _is_open(turn):
        return False
    if turn.pressed:
        no = turn.intent == "report_fault"
    else:
        no = turn.yes() is False or mentions(turn.text, "no_danger") or _says_there_is_none(turn)
    if no:
        turn.put(DENIED, True)
    return no


def report(turn: DialogueTurn) -> None:
    """Safety advice, a level 1 case with what is known, a human at once."""
    told = turn.text if turn.intent == "emergency" and not turn.pressed else _last_words(turn)
    kind = detect(turn.runtime.kb, normalise(told))
    if kind is None:
        kind = next(kind for kind in turn.runtime.kb.policies.emergency.kinds if kind.id == GENERAL)
    slots = ("product", "serial", "phone", "name", "address")
    known = {slot: value for slot in slots if (value := turn.value(slot) or turn.get(slot))}
    if position := road_position(told):
        known.setdefault("address", position)
    _, told_back = report_emergency(turn.work, turn.conversation, kind, told, turn.id, turn.id, known)
    for text in told_back:
        turn.say_text(text)
    turn.end()


def _is_vehicle(turn: DialogueTurn) -> bool:
    """By what is known of it, else by the word: 车停在高速上."""
    product = turn.value("product") or turn.get("product")
    business = business_of(turn.runtime.kb, product) if product else None
    return business.id == VEHICLE if business else mentions(turn.text, "a_vehicle")


def _confirms(turn: DialogueTurn) -> bool:
    if turn.pressed or not _is_open(turn) or _says_there_is_none(turn):
        return False
    told = detect(turn.runtime.kb, normalise(turn.text)) is not None
    return told or turn.yes() is True or mentions(_without_denials(turn.text), "danger")


def _says_there_is_none(turn: DialogueTurn) -> bool:
    """Whether a danger is denied and no other told: 没有人受伤，就是漏水; not 没有人受伤，但是冒烟了."""
    left = _without_denials(turn.text)
    return left != turn.text and not mentions(left, "danger") and not detect(turn.runtime.kb, normalise(turn.text))


def _last_words(turn: DialogueTurn) -> str:
    """What the customer last wrote that was more than yes or a button."""
    return max(last_written(turn.work, turn.conversation), key=len, default=turn.text)
