"""How long from sending to the answer on the page, as the page gets it: by its stream, with bursts joined as they are.

A pressed button and a full answer to what was asked are answered at once; other sentences wait a moment for the next.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bench.customers import script
from bench.figures import Row, Target, percentile
from bench.product import Product, running
from bench.run import Run
from gateway.rasa import model
from gateway.settings import read_settings

Answers = asyncio.Queue[tuple[float, dict[str, Any]]]

QUIET_SECONDS = 0.3  # without a further message: the answer is there
LONGEST_SECONDS = 20.0
SOON = Target("p50 under 0.3 s", "ours", at_most=0.3)
NAMES = {
    "button": "a pressed button: from sending to the answer on the page",
    "full answer": "a full answer to a question: from sending to the answer on the page",
    "sentence": "another sentence: from sending to the answer on the page",
}


def figures(run: Run) -> list[Row]:
    """Rows of each kind of message; there is no stock page to compare with."""
    if not run.ours.model.exists():
        run.ours.model.parent.mkdir(parents=True)
        run.ours.model.symlink_to(model.train())
    reports = 10 if run.quick else 40
    run.tell(f"page: {reports} reports")
    own = read_settings()
    bursts = {
        "BURST_QUIET_SECONDS": str(own.burst_quiet_seconds),
        "BURST_LONGEST_SECONDS": str(own.burst_longest_seconds),
    }
    with running(run.ours, "page", "", bursts) as product:
        asyncio.run(_reports(product, 2))
        times = asyncio.run(_reports(product, reports))
    rows = []
    for kind, name in NAMES.items():
        rows.append(Row(f"{name}, p50", "s", percentile(times[kind], 50), None, SOON if kind != "sentence" else None))
        rows.append(Row(f"{name}, p95", "s", percentile(times[kind], 95)))
    return rows


async def _reports(product: Product, number: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    report = [tuple(*step.items()) for step in script()["report"]]
    limits = httpx.Limits(max_connections=10)
    async with httpx.AsyncClient(
        base_url=product.base, timeout=LONGEST_SECONDS, limits=limits, trust_env=False
    ) as http:
        for n in range(number):
            opened = (await http.post("/chat/sessions")).raise_for_status().json()
            head = {"Authorization": f"Bearer {opened['token']}"}
            async with http.stream("GET", "/chat/stream", headers=head) as stream, _answers(stream) as answers:
                buttons: list[dict[str, str]] = []
                for place, (kind, text) in enumerate(report):
                    body = {"message_id": f"m{place}", "text": text.format(n=n)}
                    if kind == "button":
                        body |= _pressed(buttons, text)
                    began = time.perf_counter()
                    (await http.post("/chat/messages", json=body, headers=head)).raise_for_status()
                    first, buttons = await _next(answers)
                    times[kind].append(first - began)
    return times


def _pressed(buttons: list[dict[str, str]], title: str) -> dict[str, str]:
    for button in buttons:
        if button["title"].startswith(title):
            return {"text": button["title"], "payload": button["payload"]}
    raise RuntimeError(f"no button {title!r} among {[button['title'] for button in buttons]}")


async def _next(answers: Answers) -> tuple[float, list[dict[str, str]]]:
    """When the first message of the answer came, and the buttons of the whole answer."""
    try:
        at, message = await asyncio.wait_for(answers.get(), LONGEST_SECONDS)
    except TimeoutError:
        raise RuntimeError(f"no answer within {LONGEST_SECONDS:.0f} s") from None
    buttons = list(message["buttons"])
    while True:
        try:
            _, message = await asyncio.wait_for(answers.get(), QUIET_SECONDS)
        except TimeoutError:
            return at, buttons
        buttons += message["buttons"]


@asynccontextmanager
async def _answers(stream: httpx.Response) -> AsyncIterator[Answers]:
    """What the assistant says, each with when it came."""
    queue: Answers = asyncio.Queue()

    async def read() -> None:
        async for name, data in _events(stream):
            if name == "message" and data["author"] == "bot":
                queue.put_nowait((time.perf_counter(), data))

    reading = asyncio.create_task(read())
    try:
        yield queue
    finally:
        reading.cancel()
        await asyncio.wait([reading])


async def _events(stream: httpx.Response) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    name = ""
    async for line in stream.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
