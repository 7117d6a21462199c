"""The gateway's door into stock Rasa: reads the gateway's request, and leaves everything after that to Rasa itself.

Runs in the Rasa environment. `on_new_message` is what Rasa's REST channel calls: Rasa's own processor, action calls
with its JSON schema check, and tracker store. The answer lacks the intent, which Rasa does not tell its channels.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.components.gateway_channel import read_message


class StockInput(InputChannel):
    """Same address and same request as `bot.components.gateway_channel.GatewayInput`."""

    @classmethod
    def name(cls) -> str:
        return "gateway"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("stock_webhook", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            return response.json({}, status=200 if agent and agent.is_ready() else 503)

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            message = read_message(request.json)
            await on_new_message(message)
            return response.json({"messages": message.output_channel.messages}, ensure_ascii=False)

        @webhook.route("/understand", methods=["POST"])
        async def understand(request: Request) -> HTTPResponse:
            parsed = await request.app.ctx.agent.parse_message(request.json["text"])
            return response.json({"intent": parsed["intent"]}, ensure_ascii=False)

        return webhook
