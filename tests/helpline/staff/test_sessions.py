"""Logging in at the desk: right password only, guessing limited, sessions end."""

import pytest

from helpline.core.errors import LoginFailed, NotLoggedIn, TooManyAttempts
from helpline.staff.sessions import (
    TRIES,
    WINDOW,
    check_password,
    close_session,
    hash_password,
    note_failure,
    open_session,
    seen,
    who,
)
from helpline.tables import LoginSession, Person
from tests.world import AGENT, World

HASHED = hash_password("correct horse")


@pytest.fixture(autouse=True)
def known_password(world: World) -> None:
    with world.work() as work:
        work.session.get_one(Person, 1).password_hash = HASHED


def logged_in(world: World, username: str = "an", password: str = "correct horse") -> str:
    try:
        with world.work() as work:
            return open_session(work, check_password(work, username, password), hours=12)
    except LoginFailed:
        with world.work() as work:
            note_failure(work, username)
        raise


def test_the_right_password_opens_a_session(world: World) -> None:
    token = logged_in(world)
    with world.work() as work:
        assert who(work, token) == AGENT
    assert token not in world.all(LoginSession)[0].token_hash


@pytest.mark.parametrize(("username", "password"), [("an", "wrong"), ("an", ""), ("nobody", "correct horse")])
def test_anything_else_does_not(world: World, username: str, password: str) -> None:
    with pytest.raises(LoginFailed):
        logged_in(world, username, password)


def test_guessing_is_limited_by_name(world: World) -> None:
    with world.work() as work:
        for _ in range(TRIES - 1):
            note_failure(work, "an")
    with pytest.raises(LoginFailed):
        logged_in(world, password="guess")
    with pytest.raises(TooManyAttempts):
        logged_in(world)  # even with the right one
    with pytest.raises(LoginFailed):
        logged_in(world, "nobody", "guess")  # others are not locked out
    world.pass_(seconds=WINDOW.total_seconds() + 1)
    logged_in(world)


@pytest.mark.parametrize("token", [None, "", "made up"])
def test_no_session_no_entry(world: World, token: str | None) -> None:
    with world.work() as work, pytest.raises(NotLoggedIn):
        who(work, token)


def test_a_session_ends_by_time_logout_and_dismissal(world: World) -> None:
    token, other, third = (logged_in(world) for _ in range(3))
    with world.work() as work:
        close_session(work, other)
    with world.work() as work, pytest.raises(NotLoggedIn):
        who(work, other)
    world.pass_(hours=11, minutes=59)
    with world.work() as work:
        who(work, token)
        work.session.get_one(Person, 1).ended_at = work.now
    with world.work() as work, pytest.raises(NotLoggedIn):
        who(work, token)
    with world.work() as work:
        work.session.get_one(Person, 1).ended_at = None
    world.pass_(minutes=2)
    with world.work() as work, pytest.raises(NotLoggedIn):
        who(work, third)


def test_a_dismissed_person_cannot_log_in(world: World) -> None:
    with world.work() as work:
        work.session.get_one(Person, 1).ended_at = work.now
    with pytest.raises(LoginFailed):
        logged_in(world)


def test_signs_of_life_are_written_now_and_then(world: World) -> None:
    times = []
    for _ in range(4):
        with world.work() as work:
            seen(work, 2)
        times.append(world.all(Person, id=2)[0].seen_at)
        world.pass_(seconds=15)
    assert len(set(times)) == 2
