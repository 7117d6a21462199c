"""Template messages: the only ones an account may send when the customer's 48 hours are over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.contract.notice_facts import NOTICE_FACTS
from connectors.contract.settings import Misconfigured

# How many characters the platform lets a field of a kind hold; more is an error there, and so is none at all.
_ROOM = {"thing": 20, "character_string": 32, "phrase": 5, "name": 10, "const": 20, "phone_number": 17, "car_number": 8}
_FIELD = re.compile(r"([a-z_]+?)\d+|keyword\d+|first|remark")
_PHONE = re.compile(r"[-+()\d ]+")  # all that the platform takes, with - for a blank; an extension does not fit in
_UNKNOWN = "—"


@dataclass(frozen=True)
class Template:
    """A template, and for each of its fields the fact of a notice (`Outbound.facts`) that fills it."""

    id: str
    fields: Mapping[str, str]

    def filled(self, facts: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
        """Every field with its fact, cut to what the field's kind holds."""
        return {field: {"value": _cut(field, facts.get(fact) or _UNKNOWN)} for field, fact in self.fields.items()}


def template(setting: str, purpose: str) -> Template | None:
    """`id:field=fact,field=fact` as the settings give it for notices of a purpose.

    None when it is empty, Misconfigured when it is misshapen or names a fact these notices do not have.
    """
    if not setting:
        return None
    id, _, listed = setting.partition(":")
    fields = {field.strip(): fact.strip() for field, _, fact in (pair.partition("=") for pair in listed.split(","))}
    known = NOTICE_FACTS[purpose]
    if not id or not all(_FIELD.fullmatch(field) and fact in known for field, fact in fields.items()):
        raise Misconfigured(
            f"a template is given as its id, a colon and its fields, e.g. AbC12:thing2=product,time3=time; "
            f"a {purpose} has {', '.join(known)}"
        )
    return Template(id, fields)


def _cut(field: str, value: str) -> str:
    kind = _FIELD.fullmatch(field)
    if kind and kind[1] == "phone_number" and (dialled := _PHONE.match(value)):
        value = dialled[0].replace(" ", "-")
    room = _ROOM.get(kind[1] or "", 200) if kind else 200
    return value if len(value) <= room else value[: room - 1] + "…"
