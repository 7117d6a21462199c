"""A session at the desk: a new one at each log-in, hidden from scripts and other sites, over when it is over."""

import pytest
from fastapi.testclient import TestClient

from helpline.staff import secrets
from helpline.staff.secrets import hash_password
from helpline.tables import LoginSession, Person
from tests.world import AGENT, World

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"


@pytest.fixture
def known(world: World) -> None:
    with world.work() as work:
        work.session.get_one(Person, AGENT.person_id).password_hash = hash_password(PASSWORD)


def log_in(gateway: TestClient, username: str = AGENT.username, password: str = PASSWORD, **headers: str) -> str:
    """The cookie that is set, as it stands in the header."""
    answer = gateway.post("/api/login", json={"username": username, "password": password}, headers=headers)
    assert answer.status_code == 200
    gateway.cookies.clear()
    return str(answer.headers["set-cookie"])


def who(gateway: TestClient, cookie: str) -> int:
    return int(gateway.get("/api/me", headers={"Cookie": cookie.partition(";")[0]}).status_code)


def test_each_log_in_is_a_session_of_its_own(world: World, gateway: TestClient, known: None) -> None:
    first = log_in(gateway)
    again = log_in(gateway, Cookie=first.partition(";")[0])
    given = log_in(gateway, Cookie="desk_session=chosen-by-somebody-else")
    assert len({first, again, given}) == 3 and "chosen" not in given
    assert {who(gateway, cookie) for cookie in (first, again, given)} == {200}
    assert who(gateway, "desk_session=chosen-by-somebody-else") == 401
    token = first.partition(";")[0].partition("=")[2]
    assert token not in {row.token_hash for row in world.all(LoginSession)}, "only its hash is kept"


def test_the_cookie_is_kept_from_scripts_and_other_sites(gateway: TestClient, known: None) -> None:
    told = {part.strip().lower() for part in log_in(gateway).split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= told
    assert "secure" not in told and not [part for part in told if part.startswith("domain")]


def test_it_ends_by_logging_out_and_by_time(world: World, gateway: TestClient, known: None) -> None:
    left, late = log_in(gateway), log_in(gateway)
    assert gateway.post("/api/logout", headers={"Cookie": left.partition(";")[0]}).status_code == 204
    assert (who(gateway, left), who(gateway, late)) == (401, 200)
    world.pass_(minutes=world.kb.policies.access.idle_minutes)
    assert who(gateway, late) == 200
    world.pass_(seconds=1)
    assert who(gateway, late) == 401


def test_a_name_that_is_not_there_costs_as_much_as_a_wrong_password(
    world: World, gateway: TestClient, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else how long the answer takes would tell which names there are: each is hashed once, at the same cost."""
    hashed: list[str] = []

    verified = secrets._verified

    def counted(hash_: str, password: str) -> bool:
        hashed.append(hash_.rpartition("$")[0].rpartition("$")[0])  # what the hashing costs
        return verified(hash_, password)

    monkeypatch.setattr(secrets, "_verified", counted)
    for username in (AGENT.username, "nobody-1"):
        answer = gateway.post("/api/login", json={"username": username, "password": "wrong"})
        assert (answer.status_code, answer.json()["code"]) == (401, "login_failed")
    assert len(hashed) == 2 and hashed[0] == hashed[1] != ""
