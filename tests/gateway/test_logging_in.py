"""Logging in at the desk over HTTP: everybody by their own password, guessing limited, nobody kept waiting by a flood."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import pytest

from gateway.commands.seed import seed
from helpline.staff import secrets
from helpline.tables import LoginSession, Person
from tests.gateway.desk_people import ELSEWHERE, HOME, PASSWORD, House, house_of, log_in
from tests.world import AGENT, SECOND_AGENT, World

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[House]:
    with house_of(world, tmp_path) as made:
        yield made


def test_the_right_password_opens_a_session_whose_token_is_not_kept(house: House) -> None:
    browser = house.browser()
    told = log_in(browser, "an")
    assert told.status_code == 200 and told.json()["name"] == AGENT.name
    assert browser.get("/api/me").json()["username"] == "an"
    assert browser.cookies["desk_session"] not in house.world.all(LoginSession)[0].token_hash


@pytest.mark.parametrize(("username", "password"), [("an", "wrong"), ("an", ""), ("nobody", PASSWORD), ("e_west", "")])
def test_anything_else_does_not(house: House, username: str, password: str) -> None:
    told = log_in(house.browser(), username, password)
    assert (told.status_code, told.json()["code"]) == (401, "login_failed")


def test_the_demo_gives_everybody_a_password_of_their_own(house: House) -> None:
    world = house.world
    seed(world.database, world.kb, "try")
    for member in world.kb.staff:
        told = log_in(house.browser(), member.username, f"try-{member.username}")
        assert told.status_code == 200 and not told.json()["second_factor_missing"]
        others = [f"try-{other.username}" for other in world.kb.staff if other is not member] + ["try"]
        assert {log_in(house.browser(), member.username, other).status_code for other in others} == {401}


def test_without_the_demo_each_gets_one_that_is_made_up_and_those_of_the_demo_end(house: House) -> None:
    world = house.world
    seed(world.database, world.kb, "try")
    made_up = seed(world.database, world.kb, "")
    everybody = {member.username for member in world.kb.staff} | {engineer.id for engineer in world.kb.engineers}
    assert made_up.keys() == everybody
    assert len(set(made_up.values())) == len(made_up)
    assert log_in(house.browser(), "agent", "try-agent").status_code == 401
    assert log_in(house.browser(), "agent", made_up["agent"]).status_code == 200
    assert seed(world.database, world.kb, "") == {}  # a later start leaves them alone


def test_what_somebody_chose_the_demo_leaves_alone(house: House) -> None:
    world = house.world
    with world.work() as work:
        person = work.session.get_one(Person, AGENT.person_id)
        person.username = "agent"
    seed(world.database, world.kb, "try")
    assert log_in(house.browser(), "agent", "try-agent").status_code == 401
    assert log_in(house.browser(), "agent").status_code == 200


def test_a_password_is_looked_at_while_no_transaction_is_open(house: House) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(hashed: str, password: str) -> bool:
        begun.set()
        assert go_on.wait(20)
        return False

    writer = house.logged_in(SECOND_AGENT)
    chat = house.world.chat()
    with patch.object(secrets, "_verified", slow), ThreadPoolExecutor(1) as pool:
        guess = pool.submit(log_in, house.browser(), "an", "guess")
        assert begun.wait(20)
        try:
            written = writer.post(f"/api/conversations/{chat}/note", json={"text": "备注"})
        finally:
            go_on.set()
        assert guess.result().status_code == 401
    assert written.status_code == 200


def test_a_flood_of_log_ins_takes_few_places_and_the_rest_is_told_to_wait(house: House) -> None:
    go_on = threading.Event()
    with (
        patch.object(secrets, "_verified", lambda *_: go_on.wait(20) and False),
        ThreadPoolExecutor(30) as pool,
    ):
        guesses = [pool.submit(log_in, house.browser(f"203.0.113.{n}"), f"u{n}", "guess") for n in range(30)]
        told = islice(as_completed(guesses, timeout=10), len(guesses) - secrets.WAITING)
        refused = [guess for guess in told if guess.result().status_code == 429]
        go_on.set()
        answers = [guess.result() for guess in guesses]
    assert len(refused) == 30 - secrets.WAITING
    assert [one.headers["retry-after"] for one in answers if one.status_code == 429] == ["1"] * len(refused)


def test_guessing_is_limited_and_told_how_long(house: House) -> None:
    policy = house.world.kb.policies.access
    guesser = house.browser()
    for _ in range(policy.wrong_tries):
        assert log_in(guesser, "an", "guess").status_code == 401
    house.world.pass_(minutes=1)
    told = log_in(guesser, "an")  # also the right one
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) == (policy.wrong_minutes - 1) * 60
    assert log_in(guesser, "bo").status_code == 200  # others are not locked out
    house.world.pass_(minutes=policy.wrong_minutes - 1)
    assert log_in(guesser, "an").status_code == 200


def test_the_owner_is_not_locked_out_by_a_strangers_guesses(house: House) -> None:
    own = house.logged_in(AGENT)
    own.post("/api/logout")
    guesser = house.browser()
    while log_in(guesser, "an", "guess").status_code != 429:
        pass
    assert log_in(own, "an").status_code == 200  # a known device, at the guesser's own address
    assert log_in(house.browser(ELSEWHERE), "an").status_code == 200
    assert log_in(house.browser(HOME), "an").status_code == 429


def test_a_device_cookie_of_somebody_else_or_made_up_is_none(house: House) -> None:
    others = house.logged_in(SECOND_AGENT)
    name, value = next((name, value) for name, value in others.cookies.items() if name.startswith("desk_device_"))
    mine = house.logged_in(AGENT)
    own = next(name for name in mine.cookies if name.startswith("desk_device_"))
    assert own != name
    guesser = house.browser()
    while log_in(guesser, "an", "guess").status_code != 429:
        pass
    for forged in (value, "a.9999999999.b", "..", "é", "a.b.c"):
        guesser.cookies.set(own, forged.encode("ascii", "ignore").decode())
        assert log_in(guesser, "an").status_code == 429


def test_an_ipv6_household_is_one_guesser(house: House) -> None:
    tries = house.world.kb.policies.access.wrong_tries
    told = [log_in(house.browser(f"2001:db8:1:2::{n:x}"), "an", "guess").status_code for n in range(1, tries + 3)]
    assert told == [401] * tries + [429] * 2
    assert log_in(house.browser("2001:db8:1:3::1"), "an").status_code == 200


def test_of_sixty_guesses_at_once_no_more_are_tried_than_may(house: House) -> None:
    tries = house.world.kb.policies.access.wrong_tries
    tried = []

    def counted(hashed: str, password: str) -> bool:
        tried.append(password)
        return False

    def guess(n: int) -> int:
        while (told := log_in(house.browser(), "an", f"guess {n}")).json()["detail"] == "too many log-ins at once":
            pass
        return int(told.status_code)

    with patch.object(secrets, "_verified", counted), ThreadPoolExecutor(20) as pool:
        told = list(pool.map(guess, range(60)))
    assert len(tried) == tries
    assert sorted(told) == [401] * tries + [429] * (60 - tries)


def test_somebody_who_has_left_cannot_log_in(house: House) -> None:
    with house.world.work() as work:
        work.session.get_one(Person, AGENT.person_id).ended_at = work.now
    assert log_in(house.browser(), "an").status_code == 401
