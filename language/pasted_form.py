"""A form that was filled in and pasted: 姓名：王芳，手机：139…，故障：不制冷. Only what is wrong is its description."""

import re

_LABEL = r"[一-鿿]{2,8}[ \t]{0,2}[:：]"
_FIELD = re.compile(
    r"(?:^|(?<=[\n，,；;。\s]))(?P<label>[一-鿿]{2,8})[ \t]{0,2}[:：]"
    rf"(?P<value>[^\n；;:：]{{0,200}}?)(?=[，,；;。\s]{{1,4}}{_LABEL}|[\n；;]|$)"
)
_MATTER = re.compile(r"故障|问题|现象|情况|描述|症状|报修内容|需求|备注|说明")
FEWEST = 3  # fields; fewer are a sentence with a colon in it


def matter(text: str) -> str | None:
    """What is wrong, of a pasted form; None where the text is none, or has no such field."""
    fields = [(found["label"], found["value"].strip(" ，,。")) for found in _FIELD.finditer(text)]
    if len(fields) < FEWEST:
        return None
    told = [value for label, value in fields if _MATTER.search(label) and value]
    return "，".join(told) or None
