"""Lists by the page: on both databases each row that does not move is given once, whatever moves around it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpline.cases.queries import list_cases
from helpline.conversations.queries import list_conversations, thread
from helpline.core.errors import Invalid
from helpline.core.paging import Page, PageRequest, _cursor, page_of_sequence, page_of_stream
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning import review
from helpline.tables import Case, Conversation, Message, ReviewItem, Task
from helpline.tasks.queries import open_tasks
from tests.world import AGENT, MONDAY, QUALITY, World

Lists = Callable[[UnitOfWork, PageRequest], Page[Any]]
LISTS: dict[str, Lists] = {
    "cases": lambda work, page: list_cases(work, page=page),
    "cases of a phone": lambda work, page: list_cases(work, "13911110000", page=page),
    "open cases": lambda work, page: list_cases(work, unfinished=True, page=page),
    "conversations": lambda work, page: list_conversations(work, page=page),
    "messages": lambda work, page: thread(work, work.session.get_one(Conversation, "c000"), page=page),
    "tasks": lambda work, page: open_tasks(work, page),
    "learning": lambda work, page: review.waiting(work, page),
}
ROWS = 12


def fill(world: World) -> None:
    """Rows whose keys are equal, different and missing, in every combination that matters."""
    ids = [world.file() for _ in range(ROWS)]
    with world.work() as work:
        for n, id in enumerate(ids):
            case = work.session.get_one(Case, id)
            case.level, case.priority, case.queue = n % 2 + 1, n % 3, "quality"
            case.next_due_at = None if n % 4 == 0 else MONDAY + timedelta(hours=n // 5)
            work.session.add(conversation(n))
            work.session.add(
                Task(team="quality", kind="task", subject="x", key=f"x{n}", priority=n % 3, created_at=work.now)
            )
        work.session.flush()
        for n in range(ROWS):
            work.session.add(message(n + 1))
            work.session.add(item(n))


def conversation(n: int) -> Conversation:
    at = MONDAY + timedelta(microseconds=n // 3)
    return Conversation(
        id=f"c{n:03}",
        channel="web",
        external_id=f"c{n:03}",
        priority=n % 2,
        queued_at=None if n % 3 else at,
        opened_at=at,
        changed_at=at,
    )


def message(seq: int) -> Message:
    said: dict[str, Any] = {"direction": "in", "author": "customer", "text": "x", "channel": "web"}
    return Message(conversation_id="c000", seq=seq, created_at=MONDAY, **said)


def item(n: int) -> ReviewItem:
    suggested = "complain" if n % 3 else ""
    said: dict[str, Any] = {"conversation_id": "c000", "seq": n, "text": "x", "example": "x", "reason": "fallback"}
    return ReviewItem(**said, suggested=suggested, times=n % 4, created_at=MONDAY)


def read(world: World, rows: Lists, limit: int, between: Callable[[], None] = lambda: None) -> list[Any]:
    """Ids, page after page."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        with world.work(QUALITY) as work:
            page = rows(work, PageRequest(cursor, limit))
            assert len(page.items) <= limit
            found += [row.id for row in page.items]
        cursor = page.next
        between()
    return found


@pytest.mark.parametrize("name", LISTS)
def test_pages_are_the_whole_list(world: World, name: str) -> None:
    fill(world)
    whole = read(world, LISTS[name], 200)
    assert len(whole) == len(set(whole)) == ROWS
    for limit in (1, 5, ROWS - 1, ROWS):
        assert read(world, LISTS[name], limit) == whole


def test_what_moves_takes_nothing_that_stays_with_it(world: World) -> None:
    fill(world)
    moving = {"c001", "c004", "c007"}
    staying = [id for id in read(world, LISTS["conversations"], 200) if id not in moving]
    others = iter(range(100, 200))

    def move() -> None:
        world.pass_(seconds=1)
        with world.work() as work:
            for id in moving:
                work.session.get_one(Conversation, id).changed_at = work.now
            work.session.add(conversation(next(others)))

    found = read(world, LISTS["conversations"], 2, move)
    assert [id for id in found if id in staying] == staying


def test_urgent_first_and_what_has_no_time_last(world: World) -> None:
    fill(world)
    with world.work(QUALITY) as work:
        rows = list_cases(work, unfinished=True).items
        keys = [(row.level, row.priority, row.next_due_at is None, row.next_due_at or MONDAY, row.id) for row in rows]
        talks = list_conversations(work).items
        places = [(row.priority, row.queued_at is None, row.queued_at or MONDAY) for row in talks]
    assert keys == sorted(keys)
    assert places == sorted(places)


LATE = datetime(1, 1, 1, tzinfo=UTC).isoformat().replace("+00:00", "+14:00")
WRONG = {
    "no base64": "!!!",
    "no text": "_w",
    "not ASCII": "字",
    "no JSON": _cursor("", [])[:-1],
    "no list": "MQ",
    "of another list": _cursor("tasks", [1, 1]),
    "too few values": _cursor("conversations", [1, None, MONDAY]),
    "a text for a number": _cursor("conversations", ["1", None, MONDAY, "c"]),
    "a truth for a number": _cursor("conversations", [True, None, MONDAY, "c"]),
    "a number no column holds": _cursor("conversations", [10**30, None, MONDAY, "c"]),
    "nothing where there is always something": _cursor("conversations", [None, None, MONDAY, "c"]),
    "no time": _cursor("conversations", [1, "today", MONDAY, "c"]),
    "a time without a zone": _cursor("conversations", [1, "2026-11-23T10:00:00", MONDAY, "c"]),
    "a time before all times": _cursor("conversations", [1, LATE, MONDAY, "c"]),
    "a NUL": _cursor("conversations", [1, None, MONDAY, "c\x00"]),
    "a list in it": _cursor("conversations", [1, None, MONDAY, ["c"]]),
}


@pytest.mark.parametrize("cursor", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_cursor_is_refused(world: World, cursor: str) -> None:
    with world.work(AGENT) as work, pytest.raises(Invalid, match="cursor"):
        list_conversations(work, page=PageRequest(cursor))


def test_rows_in_memory() -> None:
    names = ["b", "a", "d", "c"]
    first = page_of_sequence("names", names, str, PageRequest(limit=3))
    assert first.items == ["a", "b", "c"] and first.next
    assert page_of_sequence("names", names, str, PageRequest(first.next)) == Page(["d"], None)
    for cursor in ("x", _cursor("others", ["a"]), _cursor("names", [1])):
        with pytest.raises(Invalid):
            page_of_sequence("names", names, str, PageRequest(cursor))


def test_rows_found_one_after_another_are_found_only_as_needed() -> None:
    found = []

    def look() -> Iterator[int]:
        for n in range(7):
            found.append(n)
            yield n

    first = page_of_stream("numbers", look(), PageRequest(limit=3))
    assert (first.items, found) == ([0, 1, 2], [0, 1, 2, 3])
    assert first.next and page_of_stream("numbers", look(), PageRequest(first.next)) == Page([3, 4, 5, 6], None)
    for cursor in ("x", _cursor("others", [1]), _cursor("numbers", ["1"]), _cursor("numbers", [-1])):
        with pytest.raises(Invalid):
            page_of_stream("numbers", look(), PageRequest(cursor))
