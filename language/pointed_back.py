"""Words that point back to what was spoken of before: 就刚才说的那个屏啊！"""

import re

_POINTS = re.compile(
    r"(?:就是?|还是|我说的就?是?|不就是)?(?:我|我们)?(?:刚才|刚刚|刚|上面|前面|之前|方才)(?:说|讲|问|提到?|聊|报)?(?:过)?的?"
    r"(?:那|这)(?:个|台|块|部|套|件|种)?(?P<what>.{0,8}?)(?:啊|呀|嘛|呢|吧|啦|了|的){0,6}"
)


def thing_pointed_at(said: str) -> str | None:
    """What is pointed at, by its word: 屏; "" where no word is said for it. None of words that do not point.

    `said` is without marks and spaces.
    """
    found = _POINTS.fullmatch(said)
    return found["what"] if found else None
