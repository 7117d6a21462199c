"""Webhooks as Twilio sends them, and an account of ours to receive them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator

from connectors.contract.channel import Channel
from connectors.contract.request import Request
from connectors.sms import connect as connect_sms
from connectors.sms.channel import SmsChannel
from connectors.voice import VoiceChannel
from connectors.voice import connect as connect_voice

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"
ACCOUNT, TOKEN, OLD_TOKEN = "AC0123456789abcdef0123456789abcdef", "new-token", "old-token"
PUBLIC = "https://help.example"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ENVIRONMENT = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_AUTH_TOKEN_PREVIOUS": OLD_TOKEN,
    "TWILIO_SMS_FROM": "+18005550100",
    "TWILIO_VOICE_NUMBER": "+18005550100",
    "PUBLIC_URL": PUBLIC,
}


class NoVault:
    """These channels keep no tokens."""

    def token(self, *_: object) -> str:
        raise AssertionError


def sms(**changes: str) -> SmsChannel:
    channel = connect_sms(ENVIRONMENT | changes, NoVault())
    assert channel is not None
    return channel


def voice(**changes: str) -> VoiceChannel:
    channel = connect_voice(ENVIRONMENT | changes, NoVault())
    assert channel is not None
    return channel


def payload(channel: str, name: str) -> dict[str, str]:
    """A recorded form."""
    text = (PAYLOADS / channel / f"{name}.form").read_text(encoding="utf-8").replace("\n", "")
    return dict(parse_qsl(text, keep_blank_values=True))


def webhook(
    channel: str,
    values: Mapping[str, str],
    path: str = "",
    query: str = "",
    token: str = TOKEN,
    url: str = "",
    **headers: str,
) -> Request:
    """A signed webhook as it reaches us; `url` is what Twilio signed where that is not our own address."""
    url = url or f"{PUBLIC}/channels/{channel}{'/' if path else ''}{path}{'?' if query else ''}{query}"
    named = {
        "host": "10.0.0.7:8000",  # a proxy's idea of us, which must not matter
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": RequestValidator(token).compute_signature(url, dict(values)),
    }
    return Request("POST", path, query, named | headers, urlencode(dict(values)).encode(), AT)


def without(request: Request, header: str) -> Request:
    return replace(request, headers={name: value for name, value in request.headers.items() if name != header})


def is_let_in(channel: Channel, request: Request) -> bool:
    channel.receive(request)
    return True
