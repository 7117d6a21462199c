"""Words for people live in kb/, domain.yml, templates: no Chinese sentence stands in Python outside tests."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import files, place, tree

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Code that reads Chinese holds the characters it looks for: patterns and word lists, never something said.
READERS = ("bot/facts/", "kb/emergency.py", "kb/grading.py", "kb/search.py", "kb/terms.py", "bot/components/",
           "bot/actions/wordlists.py", "tools/")
LONGEST_PIECE = 12  # characters in a row that a reader's word may have; a sentence for people is longer


def docstrings(module: ast.Module) -> set[int]:
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def chinese(file: Path) -> list[ast.Constant]:
    said = docstrings(tree(file))
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in said and CHINESE.search(node.value)]


@pytest.mark.parametrize("file", files(), ids=place)
def test_no_words_for_people_in_python(file: Path) -> None:
    for node in chinese(file):
        assert any(reader in str(file) for reader in READERS), f"{place(file, node)}: {node.value!r} belongs into kb/"
        longest = max(len(piece) for piece in re.findall(r"[\u4e00-\u9fff]+", str(node.value)))
        assert longest <= LONGEST_PIECE, f"{place(file, node)}: a sentence"
