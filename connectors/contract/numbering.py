"""Choices where nothing can be pressed: each gets the number that the customer writes or keys in."""

import re
from collections.abc import Mapping, Sequence

_OWN = re.compile(r"\s*([1-9])(?![\d:/-]|\.\d)")
_MARK = r"[.、．)）]\s*"


def numbers(titles: Sequence[str]) -> list[str]:
    """The number of each title, in order.

    Titles that all begin with a digit of their own keep it (a score of 5 is answered with 5, wherever it stands);
    otherwise they count from 1.
    """
    return _own(titles) or [str(place) for place in range(1, len(titles) + 1)]


def labelled(titles: Sequence[str]) -> list[str]:
    """Each title with its number before it; those with digits of their own as they are."""
    if _own(titles):
        return list(titles)
    return [f"{number} {title}" for number, title in zip(numbers(titles), titles)]


def below(text: str, titles: Sequence[str]) -> list[str]:
    """The choices to put below the text: labelled, or none where its own numbered list holds them already."""
    return [] if is_listed(text, titles) else labelled(titles)


def is_listed(text: str, titles: Sequence[str]) -> bool:
    """Whether the text is a list with the numbers of exactly these choices, and they are a list's to choose from."""
    found = [line[1] for line in re.finditer(rf"(?m)^\s*([1-9]){_MARK}\S", text)]
    counted = [str(place) for place in range(1, len(titles) + 1)]
    names = [_OWN.match(title) or _line_with(text, title) for title in titles]
    return bool(titles) and found == counted == numbers(titles) and all(names)


def into_choices(text: str, titles: Sequence[str]) -> tuple[str, list[str]]:
    """Text and titles for where choices can be tapped: a list that says no more than they do becomes them, numbers
    and all."""
    if not is_listed(text, titles) or not all(_line_with(text, title) for title in titles):
        return text, list(titles)
    bare = re.sub(rf"(?m)^\s*[1-9]{_MARK}\S.*\n?", "", text).strip()
    return bare, [f"{number}. {title}" for number, title in enumerate(titles, 1)]


def _line_with(text: str, title: str) -> re.Match[str] | None:
    return re.search(rf"(?m)^\s*[1-9]{_MARK}{re.escape(title.strip())}\s*$", text)


def chosen(buttons: Sequence[Mapping[str, str]], number: str) -> Mapping[str, str] | None:
    """The button that the number stands for."""
    return dict(zip(numbers([button["title"] for button in buttons]), buttons)).get(number)


def _own(titles: Sequence[str]) -> list[str]:
    own = [found[1] for title in titles if (found := _OWN.match(title))]
    return own if len(own) == len(titles) == len(set(own)) else []
