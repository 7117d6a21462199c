"""The account's notice templates (`templates.yml`), and what the platform lets be filled into them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TEMPLATES: Mapping[str, Mapping[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_MOMENT = r"(\d{4}\D\d{1,2}\D\d{1,2}\D )?\d{1,2}:\d{2}"  # the day is written out
# By the kind of a field; nothing may be empty.
_KINDS = {
    "thing": re.compile(r".{1,20}", re.DOTALL),
    "name": re.compile(r".{1,10}"),
    "character_string": re.compile(r"[!-~]{1,32}"),
    "phone_number": re.compile(r"[-+()0-9]{1,17}"),
    "time": re.compile(f"{_MOMENT}(~{_MOMENT})?"),
}


def filled(id: str, data: Mapping[str, Any]) -> str | None:
    """What the customer reads, a line a field; None when the fields are not the template's or hold what they must not.

    KeyError when there is no such template.
    """
    fields = TEMPLATES[id]
    if set(data) != set(fields):
        return None
    values = {name: str((data[name] or {}).get("value", "")) for name in fields}
    if not all(_KINDS[name.rstrip("0123456789")].fullmatch(value) for name, value in values.items()):
        return None
    return "\n".join(f"{fields[name]}：{value}" for name, value in values.items())
