"""What the product sends through the platform: who may be written to, how often, how much, and what arrives."""

import asyncio
import itertools
import json
from typing import Any

from simulator.clock import SimulatedClock
from simulator.files import Files
from simulator.journal import GOT, Journal
from simulator.wechat.people import CHANNEL, People, Person
from simulator.wechat.templates import TEMPLATES, filled

TEXT_BYTES = 2048
TYPING_AFTER = 30.0  # seconds since the customer wrote
OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
ERRORS = {
    40003: "invalid openid",
    40004: "invalid media type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40037: "invalid template_id",
    43004: "require subscribe",
    44004: "empty content",
    45002: "content size out of limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "nothing was said in the last 30 seconds",
    45081: "already typing",
    47001: "data format error",
    47003: "argument invalid",
}


def error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": ERRORS[code]}


def read_body(raw: bytes) -> dict[str, Any] | None:
    """The JSON of a call. Escaped characters stay escaped, as customers would see them; None when it is no JSON."""
    try:
        found = json.loads(raw.replace(b"\\u", b"\\\\u"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class Sending:
    """The interfaces that write to customers."""

    def __init__(self, people: People, files: Files, clock: SimulatedClock, journal: Journal) -> None:
        self._people, self._files, self._clock, self._journal = people, files, clock, journal
        self._numbers = itertools.count(int(clock.now()) * 10)
        self._later: set[asyncio.Task[None]] = set()

    def custom(self, body: dict[str, Any]) -> dict[str, Any]:
        """custom/send: counted only when it is delivered."""
        person, kind = self._people[str(body.get("touser"))], str(body.get("msgtype"))
        what = self._content(kind, body.get(kind) or {})
        code = what if isinstance(what, int) else self._refusal(person)
        if code or isinstance(what, int):
            return self._refused(person, code, kind)
        now = self._clock.now()
        person.budget.spend(now)
        person.typing = False
        self._journal.note(CHANNEL, GOT, person.openid, type=kind, **person.budget.told(now), **what)
        return OK

    def template(self, body: dict[str, Any]) -> dict[str, Any]:
        """template/send: needs no allowance, and tells later what became of it."""
        person = self._people[str(body.get("touser"))]
        if body.get("template_id") not in TEMPLATES:
            return self._refused(person, 40037, "template")
        if not person.follows:
            return self._refused(person, 43004, "template")
        text = filled(body["template_id"], body.get("data") or {})
        if text is None:
            return self._refused(person, 47003, "template")
        id = next(self._numbers)
        self._journal.note(CHANNEL, GOT, person.openid, type="template", template=body["template_id"], text=text, id=id)
        task = asyncio.get_running_loop().create_task(self._people.template_arrived(person.openid, id, "success"))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        return OK | {"msgid": id}

    def typing(self, body: dict[str, Any]) -> dict[str, Any]:
        person, command = self._people[str(body.get("touser"))], body.get("command")
        if command not in ("Typing", "CancelTyping"):
            return error(45072)
        begins = command == "Typing"
        if begins and self._clock.now() - person.budget.wrote_at > TYPING_AFTER:
            return error(45080)
        if begins and person.typing:
            return error(45081)
        person.typing = begins
        self._journal.note(CHANNEL, "typing", person.openid, on=begins)
        return OK

    def _refusal(self, person: Person) -> int:
        now = self._clock.now()
        if not person.follows:
            return 43004
        if not person.budget.is_open(now):
            return 45015
        return 0 if person.budget.left(now) else 45047

    def _content(self, kind: str, told: dict[str, Any]) -> dict[str, Any] | int:
        """What the customer sees, or the code of what is wrong with it."""
        match kind:
            case "text":
                text = str(told.get("content") or "")
                if not text:
                    return 44004
                return 45002 if len(text.encode()) > TEXT_BYTES else {"text": text}
            case "image":
                media = str(told.get("media_id"))
                return {"media": media} if self._files.get(media) else 40007
            case "msgmenu":
                choices = [{"id": str(one["id"]), "title": str(one["content"])} for one in told.get("list") or []]
                text = str(told.get("head_content") or "")
                if len(text.encode()) > TEXT_BYTES:
                    return 45002
                return {"text": text, "choices": choices, "tail": str(told.get("tail_content") or "")}
        return 40008

    def _refused(self, person: Person, code: int, kind: str) -> dict[str, Any]:
        self._journal.note(CHANNEL, "refused", person.openid, code=code, type=kind)
        return error(code)
