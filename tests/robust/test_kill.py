"""Gateway, Rasa and sweeper are killed at random moments under load, and nobody notices more than a pause.

Every customer's message ends answered or queued exactly once, no case is filed twice, none is lost.
"""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from kb.models.knowledge import Knowledge
from tests.product import Product
from tests.robust.customers import SHAPES, Customer, Voice, all_talk
from tests.robust.killer import Killer
from tests.robust.ledger import Ledger, settle

CONVERSATIONS, AT_ONCE, SEED, KILLING_SECONDS = 320, 12, 20261122, 200.0
WAVE = 80  # customers; on a fast machine more of them come, until every part was killed often enough


@pytest.mark.robust
@pytest.mark.timeout(600)
def test_kill(kb: Knowledge, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    customers: list[Customer] = []
    begun = time.monotonic()
    with Product(tmp_path / "var", BURST_QUIET_SECONDS="0.3", RASA_PATIENCE_SECONDS="45") as product:
        product.wait_ready()
        ready = time.monotonic()
        killer = Killer(product, SEED, KILLING_SECONDS)
        killer.start()
        try:
            while len(customers) < CONVERSATIONS or killer.is_alive() and not killer.has_killed_each(2):
                wave = [Customer(n, SHAPES[n % len(SHAPES)]) for n in range(len(customers), len(customers) + WAVE)]
                customers += wave
                asyncio.run(all_talk(product.base, Voice(kb), wave, AT_ONCE))
        finally:
            killer.stop()
        talked = time.monotonic()
        settle(product.var, 90)
        ledger = Ledger(product.var)
    faults = ledger.judge(customers)
    with capsys.disabled():
        print(
            f"\n{summary(customers, ledger, killer)}; started in {ready - begun:.0f} s, "
            f"talked {talked - ready:.0f} s, settled in {time.monotonic() - talked:.0f} s"
        )
    assert [fault for customer in customers for fault in customer.unanswered] == [], "messages without any answer"
    assert faults == [], "\n".join(faults[:40])
    assert killer.has_killed_each(2), killer.killed
    ended = Counter(customer.shape.name for customer in customers if customer.ended)
    assert ended["fault"] >= 30, "too few conversations came to their case for this to prove anything"


def summary(customers: list[Customer], ledger: Ledger, killer: Killer) -> str:
    outcomes = Counter(turn["outcome"] for turn in ledger.turns.values())
    return (
        f"kills {dict(killer.killed)}; {len(customers)} conversations, {sum(len(c.sent) for c in customers)} messages, "
        f"{sum(c.retries for c in customers)} retries; turns {dict(outcomes)}; {len(ledger.numbers)} cases, "
        f"{sum(c.ended for c in customers)} conversations at their goal"
    )
