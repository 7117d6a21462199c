"""What a message says besides the particulars of the customer: 故障：空调不制冷 of a filled-in form is 空调不制冷."""

import re
from collections.abc import Collection, Iterable

from language.clauses import clauses
from language.facts.decoration import undecorated
from language.facts.fact import Fact

PARTICULARS = ("phone", "name", "address", "case_number")

# The labels of forms that are pasted and filled in, on counters, in groups and by other systems.
_OF_PARTICULARS = (
    "客户姓名|联系人姓名|姓名|名字|联系人|报修人|收件人|收货人|客户名称?|用户名?|称呼|联系电话|联系方式|手机号码|手机号|手机|电话号码|电话|号码|座机|"
    "详细地址|上门地址|安装地址|维修地址|收货地址|地址|住址|工单编号|工单号|单号"
)
_OF_MATTERS = (
    "故障现象|故障描述|故障情况|故障内容|故障原因|故障|问题描述|问题|报修内容|报修事项|报修项目|维修内容|情况说明|情况|现象|描述|内容|备注|说明|需求|诉求|"
    "产品名称|产品类型|产品|设备名称|设备|机器|品牌|品类|产品型号|设备型号|型号|序列号|机身号|预约时间|上门时间|期望时间|方便时间|时间|购买日期|购买时间|报修时间"
)
_FORM = re.compile(
    rf"(?:(?<=^)|(?<=[\s,，;；。、|/\0\d]))(?:【|\d{{1,2}}[.、]\s?)?(?:{_OF_PARTICULARS}|{_OF_MATTERS})】?\s?[:：]\s?"
)
_LABEL = re.compile(rf"(?:{_OF_PARTICULARS}|我叫|我是|叫我|免贵姓|我姓|我的|我住|家住|住在?|姓|叫|在|是|为|来自)")
_SIGNS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U000323af]+")
_EDGES = " \t\r\n,，;；、/|:：\0"


def besides(text: str, facts: Iterable[Fact], kinds: Collection[str] = PARTICULARS) -> str:
    """The clauses that hold more than facts of these kinds; what is left of them without those facts, the labels of a
    form and emoji. "" when there is nothing else.
    """
    facts = list(facts)
    told = [fact for fact in facts if fact.kind in kinds]
    kept = []
    for clause in clauses(text, facts):
        rest = clause.text
        for fact in reversed([fact for fact in told if clause.start <= fact.start and fact.end <= clause.end]):
            at = fact.start - clause.start
            rest = rest[:at] + "\0" + rest[at + fact.end - fact.start :]
        rest = _FORM.sub(" ", rest)
        if _SIGNS.sub("", _LABEL.sub("", rest)):
            words = " ".join(undecorated(rest.replace("\0", " ")).split())
            kept.append(words.strip(_EDGES))
    return "，".join(words.rstrip("。.，, ") if at < len(kept) - 1 else words for at, words in enumerate(kept))
