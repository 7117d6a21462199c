"""Reads and checks everything under `kb/`."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from kb.checks import CHECKS
from kb.errors import Fault, KnowledgeFault
from kb.loading.article_file import read_article
from kb.loading.parts import Parts
from kb.loading.policy_folders import LAYERED, folders, policy_sets, read_over
from kb.loading.validate import validate
from kb.loading.yaml_lines import read_yaml
from kb.models.checklist import Checklist
from kb.models.demo_week import WeekCase
from kb.models.documents import DocumentWords
from kb.models.emergency_plans import OutsideHelp, Plan
from kb.models.entry import Entry
from kb.models.knowledge import (
    Business,
    Category,
    Company,
    Engineer,
    Hours,
    Knowledge,
    Model,
    OutOfDomain,
    Policies,
    StaffMember,
    Year,
)
from kb.models.phrases import WrittenPhrase
from kb.models.service_points import ServicePoint
from kb.models.sla import PackFile


class _Products(Entry):
    businesses: tuple[Business, ...]
    categories: tuple[Category, ...]
    models: tuple[Model, ...]


def load(root: Path) -> Knowledge:
    """The knowledge under `root`. Raises KnowledgeFault carrying every fault of every file, each with its line."""
    reader = _Reader(root)
    reader.read("company", root / "company.yml", Company)
    reader.read("products", root / "products.yml", _Products)
    for name, field in Policies.model_fields.items():
        reader.read(name, root / "policies" / f"{name}.yml", field.annotation)
    reader.read_folders(folders(root))
    reader.read("hours", root / "calendars" / "hours.yml", tuple[Hours, ...])
    for path in _files(root / "calendars", r"\d{4}\.yml"):
        reader.read(f"year {path.stem}", path, Year)
    for path in _files(root / "phrases", r".+\.yml"):
        reader.read(f"phrases {path.stem}", path, dict[str, WrittenPhrase])
    for path in _files(root / "articles", r".+\.md"):
        reader.read_article(path)
    for path in _files(root / "checklists", r".+\.yml"):
        reader.read(f"checklist {path.stem}", path, Checklist)
    reader.read("documents", root / "documents.yml", DocumentWords)
    for path in _files(root / "plans", r".+\.yml"):
        reader.read(f"plan {path.stem}", path, Plan)
    reader.read("outside_help", root / "outside_help.yml", tuple[OutsideHelp, ...])
    reader.read("service_points", root / "service_points.yml", tuple[ServicePoint, ...])
    reader.read("out_of_domain", root / "out_of_domain.yml", OutOfDomain)
    reader.read("engineers", root / "seed" / "engineers.yml", tuple[Engineer, ...])
    reader.read("staff", root / "seed" / "staff.yml", tuple[StaffMember, ...])
    reader.read("week", root / "seed" / "week.yml", tuple[WeekCase, ...])
    return _assemble(reader.checked())


class _Reader:
    """Reads file after file, and keeps the faults instead of stopping at the first."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts = Parts(root)
        self._faults: list[Fault] = []

    def read(self, name: str, path: Path, shape: Any) -> None:
        """A YAML file of the given shape, as the part `name`."""
        try:
            source = read_yaml(self._text(path), self._label(path))
            self._parts.put(name, validate(source, shape), source)
        except KnowledgeFault as error:
            self._faults += error.faults

    def read_folders(self, names: list[str]) -> None:
        """Folders of `kb/policies`, as the parts `pack <folder>` and `<policy> of <folder>`; after the company's."""
        for name in names:
            self.read(f"pack {name}", self._root / "policies" / name / "pack.yml", PackFile)
        packs = {name.removeprefix("pack "): pack for name, pack in self._parts.group("pack")}
        for name in sorted(packs, key=lambda name: bool(packs[name].extends)):
            for file in _files(self._root / "policies" / name, r"(?!pack\.).+\.yml"):
                self._read_over(name, file)

    def _read_over(self, folder: str, file: Path) -> None:
        if file.stem not in LAYERED:
            said = f"nothing of this differs by business; there are pack, {', '.join(LAYERED)}"
            self._faults.append(Fault(self._label(file), 1, said))
            return
        extended = f"{file.stem} of {self._parts[f'pack {folder}'].extends}"
        below = extended if self._parts.has(extended) else file.stem
        if not self._parts.has(below):
            return  # its own fault is told
        try:
            plain = self._parts[below].model_dump()
            value, source = read_over(self._text(file), self._label(file), plain, LAYERED[file.stem])
            self._parts.put(f"{file.stem} of {folder}", value, source)
        except KnowledgeFault as error:
            self._faults += error.faults

    def read_article(self, path: Path) -> None:
        try:
            article, source = read_article(self._text(path), self._label(path), path.stem)
            self._parts.put(f"article {path.stem}", article, source)
        except KnowledgeFault as error:
            self._faults += error.faults

    def checked(self) -> Parts:
        """All parts, which agree with each other; KnowledgeFault otherwise."""
        for check in CHECKS:
            if all(self._parts.has(name) for name in check.needs):
                self._faults += check.run(self._parts)
        if self._faults:
            raise KnowledgeFault(self._faults)
        return self._parts

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise KnowledgeFault([Fault(self._label(path), 1, "the file is missing; create it")]) from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise KnowledgeFault([Fault(self._label(path), line, "the file is not UTF-8; save it as UTF-8")]) from error

    def _label(self, path: Path) -> str:
        return f"{self._root.resolve().name}/{path.relative_to(self._root).as_posix()}"


def _assemble(parts: Parts) -> Knowledge:
    products: _Products = parts["products"]
    phrases = parts.phrases()
    return Knowledge(
        root=parts.root,
        policy_version=_version(parts.root / "policies"),
        company=parts["company"],
        businesses=products.businesses,
        categories=products.categories,
        models=products.models,
        policies=Policies(**{name: parts[name] for name in Policies.model_fields}),
        sets=policy_sets(parts),
        hours=parts["hours"],
        years=tuple(year for _, year in parts.group("year")),
        articles=tuple(article for _, article in parts.group("article")),
        checklists=tuple(checklist for _, checklist in parts.group("checklist")),
        documents=parts["documents"],
        service_points=parts["service_points"],
        plans=tuple(plan for _, plan in parts.group("plan")),
        outside_help=parts["outside_help"],
        out_of_domain=parts["out_of_domain"],
        phrases={id: phrase.says for id, phrase in phrases.items()},
        claims={id: phrase.claims for id, phrase in phrases.items() if phrase.claims},
        engineers=parts["engineers"],
        staff=parts["staff"],
        week=parts["week"],
    )


def _version(policies: Path) -> str:
    """Changes with what is promised and with what differs by business."""
    read = sha256()
    for file in (policies / "sla.yml", *sorted(policies.glob("*/*.yml"))):
        read.update(file.relative_to(policies).as_posix().encode() + file.read_bytes())
    return read.hexdigest()[:12]


def _files(folder: Path, name: str) -> list[Path]:
    return sorted(path for path in folder.glob("*") if re.fullmatch(name, path.name))
