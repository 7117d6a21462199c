"""The OpenAPI document says of every route who may call it, what it takes within which bounds, and what it answers."""

import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.api import (
    audit,
    case_service,
    case_verbs,
    cases,
    chat,
    conversations,
    desk_stream,
    dispatch,
    documents,
    duty,
    emergency_plans,
    engineer,
    health,
    learning,
    login,
    own_access,
    paging,
    papers,
    people,
    register,
    reports,
    supervision,
    surveys,
    tasks,
    visits,
    voice,
    webhooks,
)
from gateway.app import create_app
from gateway.settings import Settings
from kb.models.knowledge import Knowledge

CALLERS = (
    "Anybody",
    "Staff",
    "Reviewers",
    "Administrators",
    "Auditors",
    "The owning agent",
    "The engineer",
    "The token's owner",
    "Twilio only",
    "The platform",
)
DESK = (
    *(audit, case_service, case_verbs, cases, conversations, desk_stream, dispatch, duty, learning, login, reports),
    *(own_access, paging, papers, people, emergency_plans, register, supervision, surveys, tasks, visits),
)
ROOMS = (*DESK, chat, documents, engineer, health, voice, webhooks)
Operation = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def document(kb: Knowledge) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # e.g. two operations of one name
        return create_app(Settings(), kb).openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def test_every_route_is_in_it(operations: list[Operation]) -> None:
    told = {name for name, _ in operations}
    for room in ROOMS:
        for route in room.routes.routes:
            path = route.path.replace(":path", "")
            for method in route.methods:
                assert f"{method} {path}" in told


def test_every_schema_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    """Two of one name are told apart by their modules, and the name that clients had for one of them is gone."""
    schemas = document["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == []


def test_every_route_says_who_may_call_it(operations: list[Operation]) -> None:
    names = [operation["operationId"] for _, operation in operations]
    assert len(names) == len(set(names))
    for name, operation in operations:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"]), name
        assert operation["summary"] and len(operation["tags"]) == 1, name
        assert operation["description"].startswith(CALLERS) and ":" in operation["description"], name


def test_every_answer_has_a_schema(document: dict[str, Any], operations: list[Operation]) -> None:
    for name, operation in operations:
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if status == "204":
                assert not content, name
                continue
            assert content, f"{name} {status} has no content"
            for kind, told in content.items():
                schema = told["schema"]
                assert schema, f"{name} {status} {kind} has no schema"
                if status.startswith("4"):
                    assert schema == {"$ref": "#/components/schemas/Error"}, f"{name} {status}"
                elif kind == "application/json":
                    assert resolved(document, schema).get("type") == "object", f"{name} {status}: no object"
                    assert resolved(document, schema)["properties"], f"{name} {status}: says not what is in it"


def test_every_list_is_paged(document: dict[str, Any], operations: list[Operation]) -> None:
    lists = 0
    for name, operation in operations:
        for status, response in operation["responses"].items():
            for told in response.get("content", {}).values():
                fields = resolved(document, told["schema"]).get("properties", {})
                if not status.startswith("2") or "items" not in fields:
                    continue
                lists += 1
                assert set(fields) == {"items", "next"}, name
                asked = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
                assert asked["cursor"]["type"] == "string", name
                limit = asked["limit"]
                assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 200, 50), name
    assert lists == 38


def inputs(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every number and text a request may bring, however deep."""
    for parameter in operation.get("parameters", ()):
        yield from parts(document, parameter["name"], parameter["schema"])
    for kind, told in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            yield from parts(document, "body", told["schema"])


def parts(document: dict[str, Any], name: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = resolved(document, schema)
    yield name, schema
    for option in schema.get("anyOf", ()):
        yield from parts(document, name, option)
    for field, told in schema.get("properties", {}).items():
        yield from parts(document, f"{name}.{field}", told)
    if "items" in schema:
        yield from parts(document, f"{name}[]", schema["items"])


def test_every_number_and_text_is_bounded(document: dict[str, Any], operations: list[Operation]) -> None:
    seen = 0
    for name, operation in operations:
        for place, schema in inputs(document, operation):
            kind = schema.get("type")
            seen += kind in ("string", "integer", "number", "array")
            if kind == "string":
                assert "enum" in schema or {"maxLength", "pattern"} <= set(schema), f"{name} {place}"
            elif kind in ("integer", "number"):
                assert {"minimum", "maximum"} <= set(schema), f"{name} {place}"
                assert schema["maximum"] < 2**31, f"{name} {place}"
            elif kind == "array":
                assert "maxItems" in schema, f"{name} {place}"
            elif kind == "object":
                assert schema["additionalProperties"] is False, f"{name} {place}"
    assert seen > 60
