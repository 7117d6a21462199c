"""Customers who know what they want, answer what they are asked, and send a message again until it was taken."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from kb.models.knowledge import Knowledge

LONGEST = 14  # messages of one conversation
PATIENCE_SECONDS = 150.0  # for one answer, kills included

# What is said to a question, by the phrase it was asked with; {n} makes customers differ.
ANSWERS = {
    "ask_phone": "1370000{n:04d}",
    "ask_phone_complaint": "1370000{n:04d}",
    "ask_phone_for_case": "1370000{n:04d}",
    "ask_name": "钱先生",
    "ask_name_complaint": "钱先生",
    "ask_name_for_proof": "王秀兰",
    "ask_address": "西湖区文一路{n}号2幢301室",
    "ask_symptom": "开机没有反应，指示灯也不亮",
    "ask_product": "空调",
    "ask_serial": "QH25053206",
    "ask_serial_for_exact": "QH25053206",
    "ask_case_or_phone": "13805711001",
    "ask_complaint": "师傅约好了时间没有来，也没有打电话说明",
    "ask_about": "没来的那位师傅",
    "ask_since_when": "上周五到现在",
    "ask_wish": "希望有人给个说法，再把机器修好",
}
PRESSES = ("/affirm", "/deny")  # of offered buttons, by the shape


@dataclass(frozen=True)
class Shape:
    """A kind of conversation: its first messages, sent as one burst, and what ends it."""

    name: str
    opening: tuple[str, ...]
    ends: tuple[str, ...]  # phrases
    after: tuple[str, ...] = ()  # said when it has ended


SHAPES = (
    Shape("fault", ("空调不制冷了", "开了半小时还是热风"), ("filed",)),
    Shape("fault", ("打印机总是卡纸，报错，打不出来",), ("filed",)),
    Shape("warranty", ("查一下保修",), ()),
    Shape("progress", ("我想查一下维修进度",), ("no_open_case",)),
    Shape("human", ("转人工",), (), ("我在等", "还有多久")),
    Shape("complaint", ("我要投诉",), ("complaint_filed",), ("请尽快",)),
    Shape("emergency", ("电梯里困住了两个人出不来",), (), ("快点",)),
)


@dataclass
class Customer:
    """One conversation from its first message to its end."""

    n: int
    shape: Shape
    conversation: str = ""
    sent: list[str] = field(default_factory=list)  # message ids
    confirmed: list[str] = field(default_factory=list)  # those that agreed to what was read back
    unanswered: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    ended: bool = False
    retries: int = 0


class Voice:
    """Tells which phrase a text is, so that customers know what they were asked."""

    def __init__(self, kb: Knowledge) -> None:
        self._patterns = [
            (id, pattern(wording))
            for id, wordings in kb.phrases.items()
            for wording in wordings
            if id.startswith(("ask_", "confirm", "filed", "complaint_filed", "no_open_case"))
        ]

    def ids(self, text: str) -> list[str]:
        return [id for id, pattern in self._patterns if pattern.fullmatch(text.strip())]


def pattern(wording: str) -> re.Pattern[str]:
    parts = re.split(r" ?\{[a-z_]+\} ?", wording.strip())  # beside Chinese words no space is left
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


class Talk:
    """Holds the conversation over HTTP."""

    def __init__(self, base: str, voice: Voice, customer: Customer) -> None:
        self._base, self._voice, self._me = base, voice, customer
        self._token = ""

    async def run(self, http: httpx.AsyncClient) -> None:
        me = self._me
        opened = await self._until(http, "/chat/sessions", None)
        self._token, me.conversation = opened["token"], opened["conversation_id"]
        answer = await self._burst(http, me.shape.opening)
        while len(me.sent) < LONGEST:
            texts = [message["text"] for message in answer["messages"]]
            me.heard += texts
            ids = [id for text in texts for id in self._voice.ids(text)]
            me.ended = bool(set(ids) & set(me.shape.ends))
            said = self._reply(ids, answer["messages"][-1]["buttons"] if answer["messages"] else [])
            if me.ended or answer["owner"] != "bot" or said is None:
                break
            answer = await self._say(http, *said, confirms=any(id.startswith("confirm") for id in ids))
        for text in me.shape.after:
            await self._say(http, text, "")

    def _reply(self, ids: list[str], buttons: list[dict[str, str]]) -> tuple[str, str] | None:
        offered = {button["payload"].partition("{")[0]: (button["title"], button["payload"]) for button in buttons}
        if set(offered) >= set(PRESSES):
            return offered["/affirm" if any(id.startswith("confirm") for id in ids) else "/deny"]
        for id in ids:
            known = ANSWERS.get(id) or ANSWERS.get(id.removesuffix("_again"))
            if known:
                return known.format(n=self._me.n), ""
        return None

    async def _burst(self, http: httpx.AsyncClient, texts: tuple[str, ...]) -> dict[str, Any]:
        answers = await asyncio.gather(*(self._say(http, text, "") for text in texts))
        return answers[-1]

    async def _say(self, http: httpx.AsyncClient, text: str, payload: str, confirms: bool = False) -> dict[str, Any]:
        """Sends the message until an answer comes; the same message id, so it is one message however often."""
        me = self._me
        message_id = f"m{len(me.sent)}"
        me.sent.append(message_id)
        if confirms and payload.startswith("/affirm"):
            me.confirmed.append(message_id)
        answer = await self._until(
            http, "/chat/messages?wait=20", {"message_id": message_id, "text": text, "payload": payload}
        )
        if answer is None:
            me.unanswered.append(message_id)
        return answer or {"owner": "nobody", "messages": []}

    async def _until(self, http: httpx.AsyncClient, path: str, body: dict[str, str] | None) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        while time.monotonic() < until:
            try:
                response = await http.post(self._base + path, json=body, headers=headers)
            except httpx.HTTPError:
                self._me.retries += 1
                await asyncio.sleep(0.3)
                continue
            if response.status_code in (200, 201):
                return response.json()
            if response.status_code == 202 and response.json()["owner"] != "bot":
                return response.json()  # kept for the human who will come
            if response.status_code != 202:
                self._me.retries += 1
                await asyncio.sleep(0.3)
        return None


async def all_talk(base: str, voice: Voice, customers: list[Customer], at_once: int) -> None:
    """Everybody talks, so many at a time."""
    gate = asyncio.Semaphore(at_once)
    limits = httpx.Limits(max_connections=at_once * 2, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=30, limits=limits, trust_env=False) as http:

        async def one(customer: Customer) -> None:
            async with gate:
                await Talk(base, voice, customer).run(http)

        await asyncio.gather(*(one(customer) for customer in customers))
