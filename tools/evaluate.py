"""How well the trained model understands labelled sentences.

    python tools/evaluate.py SENTENCES.tsv [URL of a running Rasa server; without one it is started for the purpose]

A running one wants its INTERNAL_TOKEN in the environment.

The file has a header with the columns `text` and `intent`. Prints accuracy, macro F1, a row an intent, the weakest
first, and what is most often taken for what. A sentence the assistant does not dare to decide (`nlu_fallback`) counts
as `out_of_scope`.
"""

import argparse
import csv
import json
import os
import statistics
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.processes.ports import any_port
from gateway.rasa import server
from gateway.settings import ROOT
from helpline.learning.examples import trained

CONFUSIONS_SHOWN = 20


@dataclass(frozen=True)
class Answer:
    """What a sentence is, and what it was taken for."""

    text: str
    wanted: str
    got: str
    seconds: float
    confidence: float = 0.0


def main() -> None:
    """Read the command line, ask, print."""
    usage = "make evaluate FILE=labelled.tsv, or python tools/evaluate.py labelled.tsv [URL]"
    parser = argparse.ArgumentParser(
        usage=usage, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sentences", type=Path)
    parser.add_argument("url", nargs="?", default="")
    options = parser.parse_args()
    try:
        rows = read(options.sentences)
        check_labels(rows, {sentence.intent for sentence in trained(ROOT)})
    except OSError as error:
        sys.exit(f"{options.sentences}: {error.strerror}")
    except ValueError as error:
        sys.exit(f"{options.sentences}: {error}")
    with understanding(options.url) as url:
        print(report([ask(url, text, intent) for text, intent in rows]))


def read(path: Path) -> list[tuple[str, str]]:
    """Sentences and labels; ValueError names the line that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t")
        if not {"text", "intent"} <= set(reader.fieldnames or ()):
            raise ValueError("line 1: the columns text and intent are needed, parted by tabs")
        rows = [(row["text"], row["intent"]) for row in reader]
    for number, (text, intent) in enumerate(rows, 2):
        if not text or not intent:
            raise ValueError(f"line {number}: text or intent is missing")
    return rows


def check_labels(rows: list[tuple[str, str]], intents: set[str]) -> None:
    """ValueError when a label is no intent: a slip of the pen would count as a miss."""
    wrong = [f"line {number}: {intent!r}" for number, (_, intent) in enumerate(rows, 2) if intent not in intents]
    if wrong:
        raise ValueError(f"not intents of bot/data/intents: {', '.join(wrong[:10])}")


@contextmanager
def understanding(url: str = "") -> Iterator[str]:
    """The address of a Rasa server with the model: the one given, or one for the length of the block."""
    if url:
        yield url
        return
    with TemporaryDirectory() as folder:
        env = server.environment("http://127.0.0.1:1/none", _token(), f"sqlite:///{folder}/rasa.db")
        with server.running(any_port(), env, Path(folder) / "rasa.log") as started:
            yield started


def ask(url: str, text: str, wanted: str, token: str = "") -> Answer:
    """Have one sentence parsed by a server whose token this is; without one, that of the environment."""
    body = json.dumps({"text": text}).encode()
    head = {"Content-Type": "application/json", "Authorization": f"Bearer {token or _token()}"}
    request = urllib.request.Request(f"{url.rstrip('/')}/webhooks/gateway/understand", body, head)
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as response:
        intent = json.load(response)["intent"]
    got = "out_of_scope" if intent["name"] in (None, "nlu_fallback") else intent["name"]
    return Answer(text, wanted, got, time.perf_counter() - started, intent["confidence"])


def _token() -> str:
    return os.environ.get("INTERNAL_TOKEN") or "evaluate"


def report(answers: list[Answer]) -> str:
    """The whole report as text."""
    if not answers:
        return "no sentences"
    rows = sorted((_row(answers, intent) for intent in {answer.wanted for answer in answers}), key=lambda row: row[0])
    accuracy = statistics.mean(answer.wanted == answer.got for answer in answers)
    macro = statistics.mean(row[0] for row in rows)
    milliseconds = statistics.median(answer.seconds for answer in answers) * 1000
    summary = f"sentences {len(answers)}  accuracy {accuracy:.3f}  macro F1 {macro:.3f}  median {milliseconds:.1f} ms"
    lines = [summary, *(line for _, line in rows)]
    confusions = Counter((answer.wanted, answer.got) for answer in answers if answer.wanted != answer.got)
    for (wanted, got), count in confusions.most_common(CONFUSIONS_SHOWN):
        example = next(answer.text for answer in answers if (answer.wanted, answer.got) == (wanted, got))
        lines.append(f"  {count:3}  {wanted} -> {got}   e.g. {example[:40]}")
    return "\n".join(lines)


def _row(answers: list[Answer], intent: str) -> tuple[float, str]:
    right = sum(answer.wanted == answer.got == intent for answer in answers)
    taken = sum(answer.got == intent != answer.wanted for answer in answers)
    missed = sum(answer.wanted == intent != answer.got for answer in answers)
    f1 = 2 * right / (2 * right + taken + missed) if right else 0.0
    return f1, f"  {intent:18} F1 {f1:.2f}  right {right}  taken from others {taken}  missed {missed}"


if __name__ == "__main__":
    main()
