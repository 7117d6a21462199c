"""What is not let in: forged, altered, late, or no message at all. Nothing of it may end in a traceback."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

import pytest

from connectors.contract.request import BadMessage, Refused, Request
from connectors.tencent.crypto import Crypto
from connectors.wechat.account import WeChatChannel
from tests.connectors.wechat_pushes import (
    APPID,
    AT,
    KEY,
    OLD_KEY,
    TOKEN,
    account,
    payload,
    plain,
    plain_account,
    plain_query,
    request,
    sealed,
)

TEXT = payload("wechat", "text.xml")
SIGNED = {"signature", "timestamp", "nonce"}


def with_query(push: Request, **changes: str | None) -> Request:
    """The same with other parameters; None leaves one out."""
    query = {**dict(parse_qsl(push.query)), **changes}
    return replace(push, query=urlencode({name: value for name, value in query.items() if value is not None}))


def altered(push: Request, place: int) -> Request:
    """The same with one byte of the body altered."""
    body = bytearray(push.body)
    body[place] ^= 1
    return replace(push, body=bytes(body))


def checked(**changes: str | None) -> Request:
    """A check of the address."""
    return with_query(request(plain_query() | {"echostr": "4375120948345356249"}, method="GET"), **changes)


def xml(fields: str) -> bytes:
    return f"<xml><ToUserName>gh</ToUserName>{fields}</xml>".encode()


FROM = "<FromUserName>oHl1p6</FromUserName><CreateTime>1795334401</CreateTime>"
WORDS = f"{FROM}<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>"
CIPHER = sealed(TEXT).body.index(b"<Encrypt>") + 60

REFUSED: dict[str, tuple[Callable[[], WeChatChannel], Request]] = {
    "check: no signature": (account, checked(signature=None)),
    "check: empty signature": (account, checked(signature="")),
    "check: other signature": (account, checked(signature="0" * 40)),
    "check: signature not ASCII": (account, checked(signature="签名" * 20)),
    "check: signature in capitals": (account, checked(signature=plain_query()["signature"].upper())),
    "check: no timestamp": (account, checked(timestamp=None)),
    "check: no nonce": (account, checked(nonce=None)),
    "check: other nonce": (account, checked(nonce="1")),
    "check: other timestamp": (account, checked(timestamp="1795334403")),
    "check: timestamp no number": (account, checked(timestamp="now")),
    "check: timestamp negative": (account, checked(timestamp="-1795334402")),
    "check: timestamp huge": (account, checked(timestamp="9" * 400)),
    "check: timestamp beyond the calendar": (account, checked(timestamp="9" * 12)),
    "check: half a character": (
        account,
        replace(checked(signature=None), query=checked(signature=None).query + "&signature=\udc80"),
    ),
    "check: signature twice": (account, replace(checked(), query="signature=0&" + checked().query)),
    "check: timestamp in other digits": (account, checked(timestamp="１７９５３３４４０２")),
    "check: other token": (account, request(plain_query(token="guess") | {"echostr": "1"}, method="GET")),
    "plain: no signature": (plain_account, with_query(plain(TEXT), signature=None)),
    "plain: no timestamp": (plain_account, with_query(plain(TEXT), timestamp=None)),
    "plain: no nonce": (plain_account, with_query(plain(TEXT), nonce=None)),
    "plain: no query": (plain_account, replace(plain(TEXT), query="")),
    "plain: nonce of a megabyte": (plain_account, with_query(plain(TEXT), nonce="1" * 1_000_000)),
    "plain: other token": (plain_account, request(plain_query(token="guess"), TEXT)),
    "plain: six minutes old": (plain_account, request(plain_query(AT - timedelta(minutes=6)), TEXT)),
    "plain: six minutes ahead": (plain_account, request(plain_query(AT + timedelta(minutes=6)), TEXT)),
    "plain: a day old": (plain_account, request(plain_query(AT - timedelta(days=1)), TEXT)),
    "safe: a plain push": (account, plain(TEXT)),
    "safe: a plain push that says it is sealed": (account, with_query(plain(TEXT), encrypt_type="aes")),
    "safe: no msg_signature": (account, with_query(sealed(TEXT), msg_signature=None)),
    "safe: signature for msg_signature": (
        account,
        with_query(sealed(TEXT), msg_signature=plain_query()["signature"]),
    ),
    "safe: other msg_signature": (account, with_query(sealed(TEXT), msg_signature="0" * 40)),
    "safe: no signature": (account, with_query(sealed(TEXT), signature=None)),
    "safe: other nonce": (account, with_query(sealed(TEXT), nonce="1")),
    "safe: other timestamp": (account, with_query(sealed(TEXT), timestamp="1795334403")),
    "safe: other token": (account, sealed(TEXT, token="guess")),
    "safe: another appid": (account, sealed(TEXT, receiver="wx0000000000000000")),
    "safe: no appid": (account, sealed(TEXT, receiver="")),
    "safe: a longer appid": (account, sealed(TEXT, receiver=APPID + "0")),
    "safe: another key": (account, sealed(TEXT, OLD_KEY)),
    "safe: a key that is neither": (
        lambda: account(WECHAT_AES_KEY_PREVIOUS=OLD_KEY),
        sealed(TEXT, "C" * 43),
    ),
    "safe: one byte altered": (account, altered(sealed(TEXT), CIPHER)),
    "safe: one byte altered elsewhere": (account, altered(sealed(TEXT), CIPHER + 60)),
    "safe: six minutes old": (account, replace(sealed(TEXT), at=AT + timedelta(minutes=6))),
    "safe: Encrypt twice": (account, replace(sealed(TEXT), body=xml("<Encrypt>a</Encrypt><Encrypt>b</Encrypt>"))),
    "safe: Encrypt empty": (account, replace(sealed(TEXT), body=xml("<Encrypt></Encrypt>"))),
    "safe: Encrypt missing": (account, replace(sealed(TEXT), body=xml(WORDS))),
    "safe: Encrypt with fields": (account, replace(sealed(TEXT), body=xml("<Encrypt><a>1</a></Encrypt>"))),
}
REFUSED |= {
    f"safe: {name} sealed and signed": (
        account,
        with_query(
            request(plain_query(), xml(f"<Encrypt>{what}</Encrypt>")),
            msg_signature=Crypto(TOKEN, [KEY], APPID).signature(str(int(AT.timestamp())), "486452656", what),
        ),
    )
    for name, what in {"nothing": "AAAA", "no base64": "签", "half a block": "QUJD" * 6, "noise": "QUJD" * 16}.items()
}

BAD: dict[str, bytes] = {
    "empty": b"",
    "blank": b"  \n ",
    "not XML": b"hello",
    "cut off": TEXT[:-30],
    "no root": b"<?xml version='1.0'?>",
    "another root": b"<html><body>1</body></html>",
    "an empty message": b"<xml></xml>",
    "a text for a message": b"<xml>hello</xml>",
    "not UTF-8": "<xml><Content>空调</Content></xml>".encode("gbk"),
    "UTF-16": TEXT.decode().encode("utf-16"),
    "too large": b"<xml>" + b"a" * 1024 * 1024 + b"</xml>",
    "nested deep": b"<xml>" * 50_000,
    "nested deep and closed": b"<xml>" + b"<a>" * 40_000 + b"</a>" * 40_000 + b"</xml>",
    "nested two thousand deep": b"<xml>" + b"<a>" * 1_990 + b"</a>" * 1_990 + b"</xml>",
    "many attributes": b"<xml " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"></xml>",
    "sections without end": b"<xml>" + b"<a><![CDATA[" * 49 + b"x" * 900_000,
    "entities": b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
    "many laughs": b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><MsgType>&b;</MsgType></xml>',
    "a file as entity": b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>',
    "control characters as references": xml(WORDS.replace("a</", "&#1;</")),
    "no MsgType": xml(FROM),
    "MsgType twice": xml(WORDS + "<MsgType>text</MsgType>"),
    "MsgType with fields": xml(f"{FROM}<MsgType><a>1</a></MsgType>"),
    "Content twice": xml(WORDS + "<Content>b</Content>"),
    "sender twice": xml(WORDS + "<FromUserName>someone-else</FromUserName>"),
    "no sender": xml("<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>"),
    "sender with blanks": xml(WORDS.replace("oHl1p6", "o Hl1p6")),
    "sender too long": xml(WORDS.replace("oHl1p6", "o" * 65)),
    "no MsgId": xml(f"{FROM}<MsgType>text</MsgType><Content>a</Content>"),
    "a picture without MediaId": xml(f"{FROM}<MsgType>image</MsgType><MsgId>1</MsgId>"),
    "a place without coordinates": xml(f"{FROM}<MsgType>location</MsgType><MsgId>1</MsgId>"),
    "a click without key": xml(f"{FROM}<MsgType>event</MsgType><Event>CLICK</Event>"),
    "an event without time": xml("<FromUserName>o</FromUserName><MsgType>event</MsgType><Event>subscribe</Event>"),
    "a receipt without MsgID": xml(f"{FROM}<MsgType>event</MsgType><Event>TEMPLATESENDJOBFINISH</Event>"),
    "JSON: cut off": b'{"MsgType":"text"',
    "JSON: a list": b"[1,2]",
    "JSON: empty": b"{}",
    "JSON: a key twice": b'{"FromUserName":"a","FromUserName":"b","MsgType":"text","Content":"c","MsgId":1}',
    "JSON: a list for a sender": b'{"FromUserName":["a"],"MsgType":"text","Content":"c","MsgId":1}',
    "JSON: null for a type": b'{"FromUserName":"a","MsgType":null,"Content":"c","MsgId":1}',
    "JSON: nested deep": b'{"a":' * 100_000,
    "only sealed": xml("<Encrypt>AAAA</Encrypt>"),
}


def test_there_are_enough_cases() -> None:
    assert len(REFUSED) >= 40
    assert len(BAD) >= 35


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    channel, push = REFUSED[case]
    with pytest.raises(Refused):
        channel().receive(push)


@pytest.mark.parametrize("case", BAD)
def test_no_message(case: str) -> None:
    with pytest.raises(BadMessage):
        plain_account().receive(plain(BAD[case]))


@pytest.mark.parametrize("case", [name for name, body in BAD.items() if "UTF" not in name and len(body) < 200_000])
def test_no_message_though_sealed(case: str) -> None:
    with pytest.raises(BadMessage):
        account().receive(sealed(BAD[case] or b" "))


def test_other_methods_and_checks_without_an_echo() -> None:
    for push in (replace(plain(TEXT), method="PUT"), checked(echostr=None), checked(echostr="")):
        with pytest.raises(BadMessage):
            plain_account().receive(push)


def test_the_window_is_five_minutes_either_way() -> None:
    for shift in (timedelta(minutes=-5), timedelta(minutes=5)):
        assert account().receive(replace(sealed(TEXT), at=AT + shift)).inbound


def mutated(body: bytes, chance: random.Random) -> bytes:
    noise = chance.choice(("cut", "flip", "insert", "double", "random"))
    place = chance.randrange(len(body))
    if noise == "cut":
        return body[:place]
    if noise == "flip":
        return bytes([*body[:place], chance.randrange(256), *body[place + 1 :]])
    if noise == "insert":
        return body[:place] + chance.randbytes(chance.randrange(1, 9)) + body[place:]
    if noise == "double":
        end = chance.randrange(place, len(body))
        return body[:end] + body[place:]
    return chance.randbytes(place)


@pytest.mark.parametrize("name", ["text.xml", "scancode_waitmsg.xml", "subscribe_msg_popup.xml", "text.json"])
def test_whatever_comes_is_read_refused_or_bad(name: str) -> None:
    chance = random.Random(name)
    whole = payload("wechat", name)
    channels = (plain_account(), account())
    for _ in range(400):
        body = mutated(whole, chance)
        pushes = [(channels[0], plain(body)), (channels[1], replace(sealed(whole), body=body))]
        try:
            pushes.append((channels[1], sealed(body)))
        except UnicodeDecodeError:
            pass
        for channel, push in pushes:
            try:
                channel.receive(push)
            except (Refused, BadMessage) as error:
                assert TOKEN not in str(error) and KEY not in str(error)


def test_whatever_stands_in_the_query() -> None:
    chance, channel = random.Random(5), account()
    for whole in (sealed(TEXT), plain(TEXT), checked()):
        for _ in range(400):
            query = mutated(whole.query.encode(), chance).decode("utf-8", "surrogateescape")
            try:
                channel.receive(replace(whole, query=query))
            except (Refused, BadMessage):
                pass


def test_any_json_value_anywhere() -> None:
    values: list[object] = [None, True, 1.5, -1, "", "x", [], [1], {}, {"a": {"b": 1}}, "\x00", "\ud800", "]]>"]
    whole, channel = json.loads(payload("wechat", "text.json")), plain_account()
    for name in [*whole, "Event", "EventKey", "bizmsgmenuid", "ScanCodeInfo", "a b", "", "@a", "#text"]:
        for value in values:
            for kind in ("text", "voice", "location", "event", "scancode_waitmsg"):
                changed = {**whole, "MsgType": "event", "Event": kind} if "_" in kind else {**whole, "MsgType": kind}
                body = json.dumps({**changed, name: value}).encode()
                try:
                    channel.receive(plain(body))
                except (Refused, BadMessage):
                    pass
