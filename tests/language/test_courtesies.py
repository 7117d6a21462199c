"""What is said around the matter is told from it; what answers or alarms is no courtesy."""

import pytest

from language.courtesies import is_courtesy, without


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("您好，热水器不出热水，谢谢您", "热水器不出热水"),
        ("真不好意思打扰您一下，三分，多谢啦", "三分"),
        ("这怎么回事呀，灯箱又不亮了，赶紧的", "灯箱又不亮了"),
        ("急死我了！泵房的泵不转。快点快点", "泵房的泵不转"),
        ("唉，能开增值税票吗？麻烦师傅了", "能开增值税票吗"),
        ("哎呀 打印机卡纸 抓紧时间处理", "打印机卡纸"),
        ("水压3.5公斤，正常吗", "水压3.5公斤，正常吗"),
        ("谢谢", "谢谢"),
        ("你好，麻烦快点", "你好，麻烦快点"),
    ],
)
def test_the_matter_is_left(text: str, left: str) -> None:
    assert without(text) == left


@pytest.mark.parametrize(
    "text", ["您好！", "真是的", "咋回事啊", "烦死人了", "麻烦你了哈", "尽快处理", "请问一下", "我就是着急", "有点生气"]
)
def test_what_is_said_around(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "好的",
        "好了",
        "修好了",
        "不用谢谢了吧不修",
        "怎么回事我家灯不亮",
        "快来人",
        "救命",
        "急停按了",
        "马上到",
        "什么情况要换",
        "不急",
        "可以",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not is_courtesy(text)
