"""The graphs in eight bits against plain arithmetic, on a small model of random weights."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.encoder import open_session
from retrieval.models import eight_bit
from retrieval.models.graph import LINEAR, smoothed, write_encoder, write_reader
from retrieval.models.q4 import Shape

SHAPE = Shape(hidden=16, layers=2, heads=2, feed_forward=32, vocabulary=50, positions=12, token_types=2, epsilon=1e-12)
Arrays = dict[str, NDArray[np.float32]]


def random_model(seed: int = 1) -> Arrays:
    made = np.random.default_rng(seed)
    weights = {
        "embeddings.position_embeddings.weight": made.normal(size=(SHAPE.positions, SHAPE.hidden)),
        "embeddings.token_type_embeddings.weight": made.normal(size=(SHAPE.token_types, SHAPE.hidden)),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(SHAPE.layers):
        name = f"encoder.layer.{layer}"
        norms += [f"{name}.attention.output.LayerNorm", f"{name}.output.LayerNorm"]
        for part in LINEAR:
            rows = SHAPE.feed_forward if part == "intermediate.dense" else SHAPE.hidden
            columns = SHAPE.feed_forward if part == "output.dense" else SHAPE.hidden
            weights[f"{name}.{part}.weight"] = made.normal(size=(rows, columns)) / math.sqrt(columns)
            weights[f"{name}.{part}.bias"] = made.normal(size=rows)
    for norm in norms:
        weights |= {f"{norm}.weight": 1 + 0.1 * made.normal(size=SHAPE.hidden), f"{norm}.bias": made.normal(size=SHAPE.hidden)}
    return {name: value.astype(np.float32) for name, value in weights.items()}


def factors(seed: int, spread: float) -> Arrays:
    made = np.random.default_rng(seed)
    found: Arrays = {}
    for layer in range(SHAPE.layers):
        for part in ("attention.self", "attention.output.dense", "intermediate.dense", "output.dense"):
            count = SHAPE.feed_forward if part == "output.dense" else SHAPE.hidden
            found[f"encoder.layer.{layer}.{part}"] = np.exp(spread * made.normal(size=count)).astype(np.float32)
    return found


def states_by_hand(weights: Arrays, words: NDArray[np.float32], kinds: NDArray[np.int64]) -> NDArray[np.float64]:
    """BERT's layers on one text, as its paper has them, in double precision."""

    def norm(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        centred = x - x.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + SHAPE.epsilon)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def linear(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return x @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]

    x = (
        words
        + weights["embeddings.position_embeddings.weight"][: len(words)]
        + weights["embeddings.token_type_embeddings.weight"][kinds]
    )
    x = norm("embeddings.LayerNorm", x.astype(np.float64))
    size = SHAPE.hidden // SHAPE.heads
    for layer in range(SHAPE.layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (linear(f"{name}.attention.self.{part}", x) for part in ("query", "key", "value"))
        seen = np.zeros_like(x)
        for head in range(SHAPE.heads):
            at = slice(head * size, (head + 1) * size)
            shares = np.exp(query[:, at] @ key[:, at].T / math.sqrt(size))
            seen[:, at] = shares / shares.sum(axis=1, keepdims=True) @ value[:, at]
        x = norm(f"{name}.attention.output.LayerNorm", x + linear(f"{name}.attention.output.dense", seen))
        wide = linear(f"{name}.intermediate.dense", x)
        wide = wide * (1 + np.vectorize(math.erf)(wide / math.sqrt(2))) / 2
        x = norm(f"{name}.output.LayerNorm", x + linear(f"{name}.output.dense", wide))
    return x


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_the_encoders_graph_is_the_model(tmp_path: Path, spread: float) -> None:
    """Two texts of different length, the shorter one padded: the mean of the states, of length one."""
    weights = random_model()
    write_encoder(weights, SHAPE, factors(2, spread), 63, tmp_path / "encoder.onnx")
    words = np.random.default_rng(3).normal(size=(2, 9, SHAPE.hidden)).astype(np.float32)
    mask = np.array([[1] * 9, [1] * 5 + [0] * 4])
    got = open_session(tmp_path / "encoder.onnx", as_made=True).run(["vectors"], {"words": words, "mask": mask})[0]
    for row, count in enumerate((9, 5)):
        mean = states_by_hand(weights, words[row, :count], np.zeros(count, dtype=np.int64)).mean(axis=0)
        assert got[row] @ mean / np.linalg.norm(mean) > 0.998
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), 1, atol=1e-5)


def test_the_readers_graph_is_the_model_with_its_head(tmp_path: Path) -> None:
    weights, made = random_model(), np.random.default_rng(4)
    head = {"weight": made.normal(size=(2, SHAPE.hidden)).astype(np.float32), "bias": np.array([3, -4], dtype=np.float32)}
    write_reader(weights, SHAPE, factors(5, 0.5), head, 127, tmp_path / "reader.onnx")
    words = made.normal(size=(1, 7, SHAPE.hidden)).astype(np.float32)
    segments = np.array([[0, 0, 0, 1, 1, 1, 1]])
    got = open_session(tmp_path / "reader.onnx", as_made=True).run(["scores"], {"words": words, "segments": segments})[0]
    expected = states_by_hand(weights, words[0], segments[0]) @ head["weight"].T + head["bias"]
    assert got.shape == (1, 7, 2)
    assert np.abs(got[0] - expected).max() < 0.1 * expected.std()


@settings(deadline=None)
@given(st.integers(0, 1000), st.floats(0, 2))
def test_smoothing_changes_no_product(seed: int, spread: float) -> None:
    """Divided input and multiplied weights give the same, and the values' projection makes what comes out divided."""
    weights, smooth = random_model(), factors(seed, spread)
    x = np.random.default_rng(seed).normal(size=SHAPE.hidden)
    for name, divided in (
        ("encoder.layer.0.intermediate.dense", smooth["encoder.layer.0.intermediate.dense"]),
        ("encoder.layer.1.attention.self.key", smooth["encoder.layer.1.attention.self"]),
        ("encoder.layer.1.attention.self.value", smooth["encoder.layer.1.attention.self"]),
    ):
        weight, bias = smoothed(weights, smooth, name)
        expected = weights[f"{name}.weight"] @ x + weights[f"{name}.bias"]
        after = smooth["encoder.layer.1.attention.output.dense"] if name.endswith("value") else 1.0
        np.testing.assert_allclose((weight @ (x / divided) + bias) * after, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("flags", "largest"), [("avx2 fma", 63), ("avx2 avx_vnni", 127), ("avx512f avx512_vnni", 127), ("", 63)]
)
def test_no_sum_of_two_products_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, largest: int) -> None:
    """Without VNNI two products of bytes are added in 16 bits."""
    import onnx

    monkeypatch.setattr(eight_bit, "processor_of", lambda path: ("", frozenset(flags.split())))
    assert eight_bit.largest_weight() == largest
    write_encoder(random_model(), SHAPE, factors(6, 1.0), eight_bit.largest_weight(), tmp_path / "encoder.onnx")
    stored = [onnx.numpy_helper.to_array(each) for each in onnx.load(tmp_path / "encoder.onnx").graph.initializer]
    reached = [int(np.abs(each.astype(int)).max()) for each in stored if each.dtype == np.int8 and each.ndim == 2]
    assert len(reached) == SHAPE.layers * len(LINEAR)
    assert set(reached) == {largest}
    assert 2 * 255 * 63 < 2**15
