"""A customer's talk with the tasks, without Rasa: what a message means is told along with it."""

import json
import re
from collections.abc import Callable
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

from bot.actions.engine import step
from bot.actions.engine.runtime import Runtime
from bot.actions.engine.state import State
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from helpline.core import clock
from helpline.core.unit_of_work import CUSTOMER, ZONE, UnitOfWork
from helpline.tables import Conversation, Message
from language.facts.extract import extract
from language.facts.words import load_words
from tests.world import World

_ids = count(1)


class Forms:
    """One conversation."""

    def __init__(self, world: World, chat: str, *channels: str) -> None:
        self.world, self.chat = world, chat
        self.state = State()
        kb, articles = world.kb, SimpleNamespace(find=lambda text, product: [])
        self.runtime = cast(
            Runtime, SimpleNamespace(kb=kb, articles=articles, channels=dict.fromkeys(channels, "chat"))
        )

    def find_articles(self, find: Callable[[str, str | None], list[Any]]) -> None:
        """From now on the search for articles answers so."""
        self.runtime = cast(Runtime, SimpleNamespace(**vars(self.runtime) | {"articles": SimpleNamespace(find=find)}))

    def open_channels(self, *channels: str) -> None:
        """From now on codes can be sent by these."""
        self.runtime = cast(
            Runtime, SimpleNamespace(**vars(self.runtime) | {"channels": dict.fromkeys(channels, "chat")})
        )

    def begin(self, form: str, text: str, intent: str) -> str:
        """Says something that begins a form; what is answered."""
        self.state.task, self.state.asked = form, ""
        return self.say(text, intent)

    def prompted(self, form: str, payload: str) -> str:
        """The product has the bot begin a form; what is said."""
        self.state.task, self.state.asked = form, ""
        return self.press(payload)

    def press(self, payload: str, title: str = "按钮") -> str:
        """Presses a button: `/intent{"slot": "value"}`."""
        intent, _, values = payload.removeprefix("/").partition("{")
        told = json.loads("{" + values) if values else {}
        facts = [{"entity": kind, "value": value} for kind, value in told.items()]
        return self._turn(title, intent, facts, pressed=True)

    def say(
        self,
        text: str,
        intent: str = "inform",
        *parts: tuple[str, str],
        sure: float = 0.9,
        certainty: tuple[float, ...] = (),
    ) -> str:
        """Says something, understood so surely; what is answered. `parts` are its clauses with the intent of each, and
        `certainty` how sure each is, 0.9 where it is not told.
        """
        words = load_words(self.world.kb.root / "products.yml")
        now = clock.now().astimezone(ZONE)
        facts = [
            {"entity": f.kind, "value": f.value, "text": f.text, "start": f.start, "end": f.end}
            | {"error": f.error, "extra": f.extra}
            for f in extract(text, now, words)
        ]
        sures = (*certainty, *(0.9 for _ in parts))
        clauses = tuple(self._part(part, of, facts, is_sure) for (part, of), is_sure in zip(parts, sures))
        return self._turn(text, intent, facts, clauses=clauses, sure=sure)

    def press_title(self, title: str) -> str:
        """Presses the button that was offered with this title."""
        return self.press(next(button["payload"] for button in self.buttons if title in button["title"]), title)

    @staticmethod
    def _part(text: str, intent: str, facts: list[dict[str, Any]], sure: float) -> Understanding:
        mine = [fact for fact in facts if fact["text"] and fact["text"] in text]
        return Understanding(text=text, intent=intent, confidence=sure, facts=mine)

    def _turn(
        self,
        text: str,
        intent: str,
        facts: list[dict[str, Any]],
        pressed: bool = False,
        clauses: tuple[Understanding, ...] = (),
        sure: float = 0.9,
    ) -> str:
        heard = Understanding(text=text, intent=intent, confidence=sure, facts=facts, pressed=pressed, clauses=clauses)
        with self.world.work(CUSTOMER) as work:
            turn = self.turn(work, heard)
            step.take(turn)
        self.state = turn.state
        self.lines = turn.said
        self.buttons = [button for line in turn.said for button in line["buttons"]]
        return "\n".join(line["text"] for line in turn.said)

    def turn(self, work: UnitOfWork, heard: Understanding) -> DialogueTurn:
        """The turn in which this is heard, as it stands before anything is done."""
        return DialogueTurn(
            work=work,
            conversation=work.session.get_one(Conversation, self.chat),
            runtime=self.runtime,
            id=f"turn{next(_ids)}",
            heard=heard,
            state=State.model_validate_json(self.state.model_dump_json()),
        )

    def report(self, phone: str, name: str, address: str = "西湖区文三路9号2幢301室") -> str:
        """Reports a fault up to the read-back, telling of where it is only if asked; the read-back."""
        self.begin("report_fault", "我家空调坏了，完全不制冷，吹热风", "report_fault")
        self.say(phone)
        told = self.say(f"我叫{name}")
        return self.say(address) if self.state.asked == "address" else told

    def code(self) -> str:
        """The newest code that was sent by text message."""
        found = re.search(r"\d{6}", self.world.all(Message, purpose="code")[-1].text)
        assert found
        return found.group()
