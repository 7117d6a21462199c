"""How often it happens, and what was done before it or because of it (R02): read for whoever mends it, by nothing else."""

import re
from collections.abc import Iterator

_CLAUSE = r"[^，。！？；,!?;\s]"
_N = r"[0-9一二两三四五六七八九十几好多]{1,3}"
_OFTEN = re.compile(
    rf"每(?:次|回|天|晚|周|月|小时|隔){_CLAUSE}{{0,10}}"
    rf"|(?:一|每)?(?:天|周|个?月|小时|晚上){_CLAUSE}{{0,2}}{_N}(?:到{_N})?(?:次|回){_CLAUSE}{{0,4}}"
    rf"|(?:时不时|断断续续|时好时坏|偶尔|经常|频繁|老是|总是|反复|隔三差五|一直){_CLAUSE}{{0,8}}"
    rf"|第{_N}(?:次|回)(?:了)?"
)
_VERB = "重启|重装|重置|断电|停电|跳闸|搬|移|挪|换|拆|装修|清洗|打扫|升级|更新|改线|改造|充电|加水|加油|充气|插拔|拔插|复位|试|修|淋雨|进水|打雷|雷击|碰|撞|摔"
_DONE = re.compile(
    rf"(?:(?:之前|以前|事前|前几天|昨天|上周|上个月|刚|刚刚|自己|已经|都|也){{1,3}}{_CLAUSE}{{0,6}}?(?:{_VERB}){_CLAUSE}{{0,8}})"
    rf"|(?:{_VERB})(?:了|过){_CLAUSE}{{0,8}}"
    rf"|(?:停电|跳闸|打雷|下雨|搬家|装修|升级|更新)(?:之?后|以后|完){_CLAUSE}{{0,8}}"
)


def how_often(text: str) -> Iterator[str]:
    """The customer's own words of how often, e.g. 每天两三次."""
    return (found.group() for found in _OFTEN.finditer(text))


def done_before(text: str) -> Iterator[str]:
    """The customer's own words of what was done to it or happened before, e.g. 重启过三次."""
    return (found.group() for found in _DONE.finditer(text))
