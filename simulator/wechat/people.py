"""People with WeChat, and what they do; all of it reaches the product as pushes."""

import itertools
import secrets
from dataclasses import dataclass, field

from simulator.budgets import EVENT, MESSAGE, Budget
from simulator.clock import SimulatedClock
from simulator.files import Files
from simulator.journal import SAID, Journal
from simulator.wechat.pushes import Fields, Pusher

CHANNEL = "wechat"
STICKER = "sn:"  # what the product puts before a serial number in a machine's code


class NotFollowing(ValueError):
    """Only who follows the account can write to it."""


@dataclass
class Person:
    """One openid."""

    openid: str
    follows: bool = False
    budget: Budget = field(default_factory=Budget)
    typing: bool = False


class People:
    """Everybody, by openid; made on first mention."""

    def __init__(self, account: str, pusher: Pusher, clock: SimulatedClock, journal: Journal, files: Files) -> None:
        self._account, self._pusher, self._clock, self._journal, self._files = account, pusher, clock, journal, files
        self._numbers = itertools.count(int(clock.now() * 1000) * 1000)
        self._known: dict[str, Person] = {}

    def __getitem__(self, openid: str) -> Person:
        return self._known.setdefault(openid, Person(openid))

    # -- acts ----------------------------------------------------------------------------------------------------------

    async def follow(self, openid: str, scene: str = "", together: int = 1) -> bool:
        """Follows the account, by a machine's QR label where `scene` is one."""
        person = self[openid]
        if person.follows:
            return True
        person.follows = True
        person.budget = Budget()
        key: Fields = (
            {"EventKey": f"qrscene_{scene}", "Ticket": secrets.token_urlsafe(24)} if scene else {"EventKey": ""}
        )
        return await self._happens(person, "subscribe", key, together)

    async def unfollow(self, openid: str, together: int = 1) -> bool:
        person = self[openid]
        person.follows, person.budget = False, Budget()
        return await self._happens(person, "unsubscribe", {"EventKey": ""}, together, opens=False)

    async def scan(self, openid: str, serial: str, together: int = 1) -> bool:
        """Scans a machine's QR label; who does not follow yet begins to with it."""
        person, scene = self[openid], STICKER + serial
        self._journal.note(CHANNEL, SAID, openid, type="scan", text=serial)
        if not person.follows:
            return await self.follow(openid, scene, together)
        return await self._happens(person, "SCAN", {"EventKey": scene, "Ticket": secrets.token_urlsafe(24)}, together)

    async def click(self, openid: str, key: str, together: int = 1) -> bool:
        """Taps an entry of the account's menu."""
        self._journal.note(CHANNEL, SAID, openid, type="click", text=key)
        return await self._happens(self._follower(openid), "CLICK", {"EventKey": key}, together)

    async def text(self, openid: str, content: str, menu_id: str = "", together: int = 1) -> bool:
        """Writes, or taps a choice of a menu message, which is the same with an id."""
        fields: Fields = {"Content": content}
        if menu_id:
            fields["bizmsgmenuid"] = menu_id
        return await self._writes(openid, "text", fields, together, text=content)

    async def picture(self, openid: str, content: bytes, content_type: str, together: int = 1) -> bool:
        media = self._files.keep(content, content_type)
        fields: Fields = {"PicUrl": f"http://mmbiz.example/{media}", "MediaId": media}
        return await self._writes(openid, "image", fields, together, media=media)

    async def voice(self, openid: str, recognised: str = "", together: int = 1) -> bool:
        """A recording; the platform hardly ever recognises what is said in it any more."""
        media = self._files.keep(b"#!AMR\n" + secrets.token_bytes(400), "audio/amr")
        fields: Fields = {"MediaId": media, "Format": "amr", "MediaId16K": f"{media}16", "Recognition": recognised}
        return await self._writes(openid, "voice", fields, together, media=media, text=recognised)

    async def location(self, openid: str, latitude: float, longitude: float, label: str, together: int = 1) -> bool:
        fields: Fields = {"Location_X": str(latitude), "Location_Y": str(longitude), "Scale": 16, "Label": label}
        return await self._writes(openid, "location", fields, together, text=label)

    # -- pushing -------------------------------------------------------------------------------------------------------

    def _follower(self, openid: str) -> Person:
        person = self[openid]
        if not person.follows:
            raise NotFollowing(openid)
        return person

    async def _writes(self, openid: str, kind: str, fields: Fields, together: int, **noted: str) -> bool:
        person, id = self._follower(openid), next(self._numbers)
        now = self._clock.now()
        person.budget.opened("message", MESSAGE, now)
        self._journal.note(CHANNEL, SAID, openid, type=kind, id=id, **noted, **person.budget.told(now))
        return await self._pusher.push(openid, self._head(person, kind) | fields | {"MsgId": id}, together)

    async def _happens(self, person: Person, event: str, fields: Fields, together: int, opens: bool = True) -> bool:
        now = self._clock.now()
        if opens:
            person.budget.opened("event", EVENT, now)
        self._journal.note(CHANNEL, "event", person.openid, event=event, **person.budget.told(now))
        return await self._pusher.push(person.openid, self._head(person, "event") | {"Event": event} | fields, together)

    async def template_arrived(self, openid: str, id: int, status: str) -> None:
        """The platform's word on a template message, some time later."""
        await self._clock.sleep(1)
        fields: Fields = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": id, "Status": status}
        await self._pusher.push(openid, self._head(self[openid], "event") | fields)

    def _head(self, person: Person, kind: str) -> Fields:
        return {
            "ToUserName": self._account,
            "FromUserName": person.openid,
            "CreateTime": int(self._clock.now()),
            "MsgType": kind,
        }
