"""What operators are told of the product's parts."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.api import health
from gateway.app import create_app
from gateway.settings import Settings
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite


def test_a_database_that_nobody_can_write_to_is_not_ready(
    tmp_path: Path, kb: Knowledge, sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LOCK_SECONDS", 0.1)
    with sqlite.fresh() as url:
        settings = Settings(var_dir=tmp_path, database_url=url, rasa_url="http://127.0.0.1:9")
        with (
            TestClient(create_app(settings, kb)) as client,
            closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other,
        ):
            assert client.get("/readyz").json()["database"] == "ok"
            other.execute("BEGIN IMMEDIATE")
            locked = client.get("/readyz")
            other.execute("ROLLBACK")
            assert (locked.status_code, locked.json()["database"]) == (503, "locked")
            assert client.get("/readyz").json()["database"] == "ok"


def test_who_writes_meanwhile_is_told_to_come_again(
    tmp_path: Path, kb: Knowledge, sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.core.database.WRITER_SECONDS", 0.1)
    with sqlite.fresh() as url:
        settings = Settings(var_dir=tmp_path, database_url=url, rasa_url="http://127.0.0.1:9")
        with (
            TestClient(create_app(settings, kb), raise_server_exceptions=False) as client,
            closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other,
        ):
            head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
            written = {"message_id": "m1", "text": "在吗"}
            other.execute("BEGIN IMMEDIATE")
            refused = client.post("/chat/messages", json=written, headers=head)
            other.execute("ROLLBACK")
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert int(refused.headers["retry-after"]) > 0
            assert client.post("/chat/messages?wait=0", json=written, headers=head).status_code == 202
