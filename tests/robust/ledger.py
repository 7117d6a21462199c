"""What the databases say became of every message: handled once, answered or queued once, no case twice, none lost."""

import json
import sqlite3
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.robust.customers import Customer


def rows(file: Path, query: str, *values: object) -> list[sqlite3.Row]:
    link = sqlite3.connect(file, timeout=30)
    link.row_factory = sqlite3.Row
    try:
        return link.execute(query, values).fetchall()
    finally:
        link.close()


def settle(var: Path, seconds: float) -> None:
    """Waits until nothing is left to do; fails when something stays."""
    until = time.monotonic() + seconds
    left: dict[str, int] = {}
    while time.monotonic() < until:
        left = {
            name: rows(var / "helpline.db", f"SELECT count(*) AS n FROM {where}")[0]["n"]
            for name, where in {
                "unhandled messages": "messages WHERE direction = 'in' AND handled_at IS NULL AND author = 'customer'",
                "open turns": "turns WHERE done_at IS NULL",
                "unsent messages": "messages WHERE status = 'pending'",
            }.items()
        }
        if not any(left.values()):
            return
        time.sleep(0.5)
    raise AssertionError(f"left undone after {seconds} s: {left}")


@dataclass
class Ledger:
    """Reads once, then judges; `faults` is what must be empty."""

    var: Path
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        cases = self.var / "helpline.db"
        self.inbound = {
            row["external_id"]: row
            for row in rows(cases, "SELECT * FROM messages WHERE direction = 'in' AND author = 'customer'")
        }
        self.stored = Counter(
            row["external_id"]
            for row in rows(cases, "SELECT external_id FROM messages WHERE direction = 'in' AND author = 'customer'")
        )
        self.turns = {row["id"]: row for row in rows(cases, "SELECT * FROM turns")}
        self.answers: dict[str, list[str]] = defaultdict(list)
        for row in rows(cases, "SELECT turn_id, text FROM messages WHERE direction = 'out' AND turn_id IS NOT NULL"):
            self.answers[row["turn_id"]].append(row["text"])
        self.conversations = {row["id"]: row for row in rows(cases, "SELECT * FROM conversations")}
        self.cases: dict[str, list[sqlite3.Row]] = defaultdict(list)
        for row in rows(cases, "SELECT * FROM cases"):
            self.cases[row["conversation_id"]].append(row)
        self.numbers = {row["number"] for row in rows(cases, "SELECT number FROM cases")}
        self.given = rows(cases, "SELECT coalesce(sum(last), 0) AS given FROM case_counters")[0]["given"]
        self.seqs: dict[str, list[int]] = defaultdict(list)
        for row in rows(cases, "SELECT conversation_id, seq FROM messages ORDER BY seq"):
            self.seqs[row["conversation_id"]].append(row["seq"])
        self.heard_by_rasa = Counter(
            json.loads(row["data"]).get("message_id")
            for row in rows(self.var / "rasa.db", "SELECT data FROM events WHERE type_name = 'user'")
        )

    def judge(self, customers: list[Customer]) -> list[str]:
        for customer in customers:
            for message_id in customer.sent:
                self._message(customer, message_id)
            self._cases(customer)
        self._whole()
        return self.faults

    def _fault(self, customer: Customer, text: str) -> None:
        self.faults.append(f"customer {customer.n} ({customer.shape.name}, {customer.conversation}): {text}")

    def _message(self, customer: Customer, message_id: str) -> None:
        key = f"{customer.conversation}:{message_id}"
        row = self.inbound.get(key)
        if row is None or self.stored[key] != 1:
            self._fault(customer, f"{message_id} is stored {self.stored[key]} times")
            return
        turn = self.turns.get(row["turn_id"] or "")
        if row["handled_at"] is None or turn is None or turn["done_at"] is None:
            self._fault(customer, f"{message_id} was never handled")
            return
        said = self.answers[turn["id"]]
        if turn["outcome"] in ("answered", "handed_off"):
            if not said:
                self._fault(customer, f"{message_id} ended {turn['outcome']} in silence")
            if len(set(said)) != len(said):
                self._fault(customer, f"{message_id} was answered twice: {said}")
        elif turn["outcome"] != "kept":
            self._fault(customer, f"{message_id} ended {turn['outcome'] or 'without outcome'}")
        by_rasa = turn["intent"] not in ("", "emergency")  # dangers are settled without Rasa
        heard = self.heard_by_rasa[turn["id"]]
        if heard > 1 or (by_rasa and heard != 1):
            self._fault(customer, f"{message_id} is {heard} times in Rasa's tracker")

    def _cases(self, customer: Customer) -> None:
        filed = self.cases[customer.conversation]
        kinds = Counter(case["type"] for case in filed)
        for kind, count in kinds.items():
            if count > 1:
                self._fault(customer, f"{count} cases of type {kind}")
        turns = [self.turns[self.inbound[f"{customer.conversation}:{id}"]["turn_id"]] for id in customer.confirmed]
        wanted = any(turn["outcome"] == "answered" for turn in turns)
        queued = self.conversations[customer.conversation]["owner"] == "queue"
        if customer.confirmed and not filed and (wanted or not queued):
            self._fault(customer, "confirmed, but has neither a case nor a human to come")
        if customer.ended and customer.confirmed and len(filed) != 1:
            self._fault(customer, f"was told of a case, and has {len(filed)}")
        if customer.shape.name == "emergency" and kinds["emergency"] != 1:
            self._fault(customer, "an emergency without a case")
        people = self.conversations[customer.conversation]["owner"] != "bot"
        at_once = {"emergency", "complaint"} if people else {"emergency"}  # what was told of a complaint goes with it
        if not customer.confirmed and [case for case in filed if case["type"] not in at_once]:
            self._fault(customer, "has a case that was never confirmed")

    def _whole(self) -> None:
        if self.given != len(self.numbers):
            self.faults.append(f"{self.given} case numbers were given, to {len(self.numbers)} cases")
        for id, seqs in self.seqs.items():
            if seqs != list(range(1, len(seqs) + 1)):
                self.faults.append(f"conversation {id} counts {seqs}")
