"""The vectors that the platform's documentation prints for its message push."""

import secrets
from datetime import UTC, datetime

import pytest

from connectors import wechat
from connectors.contract.request import Request
from connectors.tencent import body
from connectors.tencent.crypto import Crypto
from connectors.wechat.account import WeChatChannel
from tests.connectors.wechat_pushes import SharedVault, request

TOKEN, KEY, APPID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"
ENCRYPT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8"
    "XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32I"
    "Ijdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
OPENED = (
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,'
    '"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
)


def channel(key: str = KEY) -> WeChatChannel:
    made = wechat.connect(
        {"WECHAT_APPID": APPID, "WECHAT_SECRET": "s", "WECHAT_TOKEN": TOKEN, "WECHAT_AES_KEY": key}, SharedVault()
    )
    assert made
    return made


def at(timestamp: str) -> datetime:
    return datetime.fromtimestamp(int(timestamp), UTC)


def test_the_check_of_the_address() -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    for key in (KEY, ""):
        received = channel(key).receive(request(query, method="GET", at=at("1714036504")))
        assert received.answer.body == "4375120948345356249"
        assert not received.inbound


def test_a_plain_push() -> None:
    query = {
        "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78",
        "timestamp": "1714037059",
        "nonce": "486452656",
    }
    received = channel("").receive(request(query, OPENED.encode(), at=at("1714037059")))
    assert received.answer.body == "success"
    assert received.nonce == "1714037059.486452656"


@pytest.mark.parametrize("shape", ['{{"ToUserName":"gh","Encrypt":"{}"}}', "<xml><Encrypt>{}</Encrypt></xml>"])
def test_a_sealed_push(shape: str) -> None:
    query = {
        "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
        "timestamp": "1714112445",
        "nonce": "415670741",
        "openid": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    sealed: Request = request(query, shape.format(ENCRYPT).encode(), at=at("1714112445"))
    assert channel().receive(sealed).answer.body == "success"
    assert Crypto(TOKEN, [KEY], APPID).open(ENCRYPT).text == OPENED
    assert body.fields_of(OPENED)["debug_str"] == "hello world"


def test_a_sealed_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda size: "707722b803182950")
    seal = Crypto(TOKEN, [KEY], APPID)
    sealed = seal.close('{"demo_resp":"good luck"}')
    assert sealed == "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert seal.signature("1713424427", "415670741", sealed) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"
