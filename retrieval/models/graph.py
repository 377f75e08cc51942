"""The encoder in eight bits as an ONNX graph, from its weights alone.

Every linear layer is a product of 8-bit integers: the weights with one scale an output, what comes in with one scale a call,
found as it comes. A few channels of it are tens of times larger than the others and would take the scale for themselves, so
each channel is divided by a factor of its own, `smoothing`, and the weights that meet it are multiplied by it: the product
stays the same, the rounding shrinks (SmoothQuant: Xiao et al., 2023). `benchmarks/fit_smoothing.py` makes the factors.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.q4 import Shape

Arrays = Mapping[str, NDArray[np.float32]]
"""Weights by the names of transformers' BertModel, or smoothing factors by those of the layers they belong to."""
_OWN = "com.microsoft"
_OPSET, _IR = 18, 9
_PROJECTIONS = ("attention.self.query", "attention.self.key", "attention.self.value")
_CONTEXT, _WIDE, _NARROW = "attention.output.dense", "intermediate.dense", "output.dense"
LINEAR = (*_PROJECTIONS, _CONTEXT, _WIDE, _NARROW)


def write_encoder(weights: Arrays, shape: Shape, smoothing: Arrays, largest: int, path: Path) -> None:
    """From words (batch, tokens, hidden) and mask (batch, tokens) to vectors (batch, hidden) of unit length.

    `largest` is the largest weight: see `retrieval.models.eight_bit.largest_weight`.
    """
    made = _Graph(weights, shape, smoothing, largest)
    states = made.layers(made.embedded(made.constant("weight of segments", weights[f"{_TYPES}.weight"][:1])), padded=True)
    mask = made.op("Unsqueeze", made.op("Cast", "mask", to=made.FLOAT), made.whole(1))
    summed = made.op("Squeeze", made.op("MatMul", mask, states), made.whole(1))  # a mean's length is made one anyway
    made.op("LpNormalization", summed, named="vectors", axis=-1, p=2)
    made.write(path, {"words": shape.hidden, "mask": None}, {"vectors": ["batch", shape.hidden]})


def write_reader(weights: Arrays, shape: Shape, smoothing: Arrays, head: Arrays, largest: int, path: Path) -> None:
    """From words (batch, tokens, hidden) and segments (batch, tokens) to scores (batch, tokens, 2); all tokens count."""
    made = _Graph(weights, shape, smoothing, largest)
    kinds = made.op("Gather", made.constant("weight of segments", weights[f"{_TYPES}.weight"]), "segments")
    states = made.layers(made.embedded(kinds), padded=False)
    product = made.op("MatMul", states, made.constant("head", head["weight"].T))
    made.op("Add", product, made.constant("bias of head", head["bias"]), named="scores")
    made.write(path, {"words": shape.hidden, "segments": None}, {"scores": ["batch", "tokens", len(head["bias"])]})


_TYPES, _PLACES = "embeddings.token_type_embeddings", "embeddings.position_embeddings"


