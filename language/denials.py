"""What a text says is not so, not wanted, or to be put right."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

_NOT_WANTED = (
    r"(?:(?:(?<![是要想用])不[是要想用]|没要|没说|没有要|先不要|先别|别|又不是)"
    r"(?:要|想|再|给我|帮我|让|说|是|来|在|记){0,2}[^，。？！了要想]{0,4}?"
    # a mere 不 says no to what follows it, and to nothing behind a word of its own: 不制冷要报修
    r"|(?<![是要想用])不(?:要|想|再|给我|帮我|让|说|是|来|在|记|需要|打算|准备|愿意|去|搞|办|开|找|叫){0,3})"
)
_NO_MORE = (
    r"(?:就|也|先|都|我){0,2}(?:(?:不用|不要|别|不想)(?:再|给我|帮我){0,2}[开要退换买修装查办弄投记订]?"
    r"|不(?:再|给我|帮我){0,2}[开要退换买修装查办弄投记订])(?:了|吧|啦)"
)
_RIGHT = re.compile(
    r"(?:不是|不对|错了|搞错了?|弄错了?|写错了?|说错了?)[^是]{0,30}?[，,。；\s]{0,3}(?:应该|其实)?"
    r"(?:是|改成|换成|改为)(?P<right>.{2,300})"
)
_ASKS = re.compile(r"不是.{0,30}(?:吗|么|嘛|[?？])$")
_OBJECTS = re.compile(
    r"(?:问|说|讲|查|指)的?(?:是|不是)|^(?:我)?(?:不是|不对|错了|搞错|弄错)|是[^，。,]{1,12}(?:那|的)(?:个|张|单|一?单)"
)
_CONCESSION = re.compile(r"([一-鿿])是\1了|但是?|可是|不过|只是|就是还|可(?:还|又|现在)")
PEOPLE = ("人工", "真人", "客服", "坐席")
_LONGEST_DENIAL = 6


@lru_cache(maxsize=64)
def refusal(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds that one of these is not wanted: 我不投诉, 不是查单, 先不要记投诉, 发票不用开了."""
    wanted = "|".join(map(re.escape, words))
    return re.compile(rf"{_NOT_WANTED}(?:{wanted})|(?:{wanted}){_NO_MORE}")


def declines_people(text: str) -> bool:
    """Whether it is said that no person is wanted: 我没要转人工."""
    return refusal(PEOPLE).search(text) is not None and not asks_back(text)


def asks_back(text: str) -> bool:
    """Whether a no is a question that means yes: 不是说好开发票的吗."""
    return _ASKS.search(text.rstrip()) is not None


def objects(text: str) -> bool:
    """Whether it is said that something else was meant or asked: 我问的是维修, 不是这单，是空调的."""
    return _OBJECTS.search(text) is not None


def denied(text: str, words: Collection[str]) -> bool:
    """Whether one of these is told as what is not meant: 不是发票，我问的是维修."""
    return any(
        re.search(rf"(?:不是|没问|不问)[^，。,！!？?]{{0,{_LONGEST_DENIAL}}}?{re.escape(word)}", text)
        for word in words
        if word
    )


def put_right(text: str) -> str | None:
    """What it should be, of a text that says that something is not so: 情况错了，是热水器不出热水."""
    found = _RIGHT.search(text)
    return found["right"].strip("，,。 ") if found else None


def concedes(text: str) -> bool:
    """Whether something is granted and something else held against it: 亮是亮了，就是颜色发黄."""
    return _CONCESSION.search(text) is not None


def kinds_told(text: str, kinds: Mapping[str, Collection[str]]) -> tuple[set[str], set[str]]:
    """Which kinds (by their words) are said to be meant, and which not to be: 是报修不是保养."""
    no = {kind for kind, words in kinds.items() if any(_is_not(text, word) for word in words)}
    yes = {kind for kind, words in kinds.items() if any(_is(text, word) for word in words)}
    return yes - no, no


def _is_not(text: str, word: str) -> bool:
    return re.search(rf"(?:不是|不用|不要|没要)[^，。是]{{0,4}}{re.escape(word)}", text) is not None


def _is(text: str, word: str) -> bool:
    return re.search(rf"(?<!不)(?:是|要|改成|改为)[^，。不]{{0,4}}{re.escape(word)}", text) is not None
