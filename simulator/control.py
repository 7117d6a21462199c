"""What people do with their phones, over HTTP: for the page and for tests in another process."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from simulator.faults import Fault
from simulator.platform import Platform

TICK = 0.1  # seconds between two looks for news


def router(platform: Platform) -> APIRouter:
    routes = APIRouter(prefix="/control")
    people, wecom, texting, calling = platform.people, platform.wecom, platform.texting, platform.calling

    @routes.get("/entries")
    async def entries(after: int = 0) -> list[dict[str, Any]]:
        """Everything that happened after the entry with this number."""
        return [entry.as_json() for entry in platform.journal.after(after)]

    @routes.get("/stream")
    async def stream(request: Request, after: int = 0) -> StreamingResponse:
        """The same, as it happens."""
        begin = int(request.headers.get("last-event-id") or after)

        async def news() -> AsyncIterator[str]:
            seen = begin
            while not await request.is_disconnected():
                for entry in platform.journal.after(seen):
                    seen = entry.n
                    yield f"id: {seen}\ndata: {json.dumps(entry.as_json(), ensure_ascii=False)}\n\n"
                await asyncio.sleep(TICK)

        return StreamingResponse(news(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})

    @routes.get("/state")
    async def state() -> dict[str, Any]:
        """What the page needs to begin."""
        accounts = platform.accounts
        return {
            "product": accounts.product,
            "ready": await _is_ready(platform),
            "hotline": accounts.voice_number,
            "sms": accounts.sms_number,
            "menu": platform.account["menu"],
            "impatient": calling.impatient,
            "callbacks": texting.callbacks,
            "faults": [asdict(rule) for rule in platform.faults.rules],
        }

    @routes.get("/files/{name}")
    async def file(name: str) -> Response:
        found = platform.files.get(name)
        return Response(found[0], media_type=found[1]) if found else Response(status_code=404)

    @routes.post("/moods")
    async def moods(told: dict[str, Any]) -> dict[str, bool]:
        """`faults` (a list), `callbacks`, `impatient`, `speed`, `shift`, `mode`, `out_of_reach` (numbers)."""
        if "faults" in told:
            platform.faults.rules[:] = [Fault(**rule) for rule in told["faults"]]
        texting.callbacks = told.get("callbacks", texting.callbacks)
        texting.out_of_reach = set(told.get("out_of_reach", texting.out_of_reach))
        calling.impatient = bool(told.get("impatient", calling.impatient))
        platform.clock.speed = float(told.get("speed", platform.clock.speed))
        platform.clock.shift = float(told.get("shift", platform.clock.shift))
        platform.pusher.mode = told.get("mode", platform.pusher.mode)
        if told.get("expire_tokens"):
            platform.tokens.expire()
            wecom.tokens.expire()
        return {"ok": True}

    # -- WeChat --------------------------------------------------------------------------------------------------------

    @routes.get("/wechat/{openid}")
    async def person(openid: str) -> dict[str, Any]:
        found = people[openid]
        return {"follows": found.follows, "left": found.budget.left(platform.clock.now())}

    @routes.post("/wechat/{openid}/{act}")
    async def wechat(openid: str, act: str, told: dict[str, Any]) -> dict[str, bool]:
        """follow, unfollow, scan, click, text, voice, location."""
        together = int(told.get("together") or 1)
        doing = {
            "follow": lambda: people.follow(openid, told.get("scene", ""), together),
            "unfollow": lambda: people.unfollow(openid, together),
            "scan": lambda: people.scan(openid, told["serial"], together),
            "click": lambda: people.click(openid, told["key"], together),
            "text": lambda: people.text(openid, told["text"], told.get("menu_id", ""), together),
            "voice": lambda: people.voice(openid, told.get("text", ""), together),
            "location": lambda: people.location(
                openid, told["latitude"], told["longitude"], told.get("label", ""), together
            ),
        }
        return {"answered": await doing[act]()}

    @routes.put("/wechat/{openid}/picture")
    async def wechat_picture(openid: str, request: Request) -> dict[str, bool]:
        return {"answered": await people.picture(openid, await request.body(), _type(request))}

    # -- WeCom ---------------------------------------------------------------------------------------------------------

    @routes.get("/wecom/{customer}")
    async def customer(customer: str) -> dict[str, Any]:
        known = wecom.sessions.get(customer)
        left = known.budget.left(platform.clock.now()) if known else 0
        return {"follows": known is not None, "left": left}

    @routes.post("/wecom/{customer}/{act}")
    async def wecom_act(customer: str, act: str, told: dict[str, Any]) -> dict[str, bool]:
        """enter, text, state."""
        if act == "state":
            wecom.session(customer).state = int(told["state"])
            return {"answered": True}
        doing = {
            "enter": lambda: wecom.enter(customer, told.get("serial", "")),
            "text": lambda: wecom.text(customer, told["text"], told.get("menu_id", "")),
        }
        return {"answered": await doing[act]()}

    @routes.put("/wecom/{customer}/picture")
    async def wecom_picture(customer: str, request: Request) -> dict[str, bool]:
        return {"answered": await wecom.picture(customer, await request.body(), _type(request))}

    # -- text messages and calls ---------------------------------------------------------------------------------------

    @routes.post("/sms/{number}/text")
    async def sms(number: str, told: dict[str, Any]) -> dict[str, bool]:
        return {"answered": await texting.write(number, told["text"])}

    @routes.put("/sms/{number}/picture")
    async def mms(number: str, request: Request) -> dict[str, bool]:
        return {"answered": await texting.write(number, "", [(await request.body(), _type(request))])}

    @routes.post("/calls")
    async def dial(told: dict[str, Any]) -> dict[str, Any]:
        """`number`, "" to hide it."""
        return await calling.dial(told.get("number", ""))

    @routes.post("/calls/{sid}/{act}")
    async def act(sid: str, act: str, told: dict[str, Any]) -> dict[str, Any]:
        """say, press, silence, hang_up; on the rung phone answer, key, decline, other_hangs_up; talk."""
        if act == "talk":
            await calling.talk(sid, told["by"], told["words"])
            return {}
        return await calling.act(sid, act, told.get("words", ""))

    @routes.post("/duty/{sid}/{act}")
    async def duty(sid: str, act: str, told: dict[str, Any]) -> dict[str, bool]:
        """A phone that the product calls: answer, key (with `key`), decline."""
        await platform.outgoing.act(sid, act, told.get("key", ""))
        return {"ok": True}

    return routes


def _type(request: Request) -> str:
    return request.headers.get("content-type", "image/jpeg")


async def _is_ready(platform: Platform) -> bool:
    try:
        answer = await platform.client.get(f"{platform.accounts.product}/readyz", timeout=2)
        return answer.status_code == 200
    except httpx.HTTPError:
        return False
