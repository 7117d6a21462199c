"""What a text says is not so, not wanted, or to be put right."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

_NOT_WANTED = (
    r"(?:(?:(?<![是要想用])不[是要想用]|没要|没说|没有要|先不要|先别|别|又不是|谁(?:要|想|说))"
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
_DANGER = r"(?:危险|险情|受伤|受了伤|伤亡|伤[着到]|被困|困[住着人]|关着?人|冒烟|着火|起火|漏电|漏气|触电|出事)"
_NO_DANGER = re.compile(
    # 有没有危险 and 会不会有危险 ask, 不是没有危险 and 谁说没有危险 say that there is
    r"(?<!有)(?<!不是)(?<!难道)(?<!谁说)(?<!能说)(?<!敢说)"
    r"(?:并?没有?|没啥|未|无|(?<![会危])不(?:会|存在|是)?)"
    r"(?:人员?|谁|啥|什么|任何|被|有|发生|出现|大|再|那么|太|真|孩子|小孩|老人|生命|人身|明显|在里面){0,4}"
    rf"{_DANGER}(?![^，。！,!]{{0,2}}[吗么嘛?？])"
    rf"|(?<!有){_DANGER}的?(?:倒|也|都|是)?没有?(?![^，。！,!]{{0,2}}[?？吗])"
)
_HOLDS_AGAINST = re.compile(r"但|可是|不过|然而|可现在")
_REFUSES_CLOSING = re.compile(
    r"(?<!没)(?<!没有)(?<!什么)不满意|不接受|不认可|不认账|不服|不同意|不答应|不算完|不算解决|没完(?!全)"
    r"|(?:不能|别|不要|不许|不准|不可以)(?:就?这样|给我|现在|先|随便)?(?:关|结|完)"
    r"|(?:还|至今|到现在|根本|压根|仍然?|依然)(?:是|都)?(?:没有?|未)"
    r"(?!.{0,6}过|再|问题|毛病|事|发现|出现|别的|其他|坏|响|漏|声|噪|异|什么|啥|试|用|看|在家|来得及|顾上|顾得上)"
    r"|没有?(?:人|给我?|把|跟我|向我|师傅|谁)?(?:来|上门)?"
    r"(?:道歉|赔礼|赔|退(?!步|休)|解决|处理|修好|弄好|搞好|联系|回复|答复|说法|结果|交代|兑现|打电话|换新)"
    r"|谁说.{0,6}(?:解决|处理|好|修|满意)|(?:哪里|哪儿|哪)(?:就)?(?:解决|处理好|修好|好了)|什么叫"
    r"|怎么(?:就|能)(?:算)?(?:解决|关|结|完|处理|好)|问题(?:还在|依旧|依然)|(?:还是|仍然|还|仍)(?:在)?有(?:问题|毛病|异响|异味)"
)
_CONSENTS = re.compile(r"(?:可以|同意|能)(?:关|结)|(?:关|结)(?:单|案|掉)?了?吧")
_TELLS_NOTHING = re.compile(
    r"(?:我|就|也|都|那|算了|还是){0,3}"
    r"(?:(?:不|懒得|没空|没心情|没必要)(?:想|愿意?|高兴|用|必|方便|多|再|太){0,3}(?:说|讲|评|写|提|聊|谈|填|答|回答|解释)(?:什么|啥|原因|理由|多)?"
    r"|没(?:有)?(?:什么|啥)?(?:可|好|想|要)(?:说|讲|评|写|提|补充)的?|没(?:有)?(?:什么|啥|原因|理由|了)|无可奉告"
    r"|别(?:再)?问|(?:说|讲|写)了也(?:没用|白(?:说|讲|写))|保密|算了|不了|就这样|先这样)"
)
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


def without_denied_dangers(text: str) -> str:
    """The text without what it says of a danger that is none: 没有人受伤，就是漏水."""
    return _NO_DANGER.sub("", text)


def holds_against(text: str) -> bool:
    """Whether a turn of the thought is told: 没有人受伤，但…"""
    return _HOLDS_AGAINST.search(text) is not None


def refuses_closing(text: str) -> bool:
    """Whether the words say that a matter is not settled, or not to be closed: 不满意，他还没道歉."""
    return _REFUSES_CLOSING.search(text) is not None


def consents_to_closing(text: str) -> bool:
    """Whether the words say themselves that a matter may be closed: 可以关了，不过下次快点."""
    return _CONSENTS.search(text) is not None and not refuses_closing(text)


def tells_nothing(text: str) -> bool:
    """Whether nothing is said but that nothing will be told: 不想说了, 没什么好说的."""
    said = re.sub(r"[\s，。！!,.~～…]|[了吧啦啊呢呀哈]{1,6}$", "", text.strip("，。！!,.~～… "))
    return _TELLS_NOTHING.fullmatch(said) is not None


def kinds_told(text: str, kinds: Mapping[str, Collection[str]]) -> tuple[set[str], set[str]]:
    """Which kinds (by their words) are said to be meant, and which not to be: 是报修不是保养."""
    no = {kind for kind, words in kinds.items() if any(_is_not(text, word) for word in words)}
    yes = {kind for kind, words in kinds.items() if any(_is(text, word) for word in words)}
    return yes - no, no


def _is_not(text: str, word: str) -> bool:
    return re.search(rf"(?:不是|不用|不要|没要)[^，。是]{{0,4}}{re.escape(word)}", text) is not None


def _is(text: str, word: str) -> bool:
    return re.search(rf"(?<!不)(?:是|要|改成|改为)[^，。不]{{0,4}}{re.escape(word)}", text) is not None
