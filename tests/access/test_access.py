"""Who may do what: the access table is asked, row by row and asker by asker, of the whole application."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api.deps import COOKIE
from gateway.api.engineer import COOKIE as ENGINEER_COOKIE
from gateway.app import create_app
from gateway.settings import Settings
from helpline.staff.sessions import open_session
from helpline.tables import Case, Person
from helpline.tables.people import DESK_ROLES, ENGINEER
from kb.models.knowledge import Knowledge
from simulator.accounts import Accounts
from tests.access.table import CUSTOMERS, Row, routes, table
from tests.access.things import COMPLAINT, PNG, Thing, person, stranger
from tests.gateway.test_statements import statements
from tests.serving import served
from tests.world import World

pytestmark = pytest.mark.slow


@pytest.fixture
def product(world: World, kb: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The application with every channel on, served over a socket, because streams do not end by themselves."""
    for name, value in Accounts("https://help.example", "http://127.0.0.1:9").settings().items():
        monkeypatch.setenv(name, value)
    app = create_app(Settings(database_url=world.database.url, var_dir=tmp_path, rasa_url="http://127.0.0.1:9"), kb)
    with served(app, workers=False) as url, httpx.Client(base_url=url, trust_env=False, timeout=20) as client:
        yield app, client
    app.state.held.database.close()


def test_every_route_has_a_row_and_every_role_a_column(kb: Knowledge) -> None:
    rows = table()
    assert {f"{row.method} {row.path}" for row in rows} == set(routes(create_app(Settings(), kb)))
    assert len({str(row) + row.body for row in rows}) == len(rows), "a row stands twice"
    assert set(rows[0].answers) == {*CUSTOMERS, *DESK_ROLES, ENGINEER}


@pytest.mark.both_databases
def test_the_table_is_what_is_answered(world: World, tmp_path: Path, product: Any) -> None:
    _, client = product
    faults = []
    for row in table():
        for asker, expected in row.answers.items():
            status, _ = ask(client, world, tmp_path, row, asker)
            if status != expected:
                faults.append(f"{row}, asked by {asker}: {status}, not {expected}")
    assert faults == []


def test_what_is_not_yours_is_answered_as_what_is_not_there(world: World, tmp_path: Path, product: Any) -> None:
    """The same words after as many questions to the database, so that neither the answer nor its time tells."""
    app, client = product
    rows = table()
    nothing = {(row.method, row.path): row for row in rows if row.of == "none"}
    compared = 0
    for row in rows:
        for asker in [asker for asker, status in row.answers.items() if status == 404 and row.of not in ("none", "-")]:
            answers = []
            for one in (row, nothing[row.method, row.path]):
                with statements(app.state.held.database) as asked:
                    answers.append((*ask(client, world, tmp_path, one, asker), len(asked)))
            assert answers[0] == answers[1], f"{row}, asked by {asker}"
            compared += 1
    assert compared > 60


def test_no_list_tells_of_a_complaint(world: World, tmp_path: Path, product: Any) -> None:
    """Of whatever answers with 200 and names nothing: only quality staff find its words, number or talk there (R41)."""
    _, client = product
    complaint = Thing(world, tmp_path / "uploads", "complaint", None).complete()
    words = [COMPLAINT, *(name for name in complaint.names() if len(name) > 8)]
    phone = world.all(Case)[-1].phone
    heard = {asker: 0 for asker in DESK_ROLES}
    for row in table():
        if row.method != "GET" or "{" in row.path or row.path.endswith("stream"):
            continue
        for asker in [asker for asker, status in row.answers.items() if status == 200]:
            for query in (row.query, "?open=true", f"?phone={phone}", "?owner=queue", "?mine=true"):
                _, told = ask(client, world, tmp_path, replace(row, query=query), asker)
                named = [word for word in words if f'"{word}"' in told]
                if asker == "quality":
                    heard[asker] += bool(named)
                else:
                    assert named == [], f"{row}{query}, asked by {asker}"
    assert heard["quality"] >= 5


