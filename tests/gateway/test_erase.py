"""`make erase` and the years of retention: nothing of a person is left but what the law keeps, and for no longer."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway.commands import backup, erase, restore
from helpline.cases.closing import agree, solve
from helpline.cases.lifecycle import move
from helpline.conversations.erasure import ERASED_AFTER
from helpline.core.database import Database
from helpline.core.unit_of_work import CUSTOMER, ZONE
from helpline.erasure import retention
from helpline.tables import Attachment, Base, Case, Consent, Conversation, Customer, Erasure, Identity, Job, Message
from helpline.tables.states import CaseStatus
from kb import Knowledge
from tests.gateway.backup_places import Place, empty_place
from tests.gateway.test_backup import PICTURE, kind  # noqa: F401  # a fixture
from tests.gateway.test_erasing import FakeRasa, rasa  # noqa: F401  # a fixture
from tests.gateway.test_turns import write
from tests.world import AGENT, World

pytestmark = pytest.mark.slow

PHONE, NAME, WORDS = "13911110001", "甲小明", "我是甲小明，西湖区某路1号的空调又坏了"


def done(world: World, case: int) -> None:
    """Repaired, and the customer agreed."""
    with world.work(AGENT) as work:
        row = work.session.get_one(Case, case)
        move(work, row, CaseStatus.IN_PROGRESS)
        solve(work, row, f"给{NAME}换了电容")
    with world.work(CUSTOMER) as work:
        agree(work, work.session.get_one(Case, case))


@pytest.fixture
def here(world: World, rasa: FakeRasa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:  # noqa: F811
    """A customer who talked, sent a picture, agreed to text messages, and had a case; and another one."""
    place = Place(tmp_path / "here", world.database.url, monkeypatch)
    uploads = place.settings.uploads
    uploads.mkdir(parents=True)
    (uploads / "p1").write_bytes(PICTURE)
    chat = world.chat("K1")
    write(world, chat, WORDS)
    with world.work() as work:
        picture = Attachment(id="p1", conversation_id=chat, name="x.jpg", content_type="image/jpeg", size=9)
        picture.created_at = work.now
        work.session.add(picture)
        work.session.get_one(Conversation, chat).draft = {"name": NAME, "phone": PHONE}
        work.session.add(
            Identity(channel="wechat", external_id="o1", customer_id="K1", proved_at=work.now, proved_by="name")
        )
        work.session.add(Consent(channel="sms", address=f"+86{PHONE}", given_at=work.now))
    world.write("sms", f"+86{PHONE}", WORDS)
    done(world, world.file(chat, phone=PHONE, name=NAME, address="西湖区某路1号", description=WORDS))
    other = world.chat("K2")
    write(world, other, "我是乙大山")
    place.enter()
    return place


def left_of(database: Database, *words: str) -> list[str]:
    """Every column, in any table, that still has one of the words in it."""
    found = []
    with database.engine.connect() as link:
        for table in Base.metadata.sorted_tables:
            for row in link.execute(table.select()).mappings():
                for column, value in row.items():
                    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                    if any(word in text for word in words):
                        found.append(f"{table.name}.{column}")
    return sorted(set(found))


def test_all_goes_at_once_but_the_record_the_law_keeps(
    world: World, kb: Knowledge, here: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase.main(PHONE, dry_run=False) == 0
    told = capsys.readouterr().out
    (case,) = world.all(Case)
    assert f"kept until 2029-11-23, then erased by itself: case {case.number}" in told
    assert kb.policies.retention.law in told
    assert {place.partition(".")[0] for place in left_of(world.database, PHONE, NAME, WORDS, "某路1号")} == {
        "cases", "case_events"
    }  # fmt: skip
    assert [row.text for row in world.all(Message) if row.text] == ["我是乙大山"]
    assert {row.customer_id for row in world.all(Identity)} <= {"K2"}
    assert world.all(Consent) == [] and world.all(Attachment) == []
    assert {row.name for row in world.all(Customer)} == {"", "乙大山", "丙工厂"}


def test_the_deed_is_kept_without_the_person(world: World, here: Place) -> None:
    erase.main(PHONE, dry_run=False)
    (deed,) = world.all(Erasure)
    assert (deed.cause, deed.by, deed.erased["conversations"], deed.erased["customers"]) == ("request", "system", 2, 1)
    assert not [place for place in left_of(world.database, PHONE, NAME) if place.startswith("erasures")]
    listed = (here.var / "backups" / "erasures.jsonl").read_text()
    assert PHONE not in listed and "K1" not in listed and len(listed.splitlines()) == 1


@pytest.mark.parametrize("who", ["K1", PHONE, f"+86{PHONE}"])
def test_a_dry_run_counts_and_changes_nothing(
    world: World, here: Place, who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase.main(who, dry_run=True) == 0
    told = capsys.readouterr().out
    assert "conversations: 2" in told and "nothing was changed" in told
    assert world.all(Message, text=WORDS) and world.all(Erasure) == []
    assert not (here.var / "backups" / "erasures.jsonl").exists()


def test_who_is_still_to_be_helped_is_not_erased(world: World, here: Place, capsys: pytest.CaptureFixture[str]) -> None:
    world.file(phone=PHONE)
    assert erase.main(PHONE, dry_run=False) == 1
    assert world.all(Case)[-1].number in capsys.readouterr().out
    assert world.all(Message, text=WORDS)


def test_nobody_by_that_name(here: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase.main("13900009999", dry_run=False) == 1
    assert "nobody is known" in capsys.readouterr().out


def test_pictures_and_what_rasa_remembers_follow(world: World, here: Place, rasa: FakeRasa) -> None:  # noqa: F811
    talks = {row.id for row in world.all(Conversation) if row.customer_id == "K1" or row.channel == "sms"}
    erase.main(PHONE, dry_run=False)
    world.pass_(seconds=ERASED_AFTER.total_seconds())
    while world.do("erasure", settings=here.settings):
        pass
    assert set(rasa.forgotten) == talks
    assert list(here.settings.uploads.iterdir()) == []


def test_when_the_laws_time_is_over_the_record_goes_too(world: World, here: Place) -> None:
    erase.main(PHONE, dry_run=False)
    world.go_to(datetime(2029, 11, 22, 10, tzinfo=ZONE))
    old(world, here)
    assert "cases.phone" in left_of(world.database, PHONE)
    world.go_to(datetime(2029, 11, 24, 10, tzinfo=ZONE))
    old(world, here)
    assert left_of(world.database, PHONE, NAME, WORDS, "某路1号") == []
    assert {"moved", "promise_met"} <= set(world.kinds(1))  # what happened when is kept


# -- retention -------------------------------------------------------------------------------------------------------


def old(world: World, here: Place) -> None:
    """A sweeper's work on what is too old, until nothing is left to do now."""
    with world.work() as work:
        retention.begin(work)
    while world.do("erasure", settings=here.settings):
        pass


