"""Runs `bot/actions` inside the gateway, beside the case database, for Rasa on the same machine."""

import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.actions.engine import runtime
from bot.actions.registry import ACTIONS
from helpline.core.database import Database
from kb.models.knowledge import Knowledge


def router(database: Database, kb: Knowledge, token: str, channels: Mapping[str, str] | None = None) -> APIRouter:
    """POST /internal/actions/webhook, answered only to who knows the token."""
    runtime.configure(database, kb, channels)
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action())
    routes = APIRouter(include_in_schema=False)

    @routes.post("/internal/actions/webhook")
    async def run(request: Request) -> JSONResponse:
        given = request.headers.get("Authorization", "").encode()  # bytes: it may hold anything
        if not token or not secrets.compare_digest(given, f"Bearer {token}".encode()):
            raise HTTPException(404)
        call: dict[str, Any] = await request.json()
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
        return JSONResponse(result.model_dump() if hasattr(result, "model_dump") else dict(result or {}))

    return routes
