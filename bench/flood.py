"""How soon others are answered while four visitors take what they can get (`bench.flooding`), and what it costs."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice

import httpx

from bench.customers import PATIENCE_SECONDS, conversations, talk
from bench.figures import Row, Target, percentile
from bench.product import Product, running
from bench.run import Run
from gateway.rasa import model
from gateway.settings import ROOT
from tests.databases import Postgres, PostgresMissing

CUSTOMERS = 3
SETTLE_SECONDS = 5.0  # for the flood to rise
SOON = Target("p95 under 2 s", "ours", at_most=2)
LEAN = Target("at most 200 MB", "ours", at_most=200)


def figures(run: Run) -> list[Row]:
    """Rows of SQLite and of PostgreSQL; there is no stock gateway to compare with."""
    if not run.ours.model.exists():
        run.ours.model.parent.mkdir(parents=True)
        run.ours.model.symlink_to(model.train())
    rows = _measured(run, "SQLite", "")
    try:
        cluster = Postgres()
    except PostgresMissing as error:
        raise RuntimeError(str(error)) from error
    try:
        rows += _measured(run, "PostgreSQL", cluster.create("flood"))
    finally:
        cluster.stop()
    return rows


def _measured(run: Run, name: str, database: str) -> list[Row]:
    seconds = 20 if run.quick else 60
    run.tell(f"flood: {name}")
    with running(run.ours, f"flood-{name}", database, {"LIMITS_TIMES": "1"}) as product:
        asyncio.run(_answers(product, 0))  # the first talks load what the later ones need
        quiet = asyncio.run(_answers(product, seconds / 2))
        before = product.memory()[1]
        with _flooding(product):
            time.sleep(SETTLE_SECONDS)
            during = asyncio.run(_answers(product, seconds))
            after = product.memory()[1]
    return [
        Row(f"{name}: answers before the flood, p95", "s", percentile(quiet, 95)),
        Row(f"{name}: answers during the flood, p50", "s", percentile(during, 50)),
        Row(f"{name}: answers during the flood, p95", "s", percentile(during, 95), None, SOON),
        Row(f"{name}: longest answer during the flood", "s", max(during)),
        Row(f"{name}: memory more than before", "MB", after - before, None, LEAN),
    ]


async def _answers(product: Product, seconds: float) -> list[float]:
    """Seconds of every turn of customers who talk side by side for so long, at least one talk each."""
    until = time.monotonic() + seconds
    addresses = count(1)
    talks = conversations()

    async def customer() -> list[float]:
        times: list[float] = []
        while not times or time.monotonic() < until:
            head = {"X-Forwarded-For": f"203.0.113.{next(addresses) % 250}"}
            async with httpx.AsyncClient(
                base_url=product.base, timeout=PATIENCE_SECONDS + 10, trust_env=False, headers=head
            ) as http:
                times += await talk(http, *islice(talks, 1))
        return times

    return [one for times in await asyncio.gather(*(customer() for _ in range(CUSTOMERS))) for one in times]


@contextmanager
def _flooding(product: Product) -> Iterator[None]:
    port = product.base.rpartition(":")[2]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "bench.flooding", port], cwd=ROOT, env=env)
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError("the flood ended by itself")
    finally:
        process.kill()
        process.wait()
