"""What the loader has read so far: values by name, each with the source that knows its lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.loading.yaml_lines import Source
from kb.models.phrases import Phrase


class Parts:
    """Names are those of the fields of `Policies` and of files.

    `phrases X`, `year X`, `article X`, `checklist X` are groups.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._values: dict[str, Any] = {}
        self._sources: dict[str, Source] = {}

    def put(self, name: str, value: Any, source: Source) -> None:
        self._values[name] = value
        self._sources[name] = source

    def has(self, name: str) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def source(self, name: str) -> Source:
        return self._sources[name]

    def group(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The parts of one kind with their names, in the order of their files."""
        return ((name, value) for name, value in self._values.items() if name.startswith(f"{kind} "))

    def phrases(self) -> dict[str, Phrase]:
        """All phrase files as one."""
        return {id: phrase for _, phrases in self.group("phrases") for id, phrase in phrases.items()}
