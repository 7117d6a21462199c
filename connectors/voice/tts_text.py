"""Text as it is read aloud: what eyes skip over (brackets, links, list marks) goes, numbers become words to follow.

Pure functions; what is already tts_text stays as it is.
"""

import re
from collections.abc import Callable

_DIGITS = dict(zip("0123456789", "零幺二三四五六七八九"))
_COUNT = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_PLACES = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
_ORDER = "一二三四五六七八九十"
_RANGE = "[-–—~～至到]"

_LINK = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_LIST = re.compile(r"(?m)^[ \t]*(?:(\d{1,2})[.、)）](?!\d)|([①-⑩])|[-*•·])[ \t]*")
_DATE = re.compile(r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})[日号]?|(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_TIME = r"([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)"
_TIMES = re.compile(rf"(?<!\d){_TIME}(?:\s*{_RANGE}\s*{_TIME})?")
_YUAN = re.compile(rf"[¥￥]\s?(\d[\d,]*(?:\.\d+)?)(?:\s?{_RANGE}\s?[¥￥]?(\d[\d,]*(?:\.\d+)?))?(?:元)?")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)*(?![A-Za-z0-9])")
_PHONE = re.compile(r"(?<![\d.])(?:\+86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_DASHED = re.compile(r"(?<!\d)(0\d{2,3}|400|800)-(\d{3,4})-?(\d{4})(?!\d)")
_SHORT = re.compile(r"(?<=[打拨叫或])(110|112|119|120|122|12122|96333)(?!\d|元)")
_LONG = re.compile(r"(?<![\d.])\d{5,}(?![\d.]*(?:元|块|万|次|位|台|小时|分钟|天))")
_TAIL = re.compile(r"(?<=尾号)\s?(\d{2,6})(?!\d)")
_SPAN = re.compile(r"(?<=\d)\s?[-–—~～]\s?(?=\d)")
_HOUSE = re.compile(r"(?<=\d)[-–](?=\d+(?:[-–]\d+)*[号幢栋楼室])")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)[%％]")
_SIGNS = {"℃": "摄氏度", "°C": "摄氏度", "°": "度", "×": "乘", "&": "和", "+": "加", "＋": "加", "㎡": "平方米"}
_SILENT = re.compile(r"[\"'“”‘’「」『』《》〈〉<>*_#`|^\\\[\]【】{}\U0001F000-\U0001FAFF\u2600-\u27bf\ufe0f]")
_BRACKET = re.compile(r"\s*[（(]([^（()）]*)[)）]")


def tts_text(text: str) -> str:
    """The text for a voice, in one line, with pauses as commas and full stops."""
    text = _LINK.sub("", text)
    text = _LIST.sub(_ordinal, text)
    text = _SHORT.sub(lambda found: digits(found[1]), text)
    for pattern, spoken in _SPOKEN:
        text = pattern.sub(spoken, text)
    text = _BRACKET.sub(_aside, text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = _SILENT.sub("", text)
    text = re.sub(r"(?<=[一-龥])/(?=[一-龥])", "或", text)
    return _pauses(text)


def digits(number: str) -> str:
    """Digit after digit; one is said yao, which is not mistaken for seven."""
    return "".join(_DIGITS[digit] for digit in number)


def groups(number: str) -> str:
    """A number in groups that can be written down while listening: 3-4-4 for a mobile, else by threes and fours."""
    sizes = _sizes(len(number))
    parts, at = [], 0
    for size in sizes:
        parts.append(digits(number[at : at + size]))
        at += size
    return "，".join(parts)


def time_of_day(hour: int, minute: int, said: str = "") -> tuple[str, str]:
    """The time in words and its part of the day, which is left out when it was `said` just before."""
    part = _part(hour)
    count = _COUNT[12] if hour in (12, 24) else _COUNT[hour % 12]
    tail = {0: "点", 15: "点一刻", 30: "点半"}.get(minute, "")
    if not tail:
        tail = f"点{'零' if minute < 10 else ''}{_number(minute)}分"
    return ("" if part == said else part) + count + tail, part


def _part(hour: int) -> str:
    for until, name in ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (19, "下午"), (25, "晚上")):
        if hour < until:
            return name
    return ""


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _PLACES[tens]) + ("十" if tens else "") + (_PLACES[ones] if ones else "")


