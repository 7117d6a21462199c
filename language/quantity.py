"""How many are meant: 两支, 一共4个人."""

import re

_NUMBER = r"(?:[0-9]{1,4}|[一二两三四五六七八九十百几]{1,4})"
_PIECE = "支|个|只|根|块|套|片|条|把|盒|卷|瓶|颗|包|对|张|节|桶|袋|米|副|件|箱"
_MEASURE = rf"(?:{_PIECE}|台|部|份|位|名|盏|辆|人|组|双)"
_ALONE = re.compile(
    rf"(?:一共|总共|大概|大约|差不多|就|有|要|来|是|共|我们){{0,3}}{_NUMBER}(?:多|来)?{_MEASURE}(?:人|左右|就行|就够|吧|的|呢){{0,2}}"
)
_COUNTED = re.compile(rf"[一二两俩三四五六七八九十\d]{{1,6}}\s{{0,3}}(?:{_PIECE})")


def without_counts(text: str) -> str:
    """The text without how many pieces are meant: 滤芯来 of 滤芯来两支."""
    return _COUNTED.sub("", text)


def is_told_alone(text: str) -> bool:
    """Whether a text says how many, and nothing else."""
    return _ALONE.fullmatch(re.sub(r"[\s，。,.！!]", "", text)) is not None
