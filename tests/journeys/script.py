"""A journey as written in YAML. A key that is not known here is a fault of the file."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from helpline.core.unit_of_work import ZONE

HERE = Path(__file__).resolve().parent
OPENINGS = HERE / "openings"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=ZONE)  # a working day; every journey begins here unless it says when
CHANNELS = ("web", "wechat", "wecom", "sms", "voice")

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _length(value: Any) -> timedelta:
    parts = re.findall(r"(\d+)([smhd])", str(value))
    if not parts or "".join(n + unit for n, unit in parts) != str(value):
        raise ValueError(f"{value!r}: a length of time is written like 25h or 2d1h")
    return sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in parts), timedelta())


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _instant(value: Any) -> datetime:
    return datetime.fromisoformat(str(value)).replace(tzinfo=ZONE)


Texts = Annotated[list[str], BeforeValidator(_several)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)


class Desk(_Part):
    """Somebody at the desk does something; `login` names a role, the first of its people does it."""

    login: Literal["agent", "supervisor", "quality"]
    do: Literal[
        "login", "see", "see_case", "take", "reply", "note", "return", "close", "move", "contacted", "arrived", "solve"
    ]
    text: str = ""
    to: str = ""
    status: int = 200


class Step(_Part):
    """One thing that happens, what the customer is then told, and how things then stand."""

    # what happens: at most one of these
    customer: str | None = None
    press: str | None = None
    send: list[str] | None = None
    picture: bool = False
    code: bool = False
    later: Annotated[timedelta, BeforeValidator(_length)] | None = None
    desk: Desk | None = None
    other: "list[Step] | None" = None
    first: str | None = None
    # what the customer is told
    bot: Texts = []
    not_: Annotated[Texts, Field(alias="not")] = []
    regex: str | None = None
    buttons: Texts = []
    silent: bool = False
    # how things stand
    owner: str | None = None
    case: dict[str, Any] | Literal["none"] | None = None
    visit: dict[str, Any] | Literal["none"] | None = None
    task: dict[str, Any] | None = None
    conversation: dict[str, Any] | None = None

    @model_validator(mode="after")
    def one_thing(self) -> "Step":
        happening = (self.customer, self.press, self.send, self.later, self.desk, self.other, self.first)
        if sum(thing is not None for thing in happening) + self.picture + self.code > 1:
            raise ValueError("a step is one thing that happens")
        return self


class Journey(_Part):
    """A talk from the first word to the end."""

    about: str  # what it guarantees, in one line
    at: Annotated[datetime, BeforeValidator(_instant)] = TUESDAY
    waits_for: str = ""  # a known fault that makes it fail, until that is put right
    not_on: dict[str, str] = {}  # channels it makes no sense on, and why
    golden: bool = False  # what the customer sees or hears of it is kept and compared
    steps: list[Step]


def journeys() -> list[Path]:
    """Every journey's file."""
    return sorted(path for path in HERE.rglob("*.yml") if path.parent != OPENINGS)


def read(path: Path, channel: str = "web") -> Journey:
    """The journey as it goes on this channel."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Journey.model_validate(raw | {"steps": on(raw["steps"], channel)})


def opening(name: str, channel: str = "web") -> list[Step]:
    """Steps that several journeys begin with."""
    raw = yaml.safe_load((OPENINGS / f"{name}.yml").read_text(encoding="utf-8"))
    return [Step.model_validate(step) for step in on(raw, channel)]


def on(steps: list[dict[str, Any]], channel: str) -> list[dict[str, Any]]:
    """The steps of this channel: `bot@voice` stands for `bot` there, and a step may be `only` of some or `not_on` some."""
    return [_step(step, channel) for step in steps if _happens(step, channel)]


def _happens(step: dict[str, Any], channel: str) -> bool:
    names = {*step.get("only", []), *step.get("not_on", [])}
    if unknown := names - set(CHANNELS):
        raise ValueError(f"no channels: {sorted(unknown)}")
    return channel not in step.get("not_on", []) and channel in step.get("only", CHANNELS)


def _step(step: dict[str, Any], channel: str) -> dict[str, Any]:
    plain = {key: value for key, value in step.items() if "@" not in key and key not in ("only", "not_on")}
    for key, value in step.items():
        name, _, where = key.partition("@")
        if unknown := set(filter(None, where.split(","))) - set(CHANNELS):
            raise ValueError(f"no channels: {sorted(unknown)}")
        if channel in where.split(","):
            plain[name] = value
    if plain.get("other"):
        plain["other"] = on(plain["other"], channel)
    return plain
