"""The shifts that a roster's rules make, in local time. Pure: the same rules give the same shifts whenever asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kb.calendar import Calendar
from kb.models.duty import Days, RosterRule

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """One shift of one person, by the clock on the wall."""

    begins: datetime
    ends: datetime
    username: str


def turns(rules: Iterable[RosterRule], calendar: Calendar, begin: date, end: date) -> list[Turn]:
    """The shifts of one rank that begin on a day from `begin` to the day before `end`, in order."""
    found = [turn for rule in rules for turn in _of_rule(rule, calendar, end) if turn.begins.date() >= begin]
    return sorted(found, key=lambda turn: (turn.begins, turn.ends))


def _of_rule(rule: RosterRule, calendar: Calendar, end: date) -> Iterator[Turn]:
    """Counted from the rule's first day, so that whose turn it is does not depend on when is asked."""
    length = timedelta(hours=rule.hours)
    step = max(length // DAY, 1) * DAY
    day, made = rule.since, 0
    last = min(end, rule.until) if rule.until else end
    while day < last:
        if rule.days == Days.ALL or bool(calendar.spans_on(day)) == (rule.days == Days.WORK):
            begins = datetime.combine(day, rule.hand_over)
            yield Turn(begins, begins + length, rule.people[made % len(rule.people)])
            made += 1
        day += step


def first_day(rules: Iterable[RosterRule]) -> date:
    """From when on every rule that has no end is in force: before it a rank is only beginning."""
    lasting = [rule.since for rule in rules if rule.until is None]
    return max(lasting) if lasting else max(rule.since for rule in rules)
