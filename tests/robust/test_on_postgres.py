"""The started product on PostgreSQL: parts of it go away in the middle of a talk and nothing is lost.

What was said meanwhile stands in no log.
"""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpline.core.database import Database
from helpline.tables import Case, Message, Turn
from kb.models.knowledge import Knowledge
from simulator.accounts import Accounts
from tests.databases import Postgres
from tests.product import PASSWORD, ROOT, Product
from tests.robust.customers import ANSWERS, Voice
from tests.robust.test_backup_story import Chat

pytestmark = [pytest.mark.robust, pytest.mark.timeout(600)]

AWAY_SECONDS = 15.0
TOKEN = "a-token-to-look-for"
ACCOUNTS = Accounts("https://help.example", "http://127.0.0.1:9")
CHANNELS = {name: value for name, value in ACCOUNTS.settings().items() if name.startswith(("WECHAT", "WECOM"))}
MESSAGE_IDS = count(1)


@pytest.fixture(scope="module")
def product(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with postgres.fresh(migrated=False) as url:
        var = Path(tmp_path_factory.mktemp("product"))
        with Product(var, ROOT, DATABASE_URL=url, INTERNAL_TOKEN=TOKEN, **CHANNELS) as running:
            running.wait_ready()
            yield running


class Page:
    """The chat page as a program: a message is sent until it is taken, under one id."""

    def __init__(self, product: Product, chat: Chat) -> None:
        self._http = httpx.Client(base_url=product.base, trust_env=False, timeout=70)
        self._head = {"Authorization": f"Bearer {chat.token}"}

    def message(self, text: str) -> dict[str, str]:
        return {"message_id": f"page-{next(MESSAGE_IDS)}", "text": text}

    def post(self, message: dict[str, str], wait: int = 0) -> httpx.Response:
        return self._http.post(f"/chat/messages?wait={wait}", headers=self._head, json=message)


def rows(product: Product, table: Any, **equal: Any) -> list[Any]:
    database = Database(product.env["DATABASE_URL"])
    try:
        with database.read() as session:
            return list(session.query(table).filter_by(**equal).order_by(table.id))
    finally:
        database.close()


def until_ready(product: Product, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not product.is_ready():
        assert time.monotonic() < until, product.log("gateway")
        time.sleep(0.2)


def nothing_is_left(product: Product, conversation: str) -> list[Message]:
    """What the customer said, each once, dealt with, and nothing said twice; in order."""
    messages = rows(product, Message, conversation_id=conversation)
    assert [row.seq for row in messages] == list(range(1, len(messages) + 1))
    heard = [row for row in messages if row.direction == "in"]
    assert all(row.handled_at for row in heard)
    assert [id for id, times in Counter(row.external_id for row in heard).items() if times > 1] == []
    turns = rows(product, Turn, conversation_id=conversation)
    assert {turn.outcome for turn in turns} == {"answered"} and all(turn.done_at for turn in turns)
    said = Counter((row.turn_id, row.text) for row in messages if row.direction == "out" and row.turn_id)
    assert [text for (_, text), times in said.items() if times > 1] == []
    return heard


def talk_of(product: Product, text: str) -> str:
    """The conversation in which this was said."""
    (message,) = rows(product, Message, text=text, direction="in")
    return str(message.conversation_id)


def test_a_talk_goes_on_when_the_gateway_is_killed_in_the_middle(product: Product, kb: Knowledge) -> None:
    voice, chat = Voice(kb), Chat(product)
    chat.until(voice, "ask_address", chat.say("空调不制冷，吹出来的是热风"))
    page = Page(product, chat)
    address = page.message(ANSWERS["ask_address"].format(n=4711))
    assert page.post(address).status_code in (200, 202)
    assert product.kill("gateway")
    until_ready(product)
    answer = page.post(address, wait=60)
    assert answer.status_code == 200, answer.text
    chat.until(voice, "filed", answer.json()["messages"])
    conversation = talk_of(product, "空调不制冷，吹出来的是热风")
    heard = nothing_is_left(product, conversation)
    assert [row.text for row in heard].count(address["text"]) == 1
    assert len(rows(product, Case, conversation_id=conversation)) == 1


def test_while_the_database_is_away_messages_are_refused_and_none_is_lost(
    product: Product, postgres: Postgres, kb: Knowledge
) -> None:
    voice, chat = Voice(kb), Chat(product)
    asked = chat.until(voice, "ask_phone", chat.say("打印机卡纸了，报错，打不出来"))
    assert asked
    page = Page(product, chat)
    under_way = page.message(ANSWERS["ask_phone"].format(n=8))
    assert page.post(under_way).status_code in (200, 202)
    with postgres.away():
        begun, meanwhile = time.monotonic(), [page.message(text) for text in ("在吗", "还在吗")]
        while time.monotonic() - begun < AWAY_SECONDS:
            for message in meanwhile:
                refused = page.post(message)
                assert (refused.status_code, refused.json()["code"]) == (503, "unavailable"), refused.text
                assert int(refused.headers["Retry-After"]) > 0
            assert httpx.get(f"{product.base}/readyz", trust_env=False, timeout=20).status_code == 503
            assert httpx.get(f"{product.base}/healthz", trust_env=False, timeout=20).status_code == 200
            time.sleep(0.5)
    until_ready(product)
    answer = page.post(under_way, wait=60)
    assert answer.status_code == 200 and answer.json()["owner"] == "bot", answer.text
    for message in meanwhile:
        answer = page.post(message, wait=60)
        assert answer.status_code == 200, answer.text
    conversation = talk_of(product, "打印机卡纸了，报错，打不出来")
    heard = nothing_is_left(product, conversation)
    assert [row.text for row in heard][-3:] == [under_way["text"], "在吗", "还在吗"]
    assert chat.say("我姓钱，钱三丰")  # the talk goes on


# -- what the logs hold ----------------------------------------------------------------------------------------------

PHONE, NAME, ADDRESS = "13805711001", "欧阳锦书", "文澜路九十九号听雨轩"
TEXT = f"我叫{NAME}，电话{PHONE}，住{ADDRESS}"


def test_no_log_tells_what_was_said_or_refused_nor_any_token(product: Product) -> None:
    """By the run until here, and by requests that are refused in every way there is."""
    chat = Chat(product)
    page = Page(product, chat)
    assert page.post(page.message(TEXT), wait=60).status_code == 200
    cookie = refused_in_every_way(product, chat.token)
    secrets = [PASSWORD, TOKEN, chat.token, cookie, ACCOUNTS.wechat_token, ACCOUNTS.wechat_key, ACCOUNTS.wecom_key]
    said = [PHONE, NAME, ADDRESS, "王秀兰", "钱先生", "钱三丰", "文一路", "13700000007", "13700000008", "冒名"]
    logs = {file.name: file.read_text(errors="replace") for file in (product.var / "log").glob("*.log")}
    assert logs.keys() >= {"gateway.log", "sweeper.log", "rasa.log"}
    logs["output"] = product.printed()
    assert "refused" in logs["gateway.log"]  # it is told that there was something
    found = [
        (name, word, text[max(0, text.index(word) - 200) : text.index(word) + 80])
        for name, text in logs.items()
        for word in (*secrets, *said)
        if word in text
    ]
    assert found == []


def refused_in_every_way(product: Product, token: str) -> str:
    """What a session at the desk is opened with, for it was used as well."""
    half = "\\ud83d"
    with httpx.Client(base_url=product.base, trust_env=False, timeout=30) as client:
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

        def statuses(path: str, *bodies: str, **headers: str) -> set[int]:
            return {client.post(path, content=body.encode(), headers=head | headers).status_code for body in bodies}

        assert statuses(
            "/chat/messages",
            f'{{"message_id": "1", "text": "{TEXT}{half}"}}',
            f'{{"message_id": "1", "text": "{TEXT}\\u0000"}}',
            f'{{"message_id": "1", "text": "{TEXT * 100}"}}',
            f'{{"message_id": "1", "text": "{TEXT}", "{NAME}": 1}}',
            f'{{"message_id": "1", "attachments": ["{PHONE}"]}}',
            f'{{"message_id": "1", "text": "{TEXT}',
            f'["{TEXT}"]',
        ) == {404, 422}
        good = f'{{"message_id": "1", "text": "{TEXT}"}}'
        assert statuses("/chat/messages", good, Authorization=f"Bearer {token}x") == {401}
        assert statuses("/chat/messages", f'"{TEXT * 1000}"') == {413}
        assert statuses("/api/login", f'{{"username": "{PHONE}", "password": "{NAME}"}}') == {401}
        assert statuses("/api/login", f'{{"username": "{NAME}{half}", "password": "{TEXT}"}}') == {422}
        assert statuses(f"/channels/wechat?signature={PHONE}&openid={NAME}", f"<xml>{TEXT}冒名</xml>") == {403}
        assert statuses(f"/channels/wecom?msg_signature={PHONE}&nonce={NAME}", f"<xml>{TEXT}冒名</xml>") == {403}
        assert statuses(f"/internal/actions/webhook?token={TOKEN}x", f'{{"text": "{TEXT}"}}') == {404}
        opened = client.post("/api/login", json={"username": "agent", "password": f"{PASSWORD}-agent"})
        assert opened.status_code == 200
        cookie = str(client.cookies["desk_session"])
        for path in (f"/api/cases?phone={PHONE}", f"/api/conversations/{NAME}", f"/api/cases/{PHONE}", "/api/tasks/0"):
            assert client.get(path).status_code in (200, 404, 405)
        assert client.get(f"/chat/stream?token={token}", headers=head | {"Last-Event-ID": PHONE * 5}).status_code == 422
        return cookie
