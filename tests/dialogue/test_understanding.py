"""What a message is, of what Rasa's pipeline read in it."""

from typing import Any

import pytest

from bot.actions.engine.understanding import read
from helpline.tables import Case
from tests.dialogue.forms import Forms
from tests.world import World


def message(whole: tuple[str, float], *clauses: tuple[str, str, float]) -> dict[str, Any]:
    """As the pipeline gives it: the intent of the whole, then each clause with its own."""
    text = "，".join(said for said, _, _ in clauses)
    parts, at = [], 0
    for said, intent, confidence in clauses:
        named = {"name": intent, "confidence": confidence}
        parts.append({"text": said, "start": at, "end": at + len(said), "intent": named})
        at += len(said) + 1
    return {"text": text, "intent": {"name": whole[0], "confidence": whole[1]}, "entities": [], "clauses": parts}


def test_what_is_said_around_the_matter_does_not_count() -> None:
    heard = read(
        message(
            ("report_fault", 0.7),
            ("搞什么呀", "report_fault", 0.8),
            ("开张发票", "request_invoice", 0.9),
            ("快点", "inform", 0.4),
        )
    )
    assert (heard.intent, heard.confidence, heard.clauses) == ("request_invoice", 0.9, ())
    assert heard.text == "搞什么呀，开张发票，快点"


def test_of_several_matters_only_they_are_left() -> None:
    heard = read(
        message(
            ("report_fault", 0.9),
            ("您好", "greet", 1.0),
            ("灯不亮", "report_fault", 0.9),
            ("开张发票", "request_invoice", 0.9),
        )
    )
    assert [part.text for part in heard.clauses] == ["灯不亮", "开张发票"]


def test_an_alarm_stays_one_whatever_is_said_around_it() -> None:
    heard = read(message(("emergency", 0.92), ("快点", "inform", 0.4), ("孩子拔不出来了", "report_fault", 0.6)))
    assert heard.intent == "emergency"


@pytest.mark.parametrize(
    ("other", "alarms"), [("report_fault", 0), ("emergency", 1)], ids=["the rest is a fault", "the rest is one"]
)
def test_a_denied_danger_alone_raises_no_alarm(world: World, other: str, alarms: int) -> None:
    talk = Forms(world, world.chat())
    talk.say(
        "抽风机响得吓人，不冒烟，就是抖", "emergency",
        ("抽风机响得吓人", other), ("不冒烟", "emergency"), ("就是抖", "report_fault"),
    )  # fmt: skip
    assert len(world.all(Case, type="emergency")) == alarms
