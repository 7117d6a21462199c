"""Whether a time that was named is told of, as what happened then, and is no wish."""

import re

_WHO = r"(?:我们?|它|师傅|机器|设备|这[台个]|那[台个]|家里|从|在|网上|店里|京东|你们|新|自己|还|也|左右|前后|的时候|那会儿?|那天|就|才|刚|又|突然|忽然|已经|开始|有|报过?|,|，| ){0,8}"
# What breaks tells by itself that it is over; what people do, by 的 or 过: 周三来的师傅, not 周三来了再说.
_BROKE = r"(?:坏|停(?!车)|断|漏|炸|烧|响|出问题|出故障|跳闸?|黑屏|灭|掉|死机|罢工|没电|没水|没网|没反应|花屏|报警|熄火|堵|冒烟|失灵|不[转亮动热制凉冷响])"
_DONE = r"(?:买|装|安装|修|换|报修|报的?修|报|送|收|签收|收货|下单?|订|出|发现|打|提交|登记|寄|保养|清洗|加氟|充氟|搬|用|过保|入住|交付|验收|来|去|上门|弄|拆|充|办|交|开)"
_TOLD = re.compile(
    rf"^{_WHO}(?:{_BROKE}[一-鿿]{{0,2}}?(?:的(?!话|时候)|了(?![再就吧吗])|过|$|[，。,！!])|{_DONE}[一-鿿]{{0,2}}?(?:的(?!话|吧|时候|吗)|过(?![来去期]|$))"
    r"|(?:就|一直|再也)(?:再也)?(?:没|不(?!用|要|行|来|必|能|方便|可|在|需))|(?:下单|到货|签收|报修|过保|收货)(?:$|了|[，。,]))"
)
_STILL = re.compile(r"^(?:就?一?直)?(?:到现在|至今|到目前|到今天|以来|开始(?=就|坏|不|没|出|断|漏|响|一直|$|[，。]))")
_JUST = re.compile(r"(?:刚才|刚刚|刚|方才)(?:大概|差不多|在|是|，|,)?$")


def is_told(before: str, after: str) -> bool:
    """Whether what stands around the words for a time makes plain that it has been; where a day is meant, its last."""
    return bool(_TOLD.match(after) or _STILL.match(after) or _JUST.search(before))
