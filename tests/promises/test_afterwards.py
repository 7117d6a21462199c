"""After the work: the customer's word closes (R34), is asked how it was (R35), and everything is kept (R39); suggestions (R42)."""

import pytest

from tests.promises.office import Chat, Office
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow


def solved(office: Office) -> tuple[Chat, str]:
    """A customer who is asked whether it is mended, and the case's number."""
    chat = office.chat()
    chat.reports("服务器连不上了")
    chat.presses("先不约")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    office.does(AGENT, f"cases/{number}/solve", solution="换了网卡")
    chat.awaits("换了网卡")
    return chat, number


@pytest.mark.promise("R34.1", "R35.1", "R35.2")
def test_closed_with_the_customers_word_and_asked_once_how_it_was(office: Office) -> None:
    chat, number = solved(office)
    assert office.case(number)["status"] == "solved"
    assert "closed" not in office.case(number)["moves"], "staff cannot close it"
    chat.presses("已解决")
    shown = office.case(number)
    assert (shown["status"], shown["closed_by"]) == ("closed", "customer")
    chat.awaits("打个分")
    chat.says("5分")
    assert office.case(number)["score"] == 5
    office.passes(days=5)
    assert chat.heard().count("打个分") == 1


@pytest.mark.promise("R34.2", "R34.3")
@pytest.mark.parametrize("said", ["没好，还是连不上", "根本没修好，态度还差，我要投诉你们"])
def test_refused_in_any_words_is_reopened_and_raised(office: Office, said: str) -> None:
    chat, number = solved(office)
    chat.says(said, "complain" if "投诉" in said else "deny")
    shown = office.case(number)
    assert (shown["status"], shown["reopened"], shown["escalation_step"]) == ("reopened", 1, 1)
    assert "客户不同意结单，重新处理" in [task["reason"] for task in office.tasks(SUPERVISOR) if task["case"] == number]


@pytest.mark.promise("R34.2")
def test_refused_after_closing_by_rule_reopens(office: Office) -> None:
    chat, number = solved(office)
    office.passes(days=1)
    office.passes(days=2)
    assert (office.case(number)["status"], office.case(number)["closed_by"]) == ("closed", "rule")
    chat.awaits("没等到您的回复")
    chat.says("没修好啊，还是开不了机", "report_fault")
    shown = office.case(number)
    assert (shown["status"], shown["score"]) == ("reopened", None)


def test_a_low_score_is_called_about(office: Office) -> None:
    chat, number = solved(office)
    chat.presses("已解决")
    chat.awaits("打个分")
    chat.says("1分")
    chat.says("来得太晚")
    assert [task["kind"] for task in office.tasks(QUALITY) if task["case"] == number] == ["task"]


@pytest.mark.promise("R39.1", "R39.2", "R39.6")
def test_who_did_what_when_is_kept(office: Office) -> None:
    chat, number = solved(office)
    office.does(SUPERVISOR, f"cases/{number}/note", text="备件已寄")
    lines = [(row["kind"], row["actor"], bool(row["at"])) for row in office.case(number)["timeline"]]
    assert lines[0] == ("filed", "customer", True)
    assert ("moved", "agent:an", True) in lines and ("note", "agent:cen", True) in lines
    rows = office.desk(AGENT).get(f"/api/cases/{number}/promises").json()["items"]
    assert {"reply", "onsite", "solve"} <= {row["kind"] for row in rows} and all(row["made_at"] for row in rows)


@pytest.mark.promise("R39.4")
def test_the_register_of_repairs_is_read_by_phone_and_by_page(office: Office) -> None:
    numbers = [office.takes_down(phone="13911110077") for _ in range(3)]
    office.takes_down(phone="13911110088")
    found = office.desk(AGENT).get("/api/cases", params={"phone": "139 1111 0077", "limit": 2}).json()
    rest = office.desk(AGENT).get("/api/cases", params={"phone": "13911110077", "cursor": found["next"]}).json()
    assert [row["number"] for row in found["items"] + rest["items"]] == numbers[::-1]


@pytest.mark.promise("R42.1", "R39.3")
def test_a_suggestion_is_answered_by_a_time_and_missed_is_told(office: Office) -> None:
    chat = office.chat()
    chat.says("提个建议，师傅出门前先发条短信", "suggest")
    for told in ("13911119999", "方大海"):
        chat.says(told)
    said = chat.presses("提交")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    assert number in said and "15:00 给您答复" in said
    office.passes(hours=6)
    assert "工单超时未完成" in [task["reason"] for task in office.tasks() if task["case"] == number]


@pytest.mark.promise("R42.2")
def test_the_result_of_a_suggestion_is_told(office: Office) -> None:
    chat = office.chat()
    chat.says("提个建议，师傅出门前先发条短信", "suggest")
    for told in ("13911119999", "方大海"):
        chat.says(told)
    chat.presses("提交")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    office.does(AGENT, f"cases/{number}/solve", solution="下个月起出门前发短信")
    chat.awaits("下个月起出门前发短信")


@pytest.mark.promise("N025")
def test_a_case_has_one_who_answers_for_it_and_a_change_is_a_line(office: Office) -> None:
    number = office.takes_down()
    office.does(AGENT, f"cases/{number}/owner", owner="an")
    office.does(AGENT, f"cases/{number}/owner", owner="bo", reason="我下班了")
    shown = office.case(number)
    changed = [row["data"] for row in shown["timeline"] if row["kind"] == "owner_changed"]
    assert shown["owner"] == "bo" and changed[-1]["before"] == "an" and changed[-1]["after"] == "bo"
