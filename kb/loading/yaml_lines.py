"""YAML that remembers its lines.

The types are those of YAML 1.2: `on` is a word, `13:30` is a text and not a number of seconds.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml

from kb.errors import Fault, KnowledgeFault

Path = tuple[Hashable, ...]

# More than any file here has: whoever goes beyond stands in itself by an alias, or doubles by aliases of aliases.
DEEPEST, MOST_PLACES = 40, 100_000

_TYPES = (
    ("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"]),
    ("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")),
    ("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")),
)


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first in _TYPES:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


@dataclass
class Source:
    """The content of one file, and on which line each part of it stands."""

    file: str
    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path = ()) -> int:
        """The line of the part at `path`; of the nearest part around it where there is none."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def fault(self, path: Path, text: str) -> Fault:
        return Fault(self.file, self.line(path), text)


def read_yaml(text: str, file: str) -> Source:
    """Parses one document and runs nothing of it. KnowledgeFault for a syntax error or a key that stands twice."""
    source = Source(file, None)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            faults = _note_lines(node, (), source)
            if faults:
                raise KnowledgeFault(faults)
            source.value = loader.construct_document(node)
    except yaml.YAMLError as error:
        raise KnowledgeFault([_syntax_fault(error, text, file)]) from error
    finally:
        loader.dispose()
    return source


def _note_lines(node: yaml.Node, path: Path, source: Source) -> list[Fault]:
    source.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST or len(source.lines) > MOST_PLACES:
        said = "too much stands in one another; write it out without aliases (&, *) of aliases"
        raise KnowledgeFault([Fault(source.file, node.start_mark.line + 1, said)])
    faults: list[Fault] = []
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            faults += _note_lines(item, (*path, index), source)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                faults.append(Fault(source.file, key.start_mark.line + 1, "a key must be a word, no list or mapping"))
                continue
            here = (*path, key.value)
            if here in source.lines:
                said = f"the key {key.value!r} stands already on line {source.lines[here]}; keep one of the two"
                faults.append(Fault(source.file, key.start_mark.line + 1, said))
                continue
            source.lines[here] = key.start_mark.line + 1
            faults += _note_lines(value, here, source)
    return faults


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):  # knows no line
        found = chr(error.character) if isinstance(error.character, int) else error.character
        line = text.count("\n", 0, text.find(found)) + 1
        return Fault(file, line, f"the character U+{ord(found):04X} cannot stand in a file; remove it")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    line = mark.line + 1 if mark else 1
    return Fault(file, line, f"not valid YAML: {problem}; check indentation, colons and quotes here or just above")
