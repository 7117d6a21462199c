"""Anybody can give their name, it stays as it was written, and two writings of one name are the same name."""

from datetime import datetime

import pytest

from language.facts.extract import extract, name_answered
from language.facts.variants import same_name
from language.facts.words import load_words

NOW = datetime(2026, 11, 27, 10)


def _answered(text: str) -> str | None:
    return name_answered(text, extract(text, NOW, load_words()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("我叫阿依古丽·买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("Li Lei 13800138000", "Li Lei"),
        ("王䶮", "王䶮"),
        ("𠮷野", "𠮷野"),
        ("甯静", "甯静"),
        ("瞿瞭", "瞿瞭"),
        ("王喆", "王喆"),
        ("李乾", "李乾"),
        ("陳大文", "陳大文"),
        ("钟瀚堃", "钟瀚堃"),
        ("我叫李 雷", "李雷"),
        ("我姓 王", "王"),
        ("王 大 明", "王大明"),
        ("张经理", "张经理"),
        ("林峰", "林峰"),
        ("李雷😂", "李雷"),
        ("叫我小王就行", "小王"),
        ("姓名：𠮷野 电话13800138000", "𠮷野"),
        ("单国庆", "单国庆"),
        ("门卫大爷", "门卫大爷"),
    ],
)
def test_an_answer_that_is_no_other_fact_is_the_name(text: str, name: str) -> None:
    assert _answered(text) == name


@pytest.mark.parametrize(
    "text",
    ["不想说", "要我电话干嘛", "你是机器人吗", "空调坏了", "13800138000", "好的", "明天下午3点", "文三路478号", "算了",
     "转人工", "随便", "时间", "没有", "ok", "周三", "一二三", "", "？", "为什么要姓名", "哈哈"],
)  # fmt: skip
def test_an_answer_that_is_something_else_is_no_name(text: str) -> None:
    assert _answered(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("我叫陳大文", "name", "陳大文"),
        ("我叫王喆，空调坏了", "name", "王喆"),
        ("联系人：魏徵 13800138000", "name", "魏徵"),
        ("地址陕西省咸阳市乾县城关镇1号", "address", "陕西省咸阳市乾县城关镇1号"),
        ("乾龙新村3幢501", "address", "乾龙新村3幢501"),
        ("臺北市信義區市府路45號", "address", "臺北市信義區市府路45號"),
        ("余杭區文一西路三十二號二幢五零一", "address", "余杭區文一西路32號2幢501"),
        ("三樓會議室的空調", "place", "3樓會議室"),
    ],
)
def test_names_and_places_stay_as_they_are_written(text: str, kind: str, value: str) -> None:
    assert [fact.value for fact in extract(text, NOW, load_words()) if fact.kind == kind] == [value]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("陳大文", "陈大文", True),
        ("陈大文", "陳大文", True),
        ("王喆", "王喆", True),
        ("阿依古丽·买买提", "阿依古丽买买提", True),
        ("John Smith", "john smith", True),
        ("王 大 明", "王大明", True),
        ("王大明", "王小明", False),
        ("", "", False),
        ("王喆", "", False),
    ],
)
def test_names_are_compared_by_their_variants(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
