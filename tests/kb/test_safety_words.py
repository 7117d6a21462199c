"""R22: what customers are told to do in danger, in every form an article has and in every phrase, is safe to follow."""

import re

import pytest

from kb import Knowledge
from kb.models.knowledge import Article

LIFTS = ("lift-door-fault", "lift-not-running", "lift-shaking-noise")
ON_THE_ROAD = ("vehicle-wont-start", "vehicle-overheating", "vehicle-warning-light")
MOTORWAY = ("双闪", "护栏外", "三角牌", "12122")  # in this order: seen, out of the way, warned of, told


def forms(article: Article) -> dict[str, str]:
    """Each form as one text, with numbers as figures."""
    voice = "".join(article.voice).replace("幺二幺二二", "12122")
    return {"chat": "\n".join((*article.steps, *article.stop)), "sms": article.sms, "voice": voice}


def of(kb: Knowledge, slug: str) -> Article:
    return next(article for article in kb.articles if article.slug == slug)


def everything(kb: Knowledge) -> dict[str, str]:
    """All that is said to customers about faults, by where it stands."""
    texts = {f"{article.slug} {form}": text for article in kb.articles for form, text in forms(article).items()}
    texts |= {f"phrase {id}": "\n".join(wordings) for id, wordings in kb.phrases.items()}
    return texts | {f"business {business.id}": business.emergency for business in kb.businesses}


@pytest.mark.parametrize("slug", LIFTS)
def test_a_lift_is_left_only_when_level(kb: Knowledge, slug: str) -> None:
    for form, text in forms(of(kb, slug)).items():
        if re.search("走出来|才出来|人先?全?部?出来|齐平", text):
            assert re.search("门全开.{1,6}和?楼面齐平", text), form
        assert "留在里面" in text, form
    assert "门全开、地面与楼面齐平" in kb.phrases["safety_trapped"][0]


def test_who_is_trapped_in_hangzhou_hears_of_96333(kb: Knowledge) -> None:
    assert "96333" in kb.phrases["safety_trapped"][0]


def test_nobody_pulls_or_rescues_by_hand(kb: Knowledge) -> None:
    for form, text in forms(of(kb, "escalator-stopped")).items():
        assert "不要硬拉" in text, form
    assert [place for place, text in everything(kb).items() if re.search("(?<!不)(?<!要)先?救人", text)] == []


def test_nobody_goes_to_a_smoking_rack(kb: Knowledge) -> None:
    for form, text in forms(of(kb, "server-unreachable")).items():
        assert re.search("人?出来.*靠近|靠近.*人出来", text), form
        assert "先断" not in text, form


def test_a_tripped_breaker_stays_off(kb: Knowledge) -> None:
    """One rule for every product: why it tripped is not seen from the breaker, and pump rooms are wet."""
    assert [place for place, text in everything(kb).items() if re.search("只?(?<!再)合一次", text)] == []


def test_screens_and_lights_are_not_switched_off_at_the_box(kb: Knowledge) -> None:
    """Their boxes stand outdoors and wet; what is said is to keep away."""
    for slug in ("led-display-black", "led-display-dead-module", "led-display-garbled", "landscape-light-flicker"):
        for form, text in forms(of(kb, slug)).items():
            assert not re.search("断总?电源|断这一路|断电", text.replace("不要自己去断电", "")), (slug, form)


def test_a_wet_pump_room_is_not_entered(kb: Knowledge) -> None:
    article = of(kb, "pump-no-water")
    assert "地上有水" in article.steps[0] and "别进去" in article.steps[0]
    assert "有水就别进去" in article.sms and "有水就别进去" in article.voice[0]


@pytest.mark.parametrize("slug", ON_THE_ROAD)
def test_on_the_motorway_people_come_first(kb: Knowledge, slug: str) -> None:
    article = of(kb, slug)
    for form, text in forms(article).items():
        places = [text.index(word) for word in MOTORWAY]
        assert places == sorted(places), form
    assert "双闪" in article.steps[0] and "双闪" in article.voice[0]


def test_a_vehicle_on_the_road_is_told_so_where_nothing_else_is_known(kb: Knowledge) -> None:
    vehicle = next(business.emergency for business in kb.businesses if business.id == "vehicle")
    for text in (kb.phrases["safety_general"][0], vehicle):
        places = [text.index(word) for word in MOTORWAY]
        assert places == sorted(places)


def test_water_only_into_a_cold_radiator(kb: Knowledge) -> None:
    for form, text in forms(of(kb, "vehicle-overheating")).items():
        assert re.search("凉透", text) and text.index("凉透") < text.index("加水"), form


def test_the_hurt_come_before_the_switch(kb: Knowledge) -> None:
    first = kb.phrases["safety_electric"][0].splitlines()[0]
    assert first.index("120") < first.index("断电") and "别用手拉" in first


def test_what_may_fall_is_kept_away_from(kb: Knowledge) -> None:
    assert "要掉、要倒，离远一点" in kb.phrases["safety_injury"][0]


def test_each_advice_is_three_lines_that_begin_with_what_to_do(kb: Knowledge) -> None:
    for kind in kb.policies.emergency.kinds:
        lines = kb.phrases[kind.advice][0].splitlines()
        assert len(lines) == 3 and "值班电话" not in lines[0], kind.id


def test_the_trapped_are_not_told_to_walk_away(kb: Knowledge) -> None:
    for id in ("emergency_unsure", "emergency_ask_address", "emergency_ask_address_phone"):
        for wording in kb.phrases[id]:
            assert not re.search("先离开|在安全的地方", wording), id
