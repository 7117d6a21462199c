"""A building and a room told after the road they stand in."""

import pytest

from language.facts.door_alone import completed

ROAD, HOUSE = "越城区胜利西路212号", "西湖区文三路9号2幢301室"
ROWS = [
    (ROAD, "2幢903", f"{ROAD}2幢903"),
    (ROAD, "三单元五零一室", f"{ROAD}3单元501室"),
    (ROAD, "对了，2号楼3单元", f"{ROAD}2号楼3单元"),
    (ROAD, "A座1203", f"{ROAD}A座1203"),
    (ROAD, "8楼", f"{ROAD}8楼"),
    (f"{ROAD}2幢", "903", f"{ROAD}2幢903"),
    (HOUSE, "3幢302", "西湖区文三路9号3幢302"),
    (HOUSE, "302室", "西湖区文三路9号2幢302室"),
    (f"{ROAD}2幢903", "905室", f"{ROAD}2幢905室"),
    (HOUSE, "2幢301室", None),
    (ROAD, "3号", None),
    (ROAD, "903", None),
    (ROAD, "2幢的电梯也坏了", None),
    (ROAD, "二楼漏水", None),
    (ROAD, "好的", None),
]


@pytest.mark.parametrize(("address", "said", "whole"), ROWS)
def test_completed(address: str, said: str, whole: str | None) -> None:
    assert completed(address, said) == whole
