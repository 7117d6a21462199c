"""python -m bench: every measurement, a table, and a JSON file.

QUICK=1 measures fewer turns, nothing else; ONLY=webhooks,knowing measures only these.
"""

import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import facts_and_articles, flood, organisation, page_latency, times, training, webhooks
from bench.contenders import contenders
from bench.figures import Row, table
from bench.product import running
from bench.run import Run
from bench.turns import Turns
from bench.understanding import Understanding
from gateway.settings import read_settings


def served(run: Run) -> list[Row]:
    """What is measured at running products: each contender is started fresh in every round."""
    understanding, turns = Understanding(run), Turns(run)
    for round, contender in run.turns():
        run.tell(f"round {round + 1} of {run.rounds}: {contender.name}")
        with running(contender, round) as product:
            turns.measure(contender, product)
            understanding.measure(round, contender, product)
    return [*understanding.figures(), *turns.figures()]


# A further measurement is a file of its own here with such a function, and a line in this list.
MEASUREMENTS: dict[str, Callable[[Run], list[Row]]] = {
    "training": training.figures,
    "served": served,
    "page": page_latency.figures,
    "webhooks": webhooks.figures,
    "flood": flood.figures,
    "knowing": facts_and_articles.figures,
    "times": times.figures,
    "organisation": organisation.figures,
}


def chosen(only: str) -> list[Callable[[Run], list[Row]]]:
    """The measurements named in `only`, all when it is empty; ValueError for a name that is none."""
    names = {name.strip() for name in only.split(",") if name.strip()} or {*MEASUREMENTS}
    if unknown := names - {*MEASUREMENTS}:
        raise ValueError(f"ONLY={','.join(sorted(unknown))}: there are {', '.join(MEASUREMENTS)}")
    if "served" in names:
        names.add("training")  # its models are what is served
    return [measure for name, measure in MEASUREMENTS.items() if name in names]


def main() -> int:
    """0 when every target holds, 1 when one is missed or a measurement failed, 2 for a wrong ONLY."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        measurements = chosen(os.environ.get("ONLY", ""))
    except ValueError as error:
        print(error)
        return 2
    quick = os.environ.get("QUICK", "") not in ("", "0")
    with TemporaryDirectory(prefix="helpline-bench-") as folder:
        run = Run(*contenders(Path(folder)), quick=quick)
        try:
            rows = [row for measure in measurements for row in measure(run)]
        except KeyboardInterrupt:
            run.tell("stopped")
            return 130
        except RuntimeError as error:
            run.tell(str(error))
            return 1
    print(table(rows))
    seconds = time.monotonic() - run.began
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"total {seconds / 60:.1f} min, load at the end {load}; figures in {_keep(rows, quick, seconds)}")
    return 0 if all(row.holds is not False for row in rows) else 1


def _keep(rows: list[Row], quick: bool, seconds: float) -> Path:
    """The figures as JSON, with what they depend on."""
    file = read_settings().var_dir / "bench.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "load": os.getloadavg(),
    }
    told = {"quick": quick, "seconds": round(seconds), "machine": machine, "rows": [row.as_json() for row in rows]}
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
