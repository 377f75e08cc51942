"""The vectors of all sentences, in half precision, memory-mapped: a question reads those of its candidates only."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

VECTORS_FILE = "sentences.npy"
ROWS_FILE = "rows.npy"
Halves = NDArray[np.float16]


class SentenceVectors:
    """Passage id → the vectors of its sentences, in the passage's order.

    `rows` has shape (passages, 3): passage id, first row, number of rows, sorted by id.
    """

    def __init__(self, vectors: Halves, rows: NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._rows = rows
        self._ids = np.ascontiguousarray(rows[:, 0])

    @classmethod
    def empty(cls, dimension: int) -> "SentenceVectors":
        """No sentences yet."""
        return cls(np.zeros((0, dimension), dtype=np.float16), np.zeros((0, 3), dtype=np.int64))

    @classmethod
    def load(cls, folder: Path) -> "SentenceVectors":
        """Those saved in `folder`, mapped into memory."""
        return cls(np.load(folder / VECTORS_FILE, mmap_mode="r"), np.load(folder / ROWS_FILE))

    def save(self, folder: Path) -> None:
        """Write both files into `folder`."""
        np.save(folder / VECTORS_FILE, self._vectors)
        np.save(folder / ROWS_FILE, self._rows)

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return int(self._vectors.shape[0])

    def of(self, passage_id: int) -> Vectors:
        """The vectors of a passage's sentences, float32 of shape (sentences, dimension). Raises KeyError."""
        at = int(self._ids.searchsorted(passage_id))
        if at == len(self._ids) or self._ids[at] != passage_id:
            raise KeyError(passage_id)
        _, first, count = self._rows[at].tolist()
        return self._vectors[first : first + count].astype(np.float32)

    def changed(self, removed: Iterable[int], added: Mapping[int, Vectors]) -> "SentenceVectors":
        """A copy without the passages `removed` and with those `added`, whose ids must be new."""
        kept = self._rows[~np.isin(self._rows[:, 0], np.fromiter(removed, dtype=np.int64))]
        parts: list[Halves] = [self._vectors[first : first + count] for _, first, count in kept]
        ids: Sequence[int] = [*kept[:, 0].tolist(), *added]
        parts += [vectors.astype(np.float16) for vectors in added.values()]
        counts = np.array([len(part) for part in parts], dtype=np.int64)
        rows = np.stack([np.array(ids, dtype=np.int64), np.cumsum(counts) - counts, counts], axis=1)
        joined = np.concatenate(parts) if parts else self._vectors[:0]
        return SentenceVectors(joined, rows[np.argsort(rows[:, 0])])
