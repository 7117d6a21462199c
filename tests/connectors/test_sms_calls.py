"""SMS over Twilio's REST API: what is called, what its refusals mean, and how pictures are fetched."""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import parse_qs

import pytest

from connectors.contract.fault import Fault
from connectors.contract.outbound import Delivery, Parcel
from connectors.sms import media
from tests.connectors.twilio_webhooks import ACCOUNT, AT, PUBLIC, TOKEN, sms, voice

pytestmark = pytest.mark.slow

FROM = "+14155550123"


class Api(http.server.BaseHTTPRequestHandler):
    """A stand-in that answers what a test wants, and remembers what it was asked."""

    asked: list[tuple[str, str, dict[str, str], str]] = []
    answer: tuple[int, dict[str, str], bytes] = (201, {}, b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        status, headers, content = self.answer
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[type[Api]]:
    class Own(Api):
        asked: list[tuple[str, str, dict[str, str], str]] = []
        url = ""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own)
    Own.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Own
    server.shutdown()
    server.server_close()


def send(api: Any, status: int = 201, body: str = '{"sid": "SM9"}', **changes: str) -> Any:
    api.answer = (status, {"content-type": "application/json"}, body.encode())
    return sms(TWILIO_API_URL=api.url, **changes).send(FROM, Parcel((1,), "空调 & 冰箱"))


def test_sent(api: Any) -> None:
    result = send(api)
    assert (result.delivery, result.foreign_id) == (Delivery.SENT, "SM9")
    _, path, headers, body = api.asked[0]
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert headers["authorization"].startswith("Basic ")
    assert parse_qs(body) == {
        "To": [FROM],
        "From": ["+18005550100"],
        "Body": ["空调 & 冰箱"],
        "StatusCallback": ["https://help.example/channels/sms/status"],
    }


def test_sent_by_a_messaging_service(api: Any) -> None:
    send(api, TWILIO_SMS_FROM="MG00000000000000000000000000000001")
    assert parse_qs(api.asked[0][3])["MessagingServiceSid"] == ["MG00000000000000000000000000000001"]


@pytest.mark.parametrize(
    ("status", "code", "delivery", "unreachable"),
    [
        (400, 21610, Delivery.NEVER, True),
        (400, 21211, Delivery.NEVER, False),
        (400, 21614, Delivery.NEVER, False),
        (400, 21617, Delivery.NEVER, False),
        (400, 21408, Delivery.NEVER, False),
        (400, 99999, Delivery.NEVER, False),
        (400, 21606, Delivery.RETRY, False),
        (401, 20003, Delivery.RETRY, False),
        (429, 20429, Delivery.RETRY, False),
        (429, 0, Delivery.RETRY, False),
        (500, 20500, Delivery.RETRY, False),
        (503, 0, Delivery.RETRY, False),
    ],
)
def test_refusals(api: Any, status: int, code: int, delivery: Delivery, unreachable: bool) -> None:
    result = send(api, status, f'{{"code": {code}, "message": "no", "status": {status}}}')
    assert (result.delivery, result.unreachable) == (delivery, unreachable)
    assert TOKEN not in result.reason and FROM not in result.reason


def test_settings_that_are_wrong_are_tried_later(api: Any) -> None:
    result = send(api, 401, '{"code": 20003, "status": 401}')
    assert (result.after, result.fault) == (timedelta(minutes=5), Fault.SETTINGS)
    assert send(api, 503, "{}").fault == Fault.PLATFORM


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"sid": null}'])
@pytest.mark.parametrize("status", [201, 502])
def test_nonsense_is_tried_again(api: Any, status: int, body: str) -> None:
    assert send(api, status, body).delivery == Delivery.RETRY


def test_silence_is_tried_again() -> None:
    result = sms(TWILIO_API_URL="http://127.0.0.1:9").send(FROM, Parcel((1,), "a"))
    assert (result.delivery, result.fault, result.spent) == (Delivery.RETRY, Fault.PLATFORM, False)
    assert "127.0.0.1" not in result.reason and TOKEN not in result.reason


# -- fetching ------------------------------------------------------------------------------------------------------


