"""The gateway's door into Rasa and what stands behind it; runs in the Rasa environment, skipped elsewhere."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("rasa")

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.gateway_channel import read_message
from bot.components.tracker_store import ConversationStore
from bot.components.turn import answers_to


def _heard(text: str, message_id: str) -> UserUttered:
    return UserUttered(text, intent={"name": "greet", "confidence": 0.9}, message_id=message_id)


EVENTS = [
    BotUttered("欢迎"),
    _heard("您好", "m1"),
    BotUttered("您好", data={"buttons": [{"title": "报修", "payload": "/report_fault"}]}),
    ActionExecuted("action_listen"),
    _heard("在吗", "m2"),
    BotUttered("在的"),
    BotUttered("请讲", data={"custom": {"kind": "hint"}}),
]


def test_answers_are_those_between_a_message_and_the_next() -> None:
    first, intent = answers_to("m1", EVENTS) or ([], {})
    assert [message["text"] for message in first] == ["您好"]
    assert first[0]["buttons"] == [{"title": "报修", "payload": "/report_fault"}]
    assert intent == {"name": "greet", "confidence": 0.9}
    second, _ = answers_to("m2", EVENTS) or ([], {})
    assert [message["text"] for message in second] == ["在的", "请讲"]
    assert second[1]["custom"] == {"kind": "hint"}


def test_an_unknown_message_has_no_answers() -> None:
    assert answers_to("m3", EVENTS) is None
    assert answers_to("m1", []) is None


@pytest.mark.parametrize(
    ("text", "metadata", "expected"),
    [
        ("/restart", {}, "restart"),
        (" / /restart", {}, "restart"),
        ("/restart", {"trusted_payload": "yes"}, "restart"),
        ('/affirm{"a": 1}', {"trusted_payload": True}, '/affirm{"a": 1}'),
        ("你好", None, "你好"),
    ],
)
def test_only_trusted_payloads_keep_their_slash(text: str, metadata: Any, expected: str) -> None:
    message = read_message({"sender": "s", "message_id": "m", "text": text, "metadata": metadata})
    assert message.text == expected


@pytest.mark.parametrize(
    "body", [None, [], {}, {"sender": "s", "message_id": "m"}, {"sender": "", "message_id": "m", "text": "x"},
             {"sender": "s", "message_id": 3, "text": "x"}, {"sender": "s", "message_id": "m", "text": "x", "metadata": [1]}]
)  # fmt: skip
def test_a_broken_request_is_refused(body: Any) -> None:
    with pytest.raises(ValueError):
        read_message(body)


def test_the_store_makes_its_folder_and_keeps_conversations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "var" / "rasa.db"
    monkeypatch.setenv("RASA_TRACKER_URL", f"sqlite:///{path}")
    store = ConversationStore(Domain.empty())
    assert isinstance(store, SQLTrackerStore)
    asyncio.run(store.save(DialogueStateTracker.from_events("s", EVENTS)))
    kept = asyncio.run(store.retrieve("s"))
    assert kept is not None
    assert answers_to("m2", list(kept.events)) is not None
    assert (path.parent / "rasa.db-wal").exists() or path.exists()