def test_talks_and_cases_are_erased_after_the_years_of_policy(world: World, kb: Knowledge, here: Place) -> None:
    years = kb.policies.retention.years
    world.go_to(datetime(2026 + years, 11, 22, 10, tzinfo=ZONE))
    old(world, here)
    assert world.all(Message, text=WORDS)
    fresh = world.chat()
    write(world, fresh, "昨天的话")
    world.go_to(datetime(2026 + years, 11, 24, 10, tzinfo=ZONE))
    old(world, here)
    assert [row.text for row in world.all(Message) if row.text] == ["昨天的话"]
    (case,) = world.all(Case)
    assert (case.status, case.phone, case.description, case.solution) == ("closed", "", "", "")
    assert {deed.cause for deed in world.all(Erasure)} == {"age"}


def test_a_talk_whose_case_is_open_is_kept_however_old(world: World, here: Place) -> None:
    chat = world.chat()
    write(world, chat, "还没修好")
    world.file(chat)
    world.pass_(days=366 * 6)
    old(world, here)
    assert world.all(Message, text="还没修好")


def test_it_comes_again_every_day(world: World, here: Place) -> None:
    old(world, here)
    (job,) = [job for job in world.all(Job, kind="erase_old") if not job.done_at]
    with world.work() as work:
        assert job.due_at - work.now == timedelta(days=1)


# -- backups ---------------------------------------------------------------------------------------------------------


def test_a_restore_of_an_older_backup_erases_again(
    world: World,
    here: Place,
    kind: str,  # noqa: F811
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert backup.main() == 0
    world.pass_(hours=1)
    assert erase.main(PHONE, dry_run=False) == 0
    (archive,) = here.archives()
    with empty_place(request.getfixturevalue(kind), tmp_path / "there", monkeypatch) as there:
        there.enter()
        assert restore.main(archive, without_list=False) == 0
        database = Database(there.database)
        assert {place.partition(".")[0] for place in left_of(database, PHONE, NAME, WORDS)} == {"cases", "case_events"}
        with database.read() as session:
            assert [deed.cause for deed in session.query(Erasure)] == ["restore"]
        database.close()
        assert (there.var / "backups" / "erasures.jsonl").read_text()  # and so does the next one


def test_who_came_back_after_the_erasure_is_not_erased_again(
    world: World,
    here: Place,
    kind: str,  # noqa: F811
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert erase.main(PHONE, dry_run=False) == 0
    world.pass_(hours=1)
    world.write("sms", f"+86{PHONE}", "我又来了")
    world.pass_(hours=1)
    assert backup.main() == 0
    (archive,) = here.archives()
    with empty_place(request.getfixturevalue(kind), tmp_path / "there", monkeypatch) as there:
        there.enter()
        assert restore.main(archive, without_list=False) == 0
        database = Database(there.database)
        with database.read() as session:
            assert session.query(Message).filter_by(text="我又来了").count() == 1
        database.close()


def test_a_backup_without_its_list_is_refused(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup.main() == 0
    (archive,) = here.archives()
    alone = archive.rename(tmp_path / archive.name)
    there = Place(tmp_path / "there", f"sqlite:///{tmp_path}/there.db", monkeypatch)
    there.enter()
    assert restore.main(alone, without_list=False) == 1
    assert "WITHOUT_ERASURES=1" in capsys.readouterr().out
