"""Only helpline/core/clock.py asks what time it is: everything else is handed `now`, or tests could not move the clock."""

import ast

from tests.house.sources import ROOT, files, place, tree

ASKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
ALLOWED = {ROOT / "helpline" / "core" / "clock.py"}


def test_only_the_clock_asks_the_time() -> None:
    found = [
        place(file, node)
        for file in files("bot/actions", "language/facts", "helpline", "connectors", "gateway", "kb")
        if file not in ALLOWED
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in ASKS
    ]
    assert found == [], "these ask the time themselves; take `now`, or helpline.core.clock.now()"
