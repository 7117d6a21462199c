"""Choices where nothing can be pressed: each gets the number that the customer writes or keys in."""

import re
from collections.abc import Mapping, Sequence

_OWN = re.compile(r"\s*([1-9])(?![\d.:/-])")


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


def chosen(buttons: Sequence[Mapping[str, str]], number: str) -> Mapping[str, str] | None:
    """The button that the number stands for."""
    return dict(zip(numbers([button["title"] for button in buttons]), buttons)).get(number)


def _own(titles: Sequence[str]) -> list[str]:
    own = [found[1] for title in titles if (found := _OWN.match(title))]
    return own if len(own) == len(titles) == len(set(own)) else []
