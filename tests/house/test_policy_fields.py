"""Every field of the knowledge is read by something: what nobody reads only seems to be a setting."""

import ast
import re
from collections import defaultdict
from functools import cache

import pytest

from tests.house.sources import ROOT, files, tree

# Fields for whoever reads or edits the file.
LABELS = {
    "Hours.name": "the calendar in words",
    "ServiceGrade.name": "what contracts call the grade",
    "Year.source": "where the holidays were announced",
}
# What the code calls a model, where no word of the model's name tells.
CALLED = {
    "Policies": {"case"},  # what differs by business is read through `policy_of(kb, case)`
    "PolicySet": {"case", "policies"},
    "Conditions": {"when"},
    "Heading": {"entry"},
    "Knowledge": {"kb"},
    "Engineer": {"entry"},
    "StaffMember": {"entry"},
}


@cache
def fields() -> dict[str, set[str]]:
    """Each model under kb/models and its fields."""
    return {
        made.name: {
            line.target.id
            for line in made.body
            if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        }
        for file in files("kb/models")
        for made in tree(file).body
        if isinstance(made, ast.ClassDef)
    }


@cache
def readings() -> dict[str, set[str]]:
    """Each attribute that code outside the models and their loading reads, and what it is read from, in words."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in files("bot", "connectors", "gateway", "helpline", "kb", "simulator"):
        if not file.is_relative_to(ROOT / "kb" / "models") and not file.is_relative_to(ROOT / "kb" / "loading"):
            for node in ast.walk(tree(file)):
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    found[node.attr] |= _words(ast.unparse(node.value).rpartition(".")[2])
    return found


@cache
def shared() -> set[str]:
    """Names that are a field or method of more than one class of the project, so that reading one tells little."""
    owners: dict[str, set[str]] = defaultdict(set)
    for file in files():
        for made in ast.walk(tree(file)):
            if isinstance(made, ast.ClassDef):
                for line in made.body:
                    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                        owners[line.target.id].add(made.name)
                    elif isinstance(line, ast.FunctionDef):
                        owners[line.name].add(made.name)
    return {name for name, classes in owners.items() if len(classes) > 1}


def is_read(model: str, field: str) -> bool:
    """Whether the field is read; one of a shared name, from something called as the model is."""
    owners = readings().get(field, set())
    if field not in shared():
        return bool(owners)
    return bool(owners & (_words(model) | CALLED.get(model, set())))


def _words(name: str) -> set[str]:
    """The words of a name, `EscalationRule` and `escalation_rule` alike, plurals as one."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


@pytest.mark.parametrize("model", fields())
def test_every_field_is_read(model: str) -> None:
    unread = {f"{model}.{field}" for field in fields()[model] if not is_read(model, field)}
    excused = {name for name in LABELS if name.startswith(f"{model}.")}
    assert unread - excused == set(), "nothing reads these: remove them"
    assert excused - unread == set(), "these are read now: take them off the list"


def test_the_lists_name_fields() -> None:
    known = {f"{model}.{field}" for model, names in fields().items() for field in names}
    assert set(LABELS) <= known
    assert set(CALLED) <= set(fields())
