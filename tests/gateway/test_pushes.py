"""What is pushed at /channels/wechat over HTTP: forged it leaves no row, pushed again it leaves no second one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.settings import Settings
from helpline.core import clock
from helpline.tables import Base, Conversation, Message
from simulator.accounts import Accounts
from simulator.sealing import Sealing
from tests.world import World

pytestmark = pytest.mark.slow

ACCOUNTS = Accounts("https://help.example", "http://127.0.0.1:9")
OURS = Sealing(ACCOUNTS.wechat_token, ACCOUNTS.wechat_key, ACCOUNTS.wechat_appid)
FORGERS = {
    "a guessed token": Sealing("guess", ACCOUNTS.wechat_key, ACCOUNTS.wechat_appid),
    "a guessed key": Sealing(ACCOUNTS.wechat_token, "A" * 43, ACCOUNTS.wechat_appid),
    "another account": Sealing(ACCOUNTS.wechat_token, ACCOUNTS.wechat_key, "wx0000000000000000"),
}


@pytest.fixture
def gateway(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """With every channel on."""
    for name, value in ACCOUNTS.settings().items():
        monkeypatch.setenv(name, value)
    settings = Settings(var_dir=tmp_path, database_url=world.database.url, rasa_url="http://127.0.0.1:9")
    with TestClient(create_app(settings, world.kb)) as client:
        yield client


def push(
    gateway: TestClient,
    sender: str = "oAlice",
    id: str = "24912345678901230",
    text: str = "空调不制冷",
    by: Sealing = OURS,
    head: str = "",
    change: Callable[[str, dict[str, str]], tuple[str, dict[str, str]]] = lambda sealed, query: (sealed, query),
) -> Any:
    """A text message as the platform pushes it, sealed."""
    at = int(clock.now().timestamp())
    sealed = by.seal(
        f"{head}<xml><ToUserName>{ACCOUNTS.wechat_name}</ToUserName><FromUserName>{sender}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>text</MsgType><Content>{text}</Content><MsgId>{id}</MsgId></xml>"
    )
    sealed, query = change(sealed, by.query(at, sealed))
    body = f"<xml><ToUserName>{ACCOUNTS.wechat_name}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return gateway.post(f"/channels/wechat?{urlencode(query)}", content=body, headers={"Content-Type": "text/xml"})


def rows(world: World) -> dict[str, int]:
    """How many rows each table has."""
    with world.database.read() as session:
        return {table.name: session.query(table).count() for table in Base.metadata.sorted_tables}


def without(*names: str) -> Callable[[str, dict[str, str]], tuple[str, dict[str, str]]]:
    return lambda sealed, query: (sealed, {name: value for name, value in query.items() if name not in names})


CHANGES = {
    "no signature": without("signature", "msg_signature"),
    "no signature of what is sealed": without("msg_signature"),
    "another signature": lambda sealed, query: (sealed, query | {"msg_signature": "0" * 40, "signature": "0" * 40}),
    "another nonce": lambda sealed, query: (sealed, query | {"nonce": "1"}),
    "an hour ago": lambda sealed, query: (sealed, query | OURS.query(clock.now().timestamp() - 3600, sealed)),
    "altered on the way": lambda sealed, query: (
        sealed[:40] + ("B" if sealed[40] == "A" else "A") + sealed[41:],
        query,
    ),
    "said not to be sealed": without("encrypt_type", "msg_signature"),
}


@pytest.mark.parametrize("who", FORGERS)
def test_what_somebody_else_has_sealed_is_refused_and_leaves_no_row(
    world: World, gateway: TestClient, who: str
) -> None:
    before = rows(world)
    answer = push(gateway, by=FORGERS[who])
    assert answer.status_code in (400, 403) and set(answer.json()) == {"code", "detail"}
    assert rows(world) == before


@pytest.mark.parametrize("how", CHANGES)
def test_what_was_changed_is_refused_and_leaves_no_row(world: World, gateway: TestClient, how: str) -> None:
    before = rows(world)
    answer = push(gateway, change=CHANGES[how])
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert rows(world) == before
    assert push(gateway).status_code == 200  # as it was sent it is taken
    assert [row.text for row in world.all(Message, direction="in")] == ["空调不制冷"]


def test_two_followers_whose_messages_have_one_id_are_both_heard(world: World, gateway: TestClient) -> None:
    for _ in range(2):  # the platform pushes again what it believes was not taken
        assert push(gateway, "oAlice", text="打印机卡纸了").status_code == 200
        assert push(gateway, "oBob", text="电梯停了").status_code == 200
    heard = {row.conversation_id: row.text for row in world.all(Message, direction="in")}
    assert sorted(heard.values()) == ["打印机卡纸了", "电梯停了"]
    assert {row.external_id: heard[row.id] for row in world.all(Conversation)} == {
        "oAlice": "打印机卡纸了",
        "oBob": "电梯停了",
    }
    assert len(world.all(Message, direction="in")) == 2


def test_a_push_that_was_overheard_carries_no_other_message(world: World, gateway: TestClient) -> None:
    heard: list[tuple[str, dict[str, str]]] = []

    def overhear(sealed: str, query: dict[str, str]) -> tuple[str, dict[str, str]]:
        heard.append((sealed, query))
        return sealed, query

    assert push(gateway, change=overhear).status_code == 200
    assert push(gateway, change=lambda *_: heard[0]).status_code == 200  # as the platform does itself
    refused = push(gateway, text="取消上门", change=lambda sealed, _: (sealed, heard[0][1]))
    assert refused.status_code == 403
    assert [row.text for row in world.all(Message, direction="in")] == ["空调不制冷"]


TRICKS = {
    "an entity that reads a file": ('<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"),
    "entities that grow": (f'<!DOCTYPE xml [<!ENTITY a "{"a" * 99}"><!ENTITY b "{"&a;" * 99}">]>', "&b;" * 99),
    "another sender inside": ("", "</Content><FromUserName>oVictim</FromUserName><Content>"),
    "elements without end": ("", f"</Content>{'<a>' * 5000}{'</a>' * 5000}<Content>"),
}


@pytest.mark.parametrize("how", TRICKS)
def test_a_follower_who_plays_tricks_with_the_form_is_refused(world: World, gateway: TestClient, how: str) -> None:
    """Rightly sealed, as if the platform had let it through."""
    before, (head, text) = rows(world), TRICKS[how]
    answer = push(gateway, "oAttacker", text=text, head=head)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_message")
    assert rows(world) == before


def test_of_a_message_as_long_as_a_push_may_be_the_beginning_is_kept_and_the_rest_told(
    world: World, gateway: TestClient
) -> None:
    longest = world.kb.policies.limits.text.characters
    assert push(gateway, text="在" * 30_000).status_code == 200
    (heard,) = world.all(Message, direction="in")
    assert heard.text == "在" * longest
    assert [str(longest) in text for text in world.said(heard.conversation_id)] == [True]
    assert push(gateway, text="在" * 100_000).status_code == 413
