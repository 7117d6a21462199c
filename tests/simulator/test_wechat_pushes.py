"""Pushes are sealed so that the connector takes them, and made again exactly while nobody answers success."""

import pytest

from connectors import wechat
from connectors.contract.inbound import Inbound, Kind
from simulator.platform import Platform
from tests.connectors.wechat_pushes import SharedVault
from tests.simulator.conftest import SPEED, Product

pytestmark = pytest.mark.slow

WHO = "openid-1"
PATIENCE = 5 / SPEED


def read(platform: Platform, product: Product, token_store: SharedVault) -> list[Inbound]:
    """What the connector makes of everything that was pushed; a busy machine may have needed a second push."""
    channel = wechat.connect(platform.accounts.settings(), token_store)
    assert channel
    found = [inbound for request in product.at("wechat") for inbound in channel.receive(request).inbound]
    return list({inbound.external_id: inbound for inbound in found}.values())


@pytest.mark.parametrize("mode", ["safe", "compatible"])
def test_everything_a_person_does_is_understood(
    platform: Platform, product: Product, token_store: SharedVault, mode: str
) -> None:
    platform.pusher.mode = mode
    people = platform.people
    for doing in (
        people.scan(WHO, "QH25053206"),
        people.text(WHO, "空调不制冷 & <坏了>"),
        people.text(WHO, "还没解决", "7-2"),
        people.picture(WHO, b"jpeg", "image/jpeg"),
        people.voice(WHO),
        people.location(WHO, 30.2, 120.1, "文澜路88号"),
        people.click(WHO, "查进度"),
        people.scan(WHO, "NX26019431"),
        people.unfollow(WHO),
    ):
        assert platform.do(doing)
    found = read(platform, product, token_store)
    assert [(i.kind, i.text, i.payload, i.choice) for i in found] == [
        (Kind.JOINED, "", "QH25053206", ""),
        (Kind.TEXT, "空调不制冷 & <坏了>", "", ""),
        (Kind.TEXT, "还没解决", "", "7-2"),
        (Kind.PICTURE, "", "", ""),
        (Kind.VOICE, "", "", ""),
        (Kind.LOCATION, "文澜路88号", "", ""),
        (Kind.TEXT, "查进度", "", ""),
        (Kind.SCANNED, "", "NX26019431", ""),
        (Kind.LEFT, "", "", ""),
    ]


def test_plain_mode_is_signed_only(platform: Platform, product: Product, token_store: SharedVault) -> None:
    platform.pusher.mode = "plain"
    platform.do(platform.people.follow(WHO))
    channel = wechat.connect(platform.accounts.settings() | {"WECHAT_AES_KEY": ""}, token_store)
    assert channel
    assert [i.kind for i in channel.receive(product.requests[0]).inbound] == [Kind.JOINED]


def test_pushed_four_times_until_somebody_answers(platform: Platform, product: Product) -> None:
    product.answers = lambda request: (500, "text/plain", "")
    assert not platform.do(platform.people.follow(WHO))
    assert len(product.requests) == 4
    assert len({(r.query, r.body) for r in product.requests}) == 1
    gaps = [later - earlier for earlier, later in zip(product.times, product.times[1:])]
    assert min(gaps) > PATIENCE * 0.8
    assert [e.kind for e in platform.journal.find(who=WHO)][-1] == "unavailable"


def test_a_slow_answer_counts_as_none(platform: Platform, product: Product) -> None:
    slow = [PATIENCE * 3, PATIENCE * 3]
    product.answers = lambda request: slow.pop() if slow else (200, "text/plain", "success")
    assert platform.do(platform.people.follow(WHO))
    assert [e.what["answered"] for e in platform.journal.find("push")] == [False, False, True]


def test_an_answer_that_is_not_success_counts_as_none(platform: Platform, product: Product) -> None:
    answers = [(200, "text/plain", "success"), (200, "application/json", "{}")]
    product.answers = lambda request: answers.pop()
    assert platform.do(platform.people.follow(WHO))
    assert len(product.requests) == 2


def test_pushes_may_come_all_at_once(platform: Platform, product: Product) -> None:
    platform.do(platform.people.follow(WHO, together=4))
    assert len(product.requests) == 4
    assert product.times[-1] - product.times[0] < PATIENCE * 4


def test_who_does_not_follow_cannot_write(platform: Platform) -> None:
    with pytest.raises(ValueError):
        platform.do(platform.people.text(WHO, "在吗"))
