"""Several wishes in one message, and a wish in the middle of another: each is done in its turn, none is lost."""

from bot.actions.engine import task_exit, thresholds
from bot.actions.engine.detail_slots import CONTACT, MACHINE
from bot.actions.engine.task_of_intent import REQUEST_OF, TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import mentions, says_service
from language.not_a_but_b import exchanged

# Wishes that are filed each for itself. Others, told beside one of these, belong to it or are answered in passing.
SEPARATE = frozenset(
    {
        "report_fault",
        "request_installation",
        "request_maintenance",
        "request_return",
        "request_part",
        "request_invoice",
        "request_contract",
        "request_training",
        "request_manual",
        "suggest",
    }
)
GOODS = frozenset({"request_return", "request_part"})  # a fault told with them is their reason
WISHES = 3  # kept at most
ANSWERED_BY_FAULT = frozenset({"closure", "survey", "reopen", "answer_waiting"})  # a fault told there is the answer
FILES = frozenset({"report_fault", "service_request"})  # tasks that are gone on with when another wish comes
LOOKS_UP = frozenset({"check_warranty", "check_progress"})  # wishes, and tasks, that read and file nothing
TELLS_WHAT = frozenset({*MACHINE, "fault", "place"})  # facts that say what is wrong, or with what


def divide(turn: DialogueTurn) -> None:
    """Leaves `turn.heard` with the first wish of the message and puts the others on the agenda, saying so."""
    wishes = _wishes(turn.heard)
    if len(wishes) < 2:
        return
    first, *others = wishes
    turn.heard = first
    keep(turn, others)


def keep(turn: DialogueTurn, wishes: list[Understanding]) -> None:
    """Puts wishes on the agenda, and says so."""
    room = WISHES - len(turn.state.agenda)
    kept = wishes[:room]
    if kept:
        turn.state.agenda += kept
        turn.say("wish_kept", wishes=turn.words("comma").join(turn.words(f"wish_{wish.intent}") for wish in kept))


def set_aside(turn: DialogueTurn) -> None:
    """In the middle of a task: clauses that begin a wish of another task wait for their turn."""
    if turn.task in ANSWERED_BY_FAULT or task_exit.refuses(turn, turn.task):
        return
    if exchanged(turn.text) and not mentions(turn.text, "beside"):
        return  # 不是热水器，是空调坏了 says what is meant
    own: list[Understanding] = []
    others: list[Understanding] = []
    for part in turn.heard.parts():
        wished = _is_wish(part) and not _is_in_hand(turn, part)
        (others if wished else own).append(part)
    if others and own:
        turn.heard = _joined(turn.heard, own)
        keep(turn, others)


def _is_in_hand(turn: DialogueTurn, part: Understanding) -> bool:
    """Whether the clause wishes what the task in hand is about."""
    kind = REQUEST_OF.get(part.intent)
    return TASK_OF.get(part.intent) == turn.task and (kind is None or kind == turn.get("service_type"))


def next_wish(turn: DialogueTurn) -> bool:
    """Whether a wish was waiting; it is then what was heard."""
    if not turn.state.agenda or turn.conversation.owner != "bot":
        return False
    turn.heard = turn.state.agenda.pop(0)
    turn.say("wish_next", wish=turn.words(f"wish_{turn.heard.intent}"))
    return True


def _wishes(heard: Understanding) -> list[Understanding]:
    """The message's wishes in their order; one, when it tells of no more."""
    groups: list[list[Understanding]] = []
    before: list[Understanding] = []  # clauses before the first wish
    for part in heard.clauses:
        begins = _is_wish(part)
        if begins and (not groups or _is_another(groups[-1], part)):
            groups.append([part])
        elif groups:
            groups[-1].append(part)
        else:
            before.append(part)
    if len(groups) == 1 and any(map(_is_looked_up, before)) and mentions(groups[0][0].text, "beside"):
        return [_joined(heard, before), _joined(heard, groups[0])]
    if len(groups) < 2:
        return [heard]
    groups[0] = before + groups[0]
    return [_joined(heard, group) for group in groups]


def _is_wish(part: Understanding) -> bool:
    """Whether a clause is a wish of its own; that something is wrong is one only with what, or with what it is."""
    named = any(fact["entity"] == "product" for fact in part.facts)
    if part.intent not in SEPARATE or part.confidence < (thresholds.NAMED_WISH if named else thresholds.CLAUSE_WISH):
        return False
    return part.intent != "report_fault" or any(fact["entity"] in TELLS_WHAT for fact in part.facts)


def _is_looked_up(part: Understanding) -> bool:
    """Whether a clause asks for what is read and files nothing, which takes a talk of its own all the same."""
    return part.intent in LOOKS_UP and part.confidence >= thresholds.CLAUSE_WISH


def _is_another(group: list[Understanding], part: Understanding) -> bool:
    """Whether the clause begins another wish than these: of another kind, or about another product."""
    begun = next(one for one in group if one.intent in SEPARATE)
    if begun.intent != part.intent:
        return not _is_its_reason(begun, part)
    named = {fact["value"] for one in group for fact in one.facts if fact["entity"] == "product"}
    other = {fact["value"] for fact in part.facts if fact["entity"] == "product"}
    return bool(named and other) and not named & other


def _is_its_reason(one: Understanding, other: Understanding) -> bool:
    """Whether a fault told in one clause is why the goods of the other are to be returned or a part is wanted."""
    intents = {one.intent, other.intent}
    if "report_fault" not in intents or not intents & GOODS or mentions(other.text, "beside"):
        return False
    if "request_part" in intents and any(says_service(part.text) for part in (one, other)):
        return False  # both are wanted
    named = [{fact["value"] for fact in part.facts if fact["entity"] == "product"} for part in (one, other)]
    return not all(named) or bool(named[0] & named[1])


def _joined(heard: Understanding, parts: list[Understanding]) -> Understanding:
    """These clauses as one message, with the contact details of the whole."""
    goods = [part for part in parts if part.intent in GOODS and part.confidence >= thresholds.CLAUSE_WISH]
    main = max(goods or parts, key=lambda part: part.confidence if part.intent in SEPARATE else -1.0)
    if main.intent not in SEPARATE:
        main = max(parts, key=lambda part: part.confidence)
    mine = [fact for part in parts for fact in part.facts]
    shared = [fact for fact in heard.facts if fact["entity"] in CONTACT and fact not in mine]
    return Understanding(
        text="，".join(part.text for part in parts),
        intent=main.intent,
        confidence=main.confidence,
        facts=mine + shared,
        clauses=tuple(parts) if len(parts) > 1 else (),
    )
