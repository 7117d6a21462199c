from collections.abc import Callable
from datetime import date, time

import pytest

from kb import Knowledge, lookup
from kb.calendar import calendar
from kb.errors import UnknownId


def test_what_holds_for_a_category(kb: Knowledge) -> None:
    assert {term.kind: term.minutes for term in lookup.policies_of_category(kb, "led_display").pack.promises}[
        "onsite"
    ] == 120  # R15
    assert lookup.warranty_of(kb, "led_display").months == 36  # R07
    assert lookup.warranty_of(kb, "camera").trial_months == 12
    assert lookup.model(kb, "QH-KFR35").category == "air_conditioner"
    assert lookup.queue(kb, "quality").roles == ("quality",)  # R41


@pytest.mark.parametrize("find", [lookup.model, lookup.business])
def test_unknown_id_is_named(kb: Knowledge, find: Callable[[Knowledge, str], object]) -> None:
    with pytest.raises(UnknownId, match="'nothing'"):
        find(kb, "nothing")
    with pytest.raises(KeyError):
        find(kb, "nothing")


def test_what_rows_keep_outlives_its_entry(kb: Knowledge) -> None:
    """A category, queue or calendar that was taken out of the files still has a name, and everything goes on."""
    assert lookup.category(kb, "steam_engine").name == "steam_engine"
    assert (
        lookup.policies_of_category(kb, "steam_engine").pack.id
        == lookup.policies_of_category(kb, "").pack.id
        == "general"
    )
    assert lookup.warranty_of(kb, "steam_engine").id == ""
    assert lookup.queue(kb, "attic").roles == ("quality",)  # R41: complaints may lie there
    assert calendar(kb, "moon").spans_on(date(2026, 11, 22)) == [(time(0), time(0))]
