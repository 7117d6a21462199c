"""What tells who a customer is never gets into an example; everything else stays as it was said."""

from datetime import datetime
from pathlib import Path

import pytest

from helpline.core.unit_of_work import ZONE
from language.facts.anonymous import anonymous
from language.facts.words import load_words

WORDS = load_words(Path(__file__).parents[3] / "kb" / "products.yml")
NOW = datetime(2026, 11, 23, 10, tzinfo=ZONE)


def made(text: str, *known: str) -> str:
    return anonymous(text, NOW, WORDS, known)


# said, what must not be left of it, what must stay
@pytest.mark.parametrize(
    ("text", "gone", "stays"),
    [
        ("打我电话13911110001吧", "13911110001", "打我电话"),
        ("电话幺三九幺幺幺幺零零零幺，灯不亮", "幺三九幺幺幺幺", "灯不亮"),
        ("电话1391111000", "1391111000", "电话"),  # one digit short
        ("座机0571-86001234找我", "86001234", "找我"),
        ("我叫丁一凡，洗衣机漏水", "丁一凡", "洗衣机漏水"),
        ("丁先生催一下", "丁先生", "先生催一下"),
        ("我家在西湖区某某路12号3幢402，门铃坏了", "12号3幢402", "门铃坏了"),
        ("序列号AA26000001的机器", "AA26000001", "的机器"),
        ("单号GD20261123-0001到哪了", "GD20261123-0001", "到哪了"),
        ("车牌浙A·8K213抛锚了", "8K213", "抛锚了"),
        ("发我邮箱ding@example.org", "ding@", "发我邮箱"),
        ("证件号330100200001010000", "330100200001010000", "证件号"),
    ],
)
def test_it_does_not_tell_who(text: str, gone: str, stays: str) -> None:
    assert gone not in made(text)
    assert stays in made(text)


@pytest.mark.parametrize(
    "text", ["QH-KFR35空调明天下午三点能修吗", "报E4，跑了35000公里", "修一次2000块太贵了", "灯又闪了"]
)
def test_what_tells_nobody_stays(text: str) -> None:
    assert made(text) == text


def test_known_words_go_wherever_they_stand() -> None:
    assert "丁工厂" not in made("丁工厂的叉车又趴窝了", "丁工厂")


def test_the_same_becomes_the_same_and_it_is_one_line() -> None:
    assert made("丁先生在吗\n我是丁先生的邻居").count(made("丁先生在吗")[:3]) == 2
    assert "\n" not in made("上一行\n下一行")


def test_again_changes_nothing_more_than_invented_for_invented() -> None:
    once = made("我叫丁一凡，电话13911110001")
    assert len(made(once)) == len(once)
