"""A caller. Twilio's part is played by the platform, which walks what it is answered verb by verb."""

import re
from collections.abc import Awaitable, Sequence
from typing import Any

from connectors.voice.tts_text import tts_text
from helpline.core.phone import stored
from simulator.journal import Entry
from tests.journeys.channels.outside import OutsideTalk
from tests.journeys.product import Product
from tests.journeys.talk import Told

HIDDEN = ""
PLACES = "一二三四五六七八九"


class VoiceTalk(OutsideTalk):
    """The number is hidden, so that the caller is asked what others are asked. Numbers are keyed in, words spoken."""

    channel = "voice"

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.who, self._sid = "", ""
        self._dial()

    def _dial(self) -> None:
        self._state: dict[str, Any] = self.platform.do(self.platform.calling.dial(HIDDEN))
        self._sid = self._state["sid"]
        self.wait()

    @property
    def sender(self) -> str:
        return self._sid

    def writes(self, text: str) -> Awaitable[bool]:
        raise AssertionError("nothing is written on the telephone")

    def pictures(self, content: bytes) -> Awaitable[bool]:
        raise AssertionError("no picture goes by telephone")

    # -- the caller ------------------------------------------------------------------------------------------------

    def _act(self, act: str, words: str = "") -> None:
        self._state = self.platform.do(self.platform.calling.act(self._sid, act, words))
        self.wait()

    def _say(self, text: str) -> None:
        if self._state["state"] == "over":
            self._dial()
        call = self.platform.calling.lines[self._sid].call
        if text.isascii() and text.isdecimal() and call.gather is not None:
            most = int(call.gather.get("numDigits", "99"))
            assert len(text) <= most, f"of {text} only {most} can be keyed in"
            self._act("press", text if len(text) == most else f"{text}#")
        else:
            self._act("say", text)

    def say_in_pieces(self, texts: Sequence[str]) -> None:
        """Spoken in one breath."""
        self.say("，".join(texts))

    def press(self, title: str) -> None:
        for one in reversed(self.told()[-5:]):
            if key := _key(one.text, title):
                self._act("press", key)
                return
        raise AssertionError(f"no key for {title!r} was told")

    def go_away(self) -> None:
        if self._state["state"] != "over":
            self._act("hang_up")

    def close(self) -> None:
        self.go_away()

    # -- what they hear, and what is sent to their phone ------------------------------------------------------------

    def entries(self) -> list[Entry]:
        case = self.case()
        phone = stored(case.phone) if case else ""
        return [
            entry
            for entry in self.platform.journal.after(self.begun)
            if (entry.channel == "voice" and entry.what.get("sid") == self._sid)
            or (entry.channel == "sms" and phone and entry.who == phone)
        ]

    def told(self, after: int = 0) -> list[Told]:
        return [
            Told(entry.n, str(entry.what["text"]))
            for entry in self.entries()
            if entry.kind in ("heard", "got") and entry.n > after
        ]

    def worded(self, text: str) -> str:
        return tts_text(text)

    def offers(self, told: Sequence[Told], title: str) -> bool:
        return any(_key(one.text, title) for one in told)


def _key(text: str, title: str) -> str:
    """The key that was told for this choice: by its name, or by its place in a list."""
    spoken = "，?".join(map(re.escape, tts_text(title).split("，")))
    named = re.search(spoken + r"请按(\d)", text)
    own = re.match(r"([1-9])\. ", title)
    place = re.search(rf"第([{PLACES}])，{re.escape(tts_text(title))}", text)
    listed = own[1] if own else str(PLACES.index(place[1]) + 1) if place else ""
    return named[1] if named else listed if "按对应的数字键" in text else ""
