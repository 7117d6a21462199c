"""Reads and checks everything under `kb/`."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from kb.article_file import read_article
from kb.checks import CHECKS
from kb.errors import Fault, KnowledgeFault
from kb.models import (
    Article, Business, Category, Company, Engineer, Entry, Hours, Knowledge, Model, Policies, StaffMember, Year,
)
from kb.parts import Parts
from kb.validate import validate
from kb.yaml_lines import Source, read_yaml

T = TypeVar("T")


class _Products(Entry):
    businesses: tuple[Business, ...]
    categories: tuple[Category, ...]
    models: tuple[Model, ...]


def load(root: Path) -> Knowledge:
    """The knowledge under `root`. Raises KnowledgeFault carrying every fault of every file, each with its line."""
    parts = Parts(root)
    faults: list[Fault] = []

    def attempt(step: Callable[[], T]) -> T | None:
        try:
            return step()
        except KnowledgeFault as error:
            faults.extend(error.faults)
            return None

    def fill(name: str, path: Path, shape: Any) -> None:
        if (source := attempt(lambda: _read(root, path))) is not None:
            attempt(lambda: parts.put(name, validate(source, shape), source))

    fill("company", root / "company.yml", Company)
    fill("products", root / "products.yml", _Products)
    for name, field in Policies.model_fields.items():
        fill(name, root / "policies" / f"{name}.yml", field.annotation)
    fill("hours", root / "calendars" / "hours.yml", tuple[Hours, ...])
    for path in _files(root / "calendars", r"\d{4}\.yml"):
        fill(f"year {path.stem}", path, Year)
    for path in _files(root / "phrases", r".+\.yml"):
        fill(f"phrases {path.stem}", path, dict[str, str | tuple[str, ...]])
    for path in _files(root / "articles", r".+\.md"):
        attempt(lambda: _put_article(parts, path))
    fill("engineers", root / "seed" / "engineers.yml", tuple[Engineer, ...])
    fill("staff", root / "seed" / "staff.yml", tuple[StaffMember, ...])

    for check in CHECKS:
        if all(parts.has(name) for name in check.needs):
            faults.extend(check.run(parts))
    if faults:
        raise KnowledgeFault(faults)
    return _assemble(parts)


def _assemble(parts: Parts) -> Knowledge:
    products: _Products = parts["products"]
    try:
        return Knowledge(
            root=parts.root,
            company=parts["company"],
            businesses=products.businesses, categories=products.categories, models=products.models,
            policies=Policies(**{name: parts[name] for name in Policies.model_fields}),
            hours=parts["hours"],
            years=tuple(year for _, year in parts.group("year")),
            articles=tuple(article for _, article in parts.group("article")),
            phrases=parts.phrases(),
            engineers=parts["engineers"], staff=parts["staff"],
        )
    except ValidationError as error:  # a shape that `validate` let through: a mistake in this package, not in the files
        raise AssertionError(str(error)) from error


def _put_article(parts: Parts, path: Path) -> None:
    article, source = read_article(_text(parts.root, path), _label(parts.root, path), path.stem)
    shown: Article = article
    parts.put(f"article {path.stem}", shown, source)


def _read(root: Path, path: Path) -> Source:
    return read_yaml(_text(root, path), _label(root, path))


def _text(root: Path, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KnowledgeFault([Fault(_label(root, path), 1, "the file is missing; create it")]) from error
    except UnicodeDecodeError as error:
        raise KnowledgeFault([Fault(_label(root, path), 1, "the file is not UTF-8; save it as UTF-8")]) from error


def _label(root: Path, path: Path) -> str:
    return f"{root.resolve().name}/{path.relative_to(root).as_posix()}"


def _files(folder: Path, name: str) -> list[Path]:
    return sorted(path for path in folder.glob("*") if re.fullmatch(name, path.name))
