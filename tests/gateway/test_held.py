"""After a restore the product is held: what was there before is neither sent nor rung until people say go."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest
from fastapi.testclient import TestClient

from gateway.commands.doctor import findings
from gateway.processes.ports import any_port
from gateway.settings import Settings
from helpline.backups.resume import SILENCE, TIMELY, begin_held, resume
from helpline.cases.closing import solve
from helpline.cases.lifecycle import move
from helpline.conversations.messages import prompt
from helpline.inbound.pull_wanted import want
from helpline.jobs import payloads
from helpline.tables import Case, Conversation, LoginSession, Message, PromiseStep, Task
from helpline.tables.states import CaseStatus
from tests.gateway.desk_calls import As
from tests.gateway.fakes import gateway
from tests.gateway.test_turns import answer, write
from tests.helpline.delivery.test_outbox import Wire, round_, said, statuses
from tests.world import AGENT, SUPERVISOR, World

pytestmark = pytest.mark.slow

OLD = "以前的"


def restored(world: World) -> None:
    with world.work() as work:
        begin_held(work, work.now - timedelta(hours=1))


def go(world: World, send_old: bool = False) -> dict[str, int]:
    """What was skipped."""
    with world.work() as work:
        return resume(work, send_old).skipped


# -- what goes out ---------------------------------------------------------------------------------------------------


def test_an_old_message_waits_and_an_answer_does_not(world: World) -> None:
    old, wire = said(world, OLD), Wire()
    restored(world)
    new = said(world, "现在的回答")
    assert (round_(world, wire), wire.sent) == (1, ["现在的回答"])
    assert statuses(world, old + new) == ["pending", "sent"]


@pytest.mark.parametrize(("send_old", "sent", "status"), [(False, [], "failed"), (True, [OLD], "sent")])
def test_on_go_old_messages_are_skipped_or_sent(world: World, send_old: bool, sent: list[str], status: str) -> None:
    old, wire = said(world, OLD), Wire()
    restored(world)
    skipped = go(world, send_old)
    round_(world, wire)
    assert (wire.sent, statuses(world, old)) == (sent, [status])
    assert skipped == ({} if send_old else {"messages": 1})
    assert [row.error for row in world.all(Message, id=old[0])] == ["" if send_old else "skipped_after_restore"]


# -- what is done by the clock ---------------------------------------------------------------------------------------


@pytest.fixture
def missed(world: World) -> int:
    """A case whose promises ran out while nobody was there."""
    case = world.file()
    restored(world)
    world.pass_(days=3)
    return case


def swept(world: World) -> None:
    while world.sweep():
        pass


def test_nobody_is_alarmed_by_old_promises(world: World, missed: int) -> None:
    swept(world)
    assert world.all(Task) == [] and world.all(PromiseStep) == []


def test_on_go_a_missed_promise_is_marked_told_of_once_and_chased_like_any_that_is_late(
    world: World, missed: int
) -> None:
    skipped = go(world)
    assert skipped.keys() == {"promise_step"}
    assert world.promise(missed, "reply").missed_at is not None
    assert {"promise_missed", "skipped_after_restore"} <= set(world.kinds(missed))
    swept(world)
    assert [(task.team, task.rule) for task in world.all(Task)] == [
        ("supervisor", "restore_skipped"), ("agent", "deadline_late")
    ]  # fmt: skip


def test_on_go_with_what_is_old_people_are_alarmed(world: World, missed: int) -> None:
    assert go(world, send_old=True) == {}
    swept(world)
    assert world.all(Task) and world.roles_told("restore_skipped") == []


def test_what_is_filed_meanwhile_has_its_alarms(world: World, missed: int) -> None:
    case = world.file()
    world.pass_(days=3)
    swept(world)
    assert {task.case_id for task in world.all(Task)} == {case}


def test_silence_counts_anew(world: World) -> None:
    """Whoever agreed or refused in the time that was lost is not closed over (R34)."""
    chat = world.chat("K1")
    case = world.file(chat)
    with world.work(AGENT) as work:
        row = work.session.get_one(Case, case)
        move(work, row, CaseStatus.IN_PROGRESS)
        solve(work, row, "换了电容")
    policy = world.kb.policies.closing
    world.pass_(minutes=policy.remind_minutes)
    swept(world)  # reminded; the rule's time runs
    restored(world)
    world.pass_(minutes=policy.close_minutes * 2)
    swept(world)
    assert go(world)["closure_by_rule"] == 1
    swept(world)
    assert world.case(case).status == "solved"
    world.pass_(minutes=policy.close_minutes)
    swept(world)
    assert world.case(case).status == "closed"


def test_what_a_platform_asks_to_fetch_now_is_fetched(world: World) -> None:
    with world.work() as work:
        want(work, "wecom", "kf1")
    restored(world)
    assert world.do("pulls") == 0
    world.pass_(seconds=5)
    with world.work() as work:
        want(work, "wecom", "kf1")
    assert world.do("pulls") == 1


# -- who is answered -------------------------------------------------------------------------------------------------


def test_who_writes_now_is_answered_with_what_they_said_before(world: World) -> None:
    quiet, writes = world.chat(), world.chat()
    turns = gateway(world)
    write(world, quiet, OLD)
    write(world, writes, OLD)
    restored(world)
    world.pass_(minutes=1)
    assert turns.claims.waiting() == []
    write(world, writes, "在吗")
    world.pass_(minutes=1)
    assert turns.claims.waiting() == [writes]
    answer(turns, writes)
    assert world.said(writes) == ["收到：以前的，在吗"]
    go(world)
    assert turns.claims.waiting() == [quiet]  # what a customer said is never skipped
    answer(turns, quiet)
    assert world.said(quiet) == ["收到：以前的"]


def test_a_turn_that_was_open_waits_like_its_message(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, OLD)
    assert turns.claims.claim(chat)
    restored(world)
    world.pass_(minutes=5)  # its claim has run out
    assert turns.claims.waiting() == []
    write(world, chat, "在吗")
    world.pass_(minutes=1)
    assert turns.claims.waiting() == [chat]


@pytest.mark.parametrize(("send_old", "asked"), [(False, 0), (True, 1)])
def test_an_old_prompt_begins_nothing(world: World, send_old: bool, asked: int) -> None:
    chat, turns = world.chat(), gateway(world)
    with world.work() as work:
        prompt(work, work.session.get_one(Conversation, chat), "/ask_survey", "old")
    restored(world)
    assert turns.claims.waiting() == [] and turns.claims.claim(chat) is None
    write(world, chat, "在吗")
    answer(turns, chat)
    assert world.said(chat) == ["收到：在吗"]
    go(world, send_old)
    world.pass_(minutes=6)  # what they were in the middle of is over
    assert len(turns.claims.waiting()) == asked


# -- how it is seen and ended ----------------------------------------------------------------------------------------


def test_the_desk_sees_it_and_whom_policy_names_says_go(world: World, desk: As) -> None:
    said(world, OLD)
    assert desk(AGENT).get("/api/restore").json() == {
        "held": False, "restored_at": None, "backup_made_at": None, "waiting": {}
    }  # fmt: skip
    restored(world)
    told = desk(AGENT).get("/api/restore").json()
    assert (told["held"], told["waiting"]) == (True, {"messages": 1})
    assert desk(AGENT).post("/api/restore/resume", json={}).status_code == 403
    done = desk(SUPERVISOR).post("/api/restore/resume", json={})
    assert (done.status_code, done.json()["skipped"]) == (200, {"messages": 1})
    again = desk(SUPERVISOR).post("/api/restore/resume", json={})
    assert (again.status_code, again.json()["code"]) == (409, "not_held")
    assert not desk(AGENT).get("/api/restore").json()["held"]


def test_readyz_says_it_and_customers_may_come(world: World, desk: As, monkeypatch: pytest.MonkeyPatch) -> None:
    client: TestClient = desk(AGENT)
    held: Any = client.app
    # Its connection would belong to a loop that ends with the first request: outside the product each has its own.
    monkeypatch.setattr(held.state.held.rasa, "is_ready", AsyncMock(return_value=False))
    assert client.get("/readyz").json()["restore"] == "ok"
    restored(world)
    assert client.get("/readyz").json()["restore"] == "held"
    assert client.post("/chat/sessions").status_code < 300


def test_logins_end(world: World) -> None:
    with world.work() as work:
        times = {"opened_at": work.now, "used_at": work.now, "expires_at": work.now + timedelta(hours=1)}
        work.session.add(LoginSession(id="s", token_hash="h", person_id=1, address="", device="", **times))
    restored(world)
    assert world.all(LoginSession) == []


@pytest.fixture
def backups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = Settings(var_dir=tmp_path_factory.mktemp("var"), port=any_port())
    settings.backups.mkdir()
    yield settings


@pytest.mark.parametrize(("hours", "well"), [(None, True), (2, True), (30, False)])
def test_doctor_says_when_backups_stopped(world: World, backups: Settings, hours: int | None, well: bool) -> None:
    if hours is not None:
        with world.work() as work:
            name = f"helpline-{work.now - timedelta(hours=hours):%Y%m%dT%H%M%SZ}.tar.gz"
        (backups.backups / name).touch()
    (told,) = [found for found in findings(backups, world.database, {}) if found.what.startswith("backup")]
    assert told.well == well


def test_every_kind_of_job_is_weighed() -> None:
    """A kind done by the clock is skipped, begun anew, or harmless when late: whoever adds one says which."""
    by_clock = {kind for kind, payload in payloads.PAYLOADS.items() if payload.lane == "clock"}
    assert by_clock == {payload.kind for payload in (*TIMELY, *SILENCE)} | {
        "forget_review",
        "look_after_service",
        "make_shifts",
        "regular_survey",
        "shift_change",
        "year_published",
    }
