"""Template messages: the only ones an account may send when the customer's 48 hours are over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.settings import Misconfigured

# How many characters the platform lets a field of a kind hold; more is an error there.
_ROOM = {"thing": 20, "character_string": 32, "phrase": 5, "name": 10, "const": 20}
_FIELD = re.compile(r"([a-z_]+?)\d+|keyword\d+|first|remark")


@dataclass(frozen=True)
class Template:
    """A template and its fields in the order in which the lines of a notice fill them."""

    id: str
    fields: Sequence[str]

    def filled(self, text: str) -> Mapping[str, Mapping[str, str]]:
        """A line of `text` a field, cut to what the field's kind holds; lines beyond the last field are left out."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return {field: {"value": _cut(field, line)} for field, line in zip(self.fields, lines, strict=False)}


def template(setting: str) -> Template | None:
    """`id:field,field` as the settings give it; None when it is empty, Misconfigured when it is misshapen."""
    if not setting:
        return None
    id, _, names = setting.partition(":")
    fields = tuple(name.strip() for name in names.split(",") if name.strip())
    if not id or not fields or not all(_FIELD.fullmatch(field) for field in fields):
        raise Misconfigured("a template is given as its id, a colon and its fields, e.g. AbC12:thing2,time3")
    return Template(id, fields)


def _cut(field: str, line: str) -> str:
    kind = _FIELD.fullmatch(field)
    room = _ROOM.get(kind[1] or "", 200) if kind else 200
    return line if len(line) <= room else line[: room - 1] + "…"
