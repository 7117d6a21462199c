"""Pictures: only what is one is taken, it is never run, and only who may see the talk may see it."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from helpline.tables import Attachment, Message
from tests.access.things import PNG, Thing
from tests.world import World

pytestmark = pytest.mark.slow

SCRIPT = b"<script>alert(1)</script>"
REFUSED = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg with a head": b"<?xml version='1.0'?><svg/>",
    "html": b"<!doctype html>" + SCRIPT,
    "html behind spaces": b"  \n" + SCRIPT,
    "pdf": b"%PDF-1.7",
    "zip": b"PK\x03\x04",
    "exe": b"MZ\x90\x00",
    "elf": b"\x7fELF",
    "shell": b"#!/bin/sh\n",
    "php": b"<?php phpinfo();",
    "nothing": b"",
    "a picture further on": b"x" + PNG,
    "half a head": PNG[:7],
    "bmp": b"BM",
    "tiff": b"II*\x00",
    "film": b"\x00\x00\x00\x18ftypmp42",
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "avif": b"\x00\x00\x00\x1cftypavif",
    "too large": PNG + b"0" * 8 * 1024 * 1024,
}
HUGE = struct.pack(">II", 60_000, 30_000) + b"\x08\x02\x00\x00\x00"  # of a PNG that would need 5 GB unpacked
POLYGLOTS = {
    "png and html": (PNG + SCRIPT, "image/png"),
    "gif and script": (b"GIF89a/*" + SCRIPT + b"*/=1;", "image/gif"),
    "jpeg and php": (b"\xff\xd8\xff\xe0<?php system($_GET[0]); ?>", "image/jpeg"),
    "huge png": (PNG + b"\x00\x00\x00\rIHDR" + HUGE + struct.pack(">I", zlib.crc32(b"IHDR" + HUGE)), "image/png"),
}
NAMES = (
    "../../etc/passwd",
    "..\\..\\x.png",
    "/abs.png",
    "a\r\nX-Bad: 1.png",
    "x" * 255,
    "<img src=x onerror=alert(1)>",
    "%2e%2e",
)


@pytest.fixture
def chat(world: World, var: Path) -> Thing:
    return Thing(world, var / "uploads", "bot's", None)


def bearer(thing: Thing) -> dict[str, str]:
    return {"Authorization": f"Bearer {thing.token}"}


def upload(gateway: TestClient, thing: Thing, data: bytes, name: str = "a.png", kind: str = "image/png") -> Any:
    return gateway.post("/chat/attachments", files={"file": (name, data, kind)}, headers=bearer(thing))


def test_only_pictures_are_taken_whatever_they_are_called(world: World, gateway: TestClient, chat: Thing) -> None:
    for what, data in REFUSED.items():
        assert upload(gateway, chat, data).status_code in (413, 422), what
    assert world.all(Attachment) == []


@pytest.mark.parametrize(("name", "kind"), [("a.heic", "image/heic"), ("a.jpg", "image/jpeg"), ("a", "")])
def test_a_file_of_another_kind_is_refused_by_a_code_that_pages_have_words_for(
    gateway: TestClient, chat: Thing, name: str, kind: str
) -> None:
    for what in set(REFUSED) - {"too large"}:
        refused = upload(gateway, chat, REFUSED[what], name, kind)
        assert (refused.status_code, refused.json()["code"]) == (422, "picture_unfit"), what


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_picture_is_given_back_as_a_picture(gateway: TestClient, chat: Thing, what: str) -> None:
    data, kind = POLYGLOTS[what]
    made = upload(gateway, chat, data, "page.html", "text/html").json()
    given = gateway.get(made["url"], headers=bearer(chat))
    assert (given.content, given.headers["content-type"]) == (data, kind)
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"].startswith("default-src 'none'")
    assert given.headers["cache-control"].startswith("private")


def test_a_name_is_only_a_name(gateway: TestClient, chat: Thing, var: Path) -> None:
    for name in NAMES:
        made = upload(gateway, chat, PNG, name)
        assert made.status_code == 201, name
        assert "/" not in made.json()["name"] and len(made.json()["name"]) <= 100
        assert "x-bad" not in gateway.get(made.json()["url"], headers=bearer(chat)).headers
    kept = [file for file in var.parent.rglob("*") if file.is_file() and file.read_bytes() == PNG]
    assert {file.parent for file in kept} == {var / "uploads"}
    assert len(list((var / "uploads").iterdir())) == len(NAMES)


def test_a_picture_belongs_to_its_talk(world: World, gateway: TestClient, chat: Thing, var: Path) -> None:
    other = Thing(world, var / "uploads", "bot's", None)
    id = upload(gateway, chat, PNG).json()["id"]
    head = bearer(other)
    assert gateway.get(f"/chat/attachments/{id}", headers=head).status_code == 404
    body = {"message_id": "m1", "text": "看图", "attachments": [id]}
    assert gateway.post("/chat/messages", json=body, headers=head).status_code == 404
    assert gateway.get(f"/chat/attachments/{id}?token={chat.token}").status_code == 401
    assert gateway.get(f"/chat/attachments/{id}", headers={"Cookie": f"desk_session={chat.token}"}).status_code == 401
    assert gateway.get(f"/chat/stream?token={chat.token}").status_code == 401


def test_the_same_message_id_in_two_talks_is_two_messages(
    world: World, gateway: TestClient, chat: Thing, var: Path
) -> None:
    other = Thing(world, var / "uploads", "bot's", None)
    for thing, text in ((chat, "一"), (other, "二"), (chat, "三")):
        body = {"message_id": "same", "text": text}
        assert gateway.post("/chat/messages", json=body, headers=bearer(thing)).status_code == 202
    told = [(row.conversation_id, row.text) for row in world.all(Message) if row.external_id]
    assert told == [(chat.talk, "一"), (other.talk, "二")]