def test_the_document_names_who_may_call_as_the_table_does(kb: Knowledge) -> None:
    """The first words of a route's description are its rule for readers; the dependencies are its rule in code."""
    app = create_app(Settings(), kb)
    document = app.openapi()["paths"]
    for row in table():
        path = row.path.replace(":path", "")
        if path not in document:
            continue
        operation = document[path][row.method.lower()]
        caller = operation["description"].partition(":")[0]
        keys = {name for way in operation.get("security", ()) for name in way}
        staff = {status for asker, status in row.answers.items() if asker not in CUSTOMERS}
        customers = {row.answers[asker] for asker in CUSTOMERS[1:]}
        if caller == "Anybody":
            assert len({*row.answers.values()}) == 1, row
        elif caller.startswith("The token's owner"):
            assert keys == {"chat_token"} and row.answers["nobody"] == 401 and staff == {401}, row
        elif caller.startswith("The engineer"):
            assert keys == {ENGINEER_COOKIE} and row.answers["nobody"] == 401 and customers == {401}, row
        elif caller.startswith(("Twilio", "The platform")):
            assert {*row.answers.values()} == {403}, row
        elif caller.startswith("Staff of the case's queue, and the engineer"):
            assert keys == {COOKIE, ENGINEER_COOKIE} and {row.answers["nobody"], *customers} == {401}, row
        else:
            assert keys == {COOKIE} and {row.answers["nobody"], *customers} == {401} and 401 not in staff, row


def test_nothing_but_an_open_session_opens_the_desk(world: World, tmp_path: Path, product: Any) -> None:
    """Nor does one that is made up, over, ended by logging out, or of somebody who has left."""
    _, client = product
    agent = person(world, "agent", "agent")
    with world.work() as work:
        ended = open_session(work, work.session.get_one(Person, agent.id))[0]
    client.post("/api/logout", headers={"Cookie": f"{COOKIE}={ended}"})
    leaver, sleeper = person(world, "leaver", "agent"), person(world, "sleeper", "agent")
    with world.work() as work:
        left = open_session(work, work.session.get_one(Person, leaver.id))[0]
        work.session.get_one(Person, leaver.id).ended_at = work.now
        over = open_session(work, work.session.get_one(Person, sleeper.id))[0]
    world.pass_(hours=world.kb.policies.access.session_hours, seconds=1)
    odd = ["", "x", ended, left, over, "x" * 5000, "' OR 1=1 --", "../../etc", '"' + ended + '"']
    for row in {f"{row.method} {row.path}": row for row in table() if row.answers["nobody"] == 401}.values():
        thing = Thing(world, tmp_path / "uploads", row.of, None)
        path = thing.filled(row.path, row.path)
        for token in odd:
            told = {"Cookie": f"{COOKIE}={token}", "Authorization": f"Bearer {token}".strip()}
            answer = client.request(row.method, path, headers=told, **_body(thing.filled(row.body)))
            assert (answer.status_code, len(answer.json())) == (401, 2), f"{row}, {token[:20]!r}"


def ask(client: httpx.Client, world: World, var: Path, row: Row, asker: str) -> tuple[int, str]:
    """The status, and the body but for what the request named."""
    who = None if asker in CUSTOMERS else person(world, asker, asker)
    thing = Thing(world, var / "uploads", row.of, who)
    request = client.build_request(
        row.method,
        thing.filled(row.path + row.query, row.path),
        headers=_headers(world, asker, thing, who),
        **_body(thing.filled(row.body)),
    )
    answer = client.send(request, stream=True)
    try:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return answer.status_code, ""
        return answer.status_code, thing.unnamed(answer.read().decode(errors="replace"))
    finally:
        answer.close()


def _headers(world: World, asker: str, thing: Thing, who: Person | None) -> dict[str, str]:
    """What the asker has, shown in each way there is: a chat's token opens no desk, nor the other way round."""
    if asker == "nobody":
        return {}
    if who is None:
        token = thing.token if asker == "visitor" else stranger(world)
    else:
        with world.work() as work:
            token = open_session(work, work.session.get_one(Person, who.id))[0]
    return {"Authorization": f"Bearer {token}", "Cookie": f"{COOKIE}={token}; {ENGINEER_COOKIE}={token}"}


def _body(body: str) -> dict[str, Any]:
    if body == "picture":
        return {"files": {"file": ("plate.png", PNG)}}
    if body in ("photo", "signature"):
        more = {"kind": "before"} if body == "photo" else {"name": "甲先生"}
        told = {"key": "k", "at": "2026-11-23T10:00:00+08:00", **more}
        return {"files": {"file": ("door.png", PNG)}, "data": told}
    if body.startswith("paper"):
        told = {"key": "k", "kind": "other", "title": "函", "case": body.removeprefix("paper ")}
        return {"files": {"file": ("paper.png", PNG)}, "data": told}
    if body == "table":
        return {
            "files": {"file": ("sites.csv", "id,name,access_note,customer_id\nS1,主楼,,K1\n".encode())},
            "data": {"key": "k"},
        }
    return {"json": json.loads(body)} if body else {}
