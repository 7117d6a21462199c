"""Whether the product is alive and ready. Open to anybody; says nothing about customers."""

import asyncio
from datetime import timedelta
from typing import Literal

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from gateway.api.deps import StateDep
from gateway.settings import ROOT
from helpline.core import clock
from helpline.core.database import Database
from helpline.jobs.held import held_since
from helpline.tables import Heartbeat

routes = APIRouter(tags=["operation"])
SWEEPER_SILENCE = timedelta(seconds=30)
LOCK_SECONDS = 2.0  # in ordinary running nobody waits so long to write


class Alive(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Each part: `ok`, or what is wrong with it."""

    status: Literal["ok", "not ready"]
    database: str = Field(description="locked when nothing can be written because something holds the lock")
    migrations: str
    sweeper: str = Field(description="silent when nothing was heard of it for half a minute")
    rasa: str
    restore: str = Field(description="held: begun anew from a backup, what was there before waits for `make resume`")
    disk: str = Field(description="how little space is left, or that nothing can be written")


@routes.get("/healthz")
def show_alive() -> Alive:
    """Anybody: the process answers."""
    return Alive()


@routes.get("/readyz", responses={503: {"model": Readiness, "description": "some part is not ready"}})
async def show_readiness(response: Response, held: StateDep) -> Readiness:
    """Anybody: each part, and 200 only when all are ready."""
    parts = await asyncio.to_thread(_database_parts, held.database)
    parts["disk"] = await asyncio.to_thread(held.reserve.state)
    parts["rasa"] = "ok" if await held.rasa.is_ready() else "not ready"
    ok = all(state == "ok" for part, state in parts.items() if part != "restore")  # held, it answers all the same
    response.status_code = 200 if ok else 503
    return Readiness(status="ok" if ok else "not ready", **parts)


def _database_parts(database: Database) -> dict[str, str]:
    newest = ScriptDirectory.from_config(Config(ROOT / "migrations" / "alembic.ini")).get_current_head()
    try:
        with database.read() as session:
            current = MigrationContext.configure(session.connection()).get_current_revision()
            heartbeat = session.get(Heartbeat, "sweeper")
            restore = held_since(session) if current == newest else None
        locked = database.is_locked(LOCK_SECONDS)
    except Exception as error:  # whatever is wrong with the database, the operator is to read it here
        return {"database": type(error).__name__} | dict.fromkeys(("migrations", "sweeper", "restore"), "unknown")
    beating = heartbeat is not None and abs(clock.now() - heartbeat.at) < SWEEPER_SILENCE
    return {
        "database": "locked" if locked else "ok",
        "migrations": "ok" if current == newest else f"at {current}, needs {newest}",
        "sweeper": "ok" if beating else "silent",
        "restore": "held" if restore else "ok",
    }
