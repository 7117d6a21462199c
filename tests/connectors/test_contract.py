"""What every channel keeps to. A channel is tested by its recorded requests, `tests/payloads/<channel>/contract.yml`:

    environment: {NAME: value}     its settings, as when the requests were recorded
    at: 2026-11-22T02:00:00Z       when they arrived
    requests:                      authentic ones, each with what it is read as
      - request: {method, path, query, headers: {}, body}
        inbound: [{sender, kind, text, external_id, …}]
        receipts: [{foreign_id, status}]
    covered: [headers, query, body]     what the signature protects
    ages: true                          whether a request is refused when it is old

A new channel needs nothing here.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import yaml

from connectors.contract.channel import Channel
from connectors.contract.inbound import Received
from connectors.contract.outbound import Delivery, Outbound
from connectors.contract.request import BadMessage, Refused, Request
from connectors.contract.settings import Misconfigured
from gateway.channels import CHANNELS

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"
NAMES = list(CHANNELS)
CONNECTORS = CHANNELS
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "s3cr3t-that-nobody-may-read"


class Tokens:
    """A token_store that keeps nothing."""

    def token(self, name: str, fetch: Any, stale: str = "") -> str:
        value: str = fetch()[0]
        return value


def recorded(name: str) -> dict[str, Any]:
    file = PAYLOADS / name / "contract.yml"
    assert file.exists(), f"{file} is missing: record what {name} receives"
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


def connected(name: str, **changes: str) -> Channel:
    made: Channel | None = CONNECTORS[name].connect(recorded(name)["environment"] | changes, Tokens())
    assert made is not None
    return made


def request(name: str, entry: Mapping[str, Any]) -> Request:
    told, at = entry["request"], recorded(name)["at"]
    at = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return Request(
        method=told.get("method", "POST"),
        path=told.get("path", ""),
        query=told.get("query", ""),
        headers=told.get("headers", {}),
        body=told.get("body", "").encode(),
        at=at,
    )


EVERY = [(name, n) for name in NAMES for n in range(len(recorded(name)["requests"]))]
each = pytest.mark.parametrize(("name", "n"), EVERY)
channels = pytest.mark.parametrize("name", NAMES)


def authentic(name: str, n: int) -> tuple[Channel, Request, dict[str, Any]]:
    entry = recorded(name)["requests"][n]
    return connected(name), request(name, entry), entry


def refused(channel: Channel, request: Request) -> bool:
    try:
        channel.receive(request)
    except (Refused, BadMessage):
        return True
    return False


# -- coming in ---------------------------------------------------------------------------------------------------------


@each
def test_an_authentic_request_is_read(name: str, n: int) -> None:
    channel, sent, entry = authentic(name, n)
    received = channel.receive(sent)
    for kind in ("inbound", "receipts", "pulls"):
        found = getattr(received, kind)
        assert len(found) == len(entry.get(kind, []))
        for got, wanted in zip(found, entry.get(kind, [])):
            assert {field: getattr(got, field) for field in wanted} == wanted
    for inbound in received.inbound:
        assert inbound.channel == channel.name
        assert inbound.sender and inbound.external_id
    if "answer" in entry:
        assert received.answer.body == entry["answer"]


@each
def test_the_same_request_is_the_same_message(name: str, n: int) -> None:
    channel, sent, _ = authentic(name, n)
    assert channel.receive(sent) == connected(name).receive(sent)


@each
def test_another_byte_is_refused(name: str, n: int) -> None:
    channel, sent, _ = authentic(name, n)
    if "body" not in recorded(name)["covered"] or not sent.body:
        pytest.skip("this channel's signature does not cover the body: said in its documentation")
    for at in range(0, len(sent.body), max(1, len(sent.body) // 40)):
        other = sent.body[:at] + bytes([sent.body[at] ^ 1]) + sent.body[at + 1 :]
        assert refused(channel, replace(sent, body=other)) or _read_alike(channel, sent, other)


def _read_alike(channel: Channel, sent: Request, body: bytes) -> bool:
    """A byte outside what is signed (around a sealed message) may change when the message stays the same."""
    return channel.receive(replace(sent, body=body)) == channel.receive(sent)


@each
def test_a_missing_or_changed_mark_is_refused(name: str, n: int) -> None:
    channel, sent, entry = authentic(name, n)
    marks = recorded(name)
    if "query" in marks["covered"]:
        values = parse_qsl(sent.query, keep_blank_values=True)
        for at, (key, value) in enumerate(values):
            if key in entry.get("free", ()):
                continue
            without = urlencode(values[:at] + values[at + 1 :])
            changed = urlencode(
                [*values[:at], (key, value[:-1] + ("x" if value[-1:] != "x" else "y")), *values[at + 1 :]]
            )
            assert refused(channel, replace(sent, query=without)), f"without {key}"
            assert refused(channel, replace(sent, query=changed)), f"with another {key}"
    for key in marks.get("marks", ()):
        others = {k: v for k, v in sent.headers.items() if k != key}
        assert refused(channel, replace(sent, headers=others)), f"without {key}"
        assert refused(channel, replace(sent, headers={**sent.headers, key: "A" * 28})), f"with another {key}"


@each
def test_an_old_or_future_request_is_refused(name: str, n: int) -> None:
    channel, sent, _ = authentic(name, n)
    if not recorded(name)["ages"]:
        pytest.skip("this platform's requests carry no time")
    for by in (timedelta(hours=1), timedelta(hours=-1)):
        assert refused(channel, replace(sent, at=sent.at + by))


@each
def test_somebody_elses_secret_is_refused(name: str, n: int) -> None:
    _, sent, _ = authentic(name, n)
    for changes in recorded(name)["others"]:
        assert refused(connected(name, **changes), sent), changes


@channels
def test_nothing_crashes_it(name: str) -> None:
    channel = connected(name)
    sent = authentic(name, 0)[1] if recorded(name)["requests"] else Request("POST", "", "", {}, b"{}", NOON)
    chance = random.Random(1)
    for _ in range(300):
        body = bytearray(sent.body or b"x")
        for _ in range(chance.randint(1, 8)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        cut = bytes(body[: chance.randint(0, len(body))])
        query = chance.choice([sent.query, "", sent.query[: len(sent.query) // 2], "a=%ff&a=&=", sent.query + "&x=%00"])
        try:
            assert isinstance(channel.receive(replace(sent, body=cut, query=query)), Received)
        except (Refused, BadMessage) as error:
            assert len(str(error)) < 300


# -- going out ---------------------------------------------------------------------------------------------------------


def messages() -> list[Outbound]:
    """A talk as the bot leads it: short, long, with buttons, with a picture, a survey, an agent's words."""
    yes_no = ({"title": "可以", "payload": "/affirm"}, {"title": "不行", "payload": "/deny"})
    return [
        Outbound(1, 11, "bot", "", "您好，我是售后助手。"),
        Outbound(2, 12, "bot", "", "我复述一遍，请核对：\n设备：空调\n地址：杭州市西湖区。\n可以提交吗？", yes_no),
        Outbound(3, 13, "system", "", "已为您转人工。"),
        Outbound(4, 14, "agent", "安然", "您好，我是安然😀，" + "正在查看您的工单，请稍等。" * 120),
        Outbound(5, 15, "bot", "", "请打分，1 到 5。", purpose="survey"),
    ]


