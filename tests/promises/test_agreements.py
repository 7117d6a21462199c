"""What was agreed with whom: contracts and who answers (B of the additions), another time, consent, what else is kept."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from helpline.core.unit_of_work import ZONE
from helpline.customers.register.tables import read
from helpline.erasure import retention
from helpline.tables import Asset
from kb.models.escalation import Conditions, Does, EscalationRule, Trigger
from tests.helpline.duty.conftest import staffed
from tests.promises.office import Office
from tests.promises.test_visits import planned, stamp, told_case
from tests.world import AGENT, SUPERVISOR

pytestmark = pytest.mark.slow


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def contract(office: Office, **more: Any) -> None:
    """One of K1's, in force."""
    body = {"id": "HT-1", "customer_id": "K1", "kind": "maintenance", "starts_on": "2026-01-01", "state": "active"}
    office.does(AGENT, "contracts", **body | {"ends_on": "2027-12-31", "manager": "cen"} | more)


def of_k1(office: Office, **more: Any) -> dict[str, Any]:
    """A case of K1's machine."""
    told = {"category": "air_conditioner", "serial": "AA26000001", "phone": "13911110001", "contact_name": "甲小明"}
    return office.case(office.takes_down(**told | more))


@pytest.mark.promise("N020", "N023")
def test_a_contract_says_what_is_covered_until_when_and_who_answers(office: Office) -> None:
    office.does(AGENT, "organisations", id="O1", name="晴川物业")
    for path, body in (("contacts/K1", {"organisation_id": "O1"}), ("assets/AA26000001", {"card_on": "2020-03-01"})):
        assert office.desk(AGENT).patch(f"/api/{path}", json=body).is_success
    nobody = {"id": "HT-0", "kind": "works", "starts_on": "2026-01-01", "ends_on": "2027-12-31", "state": "active"}
    refused = office.desk(AGENT).post("/api/contracts", json={"key": "n", "customer_id": "K1", **nobody})
    assert refused.status_code == 422 and "manager" in refused.json()["detail"], "nobody answers for it"
    contract(
        office, customer_id="", organisation_id="O1", grade="gold", pack="it", covers="asset:AA26000001",
        manager="cen", specialist="an", service_point="滨江服务点",
    )  # fmt: skip
    shown = of_k1(office)
    told = shown["contract"]
    assert (told["number"], told["grade"], told["ends_on"], told["service_point"]) == (
        "HT-1", "gold", "2027-12-31", "滨江服务点",
    )  # fmt: skip
    assert (told["manager"], told["specialist"]) == ("岑立", "安然")
    assert (shown["organisation"], told["pack"], shown["pack"]) == ("晴川物业", "it", "it")
    assert (shown["warranty"]["covered"], shown["warranty"]["contract"]) == (True, "HT-1")
    assert of_k1(office, serial="AA26000002", category="water_pump")["contract"] is None, "it covers the one machine"
    office.world.go_to(datetime(2028, 1, 3, 10, tzinfo=ZONE))
    over = of_k1(office)
    assert (over["contract"], over["warranty"]["covered"]) == (None, False), "its term is over"


@pytest.mark.promise("N021")
@pytest.mark.parametrize(
    ("card_on", "has_contract", "covered", "by"),
    [("2026-03-01", False, True, "card"), ("2020-03-01", True, True, "contract"), ("2020-03-01", False, False, "card")],
)
def test_a_machine_is_in_its_term_under_contract_or_neither(
    office: Office, card_on: str, has_contract: bool, covered: bool, by: str
) -> None:
    with office.world.work() as work:
        work.session.get_one(Asset, "AA26000001").card_on = date.fromisoformat(card_on)
    if has_contract:
        contract(office)
    warranty = of_k1(office)["warranty"]
    assert (warranty["covered"], warranty["began_by"]) == (covered, by)


@pytest.mark.promise("N008", "N039", "R05.9")
def test_another_time_is_agreed_told_with_its_reason_and_on_the_clock(office: Office) -> None:
    chat = office.chat()
    chat.reports("服务器连不上了")
    chat.presses("先不约")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    later = at(27, 17)
    office.does(AGENT, f"cases/{number}/agreed", kind="solve", at=later.isoformat(), reason="主板要从外地调")
    assert "主板要从外地调" in chat.messages()[-1].text and "11月27日 17:00" in chat.messages()[-1].text
    assert datetime.fromisoformat(office.case(number)["deadlines"]["solve"]["due"]) == later
    office.goes_to(at(25, 10))
    assert not office.case(number)["deadlines"]["solve"]["breached"], "the old time is not it any more"
    office.goes_to(later + timedelta(minutes=1))
    assert office.case(number)["deadlines"]["solve"]["breached"]
    body = {"key": "w", "kind": "solve", "at": at(29, 9).isoformat(), "reason": "x"}
    office.does(AGENT, f"cases/{number}/contacted", text="已回电")
    for wrong, code, *words in (
        ({"kind": "onsite"}, "arrival_by_visit", "plan a visit"),
        ({"kind": "nothing"}, "nothing_to_keep", "nothing is not promised", "agreed for", "solve"),
        ({"kind": "reply"}, "nothing_to_keep", "reply is kept", "agreed for", "solve"),
        ({"at": at(23, 9).isoformat()}, "invalid", "at: it has passed"),
    ):
        told = office.desk(AGENT).post(f"/api/cases/{number}/agreed", json=body | wrong)
        assert (told.status_code, told.json()["code"]) == (422, code)
        assert all(word in told.json()["detail"] for word in words), told.text
    planned(office, number, day=30)
    told = office.desk(AGENT).post(f"/api/cases/{number}/agreed", json=body | {"kind": "onsite"})
    assert "move the visit booked for 11月30日" in told.json()["detail"]


