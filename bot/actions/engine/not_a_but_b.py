"""A line of what was told, put right by 不是A，是B: the product, who, where, when, and what is wrong."""

from typing import Any

from bot.actions.engine import formatting, which_machine
from bot.actions.engine.contact_details import product_word
from bot.actions.engine.detail_slots import CONTACT
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import bare, field_named, says_nothing_yet, words
from helpline.customers.serials import own_machine
from kb.lookup import product_words
from language.facts import door_alone
from language.facts.door import with_figures
from language.facts.extract import bare_name, extract
from language.facts.fact import Fact
from language.facts.fault import faults_in
from language.facts.normalise import normalise
from language.not_a_but_b import Exchange, exchanged, replaced

OF_MACHINE = ("product", "model", "serial")
LONGEST_PART = 30  # characters of an address that are put right without the rest
LONGEST = 1000
_BREAKS = "，,。；;！! "


def without_wrong(heard: Understanding) -> Understanding:
    """The message without the machine that it says is not meant, where it names one that is."""
    exchange = None if heard.pressed else exchanged(heard.text)
    if exchange is None or not any(_tells(fact) and exchange.is_right(fact.get("start", -1)) for fact in heard.facts):
        return heard
    wrong = [fact for fact in heard.facts if _tells(fact) and exchange.is_wrong(fact.get("start", -1))]
    facts = [fact for fact in heard.facts if fact not in wrong]
    clauses = tuple(
        part.model_copy(update={"facts": [fact for fact in part.facts if fact not in wrong]}) for part in heard.clauses
    )
    return heard.model_copy(update={"facts": facts, "clauses": clauses})


def _tells(fact: dict[str, object]) -> bool:
    return fact["entity"] in OF_MACHINE


def taken(turn: DialogueTurn, told_in: str, in_a_story: bool) -> dict[str, str]:
    """Takes what is right in the place of what was told; the lines that changed, as they are now.

    `told_in`: the slot of the matter's own words. In a story only another machine is heard: the rest may belong to it.
    """
    exchange = None if turn.pressed else exchanged(turn.text)
    if exchange is None:
        return {}
    if changed := _product(turn, exchange, told_in):
        return changed
    if in_a_story:
        return {}
    lines = (_phone, _name, _address, _wished)
    for line in lines:
        if slot := line(turn, exchange):
            return {slot: formatting.field(turn, slot)}
    return _matter(turn, exchange, told_in)


def retold(turn: DialogueTurn, told_in: str, before: str | None) -> bool:
    """What was told of the product `before`, told of the one it is now: its faults go that this one cannot have.

    Whether anything changed; what then says nothing of what is wrong is forgotten, to be asked anew.
    """
    told, now = str(turn.get(told_in) or ""), turn.get("product")
    named = _products_in(turn, told)
    others = {fact.value for fact in named}
    was = others.pop() if len(others) == 1 else before
    if not told or not now or not was or was == now:
        return False
    word = str(turn.get("product_text") or formatting.product(turn))
    text = told
    for fact in reversed(named):
        text = text[: fact.start] + word + text[fact.end :]
    kept = [part for part in _clauses(text) if not _only_of_another(part, was, now)]
    text = turn.words("clause_break").join(kept) if len(kept) < len(_clauses(text)) else text
    turn.put(told_in, None if says_nothing_yet(text, word) else text)
    return bool(text != told)


def with_matter(turn: DialogueTurn, fresh: list[str], told_in: str) -> list[str]:
    """The slots that changed; with another product also what was told of it, where it was told anew."""
    again = "product" in fresh and retold(turn, told_in, turn.before.get("product")) and turn.get(told_in)
    return [*fresh, told_in] if again else fresh


def _only_of_another(text: str, before: str, now: str) -> bool:
    only = words()["faults_only_of"]
    faults = faults_in(normalise(text))
    return bool(faults) and all(before in only.get(fault, ()) and now not in only[fault] for fault in faults)


def _clauses(text: str) -> list[str]:
    for sign in _BREAKS:
        text = text.replace(sign, "\n")
    return [part for part in text.split("\n") if bare(part)]


def _products_in(turn: DialogueTurn, text: str) -> list[Fact]:
    return [fact for fact in extract(text, turn.now, product_words(turn.runtime.kb)) if fact.kind == "product"]


