"""A customer with a mobile phone who writes text messages."""

import re
from collections.abc import Awaitable, Sequence
from itertools import count

from tests.journeys.channels.outside import OutsideTalk
from tests.journeys.product import Product
from tests.journeys.talk import Told

_phones = count(1)
_CHOICE = re.compile(r"(?:^|\n|(?<=  ))([1-9])(?:\s+|(?=[.、]))([^\n]+?)(?=\n|  |$)")


class SmsTalk(OutsideTalk):
    """Nothing can be pressed: choices are numbered, and the number is sent."""

    channel = "sms"

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.who = f"+86137{next(_phones):08d}"

    def writes(self, text: str) -> Awaitable[bool]:
        return self.platform.texting.write(self.who, text)

    def pictures(self, content: bytes) -> Awaitable[bool]:
        return self.platform.texting.write(self.who, "", [(content, "image/png")])

    def press(self, title: str) -> None:
        newest = self.told()[-1:]
        told = _numbered(newest[0].text) if newest else {}
        own = re.match(r"([1-9])\. ", title)  # a line of a list in other words
        number = told.get(title) or (own[1] if own and own[1] in told.values() else "")
        assert number, f"no number for {title!r} in the newest message"
        self.does(self.writes(number))

    def offers(self, told: Sequence[Told], title: str) -> bool:
        return any(title in _numbered(one.text) for one in told)


def _numbered(text: str) -> dict[str, str]:
    """The numbers of the choices in a message, by what stands behind them, with the number and without."""
    found = {}
    for choice in _CHOICE.finditer(text):
        number, title = choice[1], choice[2].strip()
        found[f"{number}{title}" if title[0] in ".、" else title] = number
        found[title.lstrip(".、 ")] = number
    return found
