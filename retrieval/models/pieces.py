"""Text to the bundled model's tokens and word vectors."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.bundled import made_once
from retrieval.models.sealed import CheckedRows, check
from retrieval.models.vocabulary import VERSION, Vocabulary, write_vocabulary

_FEW = 20_000
"""So many characters are cut by models made for them, a few questions' worth: the whole tokenizer opens as slowly as it cuts
fast.
"""


class Pieces:
    """The SentencePiece tokenizer and the memory-mapped word vectors of a runtime folder; `about` is its about.json.

    Raises ModelError, and what the libraries raise for a damaged file.
    """

    def __init__(self, folder: Path) -> None:
        check(folder / "about.json")
        self.about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self._prompts: dict[str, str] = self.about["prompts"]
        self.most = int(self.about["max_tokens"])
        self._model = folder / "tokenizer.model"
        self._few = _vocabulary(self._model)
        self._read = 0
        self._words = CheckedRows(folder / "words.npy")
        special = self._few.least if self._few else self._whole
        self.begin: int = special.bos_id()
        self.end: int = special.eos_id()
        self.pad: int = special.pad_id()

    @cached_property
    def _whole(self) -> Any:
        import sentencepiece

        check(self._model)
        return sentencepiece.SentencePieceProcessor(model_file=str(self._model))

    def inputs(self, texts: Sequence[str], kind: str) -> list[list[int]]:
        """The ids of each text with its prompt ("query", "passage"), between begin and end, at most `max_tokens`."""
        pieces = self.plain([self._prompts[kind] + text for text in texts])
        return [[self.begin, *piece[: self.most - 2], self.end] for piece in pieces]

    def plain(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text as it is."""
        self._read += sum(map(len, texts))
        if self._few and self._read <= _FEW:
            return self._few.encode(texts)
        ids: list[list[int]] = self._whole.encode(list(texts))
        return ids

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The characters `[start, end)` of `text` that each id of `plain` stands for, without white space before it."""
        spans = []
        at = 0
        for piece in self._whole.encode(text, return_type="proto").pieces:
            end = at + len(piece.surface)
            spans.append((end - len(piece.surface.lstrip()), end))
            at = end
        return spans

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The word vectors of ids of any shape, with one more axis (hidden)."""
        vectors: NDArray[np.float32] = self._words[ids].astype(np.float32)
        return vectors


def pieces_home(model: Path) -> Path:
    """Where the table of the tokenizer `model` is, made or not."""
    return model.with_name(f"pieces-{VERSION}")


def _vocabulary(model: Path) -> Vocabulary | None:
    """The pieces of the tokenizer `model` as a table beside it, made once; None where it cannot be made or read."""
    home = pieces_home(model)
    try:
        made_once(home, lambda work: write_vocabulary(model, work), lambda code: None)
        return Vocabulary(home, model)
    except Exception:  # the libraries raise types of their own; the whole tokenizer says what is wrong with it
        return None
