"""Which of the machines' places a customer means."""

import pytest

from language.facts.place_meant import denies_all, meant

ROOMS, LIFTS, LINES = ["客厅", "主卧", "次卧"], ["1号客梯", "2号客梯"], ["上行", "下行"]
ROWS = [
    ("客厅那台大的", ROOMS, [0]),
    ("主卧里那台小的", ROOMS, [1]),
    ("客厅和次卧的", ROOMS, [0, 2]),
    ("1号梯", LIFTS, [0]),
    ("二号那部客梯", LIFTS, [1]),
    ("下行的那部", LINES, [1]),
    ("12号柜", ["2号柜", "12号柜"], [1]),
    ("书房的", ROOMS, []),
    ("1号2号电梯都停了", LIFTS, [0, 1]),
    ("1、2号梯", LIFTS, [0, 1]),
    ("1号2号电悌都停了", LIFTS, [0, 1]),
    ("2号电机房那部", LIFTS, [1]),
    ("3号和2号电梯", LIFTS, [1]),
    ("1号楼2号电梯", LIFTS, [1]),
    ("1号2号柜都停了", ["1号柜", "2号柜", "12号柜"], [0, 1]),
    ("11、12号柜", ["1号柜", "11号柜", "12号柜"], [1, 2]),
]


@pytest.mark.parametrize(("said", "places", "which"), ROWS)
def test_meant(said: str, places: list[str], which: list[int]) -> None:
    assert meant(said, places) == which


def test_a_number_that_none_has_denies_all() -> None:
    assert denies_all("3号客梯", LIFTS) and not denies_all("2号客梯", LIFTS)
