"""`make talks`: plays every trial in its four wordings, and tells how many got what they came for.

ONLY=… takes the trials whose flow or id holds these words, WORDINGS=1 fewer wordings, SAMPLE=20 so many trials evenly
from all. The talks that failed are written to VAR_DIR/talks.md.
"""

import os
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.journeys.product import running
from tests.talks.goal import WORDINGS, Trial, trials
from tests.talks.play import Outcome, play


def chosen(only: str, sample: int) -> list[Trial]:
    """The trials meant; `sample` of 0 takes all. ValueError where none is."""
    every = trials()
    found = [trial for trial in every if only in trial.goal.flow or only in trial.id]
    if not found:
        flows = sorted({trial.goal.flow for trial in every})
        raise ValueError(f"ONLY={only} is in the name of nothing; there are the flows {', '.join(flows)}")
    step = max(1, len(found) // sample) if sample else 1
    return found[::step][: sample or None]


def main() -> None:
    try:
        picked = chosen(os.environ.get("ONLY", ""), int(os.environ.get("SAMPLE") or 0))
    except ValueError as error:
        sys.exit(str(error))
    wordings = int(os.environ.get("WORDINGS") or WORDINGS)
    written = Path(os.environ.get("VAR_DIR", "var")) / "talks.md"
    written.parent.mkdir(parents=True, exist_ok=True)
    done = []
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as product, written.open("w") as out:
        for trial in picked:
            for wording in range(wordings):
                outcome = play(product, trial, wording)
                done.append(outcome)
                if outcome.faults:
                    print(_line(outcome), flush=True)
                    out.write("\n".join([f"## {_line(outcome)}", *outcome.thread, "", ""]))
                    out.flush()
    print(report(done))
    print(f"the talks that failed: {written}")


def _line(outcome: Outcome) -> str:
    found = "; ".join(f"{fault.kind}: {fault.what}" for fault in outcome.faults)
    return f"{outcome.trial.goal.flow} | {outcome.trial.id} | wording {outcome.wording + 1} | {found}"


def report(done: Sequence[Outcome]) -> str:
    """The tables: a trial succeeds when it does in every wording."""
    of_trial = defaultdict(list)
    for outcome in done:
        of_trial[outcome.trial.id].append(outcome)
    flows = _table("flow", ((many[0].trial.goal.flow, many) for many in of_trial.values()))
    personas = _table("persona", ((many[0].trial.persona.id, many) for many in of_trial.values()))
    kinds = Counter(fault.kind for outcome in done for fault in outcome.faults)
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "none"
    good = [many for many in of_trial.values() if not any(outcome.faults for outcome in many)]
    return "\n".join(
        [
            *flows,
            "",
            *personas,
            "",
            f"faults: {told}",
            f"filed twice: {kinds['filed twice']}",
            f"questions asked twice: {sum(outcome.repeats for outcome in done)}",
            f"turns, median: {statistics.median(outcome.turns for outcome in done):.0f}",
            f"talks: {sum(not outcome.faults for outcome in done)} of {len(done)}",
            f"goals, every wording: {len(good)} of {len(of_trial)} ({100 * len(good) / len(of_trial):.0f} %)",
        ]
    )


def _table(name: str, rows: Iterable[tuple[str, list[Outcome]]]) -> list[str]:
    found: dict[str, list[list[Outcome]]] = defaultdict(list)
    for key, outcomes in rows:
        found[key].append(outcomes)
    lines = [f"{name:<28} goals  every wording  talks"]
    for key, many in found.items():
        good = sum(not any(outcome.faults for outcome in outcomes) for outcomes in many)
        talks = [not outcome.faults for outcomes in many for outcome in outcomes]
        lines.append(f"{key:<28} {len(many):>5}  {good:>13}  {sum(talks)} of {len(talks)}")
    return lines


if __name__ == "__main__":
    main()