def fetch(api: Any, status: int = 200, content: bytes = b"jpeg", **headers: str) -> bytes:
    api.answer = (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)
    return sms(TWILIO_API_URL=api.url).fetch(f"{api.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1")


def test_fetched_with_credentials(api: Any) -> None:
    assert fetch(api) == b"jpeg"
    assert api.asked[0][2]["authorization"].startswith("Basic ")


def test_the_largest_picture(api: Any) -> None:
    assert len(fetch(api, content=b"x" * 8 * 1024 * 1024)) == 8 * 1024 * 1024
    with pytest.raises(LookupError, match="8 MB"):
        fetch(api, content=b"x" * (8 * 1024 * 1024 + 1))


@pytest.mark.parametrize("status", [403, 404, 410])
def test_gone(api: Any, status: int) -> None:
    with pytest.raises(LookupError):
        fetch(api, status)


def test_trouble_is_no_loss(api: Any) -> None:
    with pytest.raises(OSError, match="500"):
        fetch(api, 500)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://api.twilio.com/x",  # no encryption
        "https://api.twilio.com.evil.example/x",
        "https://api.twilio.com:8443/x",
        "https://api.twilio.com@evil.example/x",
        "https://api.twilio.com:443.evil.example/x",  # no port
        "https://[api.twilio.com/x",
        "https://api.twilio.com/\x01",
        "//api.twilio.com/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_host_is_asked(url: str) -> None:
    with pytest.raises(LookupError):
        sms().fetch(url)


@pytest.mark.parametrize(
    "to",
    ["http://169.254.169.254/x", "https://evil.example/x", "file:///etc/passwd", "https://a@media.twiliocdn.com/x"],
)
def test_no_redirect_to_a_stranger(api: Any, to: str) -> None:
    with pytest.raises(LookupError, match="stranger"):
        fetch(api, 307, location=to)


def test_redirects_end(api: Any) -> None:
    with pytest.raises(LookupError, match="too often"):
        fetch(api, 302, location=f"{api.url}/again")


def test_no_credentials_after_a_redirect(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of Twilio's is asked without them."""
    monkeypatch.setattr(media, "_is_store", lambda url: url.startswith("http://localhost:"))
    answers = iter([(302, {"location": api.url.replace("127.0.0.1", "localhost")}, b""), (200, {}, b"jpeg")])
    monkeypatch.setattr(api, "answer", property(lambda _self: next(answers)))
    assert sms(TWILIO_API_URL=api.url).fetch(f"{api.url}/x") == b"jpeg"
    assert ["authorization" in headers for _, _, headers, _ in api.asked] == [True, False]


# -- what `make doctor` reads --------------------------------------------------------------------------------------

WELL = {
    "sms_url": f"{PUBLIC}/channels/sms#rc=2&rp=all",
    "sms_method": "POST",
    "voice_url": f"{PUBLIC}/channels/voice",
    "voice_method": "POST",
    "status_callback": f"{PUBLIC}/channels/voice/status",
    "status_callback_method": "POST",
}


@pytest.mark.parametrize(
    ("changed", "ill"),
    [
        ({}, []),
        ({"sms_url": ""}, ["A message comes in"]),
        ({"voice_method": "GET"}, ["A call comes in"]),
        ({"status_callback": ""}, ["Call status changes"]),
        ({"status_callback": f"{PUBLIC}/channels/voice"}, ["Call status changes"]),
        ({"status_callback_method": "GET"}, ["Call status changes"]),
    ],
)
def test_what_the_number_is_set_to(
    api: Any, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], ill: list[str]
) -> None:
    """Without the callback for a call's status nobody hears of callers who hang up."""
    bodies = cycle([{"status": "active"}, {"incoming_phone_numbers": [WELL | changed]}])
    told = {"content-type": "application/json"}
    monkeypatch.setattr(api, "answer", property(lambda _self: (200, told, json.dumps(next(bodies)).encode())))
    channels = (sms(TWILIO_API_URL=api.url), voice(TWILIO_API_URL=api.url))
    found = [one for channel in channels for one in channel.checkup(AT) if "of the number" in one.what]
    assert len(found) == 3, found
    assert [one.what.split("'")[1] for one in found if not one.well] == ill
    assert all(PUBLIC in one.fix for one in found)
