"""Who is let in before a word of their request's body is read: counted by address, and uploads only with a token."""

import asyncio

from fastapi import Request

from gateway.api.chat import conversation_id
from gateway.api.deps import LONGEST_TOKEN, State, address_of
from gateway.middleware.body_limits import Check
from helpline.conversations.files import LARGEST_PICTURE, check_disk, check_room
from helpline.core import clock
from helpline.core.errors import NotLoggedIn
from helpline.core.unit_of_work import UnitOfWork


def checks(held: State) -> dict[str, Check]:
    """By path; each refuses with a CaseError."""

    async def session(request: Request) -> None:
        held.limits.count(held.kb.policies.limits.sessions, "sessions", address_of(request))

    async def login(request: Request) -> None:
        held.limits.count(held.kb.policies.limits.logins, "logins", address_of(request))

    async def upload(request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 1 <= len(token.strip()) <= LONGEST_TOKEN:
            raise NotLoggedIn()
        mine = await asyncio.to_thread(conversation_id, held, token.strip())
        held.limits.count(held.kb.policies.limits.uploads, "uploads", address_of(request), mine)
        announced = request.headers.get("content-length", "")
        await asyncio.to_thread(_check_room, held, mine, int(announced) if announced.isdecimal() else LARGEST_PICTURE)

    return {"/chat/sessions": session, "/api/login": login, "/api/engineer/login": login, "/chat/attachments": upload}


def _check_room(held: State, conversation: str, size: int) -> None:
    check_disk(held.kb, held.settings.uploads)
    with held.database.read() as session:
        check_room(UnitOfWork(session, held.kb, clock.now()), conversation, size)
