"""R13–R15, R41: what is promised, by table of business, level, grade and kind of case."""

import pytest

from helpline.promises.policy import promised
from kb.models.knowledge import Knowledge

# type, category, level, grade, then calendar, reply, on site, solved
TABLE = [
    ("repair", "printer", 3, "", "always", 30, 240, 1440),
    ("repair", "printer", 1, "", "always", 10, 240, 1440),
    ("repair", "led_display", 2, "", "always", 30, 120, 1440),
    ("repair", "led_display", 1, "", "always", 10, 120, 1440),
    ("repair", "air_conditioner", 3, "", "always", 30, 120, 1440),
    ("repair", "air_conditioner", 1, "", "always", 5, 60, 1440),
    ("repair", "street_light", 3, "", "always", 30, 240, 1440),
    ("repair", "street_light", 1, "", "always", 5, 30, 1440),
    ("repair", "lift", 2, "", "always", 15, None, None),
    ("repair", "lift", 1, "", "always", 5, 30, None),
    ("repair", "work_vehicle", 3, "", "always", 15, None, None),
    ("repair", "work_vehicle", 1, "", "always", 5, 90, None),
    ("repair", "", 3, "", "always", 1440, None, None),  # product not known
    ("repair", "", 1, "", "always", 30, None, None),
    ("installation", "air_conditioner", 3, "", "always", 30, 120, 1440),
    ("emergency", "lift", 1, "", "always", 5, 30, None),
    # R14: a better grade shortens the reply and never lengthens it
    ("repair", "air_conditioner", 3, "diamond", "always", 10, 120, 1440),
    ("repair", "air_conditioner", 3, "gold", "always", 10, 120, 1440),
    ("repair", "air_conditioner", 3, "silver", "always", 30, 120, 1440),
    ("repair", "lift", 3, "silver", "always", 15, None, None),
    ("repair", "", 3, "diamond", "always", 10, None, None),
    ("repair", "air_conditioner", 1, "silver", "always", 5, 60, 1440),
    ("repair", "air_conditioner", 3, "bronze", "always", 30, 120, 1440),  # no such grade
    # R41 and requests
    ("complaint", "air_conditioner", 1, "diamond", "always", 1440, None, None),
    ("part", "air_conditioner", 3, "", "office", 240, None, None),
    ("invoice", "", 3, "gold", "office", 10, None, None),
    ("return", "", 3, "", "office", 240, None, None),
    ("suggestion", "", 3, "silver", "office", 30, None, None),
    ("question", "", 3, "", "office", 240, None, None),
]


@pytest.mark.parametrize(("type", "category", "level", "grade", "calendar", "reply", "onsite", "solve"), TABLE)
def test_promise(
    kb: Knowledge,
    type: str,
    category: str,
    level: int,
    grade: str,
    calendar: str,
    reply: int | None,
    onsite: int | None,
    solve: int | None,
) -> None:
    made = promised(kb, type, category, level, grade)
    wanted = {"reply": reply, "onsite": onsite, "solve": solve}
    assert (made.calendar, made.minutes) == (calendar, {kind: m for kind, m in wanted.items() if m is not None})


def test_every_pack_in_use_has_a_line(kb: Knowledge) -> None:
    business = {category.id: category.business for category in kb.categories}
    packs = {business.id: business.sla for business in kb.businesses}
    proven = {packs[business[category]] for _, category, *_ in TABLE if category}
    assert proven == set(packs.values())
