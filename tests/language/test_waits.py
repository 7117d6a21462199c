"""What only asks to be waited for, and what only sounds so."""

import pytest

from language.waits import asks_to_wait


@pytest.mark.parametrize(
    "said",
    [
        "您等一下", "等等", "等一下嘛", "先等等我问下保安", "等我去看一眼", "稍等，我翻翻单子",
        "你等我一下", "等会儿", "马上", "我去看看", "我先问问我爱人", "等五分钟", "等下我接个电话", "不好意思，稍等一下",
        "我这就去拍", "等我试试", "等我回家看看再说",
    ],
)  # fmt: skip
def test_it_asks_to_wait(said: str) -> None:
    assert asks_to_wait(said)


@pytest.mark.parametrize(
    "said",
    [
        "等一下午了", "还要等多久", "等等再修", "我去年买的", "我要退货", "我要找人工", "我去不了", "等人来", "等师傅来",
        "我得等几天", "我想问一下保修", "我要查进度", "马上来人", "我再问一下什么时候到", "我去看了，没水", "等很久了",
        "我要叫师傅", "等配件", "我现在去哪", "等修好了我还要用一年看看有没有别的问题再给你们打分",
    ],
)  # fmt: skip
def test_it_tells_or_asks_something(said: str) -> None:
    assert not asks_to_wait(said)
