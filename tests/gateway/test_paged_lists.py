"""Lists as programs outside read them: the first page, then on with `next` until there is none."""

from typing import Any

from fastapi.testclient import TestClient

from helpline.cases.lifecycle import move
from helpline.conversations.messages import say
from helpline.core.unit_of_work import CUSTOMER
from helpline.tables import Case, Conversation
from helpline.tables.states import CaseStatus
from tests.gateway.desk_calls import As
from tests.world import AGENT, World


def pages(client: TestClient, path: str, **query: Any) -> list[list[dict[str, Any]]]:
    """The rows of each page."""
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(path, params={**query, "cursor": cursor}).json()
        assert set(page) == {"items", "next"}
        found.append(page["items"])
        cursor = page["next"]
    return found


def test_all_cases_in_pages_of_fifty(world: World, desk: As) -> None:
    filed = [world.file() for _ in range(51)]
    newest, oldest = pages(desk(AGENT), "/api/cases")
    assert (len(newest), len(oldest)) == (50, 1)
    numbers = [row["number"] for row in [*newest, *oldest]]
    assert numbers == [world.case(id).number for id in reversed(filed)]
    assert [len(page) for page in pages(desk(AGENT), "/api/cases", phone="13911110000", limit=30)] == [30, 21]
    assert pages(desk(AGENT), "/api/cases", phone="13900000000") == [[]]
    for spelling in ("+8613911110000", "86 139 1111 0000", "139-1111-0000"):
        (found,) = pages(desk(AGENT), "/api/cases", phone=spelling, limit=60)
        assert [row["phone"] for row in found] == ["13911110000"] * 51
    assert pages(desk(AGENT), "/api/cases", phone="nobody") == [[]]
    assert desk(AGENT).get(f"/api/cases/{numbers[0]}").json()["number"] == numbers[0]


def test_cases_that_are_over_are_found_by_name_address_and_serial(world: World, desk: As) -> None:
    theirs = {"name": "尤可欣", "phone": "13912340001", "address": "滨江区江晖路88号", "serial": "AA26000001"}
    id = world.file(**theirs)
    world.file()
    with world.work(CUSTOMER) as work:
        move(work, work.session.get_one(Case, id), CaseStatus.CANCELLED)
    for words in ("尤可欣", "可欣", "江晖路88", "aa26000001", "26000001"):
        (found,) = pages(desk(AGENT), "/api/cases", words=words)
        assert [row["number"] for row in found] == [world.case(id).number], words
    for words in ("%", "_", "没有这个人"):
        assert pages(desk(AGENT), "/api/cases", words=words) == [[]]


def test_words_find_no_complaint_for_who_may_not_read_it(world: World, desk: As) -> None:
    world.file(type="complaint", name="尤可欣")
    assert pages(desk(AGENT), "/api/cases", words="尤可欣") == [[]]


def test_a_long_thread_goes_on_where_the_conversation_stops(world: World, desk: As) -> None:
    chat = world.chat("K1")
    with world.work() as work:
        for n in range(60):
            say(work, work.session.get_one(Conversation, chat), f"第{n}句")
    client = desk(AGENT)
    shown = client.get(f"/api/conversations/{chat}").json()
    assert [row["text"] for row in shown["messages"]] == [f"第{n}句" for n in range(50)]
    rest = client.get(f"/api/conversations/{chat}/messages", params={"cursor": shown["messages_next"]}).json()
    assert [row["text"] for row in rest["items"]] == [f"第{n}句" for n in range(50, 60)]
    assert rest["next"] is None
    whole = client.get(f"/api/conversations/{chat}?limit=200").json()
    assert (len(whole["messages"]), whole["messages_next"]) == (60, None)
    last = whole["messages"][-2]["id"]
    for news in (
        client.get(f"/api/conversations/{chat}?after={last}").json()["messages"],
        client.get(f"/api/conversations/{chat}/messages?after={last}").json()["items"],
    ):
        assert [row["text"] for row in news] == ["第59句"]


def test_what_there_is_nothing_of_is_left_out(world: World, desk: As) -> None:
    chat = world.chat("K1")
    picture: dict[str, Any] = {"id": "p", "name": "a", "content_type": "image/png", "url": "/chat/attachments/p"}
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        say(work, conversation, "", attachments=[picture, picture | {"status": "lost"}])
    shown = desk(AGENT).get(f"/api/conversations/{chat}").json()
    assert shown["messages"][0]["attachments"] == [picture, picture | {"status": "lost"}]
    assert shown["draft"] == {}
