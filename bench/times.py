"""Times in Chinese, read by this product, by jionlp and by dateparser, on the tables under tests/language/facts.

An expression is right when its beginning is: the day, and the hour where one was said. Read wrongly is worse than not
read at all, for nobody asks then: it is a figure of its own, over the expressions that have to be asked for as well.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from bench.figures import Row, Target
from bench.run import Run
from gateway.settings import ROOT, read_settings
from language.facts.extract import extract
from language.facts.jio import jionlp
from language.facts.words import NO_WORDS

TABLE = ROOT / "tests" / "language" / "facts" / "times.yml"
REQUIREMENTS = ROOT / "bench" / "requirements.txt"
ZONE = ZoneInfo("Asia/Shanghai")
BY_THE_DAY = ("day", "range")  # grains whose beginning at midnight is no hour that was said
RIGHT, ASKED = Target("at least 0.95", "ours", at_least=0.95), Target("at most 0.02", "ours", at_most=0.02)

Readings = list[datetime | None]
Expected = tuple[datetime, bool] | None  # the beginning, and whether its hour counts; None where asking is right


def figures(run: Run) -> list[Row]:
    """Shares of the table's expressions, each of the peers beside ours."""
    table = yaml.load(TABLE.read_text(encoding="utf-8"), yaml.BaseLoader)
    now = datetime.fromisoformat(table["now"])
    rows = [(row[0], _expected(row[1:])) for row in table["rows"] if len(row) <= 2]
    texts = [text for text, _ in rows]
    readers: dict[str, Callable[[list[str], datetime], Readings]] = {
        "jionlp": _jionlp,
        "dateparser": _dateparser,
    }
    run.tell(f"{len(texts)} expressions of time")
    wanted = [expected for _, expected in rows]
    ours = _ours(texts, now)
    told = []
    for name, read in readers.items():
        run.tell(name)
        theirs = read(texts, now)
        told.append(Row(f"times right, beside {name}", "share", _right(ours, wanted), _right(theirs, wanted), RIGHT))
        told.append(Row(f"times wrong, beside {name}", "share", _wrong(ours, wanted), _wrong(theirs, wanted), ASKED))
    return told


def _expected(told: list[str]) -> Expected:
    if not told or "!" in told[0]:
        return None
    _, span, grain = told[0].split()
    start = span.partition("/")[0]
    moment = datetime.fromisoformat(start if len(start) > len("11-30T09:00") else f"2026-{start}")
    return moment, grain not in BY_THE_DAY or moment.hour > 0


def _right(read: Readings, wanted: list[Expected]) -> float:
    meant = [(one, other) for one, other in zip(read, wanted) if other is not None]
    return sum(_agree(one, other) for one, other in meant) / len(meant)


def _wrong(read: Readings, wanted: list[Expected]) -> float:
    return sum(one is not None and not _agree(one, other) for one, other in zip(read, wanted)) / len(wanted)


def _agree(read: datetime | None, wanted: Expected) -> bool:
    if read is None or wanted is None:
        return False
    moment, to_the_hour = wanted
    return read == moment if to_the_hour else read.date() == moment.date()


def _ours(texts: list[str], now: datetime) -> Readings:
    read: Readings = []
    for text in texts:
        facts = extract(text, now.replace(tzinfo=ZONE), NO_WORDS)
        start = next((fact.value["start"] for fact in facts if fact.kind in ("time", "since") and fact.value), None)
        read.append(datetime.fromisoformat(start).replace(tzinfo=None) if start else None)
    return read


def _jionlp(texts: list[str], now: datetime) -> Readings:
    read: Readings = []
    for text in texts:
        try:
            found = jionlp.parse_time(text, time_base=now.timestamp())["time"]
            read.append(datetime.fromisoformat(found[0] if isinstance(found, list) else ""))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):  # how it says that it reads nothing
            read.append(None)
    return read


def _dateparser(texts: list[str], now: datetime) -> Readings:
    """RuntimeError where its environment cannot be made."""
    asked = json.dumps({"now": now.isoformat(), "texts": texts})
    script = ROOT / "bench" / "times_dateparser.py"
    done = subprocess.run([_environment(), script], input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"dateparser failed:\n{done.stderr[-2000:]}")
    return [datetime.fromisoformat(one).replace(tzinfo=None) if one else None for one in json.loads(done.stdout)]


def _environment() -> Path:
    """A Python with the peers of `bench/requirements.txt`, made at the first time."""
    folder = read_settings().var_dir / "bench-peers"
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "-r", str(REQUIREMENTS)]
    for command in ([sys.executable, "-m", "venv", str(folder)], install):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the peers cannot be installed:\n{done.stderr[-2000:]}")
    return python