def _sizes(length: int) -> list[int]:
    if length <= 4:
        return [length]
    if length == 11:
        return [3, 4, 4]
    threes = -length % 4
    if threes * 3 > length:
        return [3, 2] if length == 5 else [length]
    return [3] * threes + [4] * ((length - 3 * threes) // 4)


def _ordinal(found: re.Match[str]) -> str:
    place = int(found[1]) if found[1] else ord(found[2]) - ord("①") + 1 if found[2] else 0
    return f"第{_ORDER[place - 1]}，" if 1 <= place <= len(_ORDER) else ""


def _date(found: re.Match[str]) -> str:
    """The year is said only where no time of day follows: what has one is near."""
    year, month, day = found[1] or found[4], found[2] or found[5], found[3] or found[6]
    near = not year or _TIMES.match(found.string[found.end() :].lstrip())
    return f"{'' if near else _plain(year) + '年'}{int(month)}月{int(day)}号"


def _plain(year: str) -> str:
    return "".join(_PLACES[int(digit)] for digit in year)


def _times(found: re.Match[str]) -> str:
    begin, part = time_of_day(int(found[1]), int(found[2]))
    return begin if found[3] is None else f"{begin}到{time_of_day(int(found[3]), int(found[4]), part)[0]}"


def _yuan(found: re.Match[str]) -> str:
    amounts = [amount.replace(",", "").removesuffix(".00") for amount in (found[1], found[2]) if amount]
    return "到".join(amounts) + "元"


def _code(found: re.Match[str]) -> str:
    """Letters one by one, digits in groups: a day of eight digits as year, month and day."""
    parts = []
    for letters, number in re.findall(r"([A-Z]+)|(\d+)", found[0]):
        if letters:
            parts.append(" ".join(letters))
        elif len(number) == 8 and number.startswith("20"):
            parts += [digits(number[:4]), digits(number[4:])]
        else:
            parts.append(groups(number))
    return "，".join(parts)


def _aside(found: re.Match[str]) -> str:
    return f"，{found[1]}，" if found[1].strip() else ""


def _pauses(text: str) -> str:
    text = re.sub(r"(?<=[。！？；])\s*\n\s*", "", text.strip())
    text = re.sub(r"\s*\n\s*", "。", text)
    text = re.sub(r"[…—–-]{2,}|\.{3,}|…", "，", text)
    text = re.sub(r"(?<=[\u3000-龥！-～])[ \t\u3000]+(?=[\u3000-龥！-～])", "", text)
    text = re.sub(r"(?<=[一-龥])[ \t]+(?=\d)|(?<=\d)[ \t]+(?=[一-龥])", "", text)
    text = re.sub(r"[，、；：。！？]*([。！？])[，、；：。]*", r"\1", text)
    text = re.sub(r"[，、；：]*([，、；：])[，、]*", r"\1", text)
    return text.strip(" \t，、；：").lstrip("。")


_SPOKEN: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (_PHONE, lambda found: "，".join(digits(part) for part in found.groups())),
    (_DASHED, lambda found: "，".join(digits(part) for part in found.groups())),
    (_CODE, _code),
    (_DATE, _date),
    (_TIMES, _times),
    (_YUAN, _yuan),
    (_PERCENT, lambda found: f"百分之{found[1]}"),
    (_TAIL, lambda found: digits(found[1])),
    (_LONG, lambda found: groups(found[0])),
    (_HOUSE, lambda _: "杠"),
    (_SPAN, lambda _: "到"),
]
