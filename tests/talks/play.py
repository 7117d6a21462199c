"""Plays one customer against the product, from an empty database on a Tuesday at ten."""

import re
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
from sqlalchemy import select

from helpline.cases import closing, surveys
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType, move
from helpline.conversations.opening import open_chat
from helpline.core import clock
from helpline.core.unit_of_work import CUSTOMER, ZONE, Actor, UnitOfWork
from helpline.customers.identity import bind
from helpline.dispatch import customer_booking
from helpline.tables import Case, Conversation, Customer, Dialogue
from helpline.tables.states import CaseStatus
from kb.lookup import category
from tests.journeys.channels.web import WebTalk
from tests.journeys.product import Product
from tests.journeys.script import TUESDAY
from tests.talks import customer as played
from tests.talks.customer import Button, Deed
from tests.talks.ends import Fault, faults
from tests.talks.goal import Setup, Trial

MOST_TURNS = 25  # of a customer, who then has had enough
PROMPT_SECONDS = 5.0
STAFF = Actor("agent", "agent", "林夏", ("agent",))


@dataclass
class Outcome:
    """How it ended."""

    trial: Trial
    wording: int
    faults: list[Fault]
    turns: int
    repeats: int
    thread: list[str] = field(default_factory=list)


def play(product: Product, trial: Trial, wording: int) -> Outcome:
    """The trial in this wording."""
    product.forget()
    product.text_messages(on=False)
    with clock.travel(TUESDAY - clock.now()):
        talk = _Talk(product, trial, wording)
        try:
            return talk.run()
        finally:
            talk.web.close()


class _Talk:
    def __init__(self, product: Product, trial: Trial, wording: int) -> None:
        self.product, self.trial, self.web = product, trial, WebTalk(product)
        thing = next((kind.name for kind in product.held.kb.categories if kind.id == trial.goal.thing), "机器")
        self.customer = played.Customer(trial, wording, played.own_words(self._person(), thing))
        self.setup: dict[str, str] = {}  # numbers of its cases
        self.turns = 0
        self.before = 0  # where the newest deed was

    def run(self) -> Outcome:
        for one in self.trial.goal.setup:
            self.setup[one.ref] = self._file(one)
        self.customer.own |= self.setup
        if self.trial.goal.prompted:
            self._await_prompt()
        try:
            self._speak()
        except httpx.HTTPError as error:
            self.customer.gave_up = f"unanswered: {error}"
        found = self._faults() + [Fault("manners", fault) for fault in self.web.faults()]
        c = self.customer
        return Outcome(self.trial, c.wording, found, self.turns, c.repeats, self.web.thread())

    # -- the talk --------------------------------------------------------------------------------------------------

    def _speak(self) -> None:
        deed: Deed | None = self.customer.opens()
        while deed and self.turns < MOST_TURNS:
            self._do(deed)
            deed = self._next()
        if deed:
            self.customer.gave_up = f"{MOST_TURNS} turns"

    def _do(self, deed: Deed) -> None:
        self.turns += 1
        self.before = self.web.mark()
        if deed.presses:
            self.web.press(deed.presses)
        elif len(deed.says) > 1:
            self.web.say_in_pieces(deed.says)
        else:
            self.web.say(deed.says[0])

    def _next(self) -> Deed | None:
        if self.trial.goal.prompted:
            self.product.settle()
        if self._owner() != "bot":
            return None
        with self.product.database.read() as session:
            dialogue = session.get(Dialogue, self.web.id)
            asked = str(dialogue.state.get("asked", "")) if dialogue else ""
        last = [Button(b["title"], b["payload"]) for one in self.web.told(self.before) for b in one.buttons]
        return self.customer.answers(asked, last, not any(fault.is_noticed for fault in self._faults()))

    def _await_prompt(self) -> None:
        until = time.monotonic() + PROMPT_SECONDS
        self.product.sweep()
        while not self.web.told() and time.monotonic() < until:
            self.product.settle()
            time.sleep(0.05)

    # -- how things stand ------------------------------------------------------------------------------------------

    def _faults(self) -> list[Fault]:
        with self.product.database.read() as session:
            cases = list(session.scalars(select(Case).order_by(Case.id)))
            for case in cases:
                list(case.events), list(case.visits)
            setup = {ref: case for ref, n in self.setup.items() for case in cases if case.number == n}
            filed = [case for case in cases if case.number not in self.setup.values()]
            said = [one.text for one in self.web.told()]
            return faults(self.product.held.kb, self.customer, self._owner(), said, setup, filed)

    def _owner(self) -> str:
        state = self.web.state()
        assert state
        return state.owner

    # -- before it begins ------------------------------------------------------------------------------------------

    def _person(self) -> dict[str, str]:
        if not self.trial.goal.who:
            return played.stranger(self.trial.id)
        with self.product.database.read() as session:
            on_file = session.get_one(Customer, self.trial.goal.who)
            return {"name": on_file.name, "phone": on_file.phone, "address": on_file.address}

    def _file(self, one: Setup) -> str:
        kb, own = self.product.held.kb, self.customer.own
        district = re.search(r"市(.+?区)", own["address"])
        with self.product.database.write() as session:
            work = UnitOfWork(session, kb, clock.now(), CUSTOMER)
            here = session.get_one(Conversation, self.web.id)
            request = Request(
                type=CaseType.REPAIR,
                description=one.symptom,
                key=f"setup:{one.ref}",
                category=one.category,
                product_text=category(kb, one.category).name,
                name=own["name"],
                phone=own["phone"],
                address=own["address"],
                district=district[1] if district else "",
            )
            case = file_case(work, self._elsewhere(work) if one.elsewhere else here, request)
            self._advance(work, case, one)
            return case.number

    def _elsewhere(self, work: UnitOfWork) -> Conversation:
        """Another conversation of the same customer."""
        _, conversation = open_chat(work)
        if self.trial.goal.who:
            bind(work, conversation, work.session.get_one(Customer, self.trial.goal.who), "code")
        return conversation

    def _advance(self, work: UnitOfWork, case: Case, one: Setup) -> None:
        """Brings the case as far as the setup says."""
        if one.visit:
            start = datetime.fromisoformat(one.visit).replace(tzinfo=ZONE)
            (slot,) = customer_booking.free_slots(work, case, start, start + timedelta(minutes=1), limit=1)
            customer_booking.book(work, case, slot)
        staff = replace(work, actor=STAFF)
        if one.solved:
            closing.solve(staff, case, one.solved)
        if one.closed:
            move(staff, case, CaseStatus.SOLVED, one.closed)
            if one.rated:
                surveys.ask(work, case)
            closing.agree(work, case)
