"""The platform's side of the seal agrees with the vectors of WeChat's documentation and with its own package."""

import pytest

from simulator.accounts import Accounts
from simulator.sealing import Sealing
from tests.peers.node import ask

OFFICIAL = Sealing("AAAAA", "A" * 43, "wxba5fad812f8e6fb9")
SEALED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8X"
    "GT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjd"
    "f8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)


@pytest.mark.parametrize(
    ("parts", "signature"),
    [
        (("1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (("1714112445", "415670741", SEALED), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"),
    ],
)
def test_signs_as_documented(parts: tuple[str, ...], signature: str) -> None:
    assert OFFICIAL.signature(*parts) == signature


def test_opens_what_the_documentation_sealed() -> None:
    assert '"Event":"debug_demo"' in OFFICIAL.open(SEALED)


def test_opens_its_own_and_nobody_elses() -> None:
    assert OFFICIAL.open(OFFICIAL.seal("空调不制冷 🔧")) == "空调不制冷 🔧"
    with pytest.raises(ValueError):
        Sealing("AAAAA", "A" * 43, "wx0000000000000000").open(SEALED)


@pytest.mark.peers
def test_the_platforms_own_package_opens_it() -> None:
    accounts = Accounts("", "")
    sealing = Sealing(accounts.wechat_token, accounts.wechat_key, accounts.wechat_appid)
    sealed = sealing.seal("<xml>空调不制冷</xml>")
    task = {"do": "open", "token": sealing.token, "key": sealing.key, "sealed": sealed, "timestamp": "1", "nonce": "2"}
    (found,) = ask("wecom.mjs", [task])
    assert found == {
        "text": "<xml>空调不制冷</xml>",
        "id": sealing.receiver,
        "signature": sealing.signature("1", "2", sealed),
    }
