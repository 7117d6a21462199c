"""Whatever a request brings, it is refused in one shape and nothing breaks. The requests are made from the document."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from gateway.api.documents import reader
from gateway.api.engineer import engineer
from gateway.api.schemas import NOT_BLANK
from gateway.middleware.body_limits import largest_of
from helpline.conversations.opening import open_chat
from helpline.core.paging import PageRequest
from helpline.tables import Task
from helpline.tasks.queries import open_tasks
from tests.gateway.desk_calls import As
from tests.world import SUPERVISOR, World

pytestmark = pytest.mark.slow

NUL, HALF, HUGE, NUMBER = "a\x00b", "a\ud83d", "字" * 3_500_000, 10**30
DIGITS = "9" * 5000  # more than Python makes a number of
PATHS = {
    "integer": ["x", "-1", "0", "1.5", str(NUMBER), DIGITS, "%00", "%ED%A0%BD"],
    "string": ["%00", "%ED%A0%BD", "x" * 9000],
}
QUERIES = PATHS | {"number": ["x", "-1", "nan", "inf", str(NUMBER)], "boolean": ["x", "2", "%00"]}
VALUES: dict[str, list[Any]] = {
    "string": [NUL, HALF, HUGE, 5, True, ["x"], {"x": 1}, None],
    "integer": ["x", -1, 0, 1.5, NUMBER, NUL, [1], None],
    "boolean": ["x", 2, NUL, [True], None],
    "array": ["x", [NUL], [HALF], [[]], [None], ["x"] * 10_000, {"0": "x"}, None],
}
BODIES = [
    b"", b"{", b"[]", b"null", b"5", b'"\\ud83d"', b"\xff\xfe", b"\x00", b"[" * 100_000, b'{"\\ud83d": 1}',
    b'{"%s": 1}' % (b"x" * 10_000_000),
]  # fmt: skip
JSON = {"Content-Type": "application/json"}
PART = b'--b\r\nContent-Disposition: form-data; name="file"%s\r\n\r\n%s\r\n--b--\r\n'
UPLOADS = {
    "a NUL in the name": PART % (b'; filename="a\x00b.png"', b"\x89PNG\r\n\x1a\n"),
    "a long name": PART % (b'; filename="' + b"x" * 300 + b'"', b"\x89PNG\r\n\x1a\n"),
    "no file": PART % (b"", b"x"),
    "no picture": PART % (b'; filename="a.png"', b"x" * 10_000_000),
    "nothing": b"--b--\r\n",
    "no form": b"\x00\xff",
}


@dataclass
class Bad:
    """A request that must be refused, with one of these statuses."""

    method: str
    path: str
    statuses: tuple[int, ...]
    why: str
    content: bytes | None = None
    headers: dict[str, Any] = field(default_factory=dict)


class Document:
    """The API as its document tells it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas: dict[str, Any] = document["components"]["schemas"]
        self._paths: dict[str, Any] = document["paths"]

    def requests(self) -> Iterator[Bad]:
        for path, methods in self._paths.items():
            for method, operation in methods.items():
                yield from self._of_parameters(method, path, operation.get("parameters", ()))
                for kind, told in operation.get("requestBody", {}).get("content", {}).items():
                    made = self._of_body if kind == "application/json" else self._of_upload
                    yield from made(method, self._address(path), told["schema"])

    def _of_parameters(self, method: str, path: str, parameters: Any) -> Iterator[Bad]:
        for parameter in parameters:
            name, place, schema = parameter["name"], parameter["in"], self._named(parameter["schema"])
            kind = _type(schema)
            if place == "path":
                for value in PATHS[kind]:
                    # What is no UTF-8 is read as U+FFFD: a text like others, which names nothing.
                    statuses = (422,) if kind == "integer" else (404, 422)
                    yield Bad(method, self._address(path, {name: value}), statuses, f"{name}={value[:40]}")
            elif place == "query":
                for value in QUERIES[kind]:
                    if value == "%ED%A0%BD" and kind == "string":
                        continue  # read as U+FFFD: a text like others
                    if value == "0" and schema.get("minimum") == 0:
                        continue
                    yield Bad(method, f"{self._address(path)}?{name}={value}", (422,), f"{name}={value[:40]}")
            else:
                for value in ("x", "-1", str(NUMBER), DIGITS, "²"):
                    yield Bad(method, self._address(path), (422,), f"{name}: {value}", headers={name: value.encode()})

    def _of_body(self, method: str, path: str, schema: Any) -> Iterator[Bad]:
        for content in BODIES:
            yield Bad(method, path, (400, 422), f"body {content[:20]!r}", content, JSON)
        fields = self._fields(schema)
        good = {name: self._good(told) for name, told in fields.items()}
        for body, why in [({**good, "unknown": 1}, "an unknown field"), *self._wrong(fields, good)]:
            yield Bad(method, path, (422,), why, json.dumps(body).encode(), JSON)

    def _wrong(self, fields: Any, good: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
        for name, told in fields.items():
            optional = {"type": "null"} in told.get("anyOf", ())
            values = [value for value in VALUES[_type(told)] if not (optional and value is None)]
            if "minimum" in told and told["minimum"] <= 0:
                values.remove(0)
            for value in [*values, *([" \u3000\n"] if told.get("pattern") == NOT_BLANK else [])]:
                yield {**good, name: value}, f"{name}={str(value)[:40]!r}"

    def _of_upload(self, method: str, path: str, _schema: Any) -> Iterator[Bad]:
        for why, content in UPLOADS.items():
            yield Bad(method, path, (400, 404, 422), why, content, {"Content-Type": "multipart/form-data; boundary=b"})

    def _fields(self, schema: Any) -> dict[str, Any]:
        return {name: self._named(told) for name, told in self._named(schema)["properties"].items()}

    def _named(self, told: Any) -> Any:
        """A schema with those that it names in their places."""
        if "$ref" in told:
            return {**self._schemas[told["$ref"].rpartition("/")[2]], **{k: v for k, v in told.items() if k != "$ref"}}
        if "anyOf" in told:
            return {**told, "anyOf": [self._named(one) for one in told["anyOf"]]}
        return told

    def _good(self, told: Any) -> Any:
        kind = _type(told)
        told = told if "type" in told else told["anyOf"][0]
        return told["enum"][0] if "enum" in told else {"string": "x", "integer": 1, "boolean": True, "array": []}[kind]

    def _address(self, path: str, values: dict[str, str] | None = None) -> str:
        """The path with these values in it, and 1 for all others."""
        filled = path
        for name in [part.strip("{}") for part in path.split("/") if part.startswith("{")]:
            filled = filled.replace(f"{{{name}}}", (values or {}).get(name, "1"))
        return filled


def _type(schema: Any) -> str:
    kind: str = schema.get("type") or schema["anyOf"][0]["type"]
    return kind


def test_bad_requests_are_refused_in_one_shape(world: World, desk: As) -> None:
    may_all = replace(SUPERVISOR, roles=(*SUPERVISOR.roles, "administrator"))
    app: Any = desk(may_all).app
    app.dependency_overrides[engineer] = app.dependency_overrides[reader] = lambda: may_all
    with world.work() as work:
        token, _ = open_chat(work)
    faults, count = [], 0

    async def from_many_places(scope: Any, receive: Any, send: Any) -> None:
        await app(scope | {"client": (f"10.0.{count // 256}.{count % 256}", 1)}, receive, send)

    head = {"Authorization": f"Bearer {token}"}
    client = TestClient(from_many_places, raise_server_exceptions=False, headers=head)
    for bad in Document(app.openapi()).requests():
        answer = client.request(bad.method, bad.path, content=bad.content, headers=bad.headers)
        count += 1
        too_large = len(bad.content or b"") > largest_of(bad.path)
        if answer.status_code not in ((413,) if too_large else bad.statuses) or not _is_error(answer.json()):
            faults.append(f"{bad.method} {bad.path[:80]} {bad.why}: {answer.status_code} {answer.text[:100]}")
    assert faults == []
    assert count > 400


def _is_error(body: Any) -> bool:
    return set(body) == {"code", "detail"} and bool(body["code"] and body["detail"]) and len(body["detail"]) <= 500


def test_the_detail_names_field_and_problem(desk: As) -> None:
    table: list[tuple[str, Any, str]] = [
        ("/api/cases/x/note", {"text": " "}, "body.text: must not be blank, nor hold a NUL"),
        ("/api/cases/x/note", {"text": HALF}, "body.text: must not hold half an emoji"),
        ("/api/cases/x/note", {}, "body.text: Field required"),
        ("/api/cases/x/note", {"text": "x", "kind": 1}, "body.kind: is not known here"),
        ("/api/cases/x/contacted", {"text": NUL}, "body.text: must not hold a NUL"),
        ("/api/tasks/0/done", None, "path.id: Input should be greater than or equal to 1"),
        ("/api/conversations/x/reply", {}, "body: text or attachments must be given"),
    ]
    for path, body, detail in table:
        content = None if body is None else json.dumps(body)
        answer = desk(SUPERVISOR).post(path, content=content, headers=JSON)
        assert (answer.status_code, answer.json()) == (422, {"code": "invalid", "detail": detail})


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/desk-static/nothing.js", 404, "not_found"),
        ("GET", "/desk-static/%00", 404, "not_found"),
        ("DELETE", "/api/cases", 405, "method_not_allowed"),
        ("POST", "/chat", 405, "method_not_allowed"),
        ("POST", "/internal/actions/webhook", 404, "not_found"),
        ("GET", "/channels/nothing", 404, "not_found"),
        ("POST", "/channels/voice", 404, "not_found"),
    ],
)
def test_the_frameworks_own_refusals(desk: As, method: str, path: str, status: int, code: str) -> None:
    answer = desk(SUPERVISOR).request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert _is_error(answer.json())


