"""What is left of a message for the fault: no particulars, no labels of a form, no emoji."""

from datetime import datetime

import pytest

from language.besides import besides
from language.facts.extract import extract
from language.facts.words import load_words

NOW = datetime(2026, 11, 27, 10)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("姓名：张三\n电话：13800138000\n地址：文三路478号2幢501\n故障：空调不制冷", "空调不制冷"),
        ("姓名:张三，手机:13800138000，地址:文三路478号，故障现象:空调不制冷，声音大", "空调不制冷，声音大"),
        ("【报修内容】：电梯停了 【联系人】：李敏 【电话】：13800138000", "电梯停了"),
        ("1.姓名：张三 2.电话：13800138000 3.问题：热水器打不着火", "热水器打不着火"),
        ("张三，13800138000，文三路478号2幢501，空调不制冷", "空调不制冷"),
        ("空调坏了😂🐳👨‍👩‍👧[微笑]", "空调坏了"),
        ("空调坏了，昨天开始的", "空调坏了，昨天开始的"),
        ("我叫张三，电话13800138000", ""),
        ("13800138000", ""),
        ("1号楼101水龙头漏水严重，张三 13800138000", "1号楼101水龙头漏水严重"),
    ],
)
def test_only_the_matter_is_left(text: str, left: str) -> None:
    assert besides(text, extract(text, NOW, load_words())) == left
