"""A sentence that says something was done names what was done; the others do not say so."""

import re
import shutil
from pathlib import Path

import pytest

from kb import Knowledge, KnowledgeFault, load
from kb.models.phrases import Deed
from tests.kb.conftest import ROOT

# 已登记, 约好了, 记下了, 收到: what was done, as it is said; 最迟 gives a promise.
DONE = re.compile(
    "已(?!过|登记的|解决，|经失效|经过了，请换)|(?:改|记|转|补|催|约|取消|退订|恢复)(?:好|到|上|过)?了(?!这几台)"
    "|(?<!登)(?:约|记|存)(?:好|下)(?!来)|(?<!没)收到(?!的|后|没)|帮您催|接入|这就|正在(?:为您)?转接|不再有效|没有提交"
    "|保存|完成了|刚(?:发|给)|约到|最迟"
)
READ = ("status_", "warranty_", "fee_", "cost_", "progress_")  # what is so, read from its row: nothing was done
TO_STAFF = ("voice_whisper", "duty_")


def test_what_says_that_something_was_done_claims_it(kb: Knowledge) -> None:
    said = {
        id: wording
        for id, says in kb.phrases.items()
        for wording in says
        if DONE.search(wording) and not id.startswith((*READ, *TO_STAFF)) and id not in kb.claims
    }
    assert said == {}, "give these `claims:` with their deed, or say only what is so"


def test_every_deed_is_claimed_somewhere(kb: Knowledge) -> None:
    assert set(kb.claims.values()) == set(Deed)


def test_claims_are_of_phrases_that_are_there(kb: Knowledge) -> None:
    assert kb.claims["case_cancelled"] is Deed.CASE_CANCELLED
    assert kb.claims.keys() <= kb.phrases.keys()
    assert "greeting" not in kb.claims and len(kb.phrases["greeting"]) == 1


# what stands in place of the phrase `case_cancelled`, where in it the fault is, words of the fault
BROKEN = [
    ("  claims: case_burnt\n  says: 好了", "claims:", "must be one of"),
    ("  claim: case_cancelled\n  says: 好了", "claim:", "'claim' is not known"),
    ("  claims: case_cancelled\n", "case_cancelled:", "'says' is missing"),
    ("  claims: case_cancelled\n  says: 7", "says:", "put it in quotes"),
    ("  claims: case_cancelled\n  says:\n    - 好了\n    - 请{name说", "- 请", "placeholders"),
]


@pytest.mark.parametrize(("written", "mark", "words"), BROKEN)
def test_a_broken_claim_is_told_with_its_line(tmp_path: Path, written: str, mark: str, words: str) -> None:
    shutil.copytree(ROOT, tmp_path / "kb", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "kb" / "phrases" / "visit.yml"
    text, count = re.subn(
        r"(?m)^case_cancelled:\n(?:  .*\n)+", lambda _: f"case_cancelled:\n{written}\n", file.read_text("utf-8")
    )
    assert count == 1
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeFault) as caught:
        load(tmp_path / "kb")
    line = text[: text.index(mark, text.index("\ncase_cancelled:"))].count("\n") + 1
    assert [str(fault) for fault in caught.value.faults if words in str(fault)][0].startswith(
        f"kb/phrases/visit.yml:{line}: "
    )
