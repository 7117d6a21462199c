"""A case that the desk opens for a caller is of the product its words name: by it go promises and engineers (R15, R25)."""

from typing import Any

import pytest

from helpline.tables import Case, Promise
from tests.gateway.desk_calls import As
from tests.world import AGENT, World


def opened(world: World, desk: As, **told: Any) -> tuple[str, str, set[str]]:
    """Its number, its product, and from which packs its promises are."""
    body = {"key": "k", "origin": "phone", "type": "repair", "phone": "13911110009"} | told
    number = desk(AGENT).post("/api/cases", json=body).json()["number"]
    return number, *now(world, desk, number)


def now(world: World, desk: As, number: str) -> tuple[str, set[str]]:
    row = desk(AGENT).get(f"/api/cases/{number}").json()
    running = [one for one in world.all(Promise) if one.state == "running" and one.kind in ("reply", "onsite")]
    return row["category"], {one.pack for one in running}


@pytest.mark.parametrize(
    ("product", "description", "category"),
    [
        ("空调", "不制冷", "air_conditioner"),
        ("", "家里空调不制冷", "air_conditioner"),
        ("电梯", "旁边的空调也不凉", "lift"),  # what was written as the product counts first
        ("", "空调和热水器都坏了", ""),  # which of them?
        ("", "开机没反应", ""),
    ],
)
def test_the_words_name_the_product(world: World, desk: As, product: str, description: str, category: str) -> None:
    _, found, packs = opened(world, desk, product_text=product, description=description)
    assert found == category and packs == ({"general"} if not category else packs - {"general"})


def test_a_complaint_is_of_no_product(world: World, desk: As) -> None:
    body = {
        "key": "k",
        "origin": "phone",
        "type": "complaint",
        "description": "修空调的师傅骂人",
        "phone": "13911110009",
    }
    number = desk(AGENT).post("/api/cases", json=body).json()["number"]
    assert [case.category for case in world.all(Case, number=number)] == [""]


def test_another_product_put_right_is_promised_by_its_business(world: World, desk: As) -> None:
    number, category, packs = opened(world, desk, description="开机没反应")
    assert (category, packs) == ("", {"general"})
    desk(AGENT).patch(f"/api/cases/{number}", json={"product_text": "电梯"})
    category, packs = now(world, desk, number)
    assert category == "lift" and "general" not in packs
    desk(AGENT).patch(f"/api/cases/{number}", json={"product_text": "电梯 3号楼"})
    desk(AGENT).patch(f"/api/cases/{number}", json={"address": "西湖区某路2号"})
    assert now(world, desk, number) == (category, packs)
