"""Who is let in before a word of their request's body is read: counted by address, and uploads only with a token."""

import asyncio

from fastapi import Request

from gateway.api.chat import conversation_id
from gateway.api.deps import LONGEST_TOKEN, State, address_of
from gateway.middleware.body_limits import Check
from helpline.core.errors import NotLoggedIn


def checks(held: State) -> dict[str, Check]:
    """By path; each refuses with a CaseError."""

    async def session(request: Request) -> None:
        held.limits.count("sessions", address_of(request))

    async def login(request: Request) -> None:
        held.limits.count("logins", address_of(request))

    async def upload(request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 1 <= len(token.strip()) <= LONGEST_TOKEN:
            raise NotLoggedIn()
        mine = await asyncio.to_thread(conversation_id, held, token.strip())
        held.limits.count("uploads", address_of(request), mine)

    return {"/chat/sessions": session, "/api/login": login, "/chat/attachments": upload}
