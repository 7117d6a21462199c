"""WeCom's customer service (微信客服): it only says that there is something, and the product comes and fetches it."""

import asyncio
import itertools
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from simulator.accounts import Accounts
from simulator.budgets import MESSAGE, Budget
from simulator.clock import SimulatedClock
from simulator.files import Files
from simulator.journal import GOT, SAID, Journal
from simulator.sealing import Sealing
from simulator.wechat.sending import OK, TEXT_BYTES, read_body
from simulator.wechat.tokens import Tokens

CHANNEL = "wecom"
PULL_TOKEN_LASTS = 600.0
WELCOME_LASTS = 20.0
NEW, BOT, POOL, HUMAN, ENDED = range(5)
CUSTOMER, SYSTEM = 3, 4


def error(code: int, said: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": said}


@dataclass
class Session:
    """One customer of the account."""

    budget: Budget = field(default_factory=Budget)
    state: int = NEW
    welcome: tuple[str, float] = ("", 0.0)  # the code that was given, until when it is good
    taken: set[str] = field(default_factory=set)  # msgids


class WeCom:
    """One customer-service account."""

    def __init__(
        self, accounts: Accounts, clock: SimulatedClock, journal: Journal, files: Files, client: httpx.AsyncClient
    ):
        self._url = f"{accounts.product}/channels/wecom"
        self._desk, self._clock, self._journal, self._files, self._client = (
            accounts.wecom_desk,
            clock,
            journal,
            files,
            client,
        )
        self._sealing = Sealing(accounts.wecom_token, accounts.wecom_key, accounts.wecom_corpid)
        self.tokens = Tokens(accounts.wecom_corpid, accounts.wecom_secret, clock, "wecom")
        self.sessions: dict[str, Session] = {}
        self.items: list[dict[str, Any]] = []
        self._pull_tokens: dict[str, float] = {}
        self._numbers = itertools.count(1)

    def session(self, customer: str) -> Session:
        return self.sessions.setdefault(customer, Session())

    # -- what customers do -------------------------------------------------------------------------------------------

    async def enter(self, customer: str, serial: str = "") -> bool:
        """Opens the chat, for the first time or by a machine's QR label."""
        first = customer not in self.sessions
        session = self.session(customer)
        self._journal.note(CHANNEL, "event", customer, event="enter_session")
        event = {"event_type": "enter_session", "open_kfid": self._desk, "external_userid": customer, "scene": "web"}
        if first:
            session.welcome = (secrets.token_urlsafe(16), self._clock.now() + WELCOME_LASTS)
            event |= {"welcome_code": session.welcome[0]}
        event |= {"scene_param": f"sn:{serial}"} if serial else {}
        return await self._add(customer, "event", event, SYSTEM)

    async def text(self, customer: str, content: str, menu_id: str = "") -> bool:
        return await self._says(customer, "text", {"content": content} | ({"menu_id": menu_id} if menu_id else {}))

    async def picture(self, customer: str, content: bytes, content_type: str) -> bool:
        return await self._says(customer, "image", {"media_id": self._files.keep(content, content_type)})

    async def _says(self, customer: str, kind: str, what: dict[str, Any]) -> bool:
        now, budget = self._clock.now(), self.session(customer).budget
        budget.opened("message", MESSAGE, now)
        text, media = what.get("content", ""), what.get("media_id")
        self._journal.note(CHANNEL, SAID, customer, type=kind, text=text, media=media, **budget.told(now))
        return await self._add(customer, kind, what, CUSTOMER)

    async def _add(self, customer: str, kind: str, what: dict[str, Any], origin: int) -> bool:
        item = {"msgid": f"in{next(self._numbers)}{secrets.token_hex(6)}", "origin": origin, "msgtype": kind}
        item |= {"open_kfid": self._desk, "send_time": int(self._clock.now()), kind: what}
        self.items.append(item | ({"external_userid": customer} if origin == CUSTOMER else {}))
        return await self.callback()

    async def callback(self) -> bool:
        """Tells the product that there is something; one callback may stand for many messages, or come in vain."""
        token = secrets.token_urlsafe(24)
        now = self._clock.now()
        self._pull_tokens[token] = now + PULL_TOKEN_LASTS
        head = f"<xml><ToUserName><![CDATA[{self._sealing.receiver}]]></ToUserName>"
        told = (
            f"{head}<CreateTime>{int(now)}</CreateTime>"
            "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token><![CDATA[{token}]]></Token><OpenKfId><![CDATA[{self._desk}]]></OpenKfId></xml>"
        )
        sealed = self._sealing.seal(told)
        body = f"{head}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        query = self._sealing.query(now, sealed)
        address = f"{self._url}?{urlencode({k: query[k] for k in ('msg_signature', 'timestamp', 'nonce')})}"
        for _ in range(3):
            try:
                answer = await self._client.post(address, content=body.encode(), timeout=self._clock.seconds(5))
                if answer.status_code == 200:
                    return True
            except httpx.HTTPError:
                pass
            await self._clock.sleep(5)
        self._journal.note(CHANNEL, "unavailable", "")
        return False

    # -- what the product asks ---------------------------------------------------------------------------------------

    async def answer(self, path: str, access_token: str, raw: bytes) -> dict[str, Any]:
        """kf/sync_msg, kf/send_msg, kf/send_msg_on_event, kf/service_state/get and trans."""
        calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "kf/sync_msg": self._sync,
            "kf/send_msg": self._send,
            "kf/send_msg_on_event": self._welcome,
            "kf/service_state/get": lambda body: OK | {"service_state": self._of(body).state},
            "kf/service_state/trans": self._move,
        }
        refused, body = self.tokens.refusal(access_token), read_body(raw)
        if refused or body is None or path not in calls:
            return refused or error(40058, "invalid request parameter")
        return calls[path](body)

    def _of(self, body: dict[str, Any]) -> Session:
        return self.session(str(body.get("external_userid") or body.get("touser")))

    def _move(self, body: dict[str, Any]) -> dict[str, Any]:
        self._of(body).state = int(body.get("service_state") or NEW)
        return OK

    def _sync(self, body: dict[str, Any]) -> dict[str, Any]:
        token = body.get("token")
        if token and self._pull_tokens.get(token, 0.0) < self._clock.now():
            return error(95007, "invalid msg token")
        begin = int(body.get("cursor") or 0)
        end = min(begin + min(int(body.get("limit") or 1000), 1000), len(self.items))
        found = {"next_cursor": str(end), "has_more": int(end < len(self.items)), "msg_list": self.items[begin:end]}
        return OK | found

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        customer, session, now = str(body.get("touser")), self._of(body), self._clock.now()
        kind, id = str(body.get("msgtype")), str(body.get("msgid") or secrets.token_hex(16))
        told = body.get(kind) or {}
        text = str(told.get("content") or told.get("head_content") or "")
        refusal = (
            error(95018, "send msg session status invalid")
            if session.state not in (NEW, BOT)
            else error(40058, "msgid already exist, duplicate")
            if id in session.taken
            else error(95002, "send msg out of 48 hours")
            if not session.budget.is_open(now)
            else error(95001, "send msg count limit")
            if not session.budget.left(now)
            else error(45002, "content size out of limit")
            if len(text.encode()) > TEXT_BYTES
            else None
        )
        if refusal:
            self._journal.note(CHANNEL, "refused", customer, code=refusal["errcode"], type=kind)
            return refusal
        session.budget.spend(now)
        session.taken.add(id)
        return self._got(customer, session, body)

    def _welcome(self, body: dict[str, Any]) -> dict[str, Any]:
        """One message for the code that came with the first visit."""
        code, now = str(body.get("code")), self._clock.now()
        for customer, session in self.sessions.items():
            if code and session.welcome[0] == code and session.welcome[1] > now:
                session.welcome = ("", 0.0)
                return self._got(customer, session, body)
        self._journal.note(CHANNEL, "refused", "", code=95010, type=str(body.get("msgtype")))
        return error(95010, "invalid code")

    def _got(self, customer: str, session: Session, body: dict[str, Any]) -> dict[str, Any]:
        kind, id, now = str(body.get("msgtype")), str(body.get("msgid") or secrets.token_hex(16)), self._clock.now()
        told = body.get(kind) or {}
        text = str(told.get("content") or told.get("head_content") or "")
        choices = [
            {"id": one["click"]["id"], "title": one["click"]["content"]}
            for one in told.get("list") or []
            if one.get("type") == "click"
        ]
        media, left = told.get("media_id"), session.budget.told(now)
        self._journal.note(CHANNEL, GOT, customer, type=kind, id=id, text=text, choices=choices, media=media, **left)
        return OK | {"msgid": id}

    def fail(self, customer: str, msgid: str, kind: int = 4) -> Awaitable[bool]:
        """Tells that a message which was taken did not arrive after all."""
        event = {"event_type": "msg_send_fail", "open_kfid": self._desk, "external_userid": customer}
        return asyncio.ensure_future(
            self._add(customer, "event", event | {"fail_msgid": msgid, "fail_type": kind}, SYSTEM)
        )
