"""How soon a platform's push is acknowledged, with everything in it stored on disk, while Rasa is down.

Pushes come at a fixed rate whether or not earlier ones were answered, as they do from a platform; each is signed, and
sealed where the platform seals. An answer counts from the instant its push was due.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bench.customers import script
from bench.figures import Row, Target, percentile
from bench.gateway_alone import NOBODY, alone
from bench.run import Run
from connectors.tencent.crypto import Crypto
from helpline.core import clock

RATE = 300  # pushes a second
SENDERS = 500
CONNECTIONS = 24
APPID, TOKEN, KEY = "wxbench0000000000", "bench-token", "kDzqR7w1JtV5bXnM3sPcY9fHgL2eUaWi6oQ8yTrBvC0"
SID, AUTH, PUBLIC = "AC" + "0" * 32, "bench-auth", "https://bench.example"
PLATFORMS = {
    "PUBLIC_URL": PUBLIC,
    "WECHAT_APPID": APPID,
    "WECHAT_SECRET": "bench",
    "WECHAT_TOKEN": TOKEN,
    "WECHAT_AES_KEY": KEY,
    "WECHAT_API_URL": NOBODY,
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": AUTH,
    "TWILIO_SMS_FROM": "+18005550100",
    "TWILIO_API_URL": NOBODY,
}
SOON = Target("p99 under 50 ms at 300/s", "ours", at_most=50)
ENOUGH = Target("at least 300", "ours", at_least=RATE)

TEXT: str = script()["warm_up"][0]

Push = Callable[[int], bytes]


def figures(run: Run) -> list[Row]:
    """Rows of WeChat and of text messages; there is no stock channel to compare with."""
    seconds = 5 if run.quick else 20
    rows = []
    for name, push in (("wechat", wechat), ("sms", sms)):
        run.tell(f"webhooks: {name}")
        with alone(env=PLATFORMS) as port:
            asyncio.run(_drive(port, push, 2, 0))  # the first requests load what the later ones need
            late, rate = asyncio.run(_drive(port, push, seconds, 10_000)), asyncio.run(_flood(port, push, seconds))
        rows += [
            Row(f"{name} acknowledged p50", "ms", 1000 * percentile(late, 50)),
            Row(f"{name} acknowledged p99", "ms", 1000 * percentile(late, 99), None, SOON),
            Row(f"{name} taken in at most", "per second", rate, None, ENOUGH),
        ]
    return rows


def wechat(number: int) -> bytes:
    """A sealed push of a text, as one HTTP request."""
    seal, at = Crypto(TOKEN, [KEY], APPID), int(clock.now().timestamp())
    text = (
        f"<xml><ToUserName>gh_bench</ToUserName><FromUserName>o{number % SENDERS}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>text</MsgType><Content>{TEXT}</Content>"
        f"<MsgId>{number + 1}</MsgId></xml>"
    )
    sealed, stamp, nonce = seal.close(text), str(at), secrets.token_hex(6)
    query = {
        "signature": seal.signature(stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": seal.signature(stamp, nonce, sealed),
    }
    body = f"<xml><ToUserName>gh_bench</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    return _request(f"/channels/wechat?{urlencode(query)}", body, "text/xml", "")


def sms(number: int) -> bytes:
    """A signed text message, as one HTTP request."""
    form = {
        "MessageSid": f"SM{number:032}",
        "AccountSid": SID,
        "From": f"+86138{number % SENDERS:08}",
        "To": "+18005550100",
        "Body": TEXT,
        "NumMedia": "0",
    }
    signature = RequestValidator(AUTH).compute_signature(f"{PUBLIC}/channels/sms", form)
    return _request("/channels/sms", urlencode(form).encode(), "application/x-www-form-urlencoded", signature)


def _request(path: str, body: bytes, kind: str, signature: str) -> bytes:
    signed = f"X-Twilio-Signature: {signature}\r\n" if signature else ""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: {kind}\r\n{signed}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _drive(port: int, push: Push, seconds: int, first: int) -> list[float]:
    """Seconds from when each push was due to its answer."""
    pushes = [push(first + n) for n in range(RATE * seconds)]
    began = time.perf_counter() + 0.1
    late: list[float] = []

    async def connection(own: range) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for n in own:
            due = began + n / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await _asked(reader, writer, pushes[n])
            late.append(time.perf_counter() - due)
        writer.close()

    await asyncio.gather(*(connection(range(k, len(pushes), CONNECTIONS)) for k in range(CONNECTIONS)))
    return late


async def _flood(port: int, push: Push, seconds: int) -> float:
    """Pushes a second when each connection sends the next as soon as one is answered."""
    pushes = [push(1_000_000 + n) for n in range(RATE * seconds)]
    began = time.perf_counter()

    async def connection(own: list[bytes]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for one in own:
            await _asked(reader, writer, one)
        writer.close()

    await asyncio.gather(*(connection(pushes[k::CONNECTIONS]) for k in range(CONNECTIONS)))
    return len(pushes) / (time.perf_counter() - began)


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, push: bytes) -> None:
    writer.write(push)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"a push was answered {head[:60]!r}")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