@pytest.mark.promise("N035")
def test_a_question_that_is_not_answered_at_once_stays_open_until_it_is(office: Office) -> None:
    number = office.takes_down(type="question", description="新风机和空调能不能接同一路电", origin="email")
    assert office.minutes(number)["reply"] == 300, "four office hours, with lunch between"
    office.passes(hours=6)
    assert office.case(number)["deadlines"]["reply"]["breached"]
    office.does(AGENT, f"cases/{number}/contacted", text="已发邮件答复")
    assert office.case(number)["deadlines"]["reply"]["met"]


@pytest.mark.promise("N037")
def test_somebody_comes_because_the_customer_wants_it(office: Office) -> None:
    chat = office.chat()
    assert "解决了吗" in chat.says("空调不制冷", "report_fault")
    chat.presses("直接派师傅")
    for told in ("13911119999 方大海", "西湖区文三路9号2幢301室"):
        chat.says(told)
    chat.presses("提交")
    assert "约好了" in chat.presses("现在约") + chat.says("1")


@pytest.mark.promise("N140", "R24.4")
def test_an_engineer_is_on_duty_at_every_hour_and_experts_stand_behind(office: Office) -> None:
    staffed(office.world)
    engineers = {engineer.id for engineer in office.world.kb.engineers}
    for hour in range(12, 24 * 7, 5):
        when = (at(23, 0) + timedelta(hours=hour)).isoformat()
        rows = office.desk(AGENT).get("/api/roster", params={"at": when}).json()["items"]
        on = {row["roster"]: row["person"] for row in rows if row["rank"] == 1}
        assert {on["on_site"], on["technical"]} <= engineers


@pytest.mark.promise("N012")
def test_what_is_not_as_agreed_is_taken_back(office: Office) -> None:
    chat = office.chat()
    chat.says("我要退货", "request_return")
    for told in ("电热水器", "发的型号和约定的不一样"):
        chat.says(told)
    said = chat.says("三个月前收到的") + chat.says("13911119999 方大海")
    assert "不能退换" not in said and any("提交" in button["title"] for button in chat.buttons)


@pytest.mark.promise("N069")
def test_the_room_is_measured_and_written_down(office: Office) -> None:
    staffed(office.world)
    number = office.takes_down(category="server")
    visit = planned(office, number, "jin_xiaoyu")
    page = office.engineer("jin_xiaoyu")
    stamp(office, page, visit, "arrive")
    now = office.world.now.isoformat()
    for item, value in (("room", "31"), ("humidity", "45"), ("dust", "faulty"), ("power", "ok"), ("earth", "2.1")):
        body = {"key": item, "at": now, "item": item, "value": value}
        told = page.post(f"/api/engineer/visits/{visit}/checks", json=body)
        assert told.status_code == 200, told.text
    found = {check["item"]: check["verdict"] for check in told.json()["record"]["checks"]}
    assert found == {"room": "faulty", "humidity": "ok", "dust": "faulty", "power": "ok", "earth": "ok"}


@pytest.mark.promise("R39.5")
def test_the_history_is_kept_for_five_years(office: Office) -> None:
    _, number = told_case(office)
    office.does(AGENT, f"cases/{number}/move", to="cancelled", why="客户撤单")
    with office.world.work() as work:
        retention.begin(work)  # as every sweeper does when it starts
    for years, kept in ((4.9, True), (5.1, False)):
        office.world.go_to(at(23, 10) + timedelta(days=365.25 * years))
        office.world.do("erasure")
        assert bool(office.case(number)["description"]) is kept


@pytest.mark.promise("R23.9")
def test_what_the_company_adds_brings_somebody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of its own: whoever asks about a grave fault even once is handed over."""
    kb = office.world.kb
    rule = EscalationRule(
        id="own", on=Trigger.CUSTOMER_CHASED, when=Conditions(level_at_most=1), do=Does.HAND_OFF, priority=1,
        reason="一级故障客户来问", tell="handoff_customer_chased",
    )  # fmt: skip
    policy = kb.policies.escalation
    added = policy.model_copy(update={"rules": (rule, *policy.rules)})
    monkeypatch.setitem(kb.policies.__dict__, "escalation", added)
    chat = office.chat()
    chat.reports("整栋楼断网了")
    chat.presses("先不约")
    chat.says("怎么样了", "check_progress")
    assert (chat.owner, office.world.conversation(chat.id).handoff_rule) == ("queue", "own")


@pytest.mark.promise("R03.7", "R03.1")
def test_what_was_bought_is_given_out_with_its_dates(office: Office) -> None:
    told = office.desk(SUPERVISOR).get("/api/exports/assets", params={"format": "csv"})
    head, *rows = read(told.content)
    serials = {dict(zip(head, row, strict=False))["serial"]: dict(zip(head, row, strict=False)) for row in rows}
    assert serials["AA26000001"]["card_on"] == "2026-03-01" and serials["AA26000001"]["customer_id"] == "K1"
