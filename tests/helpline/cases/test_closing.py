"""R34, R35: closed with consent, or by rule after silence and marked so; asked once how it was."""

from collections.abc import Callable

import pytest

from connectors.contract.notice_facts import NOTICE_FACTS
from helpline.cases import closing, surveys
from helpline.core.errors import Invalid, MoveNotAllowed
from helpline.core.unit_of_work import CUSTOMER, Actor, UnitOfWork
from helpline.jobs.payloads import ClosureReminder
from helpline.tables import Case, Message
from tests.world import AGENT, World


def do(world: World, id: int, verb: Callable[..., object], *words: object, actor: Actor = CUSTOMER) -> object:
    with world.work(actor) as work:
        return verb(work, work.session.get_one(Case, id), *words)


def scored(work: UnitOfWork, case: Case, score: int, words: str = "") -> None:
    surveys.score(work, surveys.of_case(work, case), score, words)


def solved(world: World, chat: str | None = None) -> int:
    id = world.file(chat)
    do(world, id, closing.solve, "换了主板", actor=AGENT)
    return id


def test_solving_asks_once(world: World) -> None:
    chat = world.chat()
    id = solved(world, chat)
    number = world.case(id).number
    assert world.prompts(chat) == [f'/ask_closure{{"case_number": "{number}"}}']
    assert [job.kind for job in world.jobs()] == ["closure_reminder"]
    with pytest.raises(MoveNotAllowed):
        do(world, id, closing.solve, "再来", actor=AGENT)
    assert len(world.prompts(chat)) == 1


def test_agreeing_closes_and_asks_how_it_was(world: World) -> None:
    chat = world.chat()
    id = solved(world, chat)
    do(world, id, closing.agree)
    do(world, id, closing.agree)
    case = world.case(id)
    assert (case.status, case.closed_by) == ("closed", "customer")
    assert [prompt.split("{")[0] for prompt in world.prompts(chat)] == ["/ask_closure", "/ask_survey"]
    assert world.jobs() == []


def test_refusing_reopens_one_step_up(world: World) -> None:
    id = solved(world, world.chat())
    outcome = do(world, id, closing.refuse, "还是不行")
    assert outcome is not None
    assert do(world, id, closing.refuse, "还是不行") is None  # said twice, raised once
    case = world.case(id)
    assert (case.status, case.reopened, case.escalation_step, case.closed_by) == ("reopened", 1, 1, "")
    assert world.jobs(ClosureReminder) == []


def test_a_case_solved_again_is_asked_again(world: World) -> None:
    chat = world.chat()
    id = solved(world, chat)
    do(world, id, closing.refuse, "还是不行")
    do(world, id, closing.solve, "又换了", actor=AGENT)
    assert len(world.prompts(chat)) == 2


def test_the_reminder_tells_its_facts(world: World) -> None:
    """A notice by template is a form; no field of it may be left empty."""
    chat = world.chat()
    id = solved(world, chat)
    world.pass_(minutes=world.kb.policies.closing.remind_minutes)
    world.sweep()
    facts = world.all(Message, conversation_id=chat, purpose="notice:closure")[-1].facts
    assert set(facts) == set(NOTICE_FACTS["notice:closure"])
    assert facts["number"] == world.case(id).number and facts["solution"] == world.case(id).solution


def test_silence_is_reminded_then_closed_by_rule(world: World) -> None:
    chat, policy = world.chat(), world.kb.policies.closing
    id = solved(world, chat)
    world.pass_(minutes=policy.remind_minutes - 1)
    world.sweep()
    assert world.said(chat) == []
    world.pass_(minutes=1)
    world.sweep()
    assert len(world.said(chat)) == 1
    world.pass_(minutes=policy.close_minutes - 1)
    world.sweep()
    assert world.case(id).status == "solved"
    world.pass_(minutes=1)
    world.sweep()
    case = world.case(id)
    assert (case.status, case.closed_by) == ("closed", "rule")
    assert world.prompts(chat)[-1].startswith("/ask_survey_silent")


def test_refusing_after_closed_by_rule_reopens(world: World) -> None:
    id = solved(world, world.chat())
    for minutes in (world.kb.policies.closing.remind_minutes, world.kb.policies.closing.close_minutes):
        world.pass_(minutes=minutes)
        world.sweep()
    do(world, id, closing.refuse, "又坏了")
    assert (world.case(id).status, world.case(id).closed_by) == ("reopened", "")


def test_an_answer_after_the_reminder_stops_the_rule(world: World) -> None:
    id, policy = solved(world, world.chat()), world.kb.policies.closing
    world.pass_(minutes=policy.remind_minutes)
    world.sweep()
    do(world, id, closing.refuse, "没好")
    world.pass_(minutes=policy.close_minutes)
    world.sweep()
    assert world.case(id).status == "reopened"


def test_a_case_without_conversation_is_marked_unreached(world: World) -> None:
    id = solved(world)
    assert world.case(id).events[-1].data == {"question": "ask_closure", "reached": False}


def test_surveyed_once_even_when_closed_twice(world: World) -> None:
    chat = world.chat()
    id = solved(world, chat)
    do(world, id, closing.agree)
    do(world, id, closing.refuse, "又坏了")
    do(world, id, closing.solve, "好了", actor=AGENT)
    do(world, id, closing.agree)
    assert sum("ask_survey" in prompt for prompt in world.prompts(chat)) == 1


@pytest.mark.parametrize(("score", "task"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_low_score_becomes_a_task_for_quality(world: World, score: int, task: bool) -> None:
    id = solved(world)
    do(world, id, closing.agree)
    do(world, id, scored, score)
    do(world, id, scored, score, "师傅没戴鞋套")
    assert world.roles_told("low_score") == ([("quality", "task")] if task else [])
    case = world.case(id)
    assert (case.score, case.score_words) == (score, "师傅没戴鞋套")


def test_the_first_score_counts(world: World) -> None:
    id = solved(world)
    do(world, id, scored, 5)
    do(world, id, scored, 1)
    assert world.case(id).score == 5
    assert world.roles_told("low_score") == []


@pytest.mark.parametrize("score", [0, 6, -1])
def test_scores_are_one_to_five(world: World, score: int) -> None:
    id = world.file()
    with pytest.raises(Invalid):
        do(world, id, scored, score)


def test_only_the_customer_agrees(world: World) -> None:
    id = solved(world)

    def agree(work: UnitOfWork, case: Case) -> None:
        closing.agree(work, case)

    with pytest.raises(MoveNotAllowed):
        do(world, id, agree, actor=AGENT)
