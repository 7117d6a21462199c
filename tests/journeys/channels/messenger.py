"""Customers with WeChat: followers of the account, and those who write to customer service through WeCom."""

import re
from abc import abstractmethod
from collections.abc import Awaitable, Sequence
from uuid import uuid4

from tests.journeys.channels.outside import OutsideTalk
from tests.journeys.product import Product
from tests.journeys.talk import Told


class MessengerTalk(OutsideTalk):
    """Choices are menus, and a tap on one sends its words and its id."""

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.who = f"o{uuid4().hex[:27]}"
        self.does(self.comes())

    @abstractmethod
    def comes(self) -> Awaitable[bool]:
        """Opens the conversation."""

    @abstractmethod
    def writes(self, text: str, menu_id: str = "") -> Awaitable[bool]: ...

    def offers(self, told: Sequence[Told], title: str) -> bool:
        return any(_bare(choice["title"]) == _bare(title) for one in told for choice in one.buttons)

    def press(self, title: str) -> None:
        for one in reversed(self.told()[-20:]):
            for choice in one.buttons:
                if _bare(choice["title"]) == _bare(title):
                    self.does(self.writes(choice["title"], choice["id"]))
                    return
        raise AssertionError(f"no choice {title!r} was offered")


def _bare(title: str) -> str:
    """A title without the number that it may bear in a list."""
    return re.sub(r"^[1-9]\. ", "", title)


class WeChatTalk(MessengerTalk):
    """A follower of the account."""

    channel = "wechat"

    def comes(self) -> Awaitable[bool]:
        return self.platform.people.follow(self.who)

    def writes(self, text: str, menu_id: str = "") -> Awaitable[bool]:
        return self.platform.people.text(self.who, text, menu_id)

    def pictures(self, content: bytes) -> Awaitable[bool]:
        return self.platform.people.picture(self.who, content, "image/png")


class WeComTalk(MessengerTalk):
    """A customer of the customer-service account."""

    channel = "wecom"

    @property
    def sender(self) -> str:
        return f"{self.platform.accounts.wecom_desk}:{self.who}"

    def comes(self) -> Awaitable[bool]:
        return self.platform.wecom.enter(self.who)

    def writes(self, text: str, menu_id: str = "") -> Awaitable[bool]:
        return self.platform.wecom.text(self.who, text, menu_id)

    def pictures(self, content: bytes) -> Awaitable[bool]:
        return self.platform.wecom.picture(self.who, content, "image/png")
