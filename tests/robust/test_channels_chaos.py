"""Fifty customers on three channels, while everything goes wrong that can: nothing is lost, nothing said twice, and
hardly anybody who needed no human ends with one.

`make chaos MINUTES=10` is the long run.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path
from tempfile import gettempdir

import pytest

from simulator.platform import Platform
from simulator.serving import running
from tests.product import Product
from tests.robust.chaos_agent import Colleague
from tests.robust.chaos_killer import HANGS, Clockwork
from tests.robust.chaos_ledger import ChannelLedger
from tests.robust.chaos_line import Line, laid
from tests.robust.chaos_people import Person, all_talk, made, told
from tests.robust.ledger import rows, settle

MINUTES = float(os.environ.get("MINUTES") or 0.5)
CUSTOMERS, SEED = 50, 20261122
EVERY_SECONDS = {"gateway": 20.0, "sweeper": 47.0, "rasa": 75.0, HANGS: 115.0}
WITH_PEOPLE = 0.1  # at most, of the talks that needed nobody
SENDING = ("/wechat/cgi-bin/message", "/wecom/cgi-bin/kf/send_msg", "/twilio/")
# A killed process starts again as on a machine that has started it before: from compiled files.
COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "helpline-chaos")}
SETTLE_SECONDS = 150.0  # leases of killed sweepers and retries end in this


# What a killed sweeper was fetching is fetched when its lease ends; who waits for a Rasa that is away, when it is back.
STILL_TO_COME = """
    SELECT (SELECT count(*) FROM jobs WHERE lane = 'pulls' AND done_at IS NULL AND cancelled_at IS NULL)
         + (SELECT count(*) FROM conversations
            WHERE owner = 'queue' AND handoff_rule = 'bot_failed' AND handoff_turn != '') AS n
"""


def come_to_rest(var: Path, seconds: float) -> None:
    """Waits until everything said is here and whatever the bot may have back it has; the ledger judges what is not."""
    until = time.monotonic() + seconds
    while rows(var / "helpline.db", STILL_TO_COME)[0]["n"] and time.monotonic() < until:
        time.sleep(0.5)


def break_things(platform: Platform) -> None:
    """A tenth of the calls ends in an error, a tenth without an answer: done all the same, or not."""
    for where in SENDING:
        platform.break_things(where, "status", 500, rate=0.10)
        platform.break_things(where, "lost", 0.3, rate=0.06)
        platform.break_things(where, "slow", 6.0, rate=0.04)
    platform.break_things("/wecom/cgi-bin/kf/sync_msg", "status", 502, rate=0.10)
    platform.texting.callbacks = "doubled"


@pytest.mark.robust
@pytest.mark.timeout(int(MINUTES * 60) + 600)
def test_channels_under_chaos(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    product = Product(tmp_path / "var", BURST_QUIET_SECONDS="0.3")
    with laid(product.base, SEED) as line, running(line.base, seed=SEED) as platform:
        product.env |= COMPILED | platform.accounts.settings()
        with product:
            product.wait_ready()
            break_things(platform)
            people, colleague, ready = made(platform, CUSTOMERS), Colleague(product.base), time.monotonic()
            killer = Clockwork(product, EVERY_SECONDS, SEED)
            killer.start()
            try:
                platform.do(all_talk(platform, people, colleague, MINUTES * 60), MINUTES * 60 + 120)
            finally:
                killer.stop()
            talked = time.monotonic()
            come_to_rest(product.var, SETTLE_SECONDS)
            settle(product.var, SETTLE_SECONDS)
        record = (json.dumps(entry.as_json(), ensure_ascii=False) for entry in platform.journal.entries)
        (tmp_path / "platforms.jsonl").write_text("\n".join(record), encoding="utf-8")  # to look up what faults mean
        ledger = ChannelLedger(product.var, platform, killer.killed_at["sweeper"])
        faults = ledger.judge(people, line.delivered)
        alone = ledger.need_nobody(people)
        stranded = ledger.with_people(alone)
    with capsys.disabled():
        print(
            f"\n{summary(people, ledger, killer, line)}\n{len(stranded)} of {len(alone)} who needed nobody ended with "
            f"people\nserved by a colleague {colleague.served}; started in {ready - begun:.0f} s, talked "
            f"{talked - ready:.0f} s, settled in {time.monotonic() - talked:.0f} s"
        )
    assert faults == [], "\n".join(faults[:40])
    assert len(platform.journal.delivered()) >= CUSTOMERS, "too little was said for this to prove anything"
    assert killer.killed["gateway"] >= MINUTES * 2, killer.killed
    often = [part for part, seconds in EVERY_SECONDS.items() if seconds < MINUTES * 60]
    assert min(killer.killed[part] for part in often) >= 1, killer.killed
    assert len(alone) >= CUSTOMERS / 2, "too few needed nobody for this to prove anything"
    assert len(stranded) <= WITH_PEOPLE * len(alone), [f"{person.channel} {person.who}" for person in stranded]


def summary(people: list[Person], ledger: ChannelLedger, killer: Clockwork, line: Line) -> str:
    struck = Counter(str(entry.what["does"]) for entry in ledger.platform.journal.find("fault"))
    refused = Counter(f"{e.channel} {e.what.get('code')}" for e in ledger.platform.journal.find("refused"))
    figures = ", ".join(f"{name} {round(value, 1)}" for name, value in told(people).items())
    return "\n".join(
        (
            f"kills {dict(killer.killed)}; {len(people)} customers; {figures}",
            f"pushes answered {dict(line.pushed)}; foreign calls that failed {dict(struck)}; refused {dict(refused)}",
            f"delivered {len(ledger.platform.journal.delivered())}; our rows {dict(ledger.statuses)}; "
            f"cases {ledger.cases}; wishes {dict(sum((p.wishes for p in people), Counter()))}",
            f"delivered a second time: {ledger.why() or 'none'}",
        )
    )
