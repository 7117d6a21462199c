"""How many, told by itself."""

import pytest

from language import quantity


@pytest.mark.parametrize("text", ["两支", "4个人", "一共三台", "十来位", "就两台吧", "100盏", "大概12个人左右"])
def test_how_many_is_heard(text: str) -> None:
    assert quantity.is_told_alone(text)


@pytest.mark.parametrize(
    "text", ["人工", "找个人来", "两台都坏了", "第二台", "三点", "13800138000", "个人", "一个人都没来"]
)
def test_what_says_more_or_less_is_no_quantity(text: str) -> None:
    assert not quantity.is_told_alone(text)
