"""R19, R21–R23, R41: every escalation rule has a line in escalation.yml that proves it decides, and does what it says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from helpline.cases.lifecycle import CaseType
from helpline.escalation import rules
from helpline.escalation.rules import Facts, match
from helpline.tables import Case, Conversation, Task
from kb.models.escalation import Does, EscalationRule, Trigger
from kb.models.knowledge import Knowledge
from tests.world import World, theirs

TABLE = yaml.safe_load(Path(__file__).with_name("escalation.yml").read_text(encoding="utf-8"))
PROVEN = [line for line in TABLE if line["rule"]]


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line['trigger']}-{line['rule'] or 'nothing'}")
def test_rule_decides(kb: Knowledge, line: dict[str, Any]) -> None:
    found = match(kb.policies.escalation.rules, Trigger(line["trigger"]), Facts(**line["facts"]))
    assert (found.id if found else "") == line["rule"]


def test_every_rule_has_a_line(kb: Knowledge) -> None:
    """A new rule needs its line in escalation.yml; a rule that others always precede can never have one."""
    assert {line["rule"] for line in PROVEN} == {rule.id for rule in kb.policies.escalation.rules}


def test_every_rule_is_carried_out(world: World) -> None:
    for line in {line["rule"]: line for line in PROVEN}.values():
        carried_out(world, line)


def carried_out(world: World, line: dict[str, Any]) -> None:
    """Fires the line's trigger with its facts made real, and looks at what was done."""
    facts, chat = line["facts"], world.chat("K3" if line["facts"].get("grade") == "gold" else None)
    with_case = "case_type" in facts or "level" in facts or line["trigger"].startswith("deadline_")
    id = (
        world.file(chat, type=CaseType(facts.get("case_type", "repair")), level=facts.get("level", 3))
        if with_case
        else None
    )
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        if facts.get("grade") == "diamond":
            conversation.customer = None
        conversation.displeasure = facts.get("displeasure", 0.0)
        case = work.session.get_one(Case, id) if id else None
        if case:
            case.grade = facts.get("grade", "")
        elif facts.get("grade"):
            theirs(work, conversation, "K3")
        outcome = rules.fire(
            work,
            Trigger(line["trigger"]),
            conversation=conversation,
            case=case,
            count=facts.get("count"),
            promise=facts.get("promise"),
        )
    assert outcome is not None, line
    assert outcome.rule.id == line["rule"], line
    as_said(world, outcome, chat, id)


def as_said(world: World, outcome: rules.Outcome, chat: str, id: int | None) -> None:
    rule: EscalationRule = outcome.rule
    conversation = world.conversation(chat)
    tasks = [task for task in world.all(Task, rule=rule.id) if task.created_at >= conversation.opened_at]
    assert {task.team for task in tasks if task.kind == "alert"} >= set(rule.notify), rule.id
    assert bool(outcome.tell) == (bool(rule.tell) or rule.do == Does.HAND_OFF), rule.id
    if rule.do == Does.HAND_OFF:
        assert (conversation.owner, conversation.queue, conversation.handoff_rule) == ("queue", rule.queue, rule.id)
    else:
        assert conversation.owner == "bot", rule.id
    if rule.do == Does.RAISE:
        assert id and world.case(id).escalation_step == 1, rule.id
    if rule.do == Does.TASK:
        assert [task.kind for task in tasks].count("task") == 1, rule.id


def test_every_trigger_is_pulled_somewhere(kb: Knowledge) -> None:
    sources = [
        file.read_text(encoding="utf-8")
        for room in ("helpline", "bot/actions", "gateway")
        for file in (kb.root.parent / room).rglob("*.py")
    ]
    by_steps = {step.trigger for step in kb.policies.sla.steps}  # fired by promises on the clock
    for trigger in set(Trigger) - by_steps:
        assert any(f"Trigger.{trigger.name}" in source for source in sources), f"nothing fires {trigger}"


def test_steps_of_the_ladder_end_at_its_top(world: World) -> None:
    id, ladder = world.file(), world.kb.policies.escalation.ladder
    rule = next(rule for rule in world.kb.policies.escalation.rules if rule.do == Does.RAISE)
    for _ in range(len(ladder) + 2):
        with world.work() as work:
            rules.raise_step(work, work.session.get_one(Case, id), rule)
    case = world.case(id)
    assert case.escalation_step == len(ladder)
    assert [line.data["step"] for line in case.events if line.kind == "escalated"] == [1, 2, 3, 4, 5, 5, 5]
