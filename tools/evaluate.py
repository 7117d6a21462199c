"""How well a running Rasa understands labelled sentences.

    python tools/evaluate.py SENTENCES.tsv [http://127.0.0.1:5005]

The file has a header with the columns `text` and `intent`. Prints accuracy, macro F1, a row an intent, the weakest
first, and what is most often taken for what. A sentence the assistant does not dare to decide (`nlu_fallback`) counts
as `out_of_scope`.
"""

import argparse
import csv
import json
import statistics
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

DEFAULT_URL = "http://127.0.0.1:5005"
CONFUSIONS_SHOWN = 20


@dataclass(frozen=True)
class Answer:
    """What a sentence is, and what it was taken for."""

    text: str
    wanted: str
    got: str
    seconds: float


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("url", nargs="?", default=DEFAULT_URL)
    options = parser.parse_args()
    with options.sentences.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    print(report([ask(options.url, row["text"], row["intent"]) for row in rows]))


def ask(url: str, text: str, wanted: str) -> Answer:
    """Have one sentence parsed."""
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(f"{url.rstrip('/')}/model/parse", body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as response:
        name = json.load(response)["intent"]["name"]
    got = "out_of_scope" if name in (None, "nlu_fallback") else name
    return Answer(text, wanted, got, time.perf_counter() - started)


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