@channels
def test_everything_said_goes_out_in_order(name: str) -> None:
    channel = connected(name)
    said = messages()
    parcels = channel.pack(said)
    assert parcels == channel.pack(said)  # a retry packs alike
    order = [id for parcel in parcels for id in parcel.ids]
    assert list(dict.fromkeys(order)) == [message.id for message in said]
    for message in said:
        mine = [parcel for parcel in parcels if message.id in parcel.ids]
        assert len(mine) == 1 or all(parcel.ids == (message.id,) for parcel in mine)
        assert [parcel.part for parcel in mine] == list(range(mine[0].parts))
        told = "".join("".join(p.text.split()) for p in mine)
        for piece in message.text.replace("😀", "，").split("，"):
            assert "".join(piece.split())[:60] in told
        shown = told + "".join(button["title"] for parcel in mine for button in parcel.buttons)
        assert all(button["title"] in shown for button in message.buttons)
    survey = next(parcel for parcel in parcels if 5 in parcel.ids)
    assert survey.ids == (5,) or not channel.capabilities.reserve  # the last of an allowance is spent on nothing else


@channels
def test_a_dead_platform_is_tried_again_and_tells_no_secret(name: str) -> None:
    changes = {key: "http://127.0.0.1:9" for key in recorded(name)["addresses"]}
    secrets = {key: f"{SECRET}-{key}" for key in recorded(name).get("plain_secrets", ())}
    channel = connected(name, **changes, **secrets)
    parcel = channel.pack([Outbound(1, 1, "bot", "", "您好")])[0]
    try:
        result = channel.send(recorded(name)["to"], parcel)
    except Exception as error:
        assert SECRET not in f"{error!r}{error.__cause__!r}{error.__context__!r}"
    else:
        assert SECRET not in repr(result)
        if changes:
            assert result.delivery == Delivery.RETRY


@channels
def test_it_is_off_without_settings_and_says_what_is_missing(name: str) -> None:
    module = CONNECTORS[name]
    if not module.SETTINGS:
        pytest.skip("it needs no settings and is always on")
    assert module.connect({}, Tokens()) is None
    needed = [setting.name for setting in module.SETTINGS if setting.required]
    environment = recorded(name)["environment"]
    for left_out in needed:
        if len(needed) == 1:
            break
        partly = {key: value for key, value in environment.items() if key != left_out}
        try:
            made = module.connect(partly, Tokens())
        except Misconfigured as error:
            assert left_out in str(error)
        else:
            assert made is None, f"works without {left_out}"


@channels
def test_settings_say_what_they_are(name: str) -> None:
    for setting in CONNECTORS[name].SETTINGS:
        assert setting.name.isupper() and len(setting.meaning) > 10
