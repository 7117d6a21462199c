"""Yes or no, as an answer to a question that was just asked."""

import re

from language.facts.decoration import undecorated
from language.facts.normalise import squeeze

LONGEST = 16  # a longer answer says more than yes or no, and is read as a sentence of its own

_FILLER = re.compile(
    r"您好|你好|谢谢您?|谢了|麻烦了?|辛苦了?|亲|[的了呀啊哦噢喔哈呢吧嘛哟啦滴哒~～!！。,，.、;；\s]|\^_\^|\[[^\]]{0,20}\]"
)
# What remains after the fillers must consist of these words alone.
_NO = re.compile(
    r"(?:不|没|没有|不是|不对|不行|不可以|不能|不要|不用|不需要|不必|不同意|不满意|不方便|不确认|不愿意|不想|不好|不正确|不清楚是|否|错|错误|有误|"
    r"别|算|取消|拒绝|没好|没解决|没用|没修好|没弄好|没成功|没恢复|没变化|没效果|没反应|没来|没收到|没有解决|没有用|没有好|没有修好|未解决|"
    r"还是不行|还是没好|还是没有|还是没用|还是坏|还是老样子|还是一样|还是那样|还是没解决|还不行|还没好|还没有|还没|还是不好|老样子|一样|依旧|依然|仍然|"
    r"暂时|暂|现在|目前|先|都|也|完全|根本|一点|太|怎么|真|我|这|就|好像|应该|需要|用|行|解决|no|nope|n|❌|×){1,12}"
)
_YES = re.compile(
    r"(?:对|是|没错|没问题|没毛病|可以|行|好|嗯|恩|唔|哎|诶|要|需要|确认|确定|同意|正确|准确|无误|没有问题|没有错|当然|必须|愿意|方便|能|有|"
    r"解决|搞定|修好|弄好|恢复|正常|好使|没事|满意|成|中|得|妥|就这样|就这个|就是这样|就是这个|这样|这个|就|都|也|已经|已|现在|我|非常|很|挺|请|"
    r"帮我|赶紧|赶快|提交|继续|来|安排|ok|okay|yes|y|yep|k|1|✅|👌|👍){1,12}"
)
_NEGATIVE = re.compile(r"不|没|未|别|否|错|有误|算$|取消|拒绝|老样子|还是(?:一样|那样|坏)|依旧|依然|仍然|no|❌|×|^n$")
_POSITIVE_WITH_NEGATION = re.compile(r"没错|没有错|没问题|没有问题|没毛病|没事|不错|无误")
_CONTRADICTION = re.compile(r"但是|可是|不过|就是[^这]|只是|除了|[?？]|吗$|(?<!不)(.)[不没]\1|有没有|是否")


def yes_no(text: str) -> bool | None:
    """True or False for a short plain answer; None where it is mixed, long, a question, or something else."""
    said = squeeze(undecorated(text))
    if len(said) > LONGEST or _CONTRADICTION.search(said):
        return None
    core = _FILLER.sub("", said)
    if not core:
        return True if re.fullmatch(r"[好是对行的了呀啊哦噢喔]+", said) and "好" in said else None
    negative = bool(_NEGATIVE.search(_POSITIVE_WITH_NEGATION.sub("", core)))
    if negative:
        mixed = re.match(r"(?:嗯|恩|好|是|对|可以|行){1,12}(?=不|没)", core)
        return (
            None if mixed and "还" not in core and not _NO.fullmatch(core[mixed.end() :]) else _only(_NO, core, False)
        )
    return _only(_YES, _POSITIVE_WITH_NEGATION.sub("对", core), True)


def _only(words: "re.Pattern[str]", core: str, answer: bool) -> bool | None:
    return answer if words.fullmatch(core) else None
