"""Runs `bot/actions` inside the gateway, beside the case database, for Rasa on the same machine."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse

from bot.actions.engine import runtime, webhook
from helpline.core.database import Database
from kb.models.knowledge import Knowledge


def router(database: Database, kb: Knowledge, token: str, channels: Mapping[str, str] | None = None) -> APIRouter:
    """POST /internal/actions/webhook, answered only to who knows the token."""
    runtime.configure(database, kb, channels)
    routes = APIRouter(include_in_schema=False)

    @routes.post("/internal/actions/webhook")
    async def run(request: Request) -> JSONResponse:
        given = request.headers.get("Authorization", "").encode()  # bytes: it may hold anything
        if not token or not secrets.compare_digest(given, f"Bearer {token}".encode()):
            raise HTTPException(404)
        call: dict[str, Any] = await request.json()
        return JSONResponse(await asyncio.to_thread(webhook.answer, call))

    return routes