def test_what_breaks_here_is_told_in_the_same_shape(desk: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("gateway.api.tasks.open_tasks", broken)
    app: Any = desk(SUPERVISOR).app
    answer = TestClient(app, raise_server_exceptions=False).get("/api/tasks")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


def test_a_token_that_is_too_long_opens_nothing(desk: As) -> None:
    app: Any = desk(SUPERVISOR).app
    app.dependency_overrides.clear()
    client = TestClient(app)
    for headers in ({"Authorization": "Bearer " + "x" * 9000}, {"Authorization": "Bearer"}, {}):
        assert client.get("/chat/attachments/x", headers=headers).json()["code"] == "not_logged_in"
    assert client.get("/api/me", headers={"Cookie": "desk_session=" + "x" * 9000}).json()["code"] == "not_logged_in"


def test_a_cursor_opens_its_own_list_only(world: World, desk: As) -> None:
    with world.work() as work:
        work.session.add_all(
            Task(team="supervisor", kind="task", subject="x", key=f"x{n}", priority=1, created_at=work.now)
            for n in range(3)
        )
    with world.work(SUPERVISOR) as work:
        cursor = open_tasks(work, PageRequest(limit=2)).next
    client, asked = desk(SUPERVISOR), quote(cursor or "")
    last = client.get(f"/api/tasks?cursor={asked}").json()
    assert (len(last["items"]), last["next"]) == (1, None)
    for path in ("/api/cases", "/api/conversations", "/api/learning", "/api/learning/intents"):
        answer = client.get(f"{path}?cursor={asked}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
