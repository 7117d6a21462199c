"""What an engineer's phone kept without network, sent over the API in any order and more than once: one history (R28, R29)."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.tables import FaultAnalysis, Task
from tests.gateway.test_a_visit_lived import Day, at, day
from tests.world import MONDAY, World

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

__all__ = ["day"]
PNG = b"\x89PNG\r\n\x1a\n"
LINE = {"text": "电容", "quantity": 2, "unit": "个", "price_fen": 3500, "payer": "customer"}
# verb, minutes after nine, what is told; pictures go as files
QUEUE: list[tuple[str, int, dict[str, Any]]] = [
    ("accept", -60, {}),
    ("depart", -15, {}),
    ("arrive", 0, {}),
    ("photos", 2, {"kind": "before"}),
    ("checks", 5, {"item": "voltage", "value": "180"}),
    ("pause", 10, {}),
    ("resume", 20, {}),
    ("checks", 25, {"item": "voltage", "value": "220"}),
    ("lines", 30, {"kind": "part", **LINE}),
    ("lines", 31, {"kind": "fee", **LINE}),
    ("lines", 32, {"kind": "void", "voids": "9", **LINE}),
    ("photos", 40, {"kind": "after"}),
    ("finish", 45, {"outcome": "solved", "words": "换了电容", "cause": "电容失效"}),
    ("sign", 50, {"name": "甲先生"}),
]
OWN = {"id", "url", "key", "number", "case", "order", "conversation_id", "replaced_by", "earlier", "probable"}
OF_THE_VISIT = ("status", "closed_by", "closed_at", "solution", "engineer", "deadlines")  # in the case
ORDERS = st.lists(st.integers(0, len(QUEUE) - 1), max_size=6).flatmap(
    lambda twice: st.permutations([*range(len(QUEUE)), *twice])
)


def send(page: TestClient, visit: int, entry: int) -> None:
    verb, minutes, told = QUEUE[entry]
    stamp = {"key": f"{visit}:{entry}", "at": (at(24, 9) + timedelta(minutes=minutes)).isoformat()}
    if "voids" in told:
        told = told | {"voids": f"{visit}:{told['voids']}"}
    if verb in ("photos", "sign"):
        path, data = f"/api/engineer/visits/{visit}/{verb}", stamp | told
        answer = page.post(path, data=data, files={"file": ("p.png", PNG)})
    else:
        answer = page.post(f"/api/engineer/visits/{visit}/{verb}", json=stamp | told)
    assert answer.status_code == 200, answer.text


def lived(world: World, day: Day, order: list[int]) -> dict[str, Any]:
    """What engineer, desk and customer see when the queue has come in, in this order, after network was back."""
    world.go_to(MONDAY)
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner")
    number = world.case(id).number
    visit = day.plan(number).json()["id"]
    world.go_to(at(24, 12))
    said = len(world.said(chat))
    page = day.engineer("e_west")
    for entry in order:
        send(page, visit, entry)
    rows = page.get("/api/engineer/visits?date=2026-11-24").json()["items"]
    case = day.desk.get(f"/api/cases/{number}").json()
    # Who signs before the end comes in is not asked; else they have been.
    timeline = sorted(line["kind"] for line in case["timeline"] if line["kind"] != "asked")
    promises = day.desk.get(f"/api/cases/{number}/promises").json()["items"]
    told = next(row for row in rows if row["id"] == visit)
    return {
        "visit": plain(told),
        "case": plain({name: case[name] for name in OF_THE_VISIT}),
        "timeline": timeline,
        "promises": plain(promises),
        "said": [text.replace(number, "") for text in world.said(chat)[said:]],
    }


def plain(told: Any) -> Any:
    """Without what is another's in another case."""
    if isinstance(told, list):
        return [plain(one) for one in told]
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items() if name not in OWN}
    return told


def test_a_shuffled_repeated_queue_is_one_history(world: World, day: Day) -> None:
    in_order = lived(world, day, list(range(len(QUEUE))))
    visit, record = in_order["visit"], in_order["visit"]["record"]
    assert (visit["status"], visit["order_status"], in_order["case"]["status"]) == ("done", "done", "closed")
    assert [(one["item"], one["value"]) for one in record["checks"]] == [("voltage", "220")]
    assert [one["kind"] for one in record["photos"]] == ["before", "after", "signature"]
    assert ([one["kind"] for one in record["lines"]], record["total_fen"]) == (["part"], 7000)
    assert [one["kind"] for one in visit["times"]] == ["travel", "work", "pause", "work"]
    kept = {one["kind"]: (one["state"], one["kept_at"]) for one in in_order["promises"] if one["kept_at"]}
    assert kept["onsite"] == ("kept", at(24, 9).isoformat())
    assert kept["solve"] == ("kept", at(24, 9, 45).isoformat()), "when it was mended, not when we heard of it"

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(order=ORDERS)
    def run(order: list[int]) -> None:
        assert lived(world, day, order) == in_order

    run()


def ended(world: World, day: Day, ends: list[tuple[int, dict[str, str]]]) -> dict[str, Any]:
    """What is left of a visit that was ended twice, told in this order after network was back."""
    world.go_to(MONDAY)
    id = world.file(world.chat("K1"), category="air_conditioner")
    number = world.case(id).number
    visit = day.plan(number).json()["id"]
    world.go_to(at(24, 12))
    page = day.engineer("e_west")
    send(page, visit, 2)
    for minutes, told in ends:
        stamp = {"key": f"{visit}:{minutes}", "at": (at(24, 9) + timedelta(minutes=minutes)).isoformat()}
        assert page.post(f"/api/engineer/visits/{visit}/finish", json=stamp | told).status_code == 200
    case = day.desk.get(f"/api/cases/{number}").json()
    rows = page.get("/api/engineer/visits?date=2026-11-24").json()["items"]
    shown = next(row for row in rows if row["id"] == visit)
    outcome = next(row["outcome"] for row in case["visits"] if row["id"] == visit)
    analysis = world.all(FaultAnalysis, case_id=id)
    return {
        "visit": (shown["status"], shown["order_status"], outcome, plain(shown["times"])),
        "case": (case["status"], case["solution"]),
        "kept": {
            kind: (promise.state, promise.met_at)
            for kind in ("onsite", "solve")
            if (promise := world.promise(id, kind))
        },
        "analysis": [(row.cause, row.treatment, row.prevention, row.written_at is None) for row in analysis],
        "tasks": sorted(task.rule for task in world.all(Task, case_id=id, done_at=None) if task.rule != "told_twice"),
    }


@pytest.mark.parametrize("first", ["solved", "solved without a cause", "second_visit"])
@pytest.mark.parametrize("then", ["solved", "too_hard"])
def test_of_two_ends_the_first_to_happen_counts_whichever_comes_in_first(
    world: World, day: Day, first: str, then: str
) -> None:
    why = {"cause": "电容失效", "prevention": "每年清洗"}
    outcome, _, without = first.partition(" ")
    early = (30, {"outcome": outcome, "words": "换了电容"} | ({} if without else why))
    late = (45, {"outcome": then, "words": "换了风机", "cause": "风机卡死", "prevention": "别堵出风口"})
    in_order, reversed_ = ended(world, day, [early, late]), ended(world, day, [late, early])
    assert reversed_ == in_order
    assert in_order["visit"][2] == outcome
    assert in_order["case"] == (("solved", "换了电容") if outcome == "solved" else ("in_progress", ""))
    if outcome == "solved":
        assert in_order["kept"]["solve"][1] == at(24, 9, 30)
