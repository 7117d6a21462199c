"""From plain data to the models of `kb.models`, with every fault told by its line and in the reader's words."""

from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from kb.errors import KnowledgeFault
from kb.loading.yaml_lines import Source

# By pydantic's error type; {input} is what stands in the file, the rest comes from the error's context.
_SAID = {
    "missing": "the key {key!r} is missing; add it",
    "extra_forbidden": "the key {key!r} is not known here; remove it or correct its spelling",
    "string_type": "{key} is {input!r}, which is not a text; put it in quotes",
    "int_parsing": "{key} is {input!r}; it must be a whole number",
    "int_type": "{key} is {input!r}; it must be a whole number",
    "int_from_float": "{key} is {input!r}; it must be a whole number",
    "float_parsing": "{key} is {input!r}; it must be a number",
    "bool_parsing": "{key} is {input!r}; it must be true or false",
    "bool_type": "{key} is {input!r}; it must be true or false",
    "tuple_type": "{key} must be a list, each item on a line that begins with '-'",
    "dict_type": "{key} must be a mapping of 'key: value' lines",
    "model_type": "{key} must be a mapping of 'key: value' lines",
    "enum": "{key} is {input!r}; it must be one of {expected}",
    "greater_than_equal": "{key} is {input!r}; it must be at least {ge}",
    "less_than_equal": "{key} is {input!r}; it must be at most {le}",
    "time_parsing": '{key} is {input!r}; it must be a time such as "09:00"',
    "time_type": '{key} is {input!r}; it must be a time such as "09:00"',
    "date_from_datetime_parsing": "{key} is {input!r}; it must be a date such as 2026-10-01",
    "date_type": "{key} is {input!r}; it must be a date such as 2026-10-01",
}


def validate(source: Source, shape: Any) -> Any:
    """The source's value as `shape`. Raises KnowledgeFault with all that does not fit."""
    try:
        return TypeAdapter(shape).validate_python(source.value)
    except ValidationError as error:
        raise KnowledgeFault(
            [source.fault(_path(detail), _said(detail)) for detail in error.errors(include_url=False)]
        ) from error


def _path(detail: ErrorDetails) -> tuple[int | str, ...]:
    return tuple(part for part in detail["loc"] if part != "[key]")


def _said(detail: ErrorDetails) -> str:
    path = _path(detail)
    key = path[-1] if path else "the file"
    if isinstance(key, int):
        owner = next((part for part in reversed(path) if isinstance(part, str)), "the list")
        key = f"item {key + 1} of {owner}"
    template = _SAID.get(detail["type"])
    if template is None:
        return f"{key} is {detail['input']!r}: {detail['msg']}"
    return template.format(key=key, input=detail["input"], **detail.get("ctx", {}))
