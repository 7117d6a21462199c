"""Self-checks (R04): the fitting article's safe checks, one at a time, for as long as the customer wants to try.

Where to stop is told before the first. They are offered once a talk, for the fault that was told, and never to somebody
who has tried already or wants somebody sent.
"""

from bot.actions.answers import articles, side_questions
from bot.actions.engine import formatting, thresholds, wished_time
from bot.actions.engine.detail_slots import CONTACT
from bot.actions.engine.fault_words import tells_unsolved, without_facts
from bot.actions.engine.turn import Button, DialogueTurn
from bot.actions.engine.wordlists import mentions, says_fixed
from helpline.cases import solved_by_guidance
from helpline.cases.solved_by_guidance import Guided
from helpline.customers.serials import own_machine
from kb.grading import grade
from kb.models.knowledge import Article

SLOTS = ("tips", "tips_shown", "tips_step")
SEEN = "tips_seen"  # the articles that were gone through in this talk
SEND = "send"  # the choice that somebody is sent at once
NONE, DONE = "none", "unsolved"  # what the checks came to, where they did not solve it
LINES = 3  # of one message


def offers(turn: DialogueTurn) -> bool:
    """Asks the check that comes next, if there is one; else the report goes on."""
    if turn.get("tips") or turn.get("service_type") != "repair":
        return False
    article = _in_hand(turn)
    if article is not None:  # after a side question the check need not be read again
        turn.ask("tips", "ask_solved_again", _buttons(turn))
        return True
    article = _fitting(turn)
    if article is None:
        turn.put("tips", NONE)
        return False
    turn.put("tips_shown", article.slug)
    turn.put(SEEN, [*(turn.get(SEEN) or ()), article.slug])
    if articles.form_of(turn) != "chat":  # all of it at once: there each message costs, or is heard once
        turn.put("tips_step", len(article.steps))
        turn.say_text(articles.asking(turn, article), turn.offer("tips", _buttons(turn)))
        turn.await_("tips")
        return True
    warnings = [
        turn.words("tips_stop", title=article.title),
        *(turn.words("tips_stop_line", line=s) for s in article.stop),
    ]
    for at in range(0, len(warnings), LINES):
        turn.say_text("\n".join(warnings[at : at + LINES]))
    _ask_step(turn, article, 0)
    return True


def answered(turn: DialogueTurn) -> bool | None:
    """What an answer to a check came to: True when the fault is gone, False when the report goes on, None when the next
    check was asked, or the same one again.
    """
    if turn.value("choice") == SEND:
        return _over(turn)
    solved, sent_for = turn.yes(), wants_somebody(turn)
    if not turn.pressed and (sent_for or says_fixed(turn.text)):
        solved = says_fixed(turn.text)
    if solved:
        return True
    if not turn.pressed and wished_time.noted(turn):
        return _over(turn)
    if solved is None and not tells_unsolved(turn):
        turn.ask_again("tips", "ask_solved_again", _buttons(turn))
        return None
    article = _in_hand(turn)
    step = int(turn.get("tips_step") or 0) + 1
    told = any(turn.fact(kind) for kind in CONTACT)  # they want to be called
    if (
        sent_for
        or told
        or turn.is_("book_visit", "complain", "dont_know")
        or article is None
        or step >= len(article.steps)
    ):
        return _over(turn)
    _ask_step(turn, article, step)
    return None


def keep(turn: DialogueTurn) -> None:
    """The fault is gone by what was tried last: it is written down as one that guidance mended (R39)."""
    article, product = _in_hand(turn), turn.get("product")
    if article is None or not product:
        return
    tried = int(turn.get("tips_step") or 0) + 1
    mine = own_machine(turn.work, turn.conversation, turn.get("serial"))
    told = tuple(str(turn.get(slot)) for slot in CONTACT if turn.get(slot))
    key = turn.draft_key.replace("case:", "guided:", 1)
    symptom, channel = str(turn.get("symptom")), turn.conversation.channel
    solved_by_guidance.keep(turn.work, Guided(key, product, symptom, article, tried, channel, mine, told))


def wants_somebody(turn: DialogueTurn) -> bool:
    """Whether somebody is to be sent now; who asks what a visit costs does not say so."""
    asks = turn.is_(*side_questions.KNOWN, above=thresholds.STORY_STOPPED)
    return not turn.pressed and mentions(turn.text, "send_somebody") and not asks


def begin_anew(turn: DialogueTurn) -> None:
    """Another fault was told: what was shown was for something else."""
    turn.forget(*SLOTS)


def _over(turn: DialogueTurn) -> bool:
    turn.put("tips", DONE)
    return False


def _ask_step(turn: DialogueTurn, article: Article, step: int) -> None:
    turn.put("tips_step", step)
    turn.ask("tips", "tips_step", _buttons(turn), step=article.steps[step])


def _in_hand(turn: DialogueTurn) -> Article | None:
    return next((one for one in turn.runtime.kb.articles if one.slug == turn.get("tips_shown")), None)


def _fitting(turn: DialogueTurn) -> Article | None:
    """The article to go through. Without a product what fits by its words misleads; a level 1 fault cannot wait."""
    symptom, product = str(turn.get("symptom")), turn.get("product")
    if not product or mentions(symptom, "beyond_self_checks"):
        return None
    level, _ = grade(turn.runtime.kb, symptom, product)
    article = articles.of_fault(turn, without_facts(turn), product)
    seen = turn.get(SEEN) or ()
    return article if level != 1 and article and article.safe and article.slug not in seen else None


def _buttons(turn: DialogueTurn) -> list[Button]:
    return [
        (turn.words("button_solved"), "/affirm"),
        (turn.words("button_unsolved"), "/deny"),
        (turn.words("button_send"), formatting.choice(SEND)),
    ]
