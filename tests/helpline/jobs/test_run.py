"""Jobs are rows: due ones done once, by whichever sweeper; a failing one is kept with its error and tried again."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from helpline.cases.lifecycle import CaseType
from helpline.escalation import rules
from helpline.jobs import schedule as jobs
from helpline.jobs.payloads import ClosureByRule
from helpline.jobs.run import LEASE, _claim
from helpline.tables import Case, Conversation, Job
from kb.models.escalation import Trigger
from tests.world import World


def schedule(world: World, key: str = "k", minutes: int = 10, case_id: int = 1) -> None:
    with world.work() as work:
        jobs.schedule(work, ClosureByRule(case_id=case_id), key, work.now + timedelta(minutes=minutes))


def test_only_due_ones(world: World) -> None:
    id = world.file(type=CaseType.SUGGESTION)
    schedule(world, case_id=id)
    world.pass_(minutes=9)
    assert world.sweep() == 0
    world.pass_(minutes=1)
    assert world.sweep() == 1
    assert world.sweep() == 0


def test_one_open_job_a_key(world: World) -> None:
    schedule(world, minutes=10)
    schedule(world, minutes=20)
    (job,) = world.all(Job)
    with world.work() as work:
        assert (job.due_at - work.now).total_seconds() == 1200
        jobs.cancel(work, ClosureByRule, "k")
    schedule(world, minutes=5)
    assert [bool(row.cancelled_at) for row in world.all(Job)] == [True, False]


def test_a_cancelled_one_is_left_alone(world: World) -> None:
    schedule(world)
    with world.work() as work:
        jobs.cancel(work, ClosureByRule, "k")
    world.pass_(minutes=11)
    assert world.sweep() == 0


def test_a_failing_one_does_not_stop_others_and_is_tried_again(world: World) -> None:
    id = world.file(type=CaseType.SUGGESTION)
    schedule(world, "bad", case_id=-1)
    schedule(world, "good", case_id=id)
    world.pass_(minutes=10)
    world.sweep()
    bad, good = world.all(Job, key="bad")[0], world.all(Job, key="good")[0]
    assert (bad.done_at, bad.attempts) == (None, 1)
    assert "NoResultFound" in bad.last_error
    assert good.done_at
    assert world.sweep() == 0  # not at once
    world.pass_(seconds=61)
    world.sweep()
    assert world.all(Job, key="bad")[0].attempts == 2
    with world.work() as work:
        row = work.session.get_one(Job, bad.id)
        row.payload = {"case_id": id}  # mended
    world.pass_(minutes=3)
    world.sweep()
    assert world.all(Job, key="bad")[0].done_at


def test_nothing_of_a_failing_act_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = world.chat()
    with world.work() as work:
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, chat))
    world.pass_(minutes=30)
    with monkeypatch.context() as broken:
        broken.setattr("helpline.conversations.jobs.callback.say", lambda *_: 1 / 0)
        world.sweep()
    assert world.roles_told("callback_due") == []
    assert world.conversation(chat).priority != 1
    world.pass_(minutes=2)
    world.sweep()
    assert len(world.roles_told("callback_due")) == 2


def test_a_dead_sweepers_jobs_are_taken_over(world: World) -> None:
    id = world.file(type=CaseType.SUGGESTION)
    schedule(world, case_id=id)
    world.pass_(minutes=10)
    assert len(_claim(world.database, "clock", "one")) == 1  # and here it dies
    assert world.sweep() == 0
    world.pass_(seconds=LEASE.total_seconds() + 1)
    assert world.sweep() == 1


def test_two_sweepers_act_once(world: World) -> None:
    ids = [world.file(category="air_conditioner") for _ in range(12)]
    world.pass_(minutes=31)  # 12 warnings whose time has come, 12 replies missed
    start, counts = Barrier(4), []

    def work() -> None:
        start.wait()
        counts.append(world.sweep())

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while world.sweep():
        pass
    assert sum(counts) >= 12
    for id in ids:
        case: Case = world.case(id)
        assert case.escalation_step == 1
        assert world.kinds(id).count("promise_missed") == 1
    assert [row.last_error for row in world.all(Job) if row.last_error] == []
