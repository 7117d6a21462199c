"""Walks through a journey: lets each step happen, then compares what was said and how things stand."""

import re
import time
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from cases import clock
from cases.tables import Case
from cases.work import ZONE
from tests.journeys.product import PASSWORD, Product
from tests.journeys.script import Desk, Journey, Step, opening
from tests.journeys.talk import Talk

PATIENCE_SECONDS = 8.0  # for what the product says by itself
SILENCE_SECONDS = 0.8

_ON_CONVERSATION = {
    "see": "",
    "take": "/take",
    "reply": "/reply",
    "note": "/note",
    "return": "/return",
    "close": "/close",
}
_ON_CASE = {"see_case": "", "move": "/move", "contacted": "/contacted", "arrived": "/arrived", "solve": "/solve"}


class Runner:
    """One journey with its own conversations, logins and time."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._talks: list[Talk] = []
        self._time = ExitStack()

    def run(self, journey: Journey) -> None:
        self._product.forget()
        with self._time:
            self._travel(journey.at - clock.now())
            try:
                self._walk(self._talk("main"), journey.steps)
            except AssertionError as error:
                raise AssertionError(f"{error}\n\n{self._told()}") from None
            finally:
                for talk in self._talks:
                    talk.close()

    def _talk(self, _name: str) -> Talk:
        self._talks.append(Talk(self._product))
        return self._talks[-1]

    def _walk(self, talk: Talk, steps: list[Step]) -> None:
        for number, step in enumerate(steps, 1):
            try:
                self._take(talk, step)
            except AssertionError as error:
                raise AssertionError(f"step {number} {_short(step)}: {error}") from None

    def _take(self, talk: Talk, step: Step) -> None:
        if step.first:
            self._walk(talk, opening(step.first))
            return
        if step.other is not None:
            self._walk(self._talks[1] if len(self._talks) > 1 else self._talk("other"), step.other)
            return
        said_before = talk.state().last_seq
        self._happen(talk, step)
        self._compare_words(talk, step, said_before)
        faults = talk.manners.watch(talk.said(), talk.state().customer_id)
        assert not faults, "; ".join(faults)
        self._compare_state(talk, step)

    # -- what happens ----------------------------------------------------------------------------------------------

    def _happen(self, talk: Talk, step: Step) -> None:
        mine = talk.state().owner == "bot"
        answer: dict[str, Any] | None = None
        if step.customer is not None:
            answer = talk.say(self._filled(step.customer))
        elif step.press is not None:
            answer = talk.press(step.press)
        elif step.send is not None:
            answer = talk.say_in_pieces([self._filled(text) for text in step.send])
        elif step.picture:
            answer = talk.show_picture()
        elif step.later is not None:
            self._travel(step.later)
            self._product.sweep()
        elif step.desk is not None:
            self._at_desk(talk, step.desk)
        if answer is not None and mine and not step.silent:
            assert any(message["text"].strip() for message in answer["messages"]), "the assistant said nothing"

    def _travel(self, length: timedelta) -> None:
        self._time.enter_context(clock.travel(length))

    def _filled(self, text: str) -> str:
        """{number} stands for the newest case of the journey."""
        if "{number}" not in text:
            return text
        with self._product.database.read() as session:
            number = session.scalars(select(Case.number).order_by(Case.id.desc()).limit(1)).one()
        return text.replace("{number}", number)

    def _at_desk(self, talk: Talk, desk: Desk) -> None:
        name = next(person.username for person in self._product.held.kb.staff if person.role == desk.login)
        with httpx.Client(base_url=self._product.url, timeout=20, trust_env=False) as http:
            http.post("/api/login", json={"username": name, "password": PASSWORD}).raise_for_status()
            if desk.do == "login":
                return
            if desk.do in _ON_CONVERSATION:
                path = f"/api/conversations/{talk.id}{_ON_CONVERSATION[desk.do]}"
            else:
                case = talk.case()
                assert case, "there is no case"
                path = f"/api/cases/{case.number}{_ON_CASE[desk.do]}"
            if desk.do in ("see", "see_case"):
                answer = http.get(path)
            else:
                body = (
                    {"to": desk.to, "why": desk.text}
                    if desk.do == "move"
                    else {"solution" if desk.do == "solve" else "text": desk.text}
                )
                answer = http.post(path, json=body)
        assert answer.status_code == desk.status, f"{answer.status_code} instead of {desk.status}: {answer.text}"

    # -- what was said ---------------------------------------------------------------------------------------------

    def _compare_words(self, talk: Talk, step: Step, after: int) -> None:
        wanted = [self._filled(fragment) for fragment in step.bot]
        until = time.monotonic() + (PATIENCE_SECONDS if wanted or step.buttons or step.regex else 0)
        while True:
            said = talk.said(after)
            text = "\n".join(message.text for message in said)
            titles = [button["title"] for message in said for button in message.buttons]
            missing = [fragment for fragment in wanted if fragment not in text]
            missing += [f"<{title}>" for title in step.buttons if title not in titles]
            if step.regex and not re.search(step.regex, text):
                missing.append(step.regex)
            if not missing or time.monotonic() > until:
                break
            time.sleep(0.1)
        assert not missing, f"not said: {missing}"
        unwanted = [fragment for fragment in map(self._filled, step.not_) if fragment in text]
        assert not unwanted, f"said all the same: {unwanted}"
        if step.silent:
            time.sleep(SILENCE_SECONDS)
            said = [message for message in talk.said(after) if message.author != "agent"]
            assert not said, f"was to be silent: {[message.text for message in said]}"

    # -- how things stand --------------------------------------------------------------------------------------------

    def _compare_state(self, talk: Talk, step: Step) -> None:
        state = talk.state()
        if step.owner:
            assert state.owner == step.owner, f"owner is {state.owner}, {state.queue}"
        if step.conversation is not None:
            _same("conversation", state, step.conversation)
        if step.case is not None:
            self._compare_case(talk, step.case)
        if step.visit is not None:
            case = talk.case()
            visits = case.visits if case else []
            if step.visit == "none":
                assert not [v for v in visits if v.status == "booked"], "a visit is booked"
            else:
                assert visits, "there is no visit"
                self._compare_visit(visits[-1], dict(step.visit))
        if step.task is not None:
            tasks = [(task.role, task.kind, task.rule) for task in talk.tasks()]
            fits = [
                task for task in talk.tasks() if all(getattr(task, key) == value for key, value in step.task.items())
            ]
            assert fits, f"no task {step.task} among {tasks}"

    def _compare_case(self, talk: Talk, wanted: dict[str, Any] | str) -> None:
        case = talk.case()
        if wanted == "none":
            assert case is None, f"a case was filed: {case.number if case else ''}"
            return
        assert case, "no case was filed"
        wanted = dict(wanted) if isinstance(wanted, dict) else {}
        count = wanted.pop("count", None)
        assert count is None or talk.cases() == count, f"{talk.cases()} cases"
        events = [event.kind for event in case.events]
        rest = iter(events)
        assert all(kind in rest for kind in wanted.pop("events", [])), f"timeline is {events}"
        absent = [kind for kind in wanted.pop("no_events", []) if kind in events]
        assert not absent, f"timeline holds {absent}"
        _same("case", case, wanted)

    def _compare_visit(self, visit: Any, wanted: dict[str, Any]) -> None:
        start = visit.start_at.astimezone(ZONE)
        found = {
            "at": f"{start:%H:%M}",
            "in_days": (start.date() - clock.now().astimezone(ZONE).date()).days,
            "status": visit.status,
            "engineer": visit.engineer_id,
        }
        wrong = {key: found[key] for key, value in wanted.items() if found[key] != value}
        assert not wrong, f"visit is {wrong} instead of {wanted}"

    def _told(self) -> str:
        return "\n\n".join("\n".join(talk.thread()) for talk in self._talks)


def _same(what: str, row: Any, wanted: dict[str, Any]) -> None:
    """Each column equals what is wanted; "~words" means contains, "set" means anything but nothing."""
    for key, value in wanted.items():
        found = getattr(row, key)
        if value == "set":
            fits = found is not None
        elif isinstance(value, str) and value.startswith("~"):
            fits = value[1:] in found
        else:
            fits = found == value
        assert fits, f"{what}.{key} is {found!r} instead of {value!r}"


def _short(step: Step) -> str:
    given = step.model_dump(exclude_defaults=True)
    key = next(
        (k for k in ("customer", "press", "send", "picture", "later", "desk", "other", "first") if k in given), ""
    )
    return f"({key}: {given.get(key)})" if key else "(waiting)"
