"""Whether a message only asks to be waited for: 你等一下, 先等等我问下物业, 我去看看铭牌."""

import re

from language.facts.normalise import normalise

_BEFORE = r"(?:不好意思|麻烦|那个|那|先|你们?|您|请|再|好的|好|嗯|哎|别急|别催){0,3}"
_AWHILE = r"(?:一下|下|一会儿?|会儿?|[一两三五十几]分钟|哈|啊|嘛|吧|哦|我|了|马上){0,3}"
_WAIT = rf"(?:稍等|稍候|等一等|等一下|等一会儿?|等会儿?|等等|等下|等我|等着|马上|等){_AWHILE}"
_MYSELF = r"我?(?:先|去|再|得|要|想|现在|马上|这就){0,3}"
_ONCE = r"(?:一下|下|看|找|问|试|一问|一看|一眼|个)?"
_DOES = rf"(?:问|看|找|查|拍|翻|量|试|核对|确认|接|打|叫|喊|拿|去|回){_ONCE}[^，。,.!！?？了没不吗呢什哪几多]{{0,10}}"
_LOOKS = rf"(?:问|看|找|查|拍|翻|量|试|核对|确认){_ONCE}[^，。,.!！?？了没不有吗呢什哪几多]{{0,8}}"
_BACK = r"(?:再说|再讲|再回你|再告诉你|就来|就好|回头说)?(?:哈|啊|吧|嘛|哦|啦){0,2}"
_WAITS = re.compile(rf"{_BEFORE}{_WAIT}(?:{_MYSELF}{_DOES})?{_BACK}")
_GOES = re.compile(rf"{_BEFORE}(?:我(?:先|这就|马上|现在)(?:去)?|我去|我再去){_LOOKS}{_BACK}")
_BETWEEN = re.compile(r"[\s，。,.!！~～…、]")
_LONGEST = 24


def asks_to_wait(text: str) -> bool:
    """Whether nothing is told yet: the customer goes to look, to ask, or asks for a moment."""
    said = _BETWEEN.sub("", normalise(text))
    if len(said) > _LONGEST:
        return False
    return _WAITS.fullmatch(said) is not None or _GOES.fullmatch(said) is not None
