"""Notices by template, against a stand-in for the Official Account's interface."""

from collections.abc import Iterator

import pytest

from connectors.contract.outbound import Delivery, Parcel, Result
from connectors.wechat.notices import Template
from tests.connectors.wechat_platform import Platform, running
from tests.connectors.wechat_pushes import WHO, account


@pytest.fixture
def platform() -> Iterator[Platform]:
    with running() as made:
        yield made


NOTICE = "提醒您：明天 9:00 工程师将上门"
FACTS = {"product": "商用中央空调室外机及其控制系统整套设备", "time": "2026年11月23日 9:00", "engineer": ""}
TEMPLATES = {
    "WECHAT_TEMPLATE_VISIT": "VRR0-UEO9:thing2=product, time5=time,name6=engineer,phone_number7=phone,name1=product"
}


@pytest.mark.parametrize(
    ("phone", "sent"),
    [("13905711001", "13905711001"), ("+852 9123 4567", "+852-9123-4567"), ("0571-88880001转8001", "0571-88880001")],
)
def test_a_phone_as_the_platform_takes_it(phone: str, sent: str) -> None:
    fields = Template("t", {"phone_number7": "phone"}).filled({"phone": phone})
    assert fields == {"phone_number7": {"value": sent}}


def test_notices_by_template(platform: Platform) -> None:
    channel = account(WECHAT_API_URL=platform.url, **TEMPLATES)
    notice = Parcel((5,), NOTICE, purpose="notice:visit", facts=FACTS)
    assert channel.notify(WHO, notice) == Result(Delivery.SENT, foreign_id="200228332", spent=False)
    (sent,) = platform.bodies("message/template/send")
    assert sent["template_id"] == "VRR0-UEO9"
    assert sent["data"] == {
        "thing2": {"value": "商用中央空调室外机及其控制系统整套设备"},
        "time5": {"value": "2026年11月23日 9:00"},
        "name6": {"value": "—"},  # an empty field is an error
        "phone_number7": {"value": "—"},
        "name1": {"value": "商用中央空调室外机…"},
    }
    platform.told["message/template/send"] = [{"errcode": 43004, "errmsg": "require subscribe"}]
    refused = channel.notify(WHO, notice)
    assert refused and refused.unreachable


def test_no_notice_without_its_template() -> None:
    notice = Parcel((5,), NOTICE, purpose="notice:closure")
    assert account(**TEMPLATES).notify(WHO, notice) is None
    assert account(WECHAT_ACCOUNT="subscription", **TEMPLATES).notify(WHO, notice) is None
