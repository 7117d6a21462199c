"""What a customer puts right in a report: the kind of service, the fault, the machine."""

import re

from bot.actions.engine import places
from bot.actions.engine.contact_details import product_word
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, mentions
from helpline.customers.proof import customer_of

_TYPES = {"repair": "修", "installation": "装", "maintenance": "保养|清洗|年检|维护"}
_RIGHT = re.compile(
    r"(?:不是|不对|错了|搞错了?|弄错了?|写错了?|说错了?)(?P<what>[^是]{0,30}?)[，,。；\s]*(?:应该|其实)?(?:是|改成|换成|改为)(?P<right>.{2,300})"
)
SHORTEST_FAULT = 3


def service_type(turn: DialogueTurn) -> str | None:
    """The kind of service that is named in the place of the present one: "是报修不是保养"."""
    now = turn.get("service_type")
    denied = {
        kind
        for kind, word in _TYPES.items()
        if re.search(rf"(?:不是|不用|不要|没要)[^，。是]{{0,4}}(?:{word})", turn.text)
    }
    meant = {
        kind
        for kind, word in _TYPES.items()
        if re.search(rf"(?<!不)(?:是|要|改成|改为)[^，。不]{{0,4}}(?:{word})", turn.text)
    } - denied
    if now in denied or (meant and now not in meant and (mentions(turn.text, "type_word") or denied)):
        return meant.pop() if len(meant) == 1 else None
    return None


def symptom(turn: DialogueTurn) -> str | None:
    """The fault as it should have been written down: "情况错了，是热水器不出热水"."""
    found = _RIGHT.search(turn.text)
    right = found["right"].strip("，,。 ") if found else ""
    if len(bare(right)) < SHORTEST_FAULT or mentions(right, "type_word"):
        return None
    meant = field_named(turn.text) in ("symptom", None) or turn.is_("report_fault")
    return right if meant else None


def machine(turn: DialogueTurn, fresh: list[str]) -> bool:
    """Whether another machine is meant than the one assumed; that one is then let go, and not put back from the file."""
    product = turn.fact("product")
    word = product_word(product) if product else ""
    another = {"model", "serial", "product"} & set(fresh) or (word and word not in str(turn.get("product_text") or ""))
    names = field_named(turn.text) == "product" or another
    if not names:
        return False
    customer = customer_of(turn.work, turn.conversation)
    owned = [m for m in customer.equipment if m.category == turn.get("product")] if customer else []
    by_model = [m for m in owned if m.model == turn.value("model")]
    by_place = [owned[n] for n in places.meant(turn.text, [m.place for m in owned])]
    meant = by_model or by_place
    if "serial" not in fresh:
        turn.forget("serial", "more_serials", "machines", "not_on_file")
        turn.put("model", turn.value("model"))
        if len(meant) == 1:
            turn.put("serial", meant[0].serial)
        else:
            turn.put("not_on_file", True)
            turn.put("machines", [])
    if word:
        turn.put("product_text", word)
    return bool(another or meant)
