"""kb/seed/week.yml: each case stands once, and its window ends after it begins."""

from collections.abc import Iterator

from kb.checks.check import unique
from kb.errors import Fault
from kb.loading.parts import Parts


def windows(parts: Parts) -> Iterator[Fault]:
    source = parts.source("week")
    yield from unique(source, (), parts["week"])
    for index, case in enumerate(parts["week"]):
        if case.window and not case.window[0] < case.window[1]:
            yield source.fault((index, "window"), "the window must end after it begins, on the same day")
