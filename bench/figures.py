"""What a measurement gives, and the arithmetic on it: pure functions, no clock, no process."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

POINT = 0.01  # of accuracy and F1


@dataclass(frozen=True)
class Target:
    """What is promised of a figure: one bound on what `judged` makes of ours and stock's."""

    text: str
    kind: str  # "ratio" of ours to stock, "gain" of ours over stock, "ours" alone
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table. `stock` is None where stock Rasa has nothing to compare with."""

    name: str
    unit: str
    ours: float
    stock: float | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by stock's; None without a stock figure or where that is zero."""
        return self.ours / self.stock if self.stock else None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None without a target or without what it is judged by."""
        if self.target is None:
            return None
        value = judged(self, self.target.kind)
        if value is None:
            return None
        low, high = self.target.at_least, self.target.at_most
        return (low is None or value >= low - 1e-9) and (high is None or value <= high + 1e-9)

    def as_json(self) -> dict[str, Any]:
        """The row as it stands in the JSON file."""
        target = self.target.text if self.target else None
        return asdict(self) | {"ratio": self.ratio, "target": target, "holds": self.holds}


def judged(row: Row, kind: str) -> float | None:
    """The number a target of this kind bounds."""
    if kind == "ours":
        return row.ours
    if row.stock is None:
        return None
    return row.ratio if kind == "ratio" else row.ours - row.stock


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of them lie, interpolated between neighbours. ValueError when there are none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def accuracy(pairs: Sequence[tuple[str, str]]) -> float:
    """Share of (wanted, got) that agree."""
    return sum(wanted == got for wanted, got in pairs) / len(pairs)


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean over the wanted labels of each one's F1: a rare one counts as much as a frequent one."""
    return sum(f1_of(pairs).values()) / len(f1_of(pairs))


def f1_of(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """F1 of each wanted label; 0 for one never got right."""
    scores = {}
    for label in {wanted for wanted, _ in pairs}:
        right = sum(wanted == got == label for wanted, got in pairs)
        wrong = sum(wanted != got and label in (wanted, got) for wanted, got in pairs)
        scores[label] = 2 * right / (2 * right + wrong) if right else 0.0
    return scores


def table(rows: Iterable[Row]) -> str:
    """The rows as aligned text, figures to the right."""
    head = ("", "ours", "stock", "ours/stock", "target", "")
    body = [_cells(row) for row in rows]
    widths = [max(len(line[n]) for line in [head, *body]) for n in range(len(head))]
    lines = []
    for line in [head, *body]:
        cells = [
            cell.rjust(width) if n in (1, 2, 3) else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(line, widths))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _cells(row: Row) -> tuple[str, str, str, str, str, str]:
    verdict = {True: "holds", False: "MISSED", None: ""}[row.holds]
    stock = "" if row.stock is None else number(row.stock)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return f"{row.name} ({row.unit})", number(row.ours), stock, ratio, row.target.text if row.target else "", verdict


def number(value: float) -> str:
    """Three figures that mean something, whatever the size: 0.871, 8.71, 87.1, 871."""
    size = abs(value)
    return (
        f"{value:.3f}"
        if size < 1
        else f"{value:.2f}"
        if size < 10
        else f"{value:.1f}"
        if size < 100
        else f"{value:.0f}"
    )