class _Graph:
    """A graph being made: its nodes and constants, each value by its name."""

    def __init__(self, weights: Arrays, shape: Shape, smoothing: Arrays, largest: int) -> None:
        import onnx

        self._onnx = onnx
        self.FLOAT, self.INT32 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT32
        self._weights, self._shape, self._smoothing, self._largest = weights, shape, smoothing, largest
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def op(self, kind: str, *inputs: str, named: str = "", domain: str = "", **attributes: Any) -> str:
        """Add a node with one output; returns its name."""
        return self._node(kind, inputs, [named or f"{kind} {len(self._nodes)}"], domain, attributes)[0]

    def _node(self, kind: str, inputs: Sequence[str], outputs: list[str], domain: str, attributes: dict[str, Any]) -> list[str]:
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add a constant, once; returns its name."""
        self._constants.setdefault(name, self._onnx.numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def whole(self, number: int) -> str:
        """A constant array of one whole number."""
        return self.constant(f"number {number}", np.array([number], dtype=np.int64))

    def embedded(self, kinds: str) -> str:
        """The words with the vectors of their places and of their `kinds`, normalised."""
        count = self.op("Slice", self.op("Shape", "words"), self.whole(1), self.whole(2))
        places = self.constant(_PLACES, self._weights[f"{_PLACES}.weight"])
        placed = self.op("Add", "words", self.op("Slice", places, self.whole(0), count, self.whole(0)))
        return self._norm("embeddings.LayerNorm", self.op("Add", placed, kinds))

    def layers(self, states: str, *, padded: bool) -> str:
        """All layers; where texts are `padded`, the input "mask" says which tokens are none."""
        masked = ["", self.op("Cast", "mask", to=self.INT32)] if padded else []
        for number in range(self._shape.layers):
            name = f"encoder.layer.{number}"
            smooth = self._smooth(states, f"{name}.attention.self")
            rounded = self._node("DynamicQuantizeLinear", [smooth], [f"{smooth} {part}" for part in "qsz"], "", {})
            parts = [self._projected(rounded, f"{name}.{part}") for part in _PROJECTIONS]
            seen = self.op("MultiHeadAttention", *parts, *masked, domain=_OWN, num_heads=self._shape.heads)
            added = self.op("Add", states, self._linear(seen, f"{name}.{_CONTEXT}"))
            states = self._norm(f"{name}.attention.output.LayerNorm", added)
            wide = self.op("Gelu", self._linear(self._smooth(states, f"{name}.{_WIDE}"), f"{name}.{_WIDE}"), domain=_OWN)
            added = self.op("Add", states, self._linear(self._smooth(wide, f"{name}.{_NARROW}"), f"{name}.{_NARROW}"))
            states = self._norm(f"{name}.output.LayerNorm", added)
        return states

    def _norm(self, name: str, value: str) -> str:
        weight, bias = (self.constant(f"{name}.{part}", self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.op("LayerNormalization", value, weight, bias, axis=-1, epsilon=self._shape.epsilon)

    def _smooth(self, value: str, name: str) -> str:
        return self.op("Mul", value, self.constant(f"{name} smooth", 1 / self._smoothing[name]))

    def _projected(self, rounded: list[str], name: str) -> str:
        """A product with what is in eight bits already, as the three projections share it."""
        value, scale, zero = rounded
        weight, scales, zeros, bias = self._eight_bits(name)
        return self.op("MatMulIntegerToFloat", value, weight, scale, scales, zero, zeros, bias, domain=_OWN)

    def _linear(self, value: str, name: str) -> str:
        return self.op("DynamicQuantizeMatMul", value, *self._eight_bits(name), domain=_OWN)

    def _eight_bits(self, name: str) -> tuple[str, str, str, str]:
        """The layer's weights (in, out), a scale for each output, the zeros and the bias."""
        weight, bias = smoothed(self._weights, self._smoothing, name)
        scales = np.abs(weight).max(axis=1) / self._largest
        return (
            self.constant(f"{name} weight", np.round(weight / scales[:, None]).astype(np.int8).T),
            self.constant(f"{name} scales", scales),
            self.constant(f"zeros {len(scales)}", np.zeros(len(scales), dtype=np.int8)),
            self.constant(f"{name} bias", bias),
        )

    def write(self, path: Path, inputs: dict[str, int | None], outputs: dict[str, list[Any]]) -> None:
        """Write the graph; `inputs` are (batch, tokens), of whole numbers, or with a third axis, of floats."""
        helper, whole = self._onnx.helper, self._onnx.TensorProto.INT64
        given = [
            helper.make_tensor_value_info(
                name, self.FLOAT if width else whole, ["batch", "tokens", *([width] if width else [])]
            )
            for name, width in inputs.items()
        ]
        made = [helper.make_tensor_value_info(name, self.FLOAT, axes) for name, axes in outputs.items()]
        graph = helper.make_graph(self._nodes, "eight bits", given, made, list(self._constants.values()))
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_OWN, 1)]
        self._onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=_IR), path)


def smoothed(weights: Arrays, smoothing: Arrays, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A layer's weights (out, in) and bias that go with smoothed input. A sum of values is smoothed where they are made."""
    layer, _, part = name.partition(".attention.self.")
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    weight = weight * smoothing[f"{layer}.attention.self" if part else name]
    if part == "value":
        context = smoothing[f"{layer}.{_CONTEXT}"]
        weight, bias = weight / context[:, None], bias / context
    return weight, bias
