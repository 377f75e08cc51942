"""The bundled models, opened once in a process, that encode and read nothing twice: a run costs what it tests, not models."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np


class Remembering:
    """An encoder that encodes no text twice."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder
        self.identity: str = encoder.identity
        self.dimension: int = encoder.dimension
        self.pieces = encoder.pieces
        self.known: dict[tuple[str, ...], Any] = {}

    def encode(self, texts: Sequence[str], kind: str, progress: Callable[[int], None] = lambda done: None) -> Any:
        """See `retrieval.encoder.Encoder.encode`."""
        new = list(dict.fromkeys(text for text in texts if (kind, text) not in self.known))
        if new:
            rows = self._encoder.encode(new, kind)
            self.known.update({(kind, text): row for text, row in zip(new, rows, strict=True)})
        progress(len(texts))
        rows = [self.known[kind, text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)


class RememberingReader:
    """A reader that reads nothing twice; what it knows stands with what its encoder knows."""

    def __init__(self, reader: Any, known: dict[tuple[str, ...], Any]) -> None:
        self._reader = reader
        self._known = known

    def scores(self, question: str, sentences: Sequence[str]) -> Any:
        """See `retrieval.reader.Reader.scores`."""
        key = ("read", question, *sentences)
        if key not in self._known:
            self._known[key] = self._reader.scores(question, sentences)
        return self._known[key]


Loads = dict[str, Callable[..., Any]]
"""Functions of `retrieval` by their names."""


def ready_models(cache: Path | None = None) -> tuple[Remembering, Loads, Loads]:
    """The bundled models, opened; the functions that give them, and those that load models from a cache."""
    from bot.settings import Settings
    from retrieval import encoder, reader

    cache = cache or Settings().cache_dir
    bundled = encoder.load_encoder("bundled", cache)
    loaded = Remembering(bundled)
    read = RememberingReader(reader.load_reader("unsure", "bundled", cache, encoder=bundled), loaded.known)
    from_cache: Loads = {"load_encoder": encoder.load_encoder, "load_reader": reader.load_reader}
    return loaded, {"load_encoder": lambda *_: loaded, "load_reader": lambda *_: read}, from_cache


def use_models(loads: Loads) -> None:
    """Have everything that needs models get them by these functions."""
    from retrieval import encoder, reader, retriever

    for module in (encoder, reader, retriever):
        for name, load in loads.items():
            if hasattr(module, name):
                setattr(module, name, load)
