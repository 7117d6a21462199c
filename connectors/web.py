"""Web chat: the customer's page posts messages and reads a stream, so sending is only a matter of being read."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.contract.capabilities import Capabilities
from connectors.contract.inbound import Inbound, Kind, Received, visible
from connectors.contract.outbound import SENT, Outbound, Parcel, Result, one_each
from connectors.contract.request import BadMessage, Refused, Request
from connectors.contract.settings import Setting, TokenStore

SETTINGS: tuple[Setting, ...] = ()
LONGEST_TEXT = 2000


class WebChannel:
    """One conversation a session; the sender is the session's conversation id, which the session's token opens."""

    name = "web"
    capabilities = Capabilities(buttons=True, pictures=True, longest=LONGEST_TEXT, waits=True, pushes=False)

    def receive(self, request: Request) -> Received:
        """Nobody posts for a visitor but the visitor's own page, which `parse` serves."""
        raise Refused("web chat takes messages at /chat/messages only")

    def parse(self, sender: str, body: Mapping[str, Any]) -> Inbound:
        """The body of POST /chat/messages as a message; BadMessage when it is none."""
        message_id, text = body.get("message_id"), body.get("text", "")
        attachments = tuple(body.get("attachments") or ())
        if not isinstance(message_id, str) or not 1 <= len(message_id) <= 100:
            raise BadMessage("message_id must be a text of 1 to 100 characters")
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise BadMessage(f"text must be a text of at most {LONGEST_TEXT} characters")
        text = visible(text).strip()
        if not text and not attachments:
            raise BadMessage("text or attachments must be given")
        return Inbound(
            channel=self.name,
            sender=sender,
            external_id=f"{sender}:{message_id}",
            kind=Kind.PICTURE if attachments else Kind.TEXT,
            text=text.replace("\x00", ""),
            payload=str(body.get("payload") or ""),
            attachments=attachments,
        )

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        """A bubble a message."""
        return one_each(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        """The stream and the next answer read the row itself: it is sent as soon as it is written."""
        return SENT

    def fetch(self, media: str) -> bytes:
        """Pictures are uploaded by the page before they are named."""
        raise LookupError(media)


def connect(environment: Mapping[str, str], token_store: TokenStore) -> WebChannel:
    """Always on: it needs no settings."""
    return WebChannel()


def as_json(message: Outbound) -> dict[str, Any]:
    """A message as the web chat's protocol shows it."""
    return {
        "id": str(message.seq),
        "author": message.author,
        "author_name": message.author_name,
        "text": message.text,
        "buttons": [dict(button) for button in message.buttons],
        "attachments": [dict(attachment) for attachment in message.attachments],
        "sent_at": message.sent_at,
    }
