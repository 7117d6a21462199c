"""Telephone numbers: one kept form and one shown form for every spelling."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpline.core.phone import is_mobile, is_phone, shown, stored

ALIKE = {
    (
        "+8613905711001",
        "13905711001",
    ): "139 0571 1001|+86 139-0571-1001|8613905711001|008613905711001|１３９０５７１１００１",
    ("+8657188880001", "0571-88880001"): "057188880001|(0571)88880001|（0571）8888 0001|0571-8888-0001|0571—88880001",
    ("+8657188880001;ext=8001", "0571-88880001转8001"): (
        "057188880001-8001|0571-88880001 转 8001|0571-88880001分机8001|0571-88880001转分机：8001|0571-88880001#8001"
    ),
    ("+861066668888", "010-66668888"): "01066668888|+86 10 6666 8888",
    ("+864008208820", "400-820-8820"): "4008208820|400 8208820",
    ("+864008208820;ext=1", "400-820-8820转1"): "4008208820转1|4008208820-1",
    ("+868008208820", "800-820-8820"): "8008208820",
    ("+85291234567", "+852 9123 4567"): "0085291234567|+852-9123-4567",
    ("+14155550123", "+1 415-555-0123"): "+1 (415) 555-0123",
    ("95598", "95598"): "955 98",
    ("12315", "12315"): "",
    ("+8619912345678", "19912345678"): "",
}
SPELLINGS = [(text, *forms) for forms, others in ALIKE.items() for text in (*forms, *filter(None, others.split("|")))]


@pytest.mark.parametrize(("text", "kept", "read"), SPELLINGS)
def test_every_spelling_has_one_kept_and_one_shown_form(text: str, kept: str, read: str) -> None:
    assert (stored(text), shown(text), is_phone(text)) == (kept, read, True)


@pytest.mark.parametrize(
    "text", ["", "不方便说", "1382222", "139057110011", "13905711001，急", "1-800-FLOWERS", "+999123"]
)
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    assert (stored(text), shown(text), is_phone(text), is_mobile(text)) == (text, text, False, False)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("13905711001", True),
        ("+8613905711001", True),
        ("+852 9123 4567", True),
        ("+14155550123", True),  # America tells mobiles and landlines apart by nothing
        ("+390612345678", False),
        ("0571-88880001", False),
        ("400-820-8820", False),
        ("95598", False),
        ("13905711001转12", False),
    ],
)
def test_text_messages_reach_mobiles(text: str, reached: bool) -> None:
    assert is_mobile(text) == reached


DIGITS = st.text("0123456789+-() 转#", max_size=20)
ALL = (
    DIGITS
    | st.from_regex(r"(\+\d{1,3}|0\d{2,3}|1[3-9])[ -]?\d{6,9}(转\d{1,5})?", fullmatch=True)
    | st.text(max_size=20)
)


@given(ALL)
@example("+40213100000转8")
@example("+310000000")
@example("000100000000")
def test_both_forms_are_stable_and_read_alike(text: str) -> None:
    assert stored(stored(text)) == stored(shown(text)) == stored(text)
    assert shown(shown(text)) == shown(stored(text)) == shown(text)
