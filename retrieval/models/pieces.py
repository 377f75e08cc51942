"""Text to the bundled model's tokens and word vectors."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Pieces:
    """The SentencePiece tokenizer and the memory-mapped word vectors of a runtime folder; `about` is its about.json.

    Raises what the libraries raise for a damaged file.
    """

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        self.about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self._prompts: dict[str, str] = self.about["prompts"]
        self.most = int(self.about["max_tokens"])
        self._tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
        self._words = np.load(folder / "words.npy", mmap_mode="r")
        self.end: int = self._tokenizer.eos_id()
        self.pad: int = self._tokenizer.pad_id()

    def inputs(self, texts: Sequence[str], kind: str) -> list[list[int]]:
        """The ids of each text with its prompt ("query", "passage"), between begin and end, at most `max_tokens`."""
        begin = self._tokenizer.bos_id()
        pieces = self._tokenizer.encode([self._prompts[kind] + text for text in texts])
        return [[begin, *piece[: self.most - 2], self.end] for piece in pieces]

    def plain(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text as it is."""
        ids: list[list[int]] = self._tokenizer.encode(list(texts))
        return ids

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The characters `[start, end)` of `text` that each id of `plain` stands for, without white space before it."""
        spans = []
        at = 0
        for piece in self._tokenizer.encode(text, return_type="proto").pieces:
            end = at + len(piece.surface)
            spans.append((end - len(piece.surface.lstrip()), end))
            at = end
        return spans

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The word vectors of ids of any shape, with one more axis (hidden)."""
        vectors: NDArray[np.float32] = self._words[ids].astype(np.float32)
        return vectors
