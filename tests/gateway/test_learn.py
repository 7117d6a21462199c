"""`make learn` on a copy of the examples: a diff, the files changed, and a second time nothing."""

import csv
import shutil
from pathlib import Path

import pytest
import yaml

from gateway.commands.learn import export, learn
from helpline.learning import review
from helpline.learning.examples import INTENTS, TESTS, Known, Sentence, as_example, trained, with_example
from helpline.tables import Conversation, Message, ReviewItem
from tests.conftest import ROOT
from tests.world import AGENT, SUPERVISOR, World

pytestmark = pytest.mark.slow

NEW = "花洒那头滴滴答答一宿没停"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in (INTENTS, TESTS):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path


def approve(world: World, text: str, intent: str) -> int:
    """A message an agent picked and a supervisor approved."""
    chat = world.chat()
    with world.work(AGENT) as work:
        seq = work.session.get_one(Conversation, chat).last_seq + 1
        work.session.add(
            Message(
                conversation_id=chat,
                seq=seq,
                direction="in",
                author="customer",
                text=text,
                channel="web",
                created_at=work.now,
                handled_at=work.now,
            )
        )
        work.session.flush()
        id = review.relabel(work, chat, seq, intent).id
    with world.work(SUPERVISOR) as work:
        review.label(work, id, intent)
    return id


def statuses(world: World) -> list[str]:
    return [item.status for item in world.all(ReviewItem)]


def run(world: World, root: Path, dry_run: bool = False) -> str:
    with world.work() as work:
        return learn(work, root, dry_run)


def test_approved_messages_become_examples_once(world: World, copy: Path) -> None:
    file = copy / INTENTS / "report_fault.yml"
    before = file.read_text(encoding="utf-8")
    approve(world, NEW, "report_fault")
    assert f"+    - {NEW}" in run(world, copy, dry_run=True)
    assert (file.read_text(encoding="utf-8"), statuses(world)) == (before, ["approved"])

    said = run(world, copy)
    assert f"+    - {NEW}" in said
    assert "1 new examples in 1 files, 0 skipped" in said
    after = file.read_text(encoding="utf-8")
    assert after.replace(f"    - {NEW}\n", "") == before
    assert [s.intent for s in trained(copy) if s.text == NEW] == ["report_fault"]
    assert yaml.safe_load(after)["rules"] == yaml.safe_load(before)["rules"]
    assert statuses(world) == ["taken"]

    assert "0 new examples in 0 files, 0 skipped" in run(world, copy)
    assert file.read_text(encoding="utf-8") == after


def test_what_is_known_already_is_skipped(world: World, copy: Path) -> None:
    example = next(s.text for s in trained(copy) if s.intent == "ask_fee" and len(s.text) > 8)
    test = yaml.safe_load((copy / TESTS / "ask_fee.yml").read_text(encoding="utf-8"))["sentences"][0]
    for text in (f"{example}？？", f"{test}。", NEW):
        approve(world, text, "ask_fee")
    approve(world, f"{NEW}啊", "report_fault")  # like the one before
    said = run(world, copy)
    assert "1 new examples in 1 files, 2 skipped" in said
    assert f"kept: '{NEW}啊' was labelled report_fault" in said  # somebody has to decide
    assert "tests/intents/ask_fee.yml" in said
    assert statuses(world) == ["known", "known", "taken", "approved"]


def test_an_intent_that_is_gone_waits(world: World, copy: Path) -> None:
    approve(world, NEW, "request_rental")
    assert "there is no intent request_rental" in run(world, copy)
    assert statuses(world) == ["approved"]


def test_held_out_ones_are_for_measuring_and_never_learnt(world: World, copy: Path, tmp_path: Path) -> None:
    texts = ["井盖边上冒水了", "卷帘卡在半当中", "水管冻住了咋整", "喇叭刺啦刺啦响", "锁芯转不动呀"]
    for text in texts:
        approve(world, text, "report_fault")
    assert statuses(world).count("held_out") == 1
    assert "4 new examples" in run(world, copy)
    with world.work() as work:
        assert "1 held-out" in export(work, tmp_path / "labelled.tsv")
    with (tmp_path / "labelled.tsv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file, delimiter="\t")) == [{"text": texts[4], "intent": "report_fault"}]


def test_used_messages_are_deleted_in_time(world: World, copy: Path) -> None:
    approve(world, NEW, "report_fault")
    run(world, copy)
    world.pass_(days=world.kb.policies.learning.keep_days, minutes=1)
    world.sweep()
    assert world.all(ReviewItem) == []


def test_every_intent_can_take_an_example() -> None:
    for file in sorted((ROOT / INTENTS).glob("*.yml")):
        content = file.read_text(encoding="utf-8")
        for intent in {s.intent for s in trained(ROOT) if s.file == file}:
            added = yaml.safe_load(with_example(content, intent, NEW))
            block = next(b for b in added["nlu"] if b.get("intent") == intent)
            assert block["examples"].rstrip().endswith(f"- {NEW}")


# two sentences, whether they teach the same
@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("空调不制冷了！", "空调不制冷了", True),
        ("空調不製冷了", "空调不制冷了", True),
        ("师傅什么时候能到我家来呢", "师傅什么时候能到我家来", True),
        ("师傅什么时候能来", "空调不制冷了", False),
        ("不要", "要", False),
    ],
)
def test_alike(one: str, other: str, alike: bool) -> None:
    known = Known()
    known.add(Sentence(one, "x", Path("x")))
    assert bool(known.like(other)) is alike


def test_marks_of_the_file_format_are_not_taken_over() -> None:
    assert as_example(" - /restart\n[空调](product){x}") == "restart 【空调】(product)（x）"
