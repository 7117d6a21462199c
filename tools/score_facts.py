"""How many of the facts people state are found, kind by kind: python tools/score_facts.py [FILE …] [--wrong].

The sentences are in tests/language/facts/sentences; every file says how it was made. A fact is right when its kind and
its normalised value are right; one that is not there counts against precision. The kind of product a stated model is of
may be found as well.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from language.facts.extract import extract
from language.facts.fact import Fact
from language.facts.words import load_words

SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "language" / "facts" / "sentences"
ZONE = ZoneInfo("Asia/Shanghai")
KINDS = (
    "product", "model", "serial", "fault", "place", "phone", "name", "address", "time", "since", "case_number", "plate",
    "mileage_km", "alarm_code", "amount_yuan",
)  # fmt: skip
EITHER_WAY = "~"  # before a value that may be found or not


@dataclass
class Score:
    """Counts by kind, and the sentences that went wrong with what was missed and what was invented."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, list[str], list[str]]] = field(default_factory=list)

    def recall(self, kind: str | None = None) -> float:
        """Share of the stated facts that were found with the right value; of one kind, or of all."""
        return _share(_count(self.right, kind), _count(self.missed, kind))

    def precision(self, kind: str | None = None) -> float:
        """Share of what was found that is right; of one kind, or of all."""
        return _share(_count(self.right, kind), _count(self.false, kind))


def score(file: Path) -> Score:
    """The score of one file of sentences."""
    content = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    now = datetime.fromisoformat(content["now"]).replace(tzinfo=ZONE)
    words, result = load_words(), Score()
    for row in content["rows"]:
        stated = {pair for kind, values in row["is"].items() for pair in _pairs(kind, values)}
        wanted = {pair for pair in stated if not pair[1].startswith(EITHER_WAY)}
        optional = {(kind, value.removeprefix(EITHER_WAY)) for kind, value in stated - wanted}
        found = {(fact.kind, shown(fact, now)) for fact in extract(row["say"], now, words) if fact.kind in KINDS}
        optional |= {("product", words.categories[value]) for kind, value in wanted if kind == "model"}
        missed, false = wanted - found, found - wanted - optional
        result.right.update(kind for kind, _ in wanted & found)
        result.missed.update(kind for kind, _ in missed)
        result.false.update(kind for kind, _ in false)
        if missed or false:
            result.wrong.append((row["say"], _written(missed), _written(false)))
    return result


def shown(fact: Fact, now: datetime) -> str:
    """A fact's value as the files of sentences write it."""
    if fact.value is None:
        return f"!{fact.error}"
    value = fact.value
    if fact.kind in ("time", "since"):
        start, end = (value[side].removeprefix(f"{now.year}-").removesuffix(":00+08:00") for side in ("start", "end"))
        value = f"{start}/{end} {value['grain']}"
    return f"{value} !{fact.error}" if fact.error else str(value)


def figures(files: Iterable[Path] | None = None) -> dict[str, dict[str, dict[str, float]]]:
    """File name → kind (and `all`) → stated, right, false, recall, precision; every file of sentences by default."""
    scores = {file.stem: score(file) for file in files or sorted(SENTENCES.glob("*.yml"))}
    return {name: {kind or "all": _row(result, kind) for kind in (*KINDS, None)} for name, result in scores.items()}


def _row(result: Score, kind: str | None) -> dict[str, float]:
    right = _count(result.right, kind)
    return {
        "stated": right + _count(result.missed, kind),
        "right": right,
        "false": _count(result.false, kind),
        "recall": round(result.recall(kind), 3),
        "precision": round(result.precision(kind), 3),
    }


def _pairs(kind: str, values: Any) -> Iterator[tuple[str, str]]:
    for value in values if isinstance(values, list) else [values]:
        yield kind, value


def _written(pairs: set[tuple[str, str]]) -> list[str]:
    return [f"{kind} {value}" for kind, value in sorted(pairs)]


def _count(counts: Counter[str], kind: str | None) -> int:
    return counts[kind] if kind else counts.total()


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="also show the sentences that went wrong")
    parser.add_argument("--json", action="store_true", help="the figures as JSON instead of a table")
    asked = parser.parse_args()
    files = asked.files or sorted(SENTENCES.glob("*.yml"))
    if asked.json:
        print(json.dumps(figures(files), indent=2))
        return
    for name, kinds in figures(files).items():
        print(f"{name:<12} stated  right  false  recall  precision")
        for kind, row in kinds.items():
            print(
                f"{kind:<12} {row['stated']:>6} {row['right']:>6} {row['false']:>6} "
                f"{row['recall']:>7.1%} {row['precision']:>10.1%}"
            )
        print()
    for file in files if asked.wrong else []:
        for say, missed, false in score(file).wrong:
            print(f"{say}\n    missed {'; '.join(missed) or '–'}\n    false  {'; '.join(false) or '–'}")


if __name__ == "__main__":
    main()
