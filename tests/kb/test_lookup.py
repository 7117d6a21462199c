from collections.abc import Callable

import pytest

from kb import Knowledge, lookup
from kb.errors import UnknownId


def test_what_holds_for_a_category(kb: Knowledge) -> None:
    assert lookup.business_of(kb, "lift").id == "machinery"
    assert lookup.sla_pack_of(kb, "led_display").onsite_minutes == 120  # R15
    assert lookup.warranty_of(kb, "led_display").months == 36  # R07
    assert lookup.warranty_of(kb, "camera").trial_months == 12
    assert lookup.model(kb, "QH-KFR35").category == "air_conditioner"
    assert lookup.queue(kb, "quality").roles == ("quality",)  # R41


@pytest.mark.parametrize(
    "find",
    [
        lookup.category,
        lookup.model,
        lookup.business_of,
        lookup.sla_pack_of,
        lookup.warranty_of,
        lookup.queue,
    ],
)
def test_unknown_id_is_named(kb: Knowledge, find: Callable[[Knowledge, str], object]) -> None:
    with pytest.raises(UnknownId, match="'nothing'"):
        find(kb, "nothing")
    with pytest.raises(KeyError):
        find(kb, "nothing")
