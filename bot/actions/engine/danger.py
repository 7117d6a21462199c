"""Danger (R22): what the classifier is sure of calls a human at once, what it is less sure of is asked about.

The gateway has already caught what the word lists know.
"""

from bot.actions.engine import thresholds
from bot.actions.engine.state import State
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import bare, mentions
from helpline.cases.emergency import report_emergency
from helpline.conversations.queries import last_written
from kb.emergency import detect, is_only_talk
from kb.grading import grade
from kb.lookup import business_of
from kb.models.knowledge import Knowledge
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
    parts = turn.heard.parts()
    others = [part for part in parts if not mentions(part.text, "no_danger")]
    if len(parts) == len(others) or not others or not is_only_talk(turn.runtime.kb, normalise(turn.text)):
        return is_alarm(turn.runtime.kb, turn.text, turn.confidence)
    # Where one clause denies a danger, its words make the whole sound like one: the others are heard for themselves.
    return any(part.intent == "emergency" and is_alarm(turn.runtime.kb, part.text, part.confidence) for part in others)


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
    return not is_only_talk(turn.runtime.kb, normalise(turn.text))


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
    no = turn.intent == "report_fault" if turn.pressed else turn.yes() is False or mentions(turn.text, "no_danger")
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
    if turn.pressed or not _is_open(turn) or mentions(turn.text, "no_danger"):
        return False
    return turn.yes() is True or mentions(turn.text, "danger")


def _last_words(turn: DialogueTurn) -> str:
    """What the customer last wrote that was more than yes or a button."""
    return max(last_written(turn.work, turn.conversation), key=len, default=turn.text)
