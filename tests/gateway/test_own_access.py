"""What people at the desk get in with, over HTTP: one-time links, password, second factor, sessions."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.commands import password as command
from helpline.core import clock
from helpline.tables import LoginSession, Person
from tests.gateway.desk_people import ADMINISTRATOR, PASSWORD, House, house_of, log_in, set_up
from tests.world import AGENT, QUALITY, SUPERVISOR, World

pytestmark = pytest.mark.slow

NEW = "a brass kettle for autumn"


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[House]:
    with house_of(world, tmp_path) as made:
        yield made


def link_of(house: House, administrator: TestClient | None = None) -> str:
    made = (administrator or house.logged_in(ADMINISTRATOR)).post("/api/people/an/password-link")
    assert made.status_code == 201, made.text
    page, _, token = made.json()["path"].partition("#")
    assert page == "/desk/password"
    return str(token)


def use(house: House, token: str, password: str = NEW) -> Any:
    return house.browser().post("/api/password", json={"token": token, "password": password})


# -- one-time links ------------------------------------------------------------------------------------------------


def test_a_link_sets_a_password_once_and_ends_every_log_in(house: House) -> None:
    there = house.logged_in(AGENT)
    token = link_of(house)
    assert use(house, token).status_code == 204
    assert there.get("/api/me").status_code == 401
    assert log_in(house.browser(), "an").status_code == 401
    assert log_in(house.browser(), "an", NEW).status_code == 200
    assert use(house, token, "another four odd words").json()["code"] == "link_spent"
    assert token not in str([vars(row) for row in house.world.all(Person)])


def test_of_two_who_use_a_link_at_once_one_sets_the_password(house: House) -> None:
    token = link_of(house)
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda n: use(house, token, f"{NEW} {n}").status_code, range(4)))
    assert sorted(told) == [204, 409, 409, 409]


def test_a_link_ends_after_two_days_and_when_there_is_a_newer_one(house: House) -> None:
    administrator = house.logged_in(ADMINISTRATOR)
    old, new = link_of(house, administrator), link_of(house, administrator)
    assert use(house, old).status_code == 409
    house.world.pass_(hours=house.world.kb.policies.access.link_hours, seconds=1)
    assert use(house, new).status_code == 409


def test_a_weak_password_is_refused_with_what_to_do_and_the_link_stays_good(house: House) -> None:
    token = link_of(house)
    own = house.world.kb.company
    for weak in ("123456", AGENT.name * 2, f"{own.short_name}2026", "qwertyuiop", "an-20260101"):
        told = use(house, token, weak)
        assert (told.status_code, told.json()["code"]) == (422, "password_weak")
        assert "四个互不相干的词" in told.json()["detail"]
    assert "姓名" in use(house, token, f"{AGENT.name}an").json()["detail"]
    assert use(house, token, "x" * 129).json()["code"] == "invalid"
    assert use(house, token).status_code == 204


def test_make_password_prints_a_link(house: House, monkeypatch: Any, capsys: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", house.world.database.url)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert command.main("nobody", reset=False) == 1
    assert command.main("e_west", reset=False) == 0  # an engineer's own page wants one as well
    capsys.readouterr()
    assert command.main("an", reset=False) == 0
    address, hint = capsys.readouterr().out.splitlines()
    assert address.startswith("http://127.0.0.1:8000/desk/password#") and AGENT.name in hint
    assert use(house, address.partition("#")[2]).status_code == 204


# -- the own password ------------------------------------------------------------------------------------------------


def test_changing_the_password_ends_all_other_log_ins_at_once(house: House) -> None:
    here, there = house.logged_in(AGENT), house.logged_in(AGENT)
    wrong = here.post("/api/me/password", json={"current": "wrong", "password": NEW})
    weak = here.post("/api/me/password", json={"current": PASSWORD, "password": "123456"})
    assert (wrong.json()["code"], weak.json()["code"]) == ("password_wrong", "password_weak")
    assert there.get("/api/me").status_code == 200
    assert here.post("/api/me/password", json={"current": PASSWORD, "password": NEW}).status_code == 200
    assert (here.get("/api/me").status_code, there.get("/api/me").status_code) == (200, 401)
    assert log_in(house.browser(), "an", NEW).status_code == 200


def test_whoever_finds_an_open_desk_cannot_guess_its_password_without_end(house: House) -> None:
    here = house.logged_in(AGENT)
    tries = house.world.kb.policies.access.wrong_tries
    told = [here.post("/api/me/password", json={"current": f"{n}", "password": NEW}).status_code for n in range(12)]
    assert told == [403] * tries + [429] * (12 - tries)


# -- the second factor ---------------------------------------------------------------------------------------------


def factored(house: House) -> tuple[TestClient, Any, list[str]]:
    browser = house.browser()
    log_in(browser, "cen")
    app, codes = set_up(browser)
    house.world.pass_(seconds=60)
    return browser, app, codes


@pytest.mark.parametrize("who", [SUPERVISOR, QUALITY, ADMINISTRATOR])
def test_who_must_have_a_second_factor_does_nothing_before_it_is_set_up(house: House, who: Any) -> None:
    browser = house.browser()
    assert log_in(browser, who.username).json()["second_factor_missing"]
    for path in ("/api/conversations", "/api/cases", "/api/people", "/api/stream", "/api/audit"):
        assert browser.get(path).json()["code"] == "second_factor_missing"
    assert browser.get("/api/me").json()["second_factor_missing"]
    set_up(browser)
    assert browser.get("/api/conversations").status_code == 200
    assert not log_in(house.browser(), AGENT.username).json()["second_factor_missing"]


def test_a_wrong_code_confirms_nothing(house: House) -> None:
    browser = house.browser()
    log_in(browser, "cen")
    browser.post("/api/me/second-factor", json={"password": PASSWORD})
    assert browser.post("/api/me/second-factor/confirm", json={"code": "000000"}).json()["code"] == "code_wrong"
    assert browser.get("/api/conversations").status_code == 403


def test_the_code_is_asked_for_and_good_once_within_a_step(house: House) -> None:
    _, app, _ = factored(house)
    assert log_in(house.browser(), "cen").json()["code"] == "code_needed"
    assert log_in(house.browser(), "cen", "wrong", app.at(clock.now())).json()["code"] == "login_failed"
    code = app.at(clock.now(), counter_offset=-1)
    assert log_in(house.browser(), "cen", code=code).status_code == 200
    assert log_in(house.browser(), "cen", code=code).json()["code"] == "code_wrong"
    assert log_in(house.browser(), "cen", code=app.at(clock.now(), counter_offset=2)).json()["code"] == "code_wrong"
    assert log_in(house.browser(), "cen", code=app.at(clock.now(), counter_offset=1)).status_code == 200
    assert log_in(house.browser(), "cen", code=app.at(clock.now())).json()["code"] == "code_wrong"  # an older one


@pytest.mark.both_databases
def test_of_many_who_send_a_code_at_once_one_gets_in(house: House) -> None:
    _, app, _ = factored(house)
    code = app.at(clock.now())
    with ThreadPoolExecutor(5) as pool:
        told = list(pool.map(lambda _: log_in(house.browser(), "cen", code=code).status_code, range(5)))
    assert sorted(told) == [200, 401, 401, 401, 401]


def test_codes_are_not_guessed_by_asking_again_and_again(house: House) -> None:
    factored(house)
    tries = house.world.kb.policies.access.wrong_tries
    told = []
    for n in range(tries + 1):
        log_in(house.browser(), "cen")  # the right password alone gives no new tries
        told.append(log_in(house.browser(), "cen", code=f"{n:06}").status_code)
    assert told == [401] * tries + [429]
    elsewhere = [log_in(house.browser(f"203.0.113.{n}"), "cen", code=f"{n:06}").status_code for n in range(20, 25)]
    assert elsewhere == [429] * 5  # nor does another address


def test_a_recovery_code_stands_in_once(house: House) -> None:
    _, _, codes = factored(house)
    assert len(codes) == house.world.kb.policies.access.recovery_codes
    assert log_in(house.browser(), "cen", code=codes[0].upper()).status_code == 200
    assert log_in(house.browser(), "cen", code=codes[0]).json()["code"] == "code_wrong"
    assert log_in(house.browser(), "cen", code=codes[1]).status_code == 200


def test_another_phone_needs_a_code_of_the_one_before(house: House) -> None:
    browser, app, _ = factored(house)
    again = {"password": PASSWORD}
    assert browser.post("/api/me/second-factor", json=again).json()["code"] == "code_needed"
    assert browser.post("/api/me/second-factor", json=again | {"code": app.at(clock.now())}).status_code == 200


def test_an_administrator_resets_it(house: House) -> None:
    factored(house)
    administrator = house.logged_in(ADMINISTRATOR)
    assert administrator.post("/api/people/cen/second-factor/reset").json()["second_factor"] is False
    assert log_in(house.browser(), "cen").json()["second_factor_missing"]


# -- sessions --------------------------------------------------------------------------------------------------------


def test_sessions_are_listed_and_ended_one_by_one_and_all(house: House) -> None:
    here, there, third = (house.logged_in(AGENT) for _ in range(3))
    listed = here.get("/api/me/sessions").json()["items"]
    assert len(listed) == 3 and [row["own"] for row in listed].count(True) == 1
    assert listed[0]["device"] == "testclient"
    other = next(row["id"] for row in there.get("/api/me/sessions").json()["items"] if row["own"])
    assert here.post(f"/api/me/sessions/{other}/end").status_code == 204
    assert (here.get("/api/me").status_code, there.get("/api/me").status_code) == (200, 401)
    assert third.post("/api/me/sessions/end").status_code == 204
    assert (here.get("/api/me").status_code, third.get("/api/me").status_code) == (401, 401)


def test_nobody_ends_anothers_session_but_an_administrator(house: House) -> None:
    own, stranger, administrator = house.logged_in(AGENT), house.logged_in(SUPERVISOR), house.logged_in(ADMINISTRATOR)
    id = own.get("/api/me/sessions").json()["items"][0]["id"]
    assert stranger.post(f"/api/me/sessions/{id}/end").status_code == 404
    assert stranger.get("/api/people/an/sessions").status_code == 403
    assert [row["id"] for row in administrator.get("/api/people/an/sessions").json()["items"]] == [id]
    assert administrator.post(f"/api/me/sessions/{id}/end").status_code == 204
    assert own.get("/api/me").status_code == 401


def test_a_session_ends_when_idle_and_in_any_case(house: House) -> None:
    policy = house.world.kb.policies.access
    idle, busy = house.logged_in(AGENT), house.logged_in(AGENT)
    chat = house.world.chat()
    spent = 0
    while spent + policy.idle_minutes - 1 < policy.session_hours * 60:
        house.world.pass_(minutes=policy.idle_minutes - 1)
        spent += policy.idle_minutes - 1
        idle.get("/api/conversations")  # the desk reads by itself; that is no use
        assert busy.post(f"/api/conversations/{chat}/note", json={"text": "在"}).status_code == 200
    assert idle.get("/api/me").status_code == 401
    house.world.pass_(minutes=policy.session_hours * 60 - spent, seconds=1)
    assert busy.get("/api/me").status_code == 401


def test_logging_out_ends_this_session_only_and_who_has_no_other_is_not_present(house: House) -> None:
    here, there = house.logged_in(AGENT), house.logged_in(AGENT)
    assert here.post("/api/logout").status_code == 204
    assert there.get("/api/me").status_code == 200
    assert house.world.all(Person, id=1)[0].seen_at is not None
    token = there.cookies["desk_session"]
    there.post("/api/logout")
    there.cookies.set("desk_session", token)
    assert there.get("/api/me").status_code == 401
    assert house.world.all(Person, id=1)[0].seen_at is None
    assert house.world.all(LoginSession) == []
