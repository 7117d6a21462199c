"""What a customer puts right in a report: the kind of service, the fault, the machine."""

import re

from bot.actions.engine.contact_details import product_word
from bot.actions.engine.detail_slots import MACHINE, MATTER
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, mentions, words
from helpline.customers.proof import customer_of
from language.denials import kinds_told, put_right
from language.facts import place_meant as places
from language.facts.fault import faults_in
from language.facts.normalise import normalise
from language.not_a_but_b import exchanged

SHORTEST_FAULT = 3
NAMING = (*MATTER, "place", "since", "time")  # facts that tell which, who or when, not what is wrong
_NUMBER = re.compile(r"[A-Za-z0-9-]+")


def service_type(turn: DialogueTurn) -> str | None:
    """The kind of service that is named in the place of the present one: "是报修不是保养"."""
    now = turn.get("service_type")
    meant, denied = kinds_told(turn.text, words()["type_patterns"])
    if now in denied or (meant and now not in meant and (mentions(turn.text, "type_word") or denied)):
        return meant.pop() if len(meant) == 1 else None
    return None


def symptom(turn: DialogueTurn) -> str | None:
    """The fault as it should have been written down: "情况错了，是热水器不出热水"."""
    right = put_right(turn.text) or ""
    if exchanged(turn.text) and not faults_in(normalise(right)):  # of something that was not told
        return None
    if len(_beside_names(turn, right)) < SHORTEST_FAULT or mentions(right, "type_word"):
        return None
    meant = field_named(turn.text) in ("symptom", None) or turn.is_("report_fault")
    return right if meant else None


def _beside_names(turn: DialogueTurn, text: str) -> str:
    """What the words say beside naming a machine, its place or somebody's particulars: nothing, of 我说的是2号电梯."""
    named = [str(fact["text"]) for fact in turn.facts if fact["entity"] in NAMING and fact.get("text")]
    for name in sorted(named, key=len, reverse=True):
        text = text.replace(name, "")
    return bare(_NUMBER.sub("", text))


def with_machine(turn: DialogueTurn, fresh: list[str]) -> list[str]:
    """The slots that changed; where another machine is meant, its product for all that tells which it is."""
    if not machine(turn, fresh):
        return fresh
    return [*(slot for slot in fresh if slot not in MACHINE), "product"]


def machine(turn: DialogueTurn, fresh: list[str]) -> bool:
    """Whether another machine is meant than the one assumed; that one is let go, and not put back from the file."""
    product = turn.fact("product")
    word = product_word(product) if product else ""
    another = {"model", "serial", "product"} & set(fresh) or (word and word not in str(turn.get("product_text") or ""))
    names = field_named(turn.text) == "product" or another
    if not names:
        return False
    customer = customer_of(turn.work, turn.conversation)
    owned = [m for m in customer.assets if m.category == turn.get("product")] if customer else []
    by_model = [m for m in owned if m.model == turn.value("model")]
    by_place = [owned[n] for n in places.meant(turn.text, [m.place for m in owned])]
    meant = by_model or by_place
    if "serial" not in fresh:
        turn.forget("serial", "more_serials", "machines", "not_on_file")
        turn.put("model", turn.value("model"))
        if len(meant) == 1:
            turn.put("serial", meant[0].number)
        else:
            turn.put("not_on_file", True)
            turn.put("machines", [])
    if word:
        turn.put("product_text", word)
    return bool(another or meant)
