"""What is refused in words, and what only looks so."""

import pytest

from language.denials import refusal

COMPLAINT, REPAIR, INVOICE, GOODS = ("投诉",), ("修", "坏", "故障"), ("发票", "开票"), ("退货", "换货")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我不投诉，只想知道师傅到哪了", COMPLAINT),
        ("不投诉了，我就是着急", COMPLAINT),
        ("不是投诉", COMPLAINT),
        ("先不要记投诉", COMPLAINT),
        ("先不记投诉", COMPLAINT),
        ("我没要投诉谁", COMPLAINT),
        ("不是说要投诉", COMPLAINT),
        ("不想再投诉", COMPLAINT),
        ("不报修", ("报修",)),
        ("那就不修了", REPAIR),
        ("修就不用了", REPAIR),
        ("不需要开发票", INVOICE),
        ("发票不开了", INVOICE),
        ("发票就不用开了", INVOICE),
        ("不打算退货", GOODS),
    ],
)
def test_what_is_not_wanted(text: str, words: tuple[str, ...]) -> None:
    assert refusal(words).search(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("空调不制冷要报修", REPAIR),
        ("空调不转了坏了", REPAIR),
        ("热水器不热，修一下", REPAIR),
        ("门关不上，坏了", REPAIR),
        ("不用修要退货", GOODS),
        ("不要修理想退货", GOODS),
        ("你们是不是修不了", REPAIR),
        ("师傅说修不了了", REPAIR),
        ("要不要修", REPAIR),
        ("电脑不开机要开发票", INVOICE),
    ],
)
def test_a_no_to_something_else(text: str, words: tuple[str, ...]) -> None:
    assert not refusal(words).search(text)
