"""Whether a name that follows is told as the teller's own: 我叫…, 联系人：…"""

import re

_INTRODUCES = re.compile(r"(?:我叫|我是|叫我|(?:名字|姓名|联系人)(?:叫|是|为)?)[：:\s]{0,6}$")


def introduces(before: str) -> bool:
    return _INTRODUCES.search(before) is not None
