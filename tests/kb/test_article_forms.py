"""Each article has a form for the screen, for a text message and for the ear, and broken ones are told by line."""

import shutil
from pathlib import Path

import pytest

from kb import Knowledge, KnowledgeFault, load
from kb.article_text import article_text
from kb.checks.texts import SMS_LONGEST, STEP_LINES
from tests.kb.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT, tmp_path / "kb", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "kb"


def test_chat(kb: Knowledge) -> None:
    for article in kb.articles:
        steps, stop = article_text(article, "chat").split("：\n- ", 1)
        numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(article.steps, 1))
        explained = f"{article.symptom}\n{numbered}\n还请留意"
        assert steps == (f"{numbered}\n请停手，告诉我们" if article.kind == "fault" else explained)
        assert f"- {stop}".splitlines() == [f"- {line}" for line in article.stop]


def test_a_step_is_one_message_of_three_short_lines(kb: Knowledge) -> None:
    for article in kb.articles:
        assert len(article.steps) <= 4, article.slug
        for step in article.steps:
            lines = step.splitlines()
            assert len(lines) <= STEP_LINES and max(map(len, lines)) <= 26, (article.slug, lines)
            assert len(step) + len("好了吗？") <= 70, article.slug


def test_a_text_message_takes_two_parts(kb: Knowledge) -> None:
    question = max(len(wording.format(text="")) for wording in kb.phrases["tips_sms"])
    assert SMS_LONGEST + question <= 2 * 67
    for article in kb.articles:
        assert len(article_text(article, "sms")) <= SMS_LONGEST
        assert "\n" not in article_text(article, "sms")


def test_voice_asks_at_the_end(kb: Knowledge) -> None:
    for article in kb.articles:
        *said, asked = article_text(article, "voice").splitlines()
        assert asked.endswith("？")
        assert all(line.endswith("。") for line in said), article.slug


# text to replace in an article, its replacement, words of the fault
BROKEN = [
    ("sms: ", "sms: " + "很" * SMS_LONGEST, "characters; at most 120"),
    ("sms: ", "sms: 好的😀", "without emoji"),
    ("sms: ", "text: ", "'sms' is missing"),
    ("恢复正常了吗？", "恢复正常了。", "must ask whether it helped"),
    ("先看有没有停电", "先看220伏有没有", "cannot be spoken"),
    ("先看有没有停电", "先看（市电）有没有", "cannot be spoken"),
    ("先看有没有停电", "先看" + "很久" * 20, "too long for one breath"),
    ("2. 看面板", "2. 看面板" + "很久" * 30, "characters; at most 60"),
    ("2. 看面板", "2. 看面\n   看\n   看\n   看", "more than 3 lines"),
    ("2. 看面板", "请看面板", "expected step '2."),
    ("## 请停手，告诉我们", "## 还请留意", "is not known"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_faults_have_their_line(copy: Path, old: str, new: str, words: str) -> None:
    path = copy / "articles" / "ups-beeping.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeFault) as caught:
        load(copy)
    said = [str(fault) for fault in caught.value.faults if words in str(fault)]
    assert said, caught.value.faults
    if "missing" not in words:
        line = text[: text.index(new)].count("\n") + 1
        assert said[0].startswith(f"kb/articles/ups-beeping.md:{line}: ")


def test_out_of_domain_is_apart(copy: Path, kb: Knowledge) -> None:
    path = copy / "out_of_domain.yml"
    text = path.read_text(encoding="utf-8").replace("goods: [", "goods: [空调, ", 1)
    path.write_text(text + f"  - {kb.articles[0].asks[0]}\n", encoding="utf-8")
    with pytest.raises(KnowledgeFault) as caught:
        load(copy)
    said = "\n".join(map(str, caught.value.faults))
    assert "is a word of air_conditioner" in said
    assert f"is asked in {kb.articles[0].slug}.md" in said
