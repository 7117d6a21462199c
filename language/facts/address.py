"""Addresses down to the door, as said, with the province, city and district they name."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from language.facts.door import with_figures
from language.facts.fact import Fact
from language.facts.jio import jionlp
from language.facts.place import is_place

_H = "[一-鿿]"
_W = "[一-鿿A-Za-z0-9]"
# Where a sentence goes on and no name does; 都 is one in 成都 and 五都镇.
_STOP = re.compile(
    r"[的了吗呢吧啊是不没在有就也要还很到请坏修装您你我他她它们这那哪]|(?<![成新江首五丰宜])都(?![江市匀昌安兰路街道大镇城区县乡])|和(?=他|我|你|电话)"
    r"|联系|电话|手机|号码|姓名|名字|明[天早]|今[天晚]|后天|上午|下午|晚上|周末|麻烦|帮忙|安排|需要|短路|从|写的?(?!字)|填|送到?(?=[一-鿿]{2,3}[省市区县])|寄到?(?=[一-鿿]{2,3}[省市区县])"
)
_REGION = (
    rf"(?:{_H}{{1,8}}?(?:自治区|省|市(?!场|[镇街乡])|区|县|旗|州(?!市|区|县)|盟(?!市)|街道|镇|乡|新区|开发区|高新区))"
)
_ROAD = rf"(?:{_W}{{1,8}}?(?:大道|大街|胡同|路|街|巷|弄|道(?!闸|具)|公路|(?:村|庄|屯|里|坊|线)(?![路街巷道])))"
_PLACE = (
    rf"(?:{_W}{{1,12}}?(?:小区|花园|家园|公寓|山庄|新城|新村|广场|大厦|大楼|写字楼|中心|工业园|产业园|科技园|园区|"
    r"商场|超市|便利店|专卖店|药店|饭店|餐厅|小铺|商铺|网吧|诊所|酒店|宾馆|医院|学校|小学|中学|大学|幼儿园|工厂|市场|公司|仓库|公馆|苑|园|府|庭|湾|城|邸|居|郡|厂(?!房)|店))"
)
# 望京SOHO T1, 银河SOHO A座: Latin letters within the name of a building.
_TOWER = rf"(?:{_H}{{2,6}}[A-Z][A-Za-z]{{2,7}}(?=\s?(?:塔?[A-Za-z]?\d{{0,2}}\s?)?[A-Za-z]?\d{{0,2}}(?:座|栋|幢|号楼|塔)|\s?[Tt]\d|\s?塔\d)|[Tt]\d{{1,2}}(?![A-Za-z0-9楼栋座幢])|塔\d{{1,2}}(?!\d))"
# A housing estate by a name of its own, told by the numbers after it: 香缇雅境5-2-1101, 翡翠城邦3幢.
_ESTATE = rf"(?:{_H}{{2,8}}?(?=\d{{1,3}}(?:-\d{{1,4}}){{1,3}}(?![\d点天个月])|\d{{1,3}}(?:栋|幢|号楼)))"
_N = r"(?:[0-9A-Za-z甲乙丙丁]{1,5}|[一二两三四五六七八九十百千零〇]{1,8})(?:-\d{1,4}){0,3}"
_DOOR = (
    rf"(?:(?:东|西|南|北)?{_N}\s?(?:号(?:楼|院|厂房|车间|仓库|库|门面|门(?!口)|商铺|铺|店面|摊位|档口|别墅)?|栋|幢|座|单元|塔|层|楼|室|房|户|门|弄|巷|组|区|期|排|队|店面|商铺|铺位|摊位)|附\d{{1,4}}号|\d{{1,2}}[Ff](?![A-Za-z0-9])|[东西南北中]段|[东西南北](?:座|楼|区|门|单元)"
    r"|\d{1,4}-\d{1,4}(?:-\d{1,4}){0,2}|(?<=[栋幢座元楼室号层门塔厦心场])(?:[A-Za-z]?\d{2,4}|[零〇一二三四五六七八九]{3,4})|(?<=[栋幢座元楼室号层门塔][，, ])\d{3,4}(?![\d年月日点块元公:.]))"
)
_PIECE = rf"(?:{_TOWER}|{_REGION}|{_ROAD}|{_DOOR}|{_PLACE}|{_ESTATE})"
# What says little alone and belongs to the address it follows: a hamlet before its number, a kind of building.
_MORE = (
    rf"(?:{_H}{{1,4}}?(?=\d{{1,4}}(?:号|-\d))|{_H}{{2,6}}?(?=\s?\d{{1,2}}[楼层]|[A-Z]?\d{{0,2}}(?:区|座|栋|幢|号楼))"
    r"|车间|办公室|会议室|仓库|机房|门店|前台|门卫|食堂|写字楼|商务楼|办公楼|综合楼|[主副裙附]楼|大厦|大楼|广场|公寓|商场|中心)"
)
# After a gap this is a day of the visit and no house: …501，28号10点上门.
_DAY = r"(?<=[0-9零〇一二三四五六七八九十号栋幢座室元楼层户])[\s,，、]{1,2}(?:3[01]|[12]?\d)[号日](?=\s?(?:\d{1,2}(?:点|:|时|号)|[上下中]午|早|晚|傍晚|全天|之?前|以?后|之后|来|上门|过来|可以|方便|行|都|左右|到|至|-|\0|$|[，,。.！!；;]))"
_CHAIN = re.compile(rf"{_PIECE}(?:(?!{_DAY})[\s,，、]{{0,2}}(?:{_PIECE}|{_MORE})){{0,12}}(?:附近|旁边|对面)?")
_GAPS = re.compile(r"[\s,，、]+")
_LEAD_IN = re.compile(
    r"^.{0,80}?(?:地址|住址|家住|住在|我住|住|送到|寄到|位于|搬到|改到|换到|改成|装在|地点|位置)(?:就|是|在|到|为|改到|写|填|[:： ]){0,12}"
    r"|^.{0,80}?(?:我家|家里|家|公司|单位|店|人|来)(?:就|是|在|到|为|改到|[:： ]){1,12}|^(?:就|是|在|住|到|来|去|我们?|你们|这边|那就|嗯|哦|对|请|麻烦){1,4}"
)
_HAS_DOOR = re.compile(
    rf"{_N}\s?(?:号|栋|幢|座|单元|层|楼|室|房|户|弄|组|店面|商铺)|\d{{1,4}}-\d{{1,4}}|[栋幢座元楼号]\s?\d{{2,4}}"
)
_HAS_ROAD = re.compile(
    rf"{_W}(?:路|街|巷|弄|大道|胡同|村|小区|花园|家园|公寓|苑|园|府|庭|湾|城|大厦|广场|大楼|镇|街道)"
)
# A housing estate by a name of its own: 锦云里5栋301.
_HAS_ESTATE = re.compile(rf"^{_H}{{2,8}}(?<![楼房间层])\d{{1,3}}[栋幢][^栋幢]{{0,2}}\d")
_HAS_TOWER = re.compile(rf"{_H}[A-Z][A-Za-z]{{2,7}}")
_SHOP = re.compile(r"(?:超市|便利店|专卖店|药店|饭店|餐厅|小铺|商铺|网吧|诊所)$")
_NOT_ADDRESS = re.compile(
    r"^(?:公司|家里|我家|小区|本店|你们店|学校|单位|附近|医院|市场|商场|酒店|\d{1,2}(?:号|楼|层|门|区|组|期|队|户))$"
)
_FAULTY = re.compile(r"坏|修|漏|装|换|响|故障|师傅|投诉|电话")
PROVINCES = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
    "台湾",
]


def find_addresses(text: str) -> Iterator[Fact]:
    """Addresses in a normalised text; one that does not reach a door has error `address_incomplete` but keeps its value."""
    for start, end in _candidates(text):
        said = text[start:end].strip(" ,，")
        start = text.index(said, start)
        streets = _HAS_ROAD.findall(said)
        door, road = has_door(said), bool(streets or _names_a_house(said))
        if _NOT_ADDRESS.match(said) or len(said) < 5 or _FAULTY.search(said) or is_place(said):
            continue
        region = region_of(said)
        if not (road and (door or len(streets) > 1 or region["district"] or region["city"])) and not (
            door and region["district"]
        ):
            continue
        error = None if door else "address_incomplete"
        yield Fact("address", with_figures(_closed_up(said)), said, start, start + len(said), error=error, extra=region)


def _closed_up(said: str) -> str:
    """Without its gaps, but for one between letters or figures: 望京SOHO T1."""

    def between(gap: "re.Match[str]") -> str:
        around = said[gap.start() - 1 : gap.start()] + said[gap.end() : gap.end() + 1]
        return " " if around.isascii() and around.isalnum() and len(around) == 2 else ""

    return _GAPS.sub(between, said)


def _names_a_house(said: str) -> bool:
    """Whether there is a tower, a shop or a housing estate in it, where no road is told."""
    return any(pattern.search(said) for pattern in (_HAS_TOWER, _SHOP, _HAS_ESTATE))


def has_door(text: str) -> bool:
    """Whether a normalised address names a number, a floor or a room."""
    return bool(_HAS_DOOR.search(text))


def goes_on(text: str) -> bool:
    """Whether a normalised text is nothing but a further piece of an address, as 湖墅南路 after 杭州拱墅区."""
    said = text.strip(" ,，。.")
    while lead := _LEAD_IN.match(said):
        said = said[lead.end() :]
    return bool(said and not _STOP.search(said) and _CHAIN.fullmatch(said))


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    names_only = _STOP.sub(lambda stop: "\0" * len(stop.group()), text)
    for found in _CHAIN.finditer(names_only):
        start, end = found.span()
        while lead := _LEAD_IN.match(text[start:end]):
            start += lead.end()
        start = _with_unmarked_region(text, start)
        if end - start >= 5:
            yield start, end


def _with_unmarked_region(text: str, start: int) -> int:
    """Take in 浙江 or 杭州 standing before the span without 省 or 市."""
    before = text[max(0, start - 6) : start].rstrip(" ")
    for length in (4, 3, 2):
        if before[-length:] in _regions() and len(before) >= length:
            return _with_unmarked_region(text, text.rindex(before[-length:], 0, start))
    return start


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    """Names of provinces, cities and counties as people shorten them."""
    jionlp.parse_location("北京")
    names = set(PROVINCES)
    for province in jionlp.china_location_loader().values():
        for city, counties in province.items() if isinstance(province, dict) else ():
            for name in (city, *counties) if isinstance(counties, dict) else ():
                names.add(re.sub(r"(?<=..)[市县区]$", "", str(name)))
    return frozenset(name for name in names if 2 <= len(name) <= 4)


@lru_cache(maxsize=1024)
def region_of(said: str) -> dict[str, Any]:
    """The province, city and district that a text names, None each where it does not."""
    place = jionlp.parse_location(said)
    return {"province": place["province"], "city": place["city"], "district": place["county"]}
