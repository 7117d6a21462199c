"""How a phrase reads once it is filled in."""

import pytest

from helpline.core.phrases import phrase
from kb import Knowledge


# wording, what is filled in, what the customer reads
@pytest.mark.parametrize(
    ("wording", "value", "text"),
    [
        ("最迟 {x} 与您联系", "今天 10:30", "最迟今天 10:30 与您联系"),
        ("最迟 {x} 与您联系", "10:30", "最迟 10:30 与您联系"),
        ("最迟 {x} 与您联系", "明天上午", "最迟明天上午与您联系"),
        ("工单号 {x}。", "GD20261124-0001", "工单号 GD20261124-0001。"),
        ("情况：{x}", "空调 不制冷", "情况：空调 不制冷"),
        ("您说的是 {x} 吗", "空调 外机", "您说的是空调 外机吗"),
        ("检测费 {x} 元", 50, "检测费 50 元"),
    ],
)
def test_spaces_stand_only_beside_numbers_and_letters(kb: Knowledge, wording: str, value: object, text: str) -> None:
    changed = kb.model_copy(update={"phrases": {"one": (wording,)}})
    assert phrase(changed, "one", x=value) == text


def test_the_first_that_was_not_just_used(kb: Knowledge) -> None:
    changed = kb.model_copy(update={"phrases": {"one": ("好的，{x}", "明白，{x}")}})
    assert phrase(changed, "one", x="马上") == "好的，马上"
    assert phrase(changed, "one", ["好的，马上"], x="马上") == "明白，马上"
    assert phrase(changed, "one", ["好的，马上", "明白，马上"], x="马上") == "明白，马上"
