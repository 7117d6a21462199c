"""Who an invoice is for."""

import pytest

from language.buyer import named


@pytest.mark.parametrize(
    "text",
    ["开票抬头：宁海县长街水产合作社", "抬头写王小红", "就开个人的", "要张个人发票", "税号91330226MA2AFQ7X0T", "开给台州市黄岩鑫源模具有限公司", "个人电子票"],
)  # fmt: skip
def test_named(text: str) -> None:
    assert named(text)


@pytest.mark.parametrize(
    "text",
    ["我们公司要开增值税专用发票，麻烦快一点", "单位报销用，能不能开专票", "抬头怎么写", "维修费的发票还没给我呢", "你们公司什么时候开发票", "要开给公司，专票"],
)  # fmt: skip
def test_not_named(text: str) -> None:
    assert not named(text)
