"""People who log in at the desk over HTTP, each with a browser of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import text

from gateway.app import create_app
from gateway.settings import Settings
from helpline.core import clock
from helpline.core.unit_of_work import Actor
from helpline.staff.secrets import hash_password
from helpline.tables import Person, PersonRole
from tests.world import World

ADMINISTRATOR = Actor("agent", "ji", "纪明", ("administrator",), 5)
PASSWORD = "four odd words together"
HASHED = hash_password(PASSWORD)
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


class House:
    """The gateway over a world whose people at the desk all have a password."""

    def __init__(self, world: World, app: Any) -> None:
        self.world, self.app = world, app
        with world.work() as work:
            roles = [PersonRole(role=role) for role in ADMINISTRATOR.roles]
            work.session.add(Person(id=5, username=ADMINISTRATOR.username, name=ADMINISTRATOR.name, role_rows=roles))
            for id in range(1, 6):
                person = work.session.get_one(Person, id)
                person.password_hash, person.password_from = HASHED, "own"
            if world.database.engine.dialect.name == "postgresql":  # the next without an id comes after these
                work.session.execute(text("SELECT setval(pg_get_serial_sequence('people', 'id'), 100)"))

    def browser(self, address: str = HOME) -> TestClient:
        """One that nobody has used yet."""
        return TestClient(self.app, base_url="http://testserver", client=(address, 50000))

    def logged_in(self, who: Actor, address: str = HOME) -> TestClient:
        """Somebody's browser, logged in, with a second factor where their role must have one."""
        browser = self.browser(address)
        told = log_in(browser, who.username)
        assert told.status_code == 200, told.text
        if told.json()["second_factor_missing"]:
            set_up(browser)
        return browser


def log_in(browser: TestClient, username: str, password: str = PASSWORD, code: str = "") -> Response:
    told: Response = browser.post("/api/login", json={"username": username, "password": password, "code": code})
    return told


def set_up(browser: TestClient, password: str = PASSWORD) -> tuple[pyotp.TOTP, list[str]]:
    """A second factor: the person's app, and the recovery codes."""
    shown = browser.post("/api/me/second-factor", json={"password": password})
    assert shown.status_code == 200, shown.text
    app = pyotp.TOTP(shown.json()["secret"])
    confirmed = browser.post("/api/me/second-factor/confirm", json={"code": app.at(clock.now())})
    assert confirmed.status_code == 200, confirmed.text
    return app, confirmed.json()["codes"]


@contextmanager
def house_of(world: World, var_dir: Path) -> Iterator[House]:
    app = create_app(Settings(database_url=world.database.url, var_dir=var_dir, limits_times=100), world.kb)
    yield House(world, app)
    app.state.held.database.close()
