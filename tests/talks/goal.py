"""What customers come for, as written in `goals/`, and the goals made of them: every flow with every persona.

Which goal of a flow meets which persona is counted off in turn, so that nobody picks the pairs that go well.
"""

from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

HERE = Path(__file__).resolve().parent
WORDINGS = 4  # of every goal; all must succeed

Contact = Literal["all", "who", "place", "phone", "none"]  # phone, name and address; phone and name; phone and address


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Wordings = Annotated[list[str], BeforeValidator(_several)]  # one for all, or one for each


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class Standing(_Part):
    """How a case stands at the end; what is not told is not looked at. Texts are regular expressions."""

    status: str = ""
    visit: str | None = None  # its start as `11-25 15:00`, or "none"
    score: str = ""  # or "none"
    score_words: str = ""
    reopened: bool = False


class Wanted(Standing):
    """A case that is to be filed."""

    type: str
    category: str = ""
    serial: str = ""  # or "none"
    about: str = ""
    contact: Contact | None = None  # None: as its type needs it
    visit: str | None = "none"


class End(_Part):
    """What is so when the customer got what they came for."""

    cases: list[Wanted]
    others: bool = False  # whether more may be filed
    filed: dict[str, Standing] = {}  # those of the setup
    said: list[str] = []
    never: list[str] = []
    owner: str = "bot"  # or "any"


class Setup(_Part):
    """A case the customer has before the talk begins."""

    ref: str
    category: str
    symptom: str
    visit: str = ""  # when the booked window begins
    solved: str = ""  # what was done: they are asked whether it is
    closed: str = ""  # the same, agreed to; they are asked how it was
    rated: bool = False  # whether that was answered before
    elsewhere: bool = False  # whether it was filed in another conversation


class Goal(_Part):
    id: str
    flow: str = ""  # its file's, unless it tells another
    asks: list[str] | None = None  # what will be asked on the way to it; its file's unless told
    who: str = ""  # of kb/seed; "" for somebody on nobody's file
    open: list[str] = Field(min_length=WORDINGS, max_length=WORDINGS)
    again: Wordings = []  # the wish in other words, once; another wording of `open` unless told
    tells: dict[str, Wordings] = {}
    setup: list[Setup] = []
    prompted: bool = False  # whether the first words answer what the product asked by itself
    expect: End

    @property
    def thing(self) -> str:
        """The category of the machine it is about, "" where it is about none."""
        kinds = [*(one.category for one in self.expect.cases), *(one.category for one in self.setup)]
        return next(filter(None, kinds), "")


class Persona(_Part):
    """How somebody speaks, and what comes between; see `personas.yml`."""

    id: str
    before: Wordings = [""]
    after: Wordings = [""]
    pieces: bool = False
    typos: bool = False
    taps: bool = False
    twice: bool = False
    at: list[str] = []
    needs: str = ""  # a question the flow must ask besides
    first: dict[str, str] = {}
    say: Wordings = []
    tells: dict[str, Wordings] = {}
    said: str = ""
    owner: str = ""
    cases: list[Wanted] = []
    about: str = ""
    leaves: bool = False
    contact: Contact | None = None

    def fits(self, asks: list[str]) -> bool:
        """Whether it can come up where this is asked."""
        return (not self.at or bool(set(self.at) & set(asks))) and (not self.needs or self.needs in asks)


class Trial(_Part):
    """A goal as somebody of a kind pursues it."""

    goal: Goal
    persona: Persona

    @property
    def id(self) -> str:
        return f"{self.goal.id}/{self.persona.id}"


@cache
def personas() -> tuple[Persona, ...]:
    return tuple(Persona.model_validate(one) for one in _read("personas.yml")["personas"])


@cache
def typos() -> dict[str, str]:
    return dict(_read("personas.yml")["typos"])


@cache
def answers() -> dict[str, list[str]]:
    return {asked: _several(texts) for asked, texts in _read("answers.yml").items()}


@cache
def people() -> tuple[dict[str, Any], ...]:
    return tuple(_read("people.yml"))


@cache
def trials() -> tuple[Trial, ...]:
    """Every goal spoken plainly, and every flow with every other persona that can come up in it."""
    plain, *others = personas()
    made = []
    for path in sorted((HERE / "goals").glob("*.yml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        goals = [_goal(one, file) for one in file["goals"]]
        made += [Trial(goal=goal, persona=plain) for goal in goals]
        in_turn = cycle(goals)
        for persona in (one for one in others for _ in range(file.get("rounds", 1))):
            if goal := next((g for g, _ in zip(in_turn, goals) if persona.fits(g.asks or [])), None):
                made.append(Trial(goal=goal, persona=persona))
    return tuple(made)


def _goal(one: dict[str, Any], file: dict[str, Any]) -> Goal:
    shared = {key: file[key] for key in ("flow", "asks", "setup", "prompted") if key in file}
    return Goal.model_validate(shared | one)


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
