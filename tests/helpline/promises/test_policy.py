"""R13–R15, R41: what is promised, by table of business, level, grade and kind of case."""

import pytest

from helpline.promises.policy import promised
from kb.lookup import policies_of_category
from kb.models.knowledge import Knowledge

# type, category, level, grade, then calendar, reply, on site, solved
# R15: what some packs promise besides, by level
MORE = {
    "it": {level: {"restore": 2880} for level in (1, 2, 3)},
    "works": {1: {"dispatch": 30}, 3: {"dispatch": 2880}},
    "haulage": {3: {"dispatch": 30}},
    "general": {level: {"verify": 1440} for level in (1, 2, 3)},
}
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
    ("repair", "building_works", 3, "", "always", 1440, 2880, 4320),
    ("repair", "building_works", 1, "", "always", 5, 60, 1440),
    ("repair", "feed", 3, "", "always", 1440, 4320, None),
    ("repair", "feed", 1, "", "always", 30, 2880, None),
    ("repair", "moving", 3, "", "always", 15, 60, None),
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
    made = promised(kb, type, policies_of_category(kb, category).pack, level, grade)
    asked = {"report": 1440} if type == "emergency" else {}
    wanted = asked | {"reply": reply, "onsite": onsite, "solve": solve, **MORE.get(made.pack, {}).get(level, {})}
    assert (made.calendar, made.minutes) == (calendar, {kind: m for kind, m in wanted.items() if m is not None})


def test_every_pack_in_use_has_a_line(kb: Knowledge) -> None:
    of_category = {category.id: category.business for category in kb.categories}
    proven = {of_category.get(category, "general") for _, category, *_ in TABLE}
    assert proven == {business.id for business in kb.businesses}


# N086, N087: business, level, where, then on site
ZONES = [
    ("haulage", 3, "杭州市西湖区某路1号", 60),
    ("haulage", 3, "杭州市淳安县某路1号", 180),
    ("vehicle", 1, "舟山市岱山县某码头", 4320),
    ("vehicle", 1, "宁波市北仑区某路1号", 90),
    ("vehicle", 3, "舟山市岱山县某码头", None),
]


@pytest.mark.parametrize(("business", "level", "place", "onsite"), ZONES)
def test_a_place_in_a_zone_has_the_zones_time(
    kb: Knowledge, business: str, level: int, place: str, onsite: int | None
) -> None:
    assert promised(kb, "repair", kb.sets[business].pack, level, "", place).minutes.get("onsite") == onsite
