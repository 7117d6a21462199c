"""Customers who talk at the gateway's web chat, as scripted in bench/talk.yml."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import yaml

SCRIPT = Path(__file__).parent / "talk.yml"
PATIENCE_SECONDS = 60


def script() -> dict[str, Any]:
    """`turns`: sentences with a {place} to fill in; `places`; `warm_up`: sentences read before anything is measured."""
    loaded: dict[str, Any] = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    return loaded


def conversations() -> Iterator[list[str]]:
    """Endless conversations. No sentence comes twice before every place was named."""
    told = script()
    while True:
        for place in told["places"]:
            yield [turn.format(place=place) for turn in told["turns"]]


async def talk(http: httpx.AsyncClient, texts: list[str]) -> list[float]:
    """One conversation, until its end or a hand-off: seconds of each turn, from the message sent to the answer had.

    RuntimeError when a turn gets no answer.
    """
    opened = (await http.post("/chat/sessions")).raise_for_status().json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    times = []
    for number, text in enumerate(texts):
        began = time.perf_counter()
        body = {"message_id": f"m{number}", "text": text}
        answer = await http.post(f"/chat/messages?wait={PATIENCE_SECONDS}", json=body, headers=headers)
        times.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"no answer to {text!r}: {answer.status_code} {answer.text[:200]}")
        if answer.json()["owner"] != "bot":
            break
    return times


async def crowd(base: str, each: list[list[list[str]]]) -> tuple[list[float], float]:
    """Customers at once, each with a list of conversations; seconds of every turn, and from first to last."""
    limits = httpx.Limits(max_connections=len(each), max_keepalive_connections=len(each))
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_SECONDS + 10, limits=limits, trust_env=False) as http:

        async def one(talks: list[list[str]]) -> list[float]:
            return [seconds for texts in talks for seconds in await talk(http, texts)]

        began = time.perf_counter()
        done = await asyncio.gather(*(one(talks) for talks in each))
        return [seconds for times in done for seconds in times], time.perf_counter() - began
