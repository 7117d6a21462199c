"""kb/policies/menu.yml: as many titles, and as long ones, as a phone shows whole."""

from collections.abc import Iterator
from unicodedata import east_asian_width

from kb.errors import Fault
from kb.loading.parts import Parts
from kb.loading.yaml_lines import Path, Source
from kb.models.menu import Heading

TITLES, TITLE_LONGEST = 3, 4
CHOICES, CHOICE_LONGEST = 5, 8


def entries(parts: Parts) -> Iterator[Fault]:
    """WeChat's limits (developers.weixin.qq.com, 自定义菜单): beyond them it refuses the menu or cuts a title."""
    source, policy = parts.source("menu"), parts["menu"]
    yield from _count(source, ("entries",), len(policy.entries), TITLES)
    for index, entry in enumerate(policy.entries):
        here: Path = ("entries", index)
        yield from _length(source, (*here, "title"), entry.title, TITLE_LONGEST)
        if isinstance(entry, Heading):
            yield from _count(source, (*here, "choices"), len(entry.choices), CHOICES)
            for at, choice in enumerate(entry.choices):
                yield from _length(source, (*here, "choices", at, "title"), choice.title, CHOICE_LONGEST)


def _count(source: Source, path: Path, count: int, most: int) -> Iterator[Fault]:
    if not 1 <= count <= most:
        yield source.fault(path, f"there are {count}; write 1 to {most}")


def _length(source: Source, path: Path, title: str, longest: int) -> Iterator[Fault]:
    width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in title)
    if not 1 <= width <= 2 * longest:
        yield source.fault(path, f"{title!r} is cut off on a phone; {longest} Chinese characters at most")
