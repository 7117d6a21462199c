"""The same talk on the page, on WeChat, by text message and by telephone ends in the same state."""

from typing import Any

import pytest

from tests.journeys.product import Product
from tests.journeys.runner import Runner
from tests.journeys.script import HERE, read
from tests.journeys.talk import Talk

CHANNELS = ("web", "wechat", "sms", "voice")
TALKS = (
    "report_fault/happy",
    "report_fault/correct-phone-and-address",
    "report_fault/correct-product",
    "report_fault/wrong-phone",
    "report_fault/cancel",
    "visits/change",
    "visits/cancel-a-case",
    "complaint/number-told-early",
    "everything_else/invoice",
    "everything_else/return",
)


@pytest.mark.rasa
@pytest.mark.parametrize("name", TALKS)
def test_a_talk_ends_the_same_on_every_channel(name: str, product: Product) -> None:
    path = (HERE / name).with_suffix(".yml")
    ends = {channel: _end(Runner(product, channel).run(read(path, channel))) for channel in CHANNELS}
    assert all(end == ends["web"] for end in ends.values()), ends


def _end(talk: Talk) -> dict[str, Any]:
    """What is left of it in the database, but for numbers, times of day, and the channel."""
    conversation, case = talk.state(), talk.case()
    assert conversation is not None
    end: dict[str, Any] = {"cases": talk.cases(), "flow": conversation.flow, "owner": conversation.owner}
    if case:
        fields = (
            "type",
            "status",
            "level",
            "queue",
            "category",
            "asset_id",
            "contact_name",
            "phone",
            "address",
            "wish",
        )
        end |= {field: getattr(case, field) for field in (*fields, "description")}
        end["visits"] = [visit.status for visit in case.visits]
        end["promises"] = {kind: promise.state for kind, promise in talk.promises(case).items()}
        end["timeline"] = [event.kind for event in case.events]
    end["tasks"] = sorted((task.team, task.kind, task.rule) for task in talk.tasks())
    return end
