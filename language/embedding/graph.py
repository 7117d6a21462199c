"""The sentence model as an ONNX graph: the package's own numbers, several times as fast as its own engine on one core.

Both sides of every multiplication are rounded to eight bits: a row of the matrix by a scale of its own, what is
multiplied by one scale for all. A few columns of what is multiplied are fifty times as large as the others, and would
leave these hardly any of the eight bits. So each column is first divided by a number that its row in the matrix is
multiplied with (SmoothQuant, Xiao et al. 2022). Which columns are large hardly depends on the text: `Largest` holds
what `tools/embedding_scales.py` measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from language.embedding.weights import Floats, Weights

INPUT, OUTPUT = "tokens", "mean"  # [1, number of tokens, width] → [1, width]
OURS = "com.microsoft"  # operators beyond the standard, which onnxruntime carries
OPSET, IR = 18, 9
EVENED = 0.65  # how much of the unevenness goes into the matrix: 0 none, 1 all
LEAST = 1e-4  # a column that is never larger is left as it is
LARGEST = 127

Largest = Mapping[str, Floats]  # of a multiplication's name: the largest value seen in each of its columns


def measured() -> Largest:
    """The largest values as they stand beside this file."""
    with np.load(Path(__file__).with_name("largest.npz")) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def build(weights: Weights, largest: Largest | None) -> bytes:
    """BERT's encoder from embedded tokens to the mean of the last layer.

    Without `largest` in full precision, and what each multiplication is given comes out as well, under its name.
    """
    return _Graph(weights, largest).model()


class _Graph:
    def __init__(self, weights: Weights, largest: Largest | None) -> None:
        self._weights = weights
        self._largest = largest
        self._nodes: list[object] = []
        self._constants: list[object] = []
        self._given: dict[str, int] = {}  # the names of multiplications, and how many columns they take

    def model(self) -> bytes:
        width = self._weights.width
        known = self._node("LayerNormalization", [INPUT, *self._norm("emb.ln")], "known", axis=-1, **self._epsilon())
        for number in range(self._weights.layers):
            known = self._layer(f"l{number}", known)
        axis = self._constant("axis", np.array([1], dtype=np.int64))
        self._node("ReduceMean", [known, axis], OUTPUT, keepdims=0)
        graph = helper.make_graph(
            self._nodes,
            "sentence",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [1, "length", width])],
            [
                helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, width]),
                *(
                    helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "length", columns])
                    for name, columns in self._given.items()
                ),
            ],
            self._constants,
        )
        versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(OURS, 1)]
        made: bytes = helper.make_model(graph, opset_imports=versions, ir_version=IR).SerializeToString()
        return made

    def _layer(self, name: str, known: str) -> str:
        width, inner = self._weights.width, self._weights.inner
        parts = [f"{name}.{part}" for part in "qkv"]
        together = self._linear(f"{name}.qkv", known, parts, width)
        self._nodes.append(helper.make_node("Split", [together], parts, axis=2, num_outputs=3))
        seen = self._node("MultiHeadAttention", parts, f"{name}.seen", domain=OURS, num_heads=self._weights.heads)
        seen = self._linear(f"{name}.ao", seen, [f"{name}.ao"], width)
        known = self._added(f"{name}.aln", known, seen)
        thought = self._linear(f"{name}.fi", known, [f"{name}.fi"], width)
        thought = self._node("Gelu", [thought], f"{name}.thought", domain=OURS)
        thought = self._linear(f"{name}.fo", thought, [f"{name}.fo"], inner)
        return self._added(f"{name}.oln", known, thought)

    def _linear(self, name: str, given: str, parts: list[str], width: int) -> str:
        """One multiplication by the matrices of all parts, from a row of `width` numbers, and their biases."""
        matrix = np.concatenate([self._weights.matrix(f"{part}.w", width) for part in parts])
        bias = self._constant(f"{name}.bias", np.concatenate([self._weights.floats(f"{part}.b") for part in parts]))
        if self._largest is None:
            self._given[name] = width
            self._node("Identity", [given], name)
            product = self._node("MatMul", [given, self._constant(f"{name}.matrix", matrix.T)], f"{name}.product")
            return self._node("Add", [product, bias], f"{name}.linear")
        evening = _evening(self._largest[name], matrix)
        numbers, scales = _in_eight_bits(matrix * evening)
        inputs = [
            self._node("Mul", [given, self._constant(f"{name}.evening", 1 / evening)], f"{name}.even"),
            self._constant(f"{name}.numbers", numbers.T),
            self._constant(f"{name}.scales", scales),
            self._constant(f"{name}.noughts", np.zeros(len(numbers), np.int8)),
            bias,
        ]
        return self._node("DynamicQuantizeMatMul", inputs, f"{name}.linear", domain=OURS)

    def _added(self, name: str, known: str, new: str) -> str:
        return self._node(
            "SkipLayerNormalization", [known, new, *self._norm(name)], f"{name}.sum", domain=OURS, **self._epsilon()
        )

    def _norm(self, name: str) -> list[str]:
        return [self._constant(f"{name}.{part}", self._weights.floats(f"{name}.{part}")) for part in "wb"]

    def _epsilon(self) -> dict[str, float]:
        return {"epsilon": self._weights.epsilon}

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **settings: object) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **settings))
        return output


def _evening(largest: Floats, matrix: Floats) -> Floats:
    """What to divide each column of what is multiplied by, and to multiply the matrix with."""
    multiplied, multiplying = np.maximum(largest, LEAST), np.maximum(np.abs(matrix).max(axis=0), LEAST)
    evening: Floats = multiplied**EVENED / multiplying ** (1 - EVENED)
    return evening


def _in_eight_bits(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The matrix in whole numbers, and each row's scale."""
    scales: Floats = np.abs(matrix).max(axis=1) / LARGEST
    return np.round(matrix / scales[:, np.newaxis]).astype(np.int8), scales
