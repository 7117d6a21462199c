"""Who is let in: Twilio, whatever proxy stands between; nobody else, and no altered byte."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from twilio.request_validator import RequestValidator

from connectors import sms as sms_module
from connectors import voice as voice_module
from connectors.contract.request import BadMessage, Refused, Request
from connectors.contract.settings import Misconfigured
from tests.connectors.twilio_webhooks import (
    ENVIRONMENT,
    OLD_TOKEN,
    PUBLIC,
    TOKEN,
    is_let_in,
    payload,
    sms,
    voice,
    webhook,
    without,
)

TEXT, CALL = payload("sms", "text"), payload("voice", "incoming")
SHA256 = "x-twilio-webhooks-signature-settings"


def test_golden_vector() -> None:
    """A signature that Twilio's Python and Node packages agree on."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    values = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "Caller": "+14158675309",
        "To": "+18005551212",
    }
    assert RequestValidator("12345").compute_signature(url, values) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    changed = values | {"From": "+14158675310", "Caller": "+14158675310"}
    assert RequestValidator("12345").compute_signature(url, changed) == "GvWf1cFY/Q7PnoempGyD5oXAezc="


def altered(request: Request, at: int) -> Request:
    body = bytearray(request.body)
    body[at] ^= 1
    return replace(request, body=bytes(body))


GOOD = webhook("sms", TEXT)
LET_IN: dict[str, Request] = {
    "plain": GOOD,
    "behind a proxy": replace(GOOD, headers={**GOOD.headers, "host": "evil.example", "x-forwarded-host": "a.b"}),
    "signed with a port": webhook("sms", TEXT, url="https://help.example:443/channels/sms"),
    "old token, while it is changed": webhook("sms", TEXT, token=OLD_TOKEN),
    "blank parameters": webhook("sms", TEXT | {"ToCity": "", "Extra": ""}),
    "a parameter Twilio has added": webhook("sms", TEXT | {"Zukunft": "ü & ="}),
    "line breaks and plus signs": webhook("sms", TEXT | {"Body": "a+b c\r\n空调\u3000"}),
    "emoji": webhook("sms", TEXT | {"Body": "👨‍👩‍👧‍👦"}),
    "a query": webhook("sms", TEXT, query="a=1&b=&c=%E7%A9%BA"),
    "idempotency header": webhook("sms", TEXT, **{"i-twilio-idempotency-token": "x"}),
    "status": webhook("sms", payload("sms", "status"), "status"),
}


@pytest.mark.parametrize("request_", LET_IN.values(), ids=LET_IN)
def test_let_in(request_: Request) -> None:
    assert is_let_in(sms(), request_)


def test_newer_algorithm() -> None:
    """Twilio names another algorithm in a header; the secret is the same kind."""
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/channels/sms", dict(TEXT), "HMAC_SHA256")
    headers = {"x-twilio-signature": signature, SHA256: "key=k,algorithm=HMAC_SHA256"}
    assert is_let_in(sms(), replace(GOOD, headers={**GOOD.headers, **headers}))


def test_a_name_given_twice() -> None:
    """Both values are signed."""
    body = GOOD.body + b"&MediaUrl0=a&MediaUrl0=b"

    class Both(dict[str, str]):
        def getall(self, name: str) -> list[str]:
            return ["a", "b"] if name == "MediaUrl0" else [self[name]]

    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/channels/sms", Both(TEXT | {"MediaUrl0": ""}))
    signed = replace(GOOD, body=body, headers={**GOOD.headers, "x-twilio-signature": signature})
    assert is_let_in(sms(), signed)
    with pytest.raises(Refused):
        sms().receive(replace(signed, body=body.removesuffix(b"&MediaUrl0=b")))


def header(name: str, value: str) -> Callable[[Request], Request]:
    return lambda request: replace(request, headers={**request.headers, name: value})


