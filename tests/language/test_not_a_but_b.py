"""What is told in the place of what."""

import pytest

from language.not_a_but_b import exchanged, replaced


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("不是空调，是热水器", "空调", "热水器"),
        ("不是空调是热水器", "空调", "热水器"),
        ("不是空调 是热水器不出热水。", "空调", "热水器不出热水"),
        ("搞错了，不是空调，应该是热水器", "空调", "热水器"),
        ("不是修空调，我要修的是热水器", "空调", "热水器"),
        ("是热水器，不是空调", "空调", "热水器"),
        ("地址不是301，是302", "301", "302"),
        ("不是上个月，是上周买的", "上个月", "上周买的"),
        ("不是不制冷，是制冷慢", "不制冷", "制冷慢"),
    ],
)
def test_one_takes_the_place_of_the_other(text: str, wrong: str, right: str) -> None:
    found = exchanged(text)
    assert found and (found.wrong, found.right) == (wrong, right)
    assert text[found.right_at :].startswith(right) and text[found.wrong_at :].startswith(wrong)


@pytest.mark.parametrize(
    "text",
    ["不是说好周一是来修的吗", "是不是空调坏了", "空调不是很冷", "不是说好了周一来，是不是忘了", "情况错了，是漏水"],
)
def test_nothing_takes_the_place_of_anything(text: str) -> None:
    assert exchanged(text) is None


@pytest.mark.parametrize(
    ("text", "wrong", "right", "now"),
    [
        ("文三路301号2幢301室", "301", "302", "文三路301号2幢302室"),
        ("文三路13号", "3号", "5号", None),
        ("漏水，派人来", "漏水", "漏油", "漏油，派人来"),
        ("漏水", "", "漏油", None),
    ],
)
def test_what_is_wrong_is_replaced_where_it_stands(text: str, wrong: str, right: str, now: str | None) -> None:
    assert replaced(text, wrong, right) == now
