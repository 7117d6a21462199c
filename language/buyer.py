"""Whether a wish for an invoice names the buyer, without whom none can be made out."""

import re

_TAX_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{15,20}(?![0-9A-Za-z])")
_TITLE = re.compile(r"抬头[是写开为填用：:\s]{0,3}(?!怎么|什么|吗|呢|要)[^\s，。,.！？!?]{2}")
_PERSON = re.compile(r"(?:开|写|要|张|份|是|给|^|[，, ])(?:我)?(?:给)?(?:个)?(?:个人)")
_FIRM = re.compile(
    r"(?<!我们)(?<!你们)(?<!咱们)[一-龥（）()]{4}(?:公司|集团|工厂|商行|商店|酒店|宾馆|中心|学校|医院|事务所|合作社|研究院|委员会)"
)
_ONES_OWN = re.compile(r"(?:我们?|你们?|咱们?|贵|以|用|按|开|是|给)(?:的)?(?=公司|集团|工厂|单位|学校|医院)")


def named(text: str) -> bool:
    """By a tax number, a title, a firm's name, or as a private person."""
    said = _ONES_OWN.sub("；", text)
    return any(pattern.search(said) for pattern in (_TAX_NUMBER, _TITLE, _PERSON, _FIRM))
