"""Vectors are computed once, and kept in a file that may be lost or broken at no more cost than computing again."""

from pathlib import Path

import numpy as np
import pytest

from kb.search import vectors
from kb.search.vectors import Store
from language.embedding import DIMENSIONS


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were computed; the engine is replaced by one that is told apart by length."""
    texts: list[str] = []

    def fake(asked: list[str]) -> np.ndarray:
        texts.extend(asked)
        return np.array([[len(text) / 64] * DIMENSIONS for text in asked], dtype=np.float32)

    monkeypatch.setattr(vectors, "vectors", fake)
    return texts


def test_kept_and_found_again(tmp_path: Path, computed: list[str]) -> None:
    path = tmp_path / "models" / "vectors.npz"
    assert not Store(path).holds(["一"])
    first = Store(path).of(["一", "二二"])
    assert Store(path).holds(["二二", "一"])
    assert np.array_equal(Store(path).of(["二二", "一"]), first[::-1])
    assert computed == ["一", "二二"]
    assert [file.name for file in path.parent.iterdir()] == ["vectors.npz"]


def test_only_what_is_new_is_computed_and_only_what_is_asked_for_is_kept(tmp_path: Path, computed: list[str]) -> None:
    path = tmp_path / "vectors.npz"
    Store(path).of(["一", "二二"])
    Store(path).of(["二二", "三三三"])
    assert computed == ["一", "二二", "三三三"]
    assert not Store(path).holds(["一"])


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 half a file"])
def test_a_broken_file_is_made_again(tmp_path: Path, computed: list[str], content: bytes) -> None:
    path = tmp_path / "vectors.npz"
    path.write_bytes(content)
    Store(path).of(["一"])
    assert Store(path).holds(["一"])


def test_a_place_that_cannot_be_written_costs_nothing_else(tmp_path: Path, computed: list[str]) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert Store(tmp_path / "file" / "vectors.npz").of(["一"]).shape == (1, DIMENSIONS)
