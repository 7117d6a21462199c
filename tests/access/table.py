"""The access table as it is written in `access.txt`, and the routes there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

TABLE = Path(__file__).with_name("access.txt")
CUSTOMERS = ("nobody", "visitor", "stranger")  # columns; the others are roles


@dataclass(frozen=True)
class Row:
    """What one act on one thing answers, by who asks."""

    method: str
    path: str  # as the route is written
    query: str  # what the route wants to be asked with, "" for nothing
    of: str
    answers: dict[str, int]
    body: str  # JSON, `picture` or nothing

    def __str__(self) -> str:
        return f"{self.method} {self.path}{self.query} {self.of}"


def table() -> list[Row]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    act, of, *askers, body = lines[0].split()
    assert (act, of, body) == ("act", "of", "body")
    rows = []
    for line in lines[1:]:
        method, path, thing, *rest = line.split(maxsplit=3 + len(askers))
        answers = [int(status) for status in rest[: len(askers)]]
        assert len(answers) == len(askers), f"an answer is missing: {line}"
        path, mark, query = path.partition("?")
        rows.append(Row(method, path, mark + query, thing, dict(zip(askers, answers)), "".join(rest[len(askers) :])))
    return rows


def routes(app: FastAPI) -> Iterator[str]:
    """Every method and path that the application serves; of a folder of files, one that is `{file}`."""
    for route in iter_route_contexts(app.routes):
        if route.methods is None:
            yield f"GET {route.path}/{{file}}"
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield f"{method} {route.path}"