def _right(turn: DialogueTurn, exchange: Exchange, kind: str) -> dict[str, Any] | None:
    return next((f for f in turn.facts if f["entity"] == kind and exchange.is_right(f.get("start", -1))), None)


def _product(turn: DialogueTurn, exchange: Exchange, told_in: str) -> dict[str, str]:
    """Another product, with what is wrong with it where that is told; the machine that was assumed goes."""
    before, called = turn.get("product"), str(turn.get("product_text") or "")
    product, model = _right(turn, exchange, "product"), _right(turn, exchange, "model")
    of_product = _products_in(turn, exchange.wrong) or called and called in exchange.wrong
    if not (product or model) or not (before or called) or not of_product:
        return {}
    word = product_word(product) if product else ""
    kind = product["value"] if product else (model or {}).get("extra", {}).get("category")
    if kind == before and not model and word in (called, formatting.product(turn)):
        return {}
    machine = own_machine(turn.work, turn.conversation, turn.get("serial"))
    if machine and machine.place == turn.get("address"):
        turn.forget("address", "district")  # where the other one stands
    which_machine.let_go(turn)
    for slot, value in (("product", kind), ("product_text", word or None), ("model", model and model["value"])):
        turn.put(slot, value)
    if serial := _right(turn, exchange, "serial"):
        turn.put("serial", serial["value"])
    changed = {"product": formatting.field(turn, "product")}
    if faults_in(normalise(exchange.right)):
        turn.put(told_in, exchange.right[:LONGEST])
        return changed | {told_in: exchange.right}
    if retold(turn, told_in, before) and turn.get(told_in):
        changed[told_in] = formatting.field(turn, told_in)
    return changed


def _phone(turn: DialogueTurn, exchange: Exchange) -> str:
    fact, known = _right(turn, exchange, "phone"), turn.get("phone")
    if not fact or not known or fact["value"] in (None, known):
        return ""
    turn.put("phone", fact["value"])
    return "phone"


def _name(turn: DialogueTurn, exchange: Exchange) -> str:
    """Where the wrong one is the name that was told, or the message says that it is about the name. One on file that
    was not shown is not compared: that would show it.
    """
    known, right = turn.get("name"), bare_name(exchange.first)
    shown = known and formatting.person(turn, known) == known
    meant = field_named(turn.text) == "name" or shown and exchange.wrong.strip() == known
    if not known or not right or not meant or right == known:
        return ""
    turn.put("name", right)
    return "name"


def _address(turn: DialogueTurn, exchange: Exchange) -> str:
    """A whole one, or a part of the one told; one on file that was not shown is not compared with."""
    known, whole = turn.get("address"), _right(turn, exchange, "address")
    if not known or formatting.address(turn) != known and not whole:
        return ""
    wrong, right = (with_figures(normalise(part).strip()) for part in (exchange.wrong, exchange.first))
    now = str(whole["value"]) if whole and not whole.get("error") else _with_part(known, wrong, right)
    if not now or now == known or not whole and len(right) > LONGEST_PART or _is_machine(turn, exchange):
        return ""
    if str(turn.get("district") or "") not in now:
        turn.put("district", None)
    turn.put("address", now)
    return "address"


def _with_part(known: str, wrong: str, right: str) -> str | None:
    """Another house ends the address, for its rooms are not those of the one before."""
    return door_alone.completed(known, right) or replaced(known, wrong, right)


def _is_machine(turn: DialogueTurn, exchange: Exchange) -> bool:
    return any(_right(turn, exchange, kind) for kind in OF_MACHINE)


def _wished(turn: DialogueTurn, exchange: Exchange) -> str:
    fact = _right(turn, exchange, "time")
    if not fact or not fact["value"] or fact.get("error") or not isinstance(turn.get("slot"), dict):
        return ""
    if fact["value"] == turn.get("slot"):
        return ""
    turn.put("slot", fact["value"])
    return "slot"


def _matter(turn: DialogueTurn, exchange: Exchange, told_in: str) -> dict[str, str]:
    """The words that are wrong, in what was told of the matter."""
    contact = any(_right(turn, exchange, kind) for kind in CONTACT)
    right = exchange.first if contact else exchange.right
    now = replaced(str(turn.get(told_in) or ""), exchange.wrong, right) if len(bare(exchange.wrong)) > 1 else None
    if not now:
        return {}
    turn.put(told_in, now[:LONGEST])
    return {told_in: now[:LONGEST]}
