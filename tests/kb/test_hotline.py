"""kb/policies/hotline.yml: every fault of it is told with its line."""

from pathlib import Path

import pytest

from kb import Knowledge
from tests.kb.conftest import faults_of

pytestmark = pytest.mark.slow

# text to replace, its replacement, words of the fault
BROKEN = [
    ("queue: safety ", "queue: moon ", "no queue 'moon'"),
    ("queue: safety ", "queue: moon ", "the queue 'safety' has no line"),
    ("calendar: quality_duty", "calendar: moon", "no calendar 'moon'"),
    ("+8657100127703", "057100127703", "is no phone number"),
    ("staff: quality}", "staff: nobody}", "no person at the desk 'nobody'"),
    ("staff: quality}", "staff: agent}", "may not take conversations of the queue 'quality'"),
    ("hears: cmn-Hans-CN", "hears: cmn-CN", "cmn-CN"),
    ("speaks: cmn-CN", "speaks: cmn-Hans-CN", "cmn-Hans-CN"),
    ("Polly.Zhiyu-Neural", "Zhiyu", "is no voice of Twilio's"),
    ('music: ""', "music: http://a.example/m.mp3", "must begin with https://"),
    ("rounds: 3", "rounds: 0", "must be at least 1"),
    ("ring_seconds: 20", "ring_seconds: 600", "must be at most 60"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=range(len(BROKEN)))
def test_faults(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert any("hotline.yml" in fault and words in fault for fault in faults_of(tmp_path, "hotline", old, new))


def test_every_queue_has_a_phone(kb: Knowledge) -> None:
    assert {line.queue for line in kb.policies.hotline.lines if line.phones} == {q.id for q in kb.policies.queues}
