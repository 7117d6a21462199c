"""kb/policies/menu.yml: every fault of it is told with its line."""

from pathlib import Path

import pytest

from kb import Knowledge
from kb.models.menu import Choice, Heading
from tests.kb.conftest import faults_of

# text to replace, its replacement, words of the fault
BROKEN = [
    ("title: 我要报修", "title: 我要报修空调", "'我要报修空调' is cut off"),
    ("title: 我要报修", 'title: ""', "'' is cut off"),
    ("title: 查进度", "title: 查我的维修工单进度", "is cut off"),
    ("    says: 我要报修\n", "", "says"),
    ("  - title: 转人工\n", "  - {title: 再来, says: 再来}\n  - title: 转人工\n", "there are 4; write 1 to 3"),
    ("      - title: 查进度\n", "      - {title: 甲, says: 甲}\n" * 3 + "      - title: 查进度\n", "there are 6"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN, ids=range(len(BROKEN)))
def test_faults(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert any("menu.yml:" in fault and words in fault for fault in faults_of(tmp_path, "menu", old, new))


def test_a_title_says_something_or_opens_choices(kb: Knowledge) -> None:
    kinds = [type(entry) for entry in kb.policies.menu.entries]
    assert kinds == [Choice, Heading, Choice]
