"""How long a clean checkout trains, and how large the model gets."""

from bench.figures import Row, Target
from bench.run import Run

QUARTER = Target("at most 0.25 of stock", "ratio", at_most=0.25)
MEGABYTE = 1_000_000


def figures(run: Run) -> list[Row]:
    """Trains both from nothing, one after the other; the models stay for the other measurements."""
    seconds = {}
    for contender in (run.ours, run.stock):
        run.tell(f"training {contender.name}")
        seconds[contender.name] = contender.train()
    sizes = [contender.model.stat().st_size / MEGABYTE for contender in (run.ours, run.stock)]
    return [
        Row("training", "s", seconds["ours"], seconds["stock"], QUARTER),
        Row("training, ours alone", "s", seconds["ours"], None, Target("at most 90 s", "ours", at_most=90)),
        Row("model file", "MB", sizes[0], sizes[1]),
    ]