SIGNATURE = GOOD.headers["x-twilio-signature"]
REFUSED: dict[str, Request] = {
    "no signature": without(GOOD, "x-twilio-signature"),
    "empty signature": header("x-twilio-signature", "")(GOOD),
    "signature of other bytes": header("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")(GOOD),
    "signature cut": header("x-twilio-signature", SIGNATURE[:-1])(GOOD),
    "signature longer": header("x-twilio-signature", SIGNATURE + "A")(GOOD),
    "signature not Latin": header("x-twilio-signature", "签" * len(SIGNATURE))(GOOD),
    "signed with another token": webhook("sms", TEXT, token="guessed"),
    "signed with an empty token": webhook("sms", TEXT, token=""),
    "signed for another host": webhook("sms", TEXT, url="https://evil.example/channels/sms"),
    "signed for http": webhook("sms", TEXT, url="http://help.example/channels/sms"),
    "signed for another path": webhook("sms", TEXT, url=f"{PUBLIC}/channels/voice"),
    "signed for a longer path": webhook("sms", TEXT, url=f"{PUBLIC}/channels/sms/"),
    "signed with a user": webhook("sms", TEXT, url="https://a:b@help.example/channels/sms"),
    "signed with a bare question mark": webhook("sms", TEXT, url=f"{PUBLIC}/channels/sms?"),
    "a query that was not signed": replace(GOOD, query="a=1"),
    "a query in another order": replace(webhook("sms", TEXT, query="a=1&b=2"), query="b=2&a=1"),
    "a query re-encoded": replace(webhook("sms", TEXT, query="a=%7E"), query="a=~"),
    "a fragment counted in": webhook("sms", TEXT, url=f"{PUBLIC}/channels/sms#rc=2"),
    "first byte altered": altered(GOOD, 0),
    "a byte altered": altered(GOOD, GOOD.body.index(b"%E7") + 5),
    "last byte altered": altered(GOOD, -1),
    "a parameter added": replace(GOOD, body=GOOD.body + b"&OptOutType=START"),
    "a blank parameter added": replace(GOOD, body=GOOD.body + b"&a="),
    "a blank parameter dropped": replace(GOOD, body=GOOD.body.replace(b"&ToZip=", b"", 1)),
    "a parameter doubled with another value": replace(GOOD, body=GOOD.body + b"&Body=x"),
    "empty body": replace(GOOD, body=b""),
    "a status sent as a message": replace(webhook("sms", payload("sms", "status"), "status"), path=""),
    "a call sent as a message": replace(webhook("voice", CALL), path=""),
    "another account": webhook("sms", TEXT | {"AccountSid": "AC" + "f" * 32}),
    "no account": webhook("sms", {name: value for name, value in TEXT.items() if name != "AccountSid"}),
    "GET": replace(GOOD, method="GET"),
    "an unknown algorithm": header(SHA256, "key=k,algorithm=HMAC_MD5")(GOOD),
    "signed with SHA-1, said to be SHA-256": header(SHA256, "key=k,algorithm=HMAC_SHA256")(GOOD),
}
BAD: dict[str, Request] = {
    "JSON": header("content-type", "application/json")(replace(GOOD, body=b"{}")),
    "no content type": without(GOOD, "content-type"),
    "multipart": header("content-type", "multipart/form-data; boundary=x")(GOOD),
    "not UTF-8 inside": replace(GOOD, body=b"Body=%ff%fe"),
    "raw bytes": replace(GOOD, body=b"Body=\xff"),
    "no MessageSid": webhook("sms", {n: v for n, v in TEXT.items() if "Sid" not in n or n == "AccountSid"}),
    "no sender": webhook("sms", TEXT | {"From": ""}),
    "a sender of a thousand characters": webhook("sms", TEXT | {"From": "+86" + "1" * 1000}),
    "a sender with a line break": webhook("sms", TEXT | {"From": "+8613800138000\n"}),
    "media without number": webhook("sms", TEXT | {"NumMedia": "-1"}),
    "media without end": webhook("sms", TEXT | {"NumMedia": "9" * 5000}),
    "another address": webhook("sms", TEXT, "elsewhere"),
    "too many parameters": replace(GOOD, body=b"&".join(b"a%d=1" % n for n in range(900))),
}


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED)
def test_refused(request_: Request) -> None:
    with pytest.raises(Refused):
        sms().receive(request_)


