"""Questions are told by how they are put, not by a list of sentences."""

import pytest

from language.questions import how_soon, wanted_for, whether_somebody_comes


@pytest.mark.parametrize(
    "text",
    ["平时多久上门", "工程师多快可以到", "最快几点能赶到", "今晚能修好吗", "能今天过来不", "你们啥时候能来人", "几天能修完", "当天报的当天可以上门吗"],
)  # fmt: skip
def test_how_soon(text: str) -> None:
    assert how_soon(text)


@pytest.mark.parametrize(
    "text", ["滤芯几天到货", "发票什么时候能到", "退款几天到账", "保修什么时候到期", "空调什么时候买的", "今天来电话了吗", "明天下午来", "都好几天没见人来", "等了几天了还不过来", "多久了都没人上门"]
)  # fmt: skip
def test_not_how_soon(text: str) -> None:
    assert not how_soon(text)


@pytest.mark.parametrize(
    "text",
    ["重庆能派人过来吗", "台州可以上门不", "南京你们去不去", "义乌有服务没", "温州那边会来修么", "丽水有没有师傅", "苏州来不来", "金华在不在服务范围", "衢州修吗"],
)  # fmt: skip
def test_whether_somebody_comes(text: str) -> None:
    assert whether_somebody_comes(text)


@pytest.mark.parametrize(
    "text", ["明天来修", "空调不制冷", "修好了", "我在台州路8号", "师傅来过了", "后天上午有事，能改到周五吗"]
)
def test_not_whether_somebody_comes(text: str) -> None:
    assert not whether_somebody_comes(text)


@pytest.mark.parametrize(
    ("text", "detail"),
    [("问我名字干什么", "name"), ("为啥还要留地址", "address"), ("登记手机号有什么用", "phone"), ("一定要给电话吗", "phone"),
     ("要我电话干嘛", "phone"), ("电话是13800138000", None), ("换个地址", None), ("地址在文三路", None)],
)  # fmt: skip
def test_what_a_detail_is_wanted_for(text: str, detail: str | None) -> None:
    assert wanted_for(text) == detail
