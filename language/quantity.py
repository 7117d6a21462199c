"""How many are meant, told by itself: 两支, 一共4个人."""

import re

_NUMBER = r"(?:[0-9]{1,4}|[一二两三四五六七八九十百几]{1,4})"
_MEASURE = r"(?:台|个|支|套|部|只|件|份|位|名|把|根|块|张|盏|辆|桶|盒|箱|人|组|对|双|瓶|包|袋)"
_ALONE = re.compile(
    rf"(?:一共|总共|大概|大约|差不多|就|有|要|来|是|共|我们){{0,3}}{_NUMBER}(?:多|来)?{_MEASURE}(?:人|左右|就行|就够|吧|的|呢){{0,2}}"
)


def is_told_alone(text: str) -> bool:
    """Whether a text says how many, and nothing else."""
    return _ALONE.fullmatch(re.sub(r"[\s，。,.！!]", "", text)) is not None
