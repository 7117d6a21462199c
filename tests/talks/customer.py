"""The customer who is played: what they say to what they are asked, in one of four wordings."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.talks.goal import End, Trial, Wordings, answers, people, typos

MOST_ANSWERS = 3  # to the same question; who is asked once more gives up
OPENS_A_STORY = frozenset({"symptom", "detail", "complaint"})  # told the way the first words are
ASKED_ON = ("confirmed", "tips")  # the same question of something else: what was put right, the next self-check
TAPPED = {"confirmed": "/affirm", "offer_visit": "/deny", "slot": "/inform"}
YES = "/affirm"


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Deed:
    """What the customer does next: says something, in several pieces perhaps, or presses a button."""

    says: tuple[str, ...] = ()
    presses: str = ""


@dataclass
class Customer:
    """One trial in one wording. `own` is what stands for {phone} and the like."""

    trial: Trial
    wording: int
    own: dict[str, str]
    struck: bool = False  # whether the persona came between
    repeats: int = 0  # questions asked again although they were answered
    gave_up: str = ""
    _answered: Counter[str] = field(default_factory=Counter)
    _again: bool = False
    _confirms: str = ""  # the button that files

    @property
    def end(self) -> End:
        """What is to be so, with what came between."""
        end, persona = self.trial.goal.expect, self.trial.persona
        if not self.struck:
            return end
        if persona.leaves:
            handed_over = bool(persona.owner)  # what was told may then be filed for whoever takes over
            return End(cases=persona.cases, others=handed_over, said=[persona.said], owner=persona.owner or "bot")
        return end.model_copy(update={"cases": [*end.cases, *persona.cases], "said": [*end.said, persona.said]})

    def opens(self) -> Deed:
        return self._told(self.trial.goal.open[self.wording], True)

    def answers(self, asked: str, buttons: list[Button], content: bool) -> Deed | None:
        """The answer to a question; "" when nothing is asked: then they are `content`, or put it in other words once.

        None when there is nothing more to say.
        """
        persona = self.trial.persona
        if any(button.payload.startswith("/emergency") for button in buttons):
            asked = "danger"
        yes = next((button.title for button in buttons if button.payload.startswith(YES)), "")
        if asked == "confirmed" and yes:
            self._confirms = yes
        if not asked:
            return self._unasked(content)
        if persona.say and not self.struck and asked in persona.at:
            self.struck = True
            return Deed((self.filled(self._worded(persona.say)),))
        return self._tap(asked, buttons) or self._answer(asked)

    def _tap(self, asked: str, buttons: list[Button]) -> Deed | None:
        persona, tells = self.trial.persona, self.trial.goal.tells
        wanted = TAPPED.get(asked) if persona.taps and asked not in tells else None
        title = next((b.title for b in buttons if wanted and b.payload.startswith(wanted)), "")
        return Deed(presses=title) if title else None

    def _answer(self, asked: str) -> Deed | None:
        self._answered[asked] += 1
        if self._answered[asked] > MOST_ANSWERS:
            self.gave_up = f"asked for {asked} {self._answered[asked]} times"
            return None
        self.repeats += self._answered[asked] > 1 and asked not in ASKED_ON
        words = self._words(asked)
        if words is None:
            self.gave_up = f"nothing to say to {asked}"
            return None
        return self._told(self._worded(words, self._answered[asked] - 1), asked in OPENS_A_STORY)

    def _words(self, asked: str) -> Wordings | None:
        """The wordings of the answer; who is leaving says so again."""
        goal, persona = self.trial.goal, self.trial.persona
        if self.struck and persona.leaves:
            return persona.say
        if asked in persona.first and not self.struck:
            return [persona.first[asked]]
        told = (answers() | persona.tells | goal.tells).get(asked)
        return told or (goal.open if goal.prompted else None)

    def _unasked(self, content: bool) -> Deed | None:
        if self.trial.persona.twice and self._confirms:
            pressed, self._confirms, self.struck = self._confirms, "", True
            return Deed(presses=pressed)
        left = self.struck and self.trial.persona.leaves
        if content or left or self._again or self.trial.goal.prompted:
            return None
        self._again = True
        goal = self.trial.goal
        return self._told(self._worded(goal.again) if goal.again else self._worded(goal.open, 1), False)

    def _worded(self, words: Wordings, later: int = 0) -> str:
        return words[(self.wording + later) % len(words)]

    def _told(self, text: str, story: bool) -> Deed:
        """The words as this persona says them."""
        persona = self.trial.persona
        text = self.filled(text)
        if not story:
            return Deed((text,))
        text = self._worded(persona.before) + text + self._worded(persona.after)
        if persona.typos:
            for right, slip in [(r, s) for r, s in typos().items() if r in text][:2]:
                text = text.replace(right, slip, 1)
        if persona.pieces:
            return Deed(tuple(piece for piece in re.split("[，。！]", text) if piece))
        return Deed((text,))

    def filled(self, text: str) -> str:
        for key, value in self.own.items():
            text = text.replace(f"{{{key}}}", value)
        return text


def own_words(person: dict[str, Any], thing: str) -> dict[str, str]:
    """What stands for {phone} and the like where this person speaks."""
    name, phone = person["name"], person["phone"]
    other = person.get("other") or people()[0]
    return {
        "name": name,
        "surname": name[:2] if name.startswith("欧阳") else name[0],
        "phone": phone,
        "spaced": f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        "address": person["address"],
        "thing": thing,
        "other_name": other["name"],
        "other_phone": other["phone"],
        "other_address": other["address"],
    }


def stranger(id: str) -> dict[str, Any]:
    """Somebody on nobody's file, always the same for a trial."""
    return people()[zlib.crc32(id.encode()) % len(people())]
