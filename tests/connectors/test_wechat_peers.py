"""Seals against Tencent's own @wecom/crypto: what it seals our channels open, what ours seals it opens."""

import pytest

from connectors.tencent.crypto import Crypto
from tests.connectors.wechat_pushes import (
    APPID,
    AT,
    CORPID,
    KEY,
    OLD_KEY,
    PAYLOADS,
    TOKEN,
    account,
    corporation,
    payload,
    plain,
    plain_account,
    plain_query,
    request,
)
from tests.peers.node import ask

pytestmark = [pytest.mark.peers, pytest.mark.slow]
TIMESTAMP, NONCE = str(int(AT.timestamp())), "415670741"
TEXTS = ["a", "空调" * 700, "👨‍👩‍👧‍👦 & <b> ]]>", *("x" * n for n in range(1, 66))]


def test_it_opens_what_ours_seals() -> None:
    seal = Crypto(TOKEN, [KEY], APPID)
    sealed = [seal.close(text) for text in TEXTS]
    what = {"do": "open", "token": TOKEN, "key": KEY, "timestamp": TIMESTAMP, "nonce": NONCE}
    opened = ask("wecom.mjs", [what | {"sealed": one} for one in sealed])
    assert [one["text"] for one in opened] == TEXTS
    assert {one["id"] for one in opened} == {APPID}
    assert [one["signature"] for one in opened] == [seal.signature(TIMESTAMP, NONCE, one) for one in sealed]


def test_ours_opens_what_it_seals() -> None:
    seal = Crypto(TOKEN, [OLD_KEY, KEY], CORPID)
    what = {"do": "seal", "token": TOKEN, "key": KEY, "id": CORPID, "timestamp": TIMESTAMP, "nonce": NONCE}
    for text, made in zip(TEXTS, ask("wecom.mjs", [what | {"text": text} for text in TEXTS]), strict=True):
        seal.check(made["signature"], TIMESTAMP, NONCE, made["sealed"])
        opened = seal.open(made["sealed"])
        assert (opened.text, opened.key) == (text, 1)


def test_pushes_that_it_sealed() -> None:
    names = sorted(file.name for file in (PAYLOADS / "wechat").glob("*.xml"))
    what = {"do": "seal", "token": TOKEN, "key": KEY, "id": APPID, "timestamp": TIMESTAMP, "nonce": "486452656"}
    made = ask("wecom.mjs", [what | {"text": payload("wechat", name).decode()} for name in names])
    for name, one in zip(names, made, strict=True):
        push = request(
            plain_query() | {"encrypt_type": "aes", "msg_signature": one["signature"]},
            f"<xml><Encrypt><![CDATA[{one['sealed']}]]></Encrypt></xml>".encode(),
        )
        expected = plain_account().receive(plain(payload("wechat", name)))
        assert account().receive(push) == expected, name


def test_a_callback_that_it_sealed() -> None:
    what = {"do": "seal", "token": TOKEN, "key": KEY, "id": CORPID, "timestamp": TIMESTAMP, "nonce": NONCE}
    callback, echo = ask(
        "wecom.mjs",
        [what | {"text": payload("wecom", "callback.xml").decode()}, what | {"text": "7361289346"}],
    )
    query = {"timestamp": TIMESTAMP, "nonce": NONCE}
    push = request(
        query | {"msg_signature": callback["signature"]},
        f"<xml><ToUserName>{CORPID}</ToUserName><Encrypt>{callback['sealed']}</Encrypt></xml>".encode(),
    )
    assert len(corporation().receive(push).pulls) == 1
    check = request(query | {"msg_signature": echo["signature"], "echostr": echo["sealed"]}, method="GET")
    assert corporation().receive(check).answer.body == "7361289346"
