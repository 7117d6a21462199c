"""Rules make shifts: nights over midnight, holidays and make-up days; the demo company has somebody at every hour."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from kb import Knowledge, KnowledgeFault, load
from kb.calendar import calendar
from kb.models.duty import RosterRule
from kb.roster import turns
from tests.kb.conftest import ROOT

TABLE = yaml.safe_load((Path(__file__).parent / "rosters.yml").read_text("utf-8"))
RULES = [RosterRule(**rule) for rule in TABLE["rules"]]


@pytest.mark.parametrize(("rank", "at", "who"), TABLE["on_duty"])
def test_who_is_on_duty(kb: Knowledge, rank: int, at: str, who: str) -> None:
    when = datetime.fromisoformat(at)
    made = turns(
        [rule for rule in RULES if rule.rank == rank], calendar(kb, "office"), date(2026, 9, 1), date(2026, 11, 1)
    )
    assert [turn.username for turn in made if turn.begins <= when < turn.ends] == [who]


def test_it_does_not_matter_when_it_is_asked(kb: Knowledge) -> None:
    days, rules = calendar(kb, "office"), [rule for rule in RULES if rule.rank == 1]
    whole = turns(rules, days, date(2026, 9, 1), date(2026, 12, 1))
    for begin in (date(2026, 9, 20), date(2026, 10, 1), date(2026, 10, 11)):
        assert turns(rules, days, begin, date(2026, 12, 1)) == [one for one in whole if one.begins.date() >= begin]


def test_the_demo_company_has_two_ranks_at_every_hour(kb: Knowledge) -> None:
    days, begin = calendar(kb, kb.policies.duty.calendar), date(2026, 1, 5)
    for roster in kb.policies.duty.rosters:
        assert {rule.rank for rule in roster.rules} >= {1, 2}
        for rank in (1, 2):
            made = turns([rule for rule in roster.rules if rule.rank == rank], days, begin, begin + timedelta(days=400))
            assert [one.ends for one in made[:-1]] == [one.begins for one in made[1:]], roster.id


# what stands in the file, what is put in its place, words of the fault
BROKEN = [
    ("hours: 12, days: work,", "hours: 11, days: work,", "rank 1 has nobody from"),
    ("hours: 12, days: work,", "hours: 13, days: work,", "rank 1 has two people from"),
    ("people: [jin_xiaoyu, zhu_yonggang]", "people: [jin_xiaoyu, shen_wenbin]", "'shen_wenbin' is of rank"),
    ("people: [jin_xiaoyu, zhu_yonggang]", "people: [jin_xiaoyu, nobody]", "there is no person 'nobody'"),
    ("hours: 168", "hours: 100", "whole days"),
    ("then: [duty_phone]", "then: [fire_brigade]", "there is no roster for every business"),
    ("business: machinery", "business: shipyard", "there is no business 'shipyard'"),
]


@pytest.mark.parametrize(("said", "instead", "words"), BROKEN)
def test_a_hole_or_somebody_twice_is_told_with_its_line(tmp_path: Path, said: str, instead: str, words: str) -> None:
    shutil.copytree(ROOT, tmp_path / "kb", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "kb" / "policies" / "duty.yml"
    text = file.read_text("utf-8")
    assert text.count(said) == 1
    file.write_text(text.replace(said, instead), encoding="utf-8")
    with pytest.raises(KnowledgeFault) as caught:
        load(tmp_path / "kb")
    assert [str(fault) for fault in caught.value.faults if words in str(fault)][0].startswith("kb/policies/duty.yml:")
