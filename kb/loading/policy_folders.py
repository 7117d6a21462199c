"""The folders of `kb/policies`: each holds only what differs from the company's policies or the folder it extends."""

from pathlib import Path
from typing import Any

from kb.errors import KnowledgeFault
from kb.loading.parts import Parts
from kb.loading.validate import validate
from kb.loading.yaml_lines import Source, read_yaml
from kb.models.knowledge import ClosingPolicy, PolicySet, ReturnPolicy, VisitPolicy
from kb.models.sla import PackFile, PromiseTerm, SlaPack

LAYERED: dict[str, Any] = {"visits": VisitPolicy, "closing": ClosingPolicy, "returns": ReturnPolicy}


def folders(root: Path) -> list[str]:
    """Their names, which are the ids of the packs."""
    return sorted(path.name for path in (root / "policies").glob("*") if path.is_dir())


def read_over(text: str, label: str, below: dict[str, Any], shape: Any) -> tuple[Any, Source]:
    """A file that says only what differs from `below`, with all of it. KnowledgeFault for what cannot stand there."""
    told = read_yaml(text, label)
    if not isinstance(told.value, dict):
        raise KnowledgeFault([told.fault((), "the file must be a mapping of 'key: value' lines")])
    return validate(Source(label, below | told.value, told.lines), shape), told


def policy_sets(parts: Parts) -> dict[str, PolicySet]:
    """What holds for each folder."""
    files: dict[str, PackFile] = {name.removeprefix("pack "): pack for name, pack in parts.group("pack")}
    found: dict[str, PolicySet] = {}
    for id, file in sorted(files.items(), key=lambda entry: bool(entry[1].extends)):
        below = found.get(file.extends)
        policies = {name: _of(parts, id, file.extends, name) for name in LAYERED}
        found[id] = PolicySet(pack=_pack(id, file, below.pack if below else None), **policies)
    return found


def _of(parts: Parts, id: str, extends: str, name: str) -> Any:
    told = next(part for part in (f"{name} of {id}", f"{name} of {extends}", name) if parts.has(part))
    return parts[told]


def _pack(id: str, file: PackFile, below: SlaPack | None) -> SlaPack:
    terms: dict[str, PromiseTerm] = {term.kind: term for term in below.promises} if below else {}
    terms |= {term.kind: term for term in file.promises}
    calendar = file.calendar or (below.calendar if below else "")
    return SlaPack(id=id, name=file.name, calendar=calendar, promises=tuple(terms.values()))