@pytest.mark.parametrize("request_", BAD.values(), ids=BAD)
def test_no_message(request_: Request) -> None:
    with pytest.raises(BadMessage):
        sms().receive(request_)


VOICE_REFUSED: dict[str, Request] = {
    "no signature": without(webhook("voice", CALL), "x-twilio-signature"),
    "a step that was not signed": replace(webhook("voice", CALL, "heard", "n=1"), query="n=2"),
    "another call in the query": replace(webhook("voice", CALL, "whisper", "n=1&call=CA1"), query="n=1&call=CA2"),
    "another path": replace(webhook("voice", CALL, "heard", "n=1"), path="wait"),
    "an SMS": replace(webhook("sms", TEXT), path=""),
}
VOICE_BAD: dict[str, Request] = {
    "no call": webhook("voice", CALL | {"CallSid": ""}),
    "a call with a slash": webhook("voice", CALL | {"CallSid": "../x"}),
    "a step that is none": webhook("voice", CALL, "heard", "n=x"),
    "a long step": webhook("voice", CALL, "heard", "n=" + "9" * 30),
    "unknown path": webhook("voice", CALL, "elsewhere"),
    "an answer to no page": webhook("voice", CALL, "paged", "page=0"),
    "an answer to a page that is not named": webhook("voice", CALL, "paged"),
    "a customer's words to a page": webhook("voice", CALL, "heard", "n=1&page=1"),
}


@pytest.mark.parametrize("request_", VOICE_REFUSED.values(), ids=VOICE_REFUSED)
def test_voice_refused(request_: Request) -> None:
    with pytest.raises(Refused):
        voice().receive(request_)


@pytest.mark.parametrize("request_", VOICE_BAD.values(), ids=VOICE_BAD)
def test_voice_no_message(request_: Request) -> None:
    with pytest.raises(BadMessage):
        voice().receive(request_)


MISCONFIGURED: dict[str, dict[str, str]] = {
    "no token": {"TWILIO_AUTH_TOKEN": ""},
    "no account": {"TWILIO_ACCOUNT_SID": " "},
    "no address of ours": {"PUBLIC_URL": ""},
    "an address without a scheme": {"PUBLIC_URL": "help.example"},
    "an address with a query": {"PUBLIC_URL": "https://help.example/?a=1"},
    "an address with a user": {"PUBLIC_URL": "https://a:b@help.example"},
    "an account that is none": {"TWILIO_ACCOUNT_SID": "SK123"},
    "a sender that is none": {"TWILIO_SMS_FROM": "13800000000"},
    "an API that is none": {"TWILIO_API_URL": "api.twilio.com"},
}


@pytest.mark.parametrize("changes", MISCONFIGURED.values(), ids=MISCONFIGURED)
def test_misconfigured(changes: dict[str, str]) -> None:
    with pytest.raises(Misconfigured) as caught:
        sms(**changes)
    assert TOKEN not in str(caught.value)


def test_switched_off_one_by_one() -> None:
    for module, name in ((sms_module, "TWILIO_SMS_FROM"), (voice_module, "TWILIO_VOICE_NUMBER")):
        assert module.connect({**ENVIRONMENT, name: ""}, None) is None
        assert module.connect({}, None) is None
        assert name in {setting.name for setting in module.SETTINGS}


def test_a_public_address_below_a_path() -> None:
    channel = sms(PUBLIC_URL="https://help.example/help/")
    assert is_let_in(channel, webhook("sms", TEXT, url="https://help.example/help/channels/sms"))
    assert quote("https://help.example/help/channels/sms/status", safe=":/") == channel.gateway._account.url(  # type: ignore[attr-defined]  # its own part
        "sms", "status"
    )
