"""After a restore from a backup the product is held: what waits, and going on."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import Instant
from helpline.backups.resume import resume, waiting
from helpline.jobs.held import held_since

routes = APIRouter(prefix="/api/restore", tags=["operation"], responses=refuses(401, 403, 422))


class Held(BaseModel):
    """`waiting`: how many are late by now, by kind: messages, prompts, kinds of jobs."""

    held: bool
    restored_at: Instant | None = None
    backup_made_at: Instant | None = None
    waiting: dict[str, int] = Field(default_factory=dict)


class Resume(BaseModel):
    model_config = ConfigDict(extra="forbid")
    send_old: bool = Field(False, description="what is late is sent and rung now, instead of being skipped")


class Resumed(BaseModel):
    resumed_at: Instant
    skipped: dict[str, int]


@routes.get("")
def show_restore(work: Reading) -> Held:
    """Staff: whether the product is held since a restore, and what waits."""
    restore = held_since(work.session)
    if restore is None:
        return Held(held=False)
    return Held(
        held=True,
        restored_at=restore.at,
        backup_made_at=restore.backup_made_at,
        waiting=waiting(work, restore),
    )


@routes.post("/resume", responses=refuses(409))
def resume_after_restore(asked: Resume, work: Writing) -> Resumed:
    """Staff whom policy names (kb/policies/backup.yml): it goes on; 409 when nothing is held."""
    done = resume(work, asked.send_old)
    assert done.resumed_at
    return Resumed(resumed_at=done.resumed_at, skipped=done.skipped)
