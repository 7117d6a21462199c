"""The only door into Rasa: the gateway posts one customer turn and gets everything the assistant says to it, or has a
customer who left forgotten.

    POST /webhooks/gateway/webhook
    {"sender": "...", "message_id": "...", "text": "...", "metadata": {...}}
    200 {"messages": [{"text", "buttons", "custom"}], "intent": {"name", "confidence"},
         "ranking": [{"name", "confidence"}], "flow": "the task in hand or empty",
         "asked": "what is asked for or empty", "repeated": false}
    POST /webhooks/gateway/forget
    {"sender": "..."}
    200 {"forgotten": true}: nothing is remembered of this sender
    POST /webhooks/gateway/understand
    {"text": "..."}
    200 {"intent": {"name", "confidence"}}: what it would be taken for; nothing is remembered
    each: 400 what is wrong with the request  401 without `Authorization: Bearer` and the token of credentials.yml
          500 {"error": class, "detail": text}: nothing was stored, try again
    GET /webhooks/gateway/
    200 {"model": "file"}: turns are answered  503: not yet

`metadata` reaches the pipeline (as the message's "metadata") and the actions (as `tracker.latest_message.metadata`).
"""

from __future__ import annotations

import gc
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.components import shortcuts
from bot.components.turn import TurnFailed, forget, take_turn

logger = logging.getLogger(__name__)


class BadRequest(ValueError):
    """What the gateway sent is not a message."""


class GatewayInput(InputChannel):
    """Answers each message exactly once, repeats the answer when asked again, and never hides a failure.

    Only who knows the token is heard: whatever else runs on the machine, a page in a browser too, reaches loopback.
    """

    def __init__(self, token: str) -> None:
        """ValueError without a token: then anybody would be heard."""
        if not token:
            raise ValueError("credentials.yml: the gateway's channel needs a token (INTERNAL_TOKEN)")
        self._expected = f"Bearer {token}".encode()

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        return cls((credentials or {}).get("token") or "")

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` is not used because it tells neither repeats nor failures."""
        shortcuts.install()
        webhook = Blueprint("gateway_webhook", __name__)

        @webhook.listener("after_server_start")
        async def settle(*_: Any) -> None:
            # The model stays: without this the collector walks through all of it now and then, in the middle of a turn.
            gc.collect()
            gc.freeze()

        @webhook.middleware("request")
        async def know(request: Request) -> HTTPResponse | None:
            given = request.headers.get("authorization", "").encode()
            if request.method == "GET" or secrets.compare_digest(given, self._expected):
                return None
            return response.json({"error": "Unauthorized", "detail": "the token is missing or wrong"}, status=401)

        @webhook.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return response.json({"model": None}, status=503)
            return response.json({"model": agent.processor.model_filename})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                message = read_message(request.json)
            except BadRequest as error:
                return _failure(400, error)
            try:
                turn = await take_turn(request.app.ctx.agent, message)
            except (Exception, TurnFailed) as error:
                logger.exception("the turn of message %s failed", message.message_id)
                return _failure(500, error)
            return response.json(
                {
                    "messages": turn.messages,
                    "intent": turn.intent,
                    "ranking": turn.ranking,
                    "flow": turn.flow,
                    "asked": turn.asked,
                    "repeated": turn.repeated,
                },
                ensure_ascii=False,
            )

        @webhook.route("/forget", methods=["POST"])
        async def forget_sender(request: Request) -> HTTPResponse:
            body = request.json
            sender = body.get("sender") if isinstance(body, dict) else None
            if not sender or not isinstance(sender, str):
                return _failure(400, BadRequest("sender is missing or not text"))
            try:
                await forget(request.app.ctx.agent, sender)
            except Exception as error:
                logger.exception("forgetting %s failed", sender)
                return _failure(500, error)
            return response.json({"forgotten": True})

        @webhook.route("/understand", methods=["POST"])
        async def understand(request: Request) -> HTTPResponse:
            body = request.json
            text = body.get("text") if isinstance(body, dict) else None
            if not text or not isinstance(text, str):
                return _failure(400, BadRequest("text is missing or not text"))
            try:
                parsed = await request.app.ctx.agent.parse_message(text.lstrip("/ \t\r\n"))
            except Exception as error:
                logger.exception("understanding failed")
                return _failure(500, error)
            return response.json({"intent": parsed["intent"]}, ensure_ascii=False)

        return webhook


def read_message(body: Any) -> UserMessage:
    """The request's body as Rasa's message.

    A leading slash would let a customer name an intent, an action or a restart, so only the gateway's own button
    payloads (`metadata.trusted_payload`) keep it.
    """
    if not isinstance(body, dict):
        raise BadRequest("the body is not a JSON object")
    missing = [key for key in ("sender", "message_id", "text") if not isinstance(body.get(key), str)]
    if missing:
        raise BadRequest(f"missing or not text: {', '.join(missing)}")
    if not body["sender"] or not body["message_id"]:
        raise BadRequest("sender and message_id must not be empty")
    metadata = body.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise BadRequest("metadata is not a JSON object")
    text = body["text"].strip()
    if metadata.get("trusted_payload") is not True:
        text = text.lstrip("/ \t\r\n")
    return UserMessage(
        text=text,
        output_channel=CollectingOutputChannel(),
        sender_id=body["sender"],
        input_channel=GatewayInput.name(),
        message_id=body["message_id"],
        metadata=metadata,
    )


def _failure(status: int, error: BaseException) -> HTTPResponse:
    return response.json({"error": type(error).__name__, "detail": str(error)}, status=status, ensure_ascii=False)
