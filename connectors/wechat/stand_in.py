"""What the platform writes in the place of what it cannot pass on, a sticker for one."""

import re

_STAND_IN = re.compile("^【收到不支持的消息类型")


def is_stand_in(text: str) -> bool:
    """Whether these are the platform's words and not the customer's."""
    return _STAND_IN.search(text) is not None
