"""What can be wrong with the knowledge, as named facts."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file: what is wrong, and what would be right."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class KnowledgeFault(Exception):
    """The knowledge cannot be used; `faults` carries everything that was found, in the order of the files."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownId(KeyError):
    """The knowledge holds nothing of this kind under this id."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"no {kind} has the id {id!r}")
        self.kind = kind
        self.id = id

    def __str__(self) -> str:
        return str(self.args[0])
