"""Of a pasted form only what is wrong is the description."""

import pytest

from language.pasted_form import matter

ROWS = [
    ("产品：空调，型号：QH-KFR35，故障：不制冷、滴水，预约时间：12月1日上午", "不制冷、滴水"),
    (
        "姓名: 方大海\n电话: 13911119999\n地址: 西湖区文三路9号2幢301室\n故障描述: 热水器不出热水\n备注: 周末在家",
        "热水器不出热水，周末在家",
    ),
    ("报修人：方大海；设备：打印机；问题：卡纸；希望时间：明天", "卡纸"),
    ("现在是这样：空调不制冷", None),
    ("空调不制冷，13911119999，方大海", None),
    ("姓名：方大海，电话：13911119999，地址：文三路9号2幢301室", None),
]


@pytest.mark.parametrize(("text", "wrong"), ROWS)
def test_matter(text: str, wrong: str | None) -> None:
    assert matter(text) == wrong
