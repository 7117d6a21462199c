"""People who talk over WeChat, WeCom and text messages until the time is up, each with a few plain wishes in turn."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from simulator.journal import GOT, Entry
from simulator.platform import Platform
from simulator.wechat.people import NotFollowing
from tests.robust.chaos_agent import Colleague

CHANNELS = ("wechat", "wecom", "sms")
PATIENCE_SECONDS = 40.0  # for an answer; who got none goes on, and the rows tell whether it came later
QUIET_SECONDS = 0.8  # the end of an answer of several messages
THINKS_SECONDS = (3.0, 9.0)

# What is said, in order; "#" before the choice that is taken, where it is offered. {n} and {at} make customers differ.
WISHES = {
    "greeting": ("你好", "你们几点上班", "谢谢"),
    "fault": (
        "打印机一打就卡纸，我叫沈佳，电话1391{n:03d}{at:04d}，滨江区江南大道{n}号康恩贝大厦1204室",
        "#直接派师傅",
        "#没问题，提交",
        "修到哪一步了",
    ),
    "fee": ("上门检修怎么收费", "好的谢谢"),
    "human": ("转人工", "我在等", "收到", "好的，谢谢"),
}
ORDER = {
    0: ("greeting", "fault", "fee", "greeting"),
    1: ("fault", "fee", "greeting", "fee"),
    2: ("fee", "greeting", "fault", "greeting"),
    3: ("human", "greeting", "fault", "human"),
}


@dataclass
class Person:
    """One customer of one channel. `said` holds (text, whether the platform got it taken)."""

    n: int
    channel: str
    who: str
    sender: str  # as the product knows them
    said: list[tuple[str, bool]] = field(default_factory=list)
    got: list[Entry] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)  # seconds for each answer
    unanswered: int = 0  # within their patience
    wishes: Counter[str] = field(default_factory=Counter)

    @property
    def order(self) -> tuple[str, ...]:
        return ORDER[self.n // len(CHANNELS) % len(ORDER)]

    @property
    def wants_people(self) -> bool:
        return "human" in self.order


def made(platform: Platform, number: int) -> list[Person]:
    """So many customers, the channels in turn."""
    people = []
    for n in range(number):
        channel = CHANNELS[n % len(CHANNELS)]
        who = {"wechat": f"oChaos{n:04d}", "wecom": f"wmChaos{n:04d}", "sms": f"+86139571{n:05d}"}[channel]
        sender = f"{platform.accounts.wecom_desk}:{who}" if channel == "wecom" else who
        people.append(Person(n, channel, who, sender))
    return people


class Talk:
    """One person's evening; runs in the platform's loop."""

    def __init__(self, platform: Platform, me: Person, until: float) -> None:
        self._platform, self._me, self._until = platform, me, until
        self._random = random.Random(me.n)

    async def run(self) -> None:
        await asyncio.sleep(self._random.uniform(0, THINKS_SECONDS[1]))
        if self._me.channel == "wechat":
            await self._platform.people.follow(self._me.who)
        for wish, text in self._wishes():
            if time.time() > self._until:
                return
            await self._exchange(text)
            self._me.wishes[wish] += 1
            await asyncio.sleep(self._random.uniform(*THINKS_SECONDS))

    def _wishes(self) -> Iterator[tuple[str, str]]:
        order = self._me.order
        for at in count():
            wish = order[at % len(order)]
            for text in WISHES[wish]:
                yield wish, text.format(n=self._me.n + 1, at=at)

    async def _exchange(self, text: str) -> None:
        """Says it, and hears what comes back until it is quiet again."""
        me, heard = self._me, len(self._me.got)
        begun = time.monotonic()
        await self._say(text)
        while len(me.got) == heard:
            if time.time() > self._until:
                return  # the rows tell whether it was answered afterwards
            if time.monotonic() - begun > PATIENCE_SECONDS:
                me.unanswered += 1
                return
            await asyncio.sleep(0.1)
        me.waited.append(time.monotonic() - begun)
        while time.time() - me.got[-1].at < QUIET_SECONDS:
            await asyncio.sleep(0.1)

    async def _say(self, text: str) -> None:
        me, platform = self._me, self._platform
        text, choice = self._chosen(text)
        match me.channel:
            case "wechat":
                taken = await self._written(text, choice)
            case "wecom":
                taken = await platform.wecom.text(me.who, text, choice)
            case _:
                taken = await platform.texting.write(me.who, choice or text)
                text = choice or text
        me.said.append((text, taken))

    async def _written(self, text: str, choice: str) -> bool:
        try:
            return await self._platform.people.text(self._me.who, text, choice)
        except NotFollowing:
            return False

    def _chosen(self, text: str) -> tuple[str, str]:
        """The text and the choice it takes of the newest offer: an id, or in a text message its number."""
        if not text.startswith("#"):
            return text, ""
        title = text[1:]
        newest = self._me.got[-1].what if self._me.got else {}
        for offered in newest.get("choices") or ():
            if offered["title"] == title:
                return title, offered["id"]
        number = re.search(rf"(\d) {re.escape(title)}", str(newest.get("text", "")))
        return title, number[1] if number and self._me.channel == "sms" else ""


async def all_talk(platform: Platform, people: list[Person], colleague: Colleague, seconds: float) -> None:
    """Everybody talks for so long. What comes for them is handed out as it comes."""
    until = time.time() + seconds
    by_name = {person.who: person for person in people}
    handing = asyncio.create_task(hand_out(platform, by_name))
    try:
        await asyncio.gather(colleague.run(until), *(Talk(platform, person, until).run() for person in people))
    finally:
        handing.cancel()


async def hand_out(platform: Platform, by_name: dict[str, Person]) -> None:
    seen = 0
    while True:
        for entry in platform.journal.after(seen):
            seen = entry.n
            if entry.kind == GOT and entry.who in by_name:
                by_name[entry.who].got.append(entry)
        await asyncio.sleep(0.05)


def told(people: list[Person]) -> dict[str, Any]:
    """Figures of the talks."""
    waited = sorted(seconds for person in people for seconds in person.waited)
    return {
        "messages": sum(len(person.said) for person in people),
        "not taken": sum(not taken for person in people for _, taken in person.said),
        "answered in p50": waited[len(waited) // 2] if waited else 0.0,
        "answered in p95": waited[len(waited) * 95 // 100] if waited else 0.0,
        "slowest": waited[-1] if waited else 0.0,
        "none in patience": sum(person.unanswered for person in people),
    }
