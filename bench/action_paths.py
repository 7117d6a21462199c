"""Which actions the dialogues took: only those who walk the same way can be compared in speed."""

import sqlite3
from collections import Counter, defaultdict
from pathlib import Path as File

Path = tuple[str, ...]  # actions of one conversation, in order


def paths(tracker: File) -> list[Path]:
    """The path of every conversation in Rasa's tracker store (a SQLite file)."""
    connection = sqlite3.connect(f"file:{tracker}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT sender_id, action_name FROM events WHERE type_name = 'action' ORDER BY id")
        taken = defaultdict[str, list[str]](list)
        for sender, action in rows:
            taken[sender].append(action)
    finally:
        connection.close()
    return [tuple(actions) for actions in taken.values()]


def most_frequent(walked: list[Path]) -> Path:
    """The path most conversations took."""
    return Counter(walked).most_common(1)[0][0]


def share_of(usual: Path, walked: list[Path]) -> float:
    """How many of all actions stand where `usual` has them."""
    places = [here == there for path in walked for here, there in zip(path, usual)]
    missing = sum(abs(len(path) - len(usual)) for path in walked)
    return sum(places) / (len(places) + missing)
