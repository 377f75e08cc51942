"""The vectors of all sentences, in half precision, memory-mapped: a question reads those of its candidates only.

They lie in parts, files that are never changed: a new generation shares the parts of the old one by hard links, and what
is removed is no longer named. A part is written anew when a quarter of it is unnamed or when it is small beside what comes
after it, so that there are few parts, and what an update writes follows what it adds.
"""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors
from retrieval.files import link_or_copy

FOLDER = "sentences"
ROWS_FILE = "rows.npy"
_MOST_UNNAMED = 0.25
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]


class SentenceVectors:
    """Passage id → the vectors of its sentences, in the passage's order.

    `rows` has shape (passages, 4): passage id, part, first row in it, number of rows; sorted by id.
    """

    def __init__(self, folder: Path, parts: dict[int, Halves], rows: Rows) -> None:
        self.folder = folder
        self.parts = parts
        self.rows = rows
        self._ids = np.ascontiguousarray(rows[:, 0])

    @classmethod
    def load(cls, folder: Path, dimension: int) -> "SentenceVectors":
        """Those in `folder`, mapped into memory. Raises ValueError where they are not of `dimension`."""
        paths = {int(path.stem): path for path in sorted((folder / FOLDER).glob("*.f16"))}
        parts: dict[int, Halves] = {
            part: np.asarray(np.memmap(path, dtype=np.float16, mode="r")).reshape(-1, dimension) for part, path in paths.items()
        }
        return cls(folder, parts, np.load(folder / ROWS_FILE))

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return int(self.rows[:, 3].sum())

    def of(self, passage_id: int) -> Vectors:
        """The vectors of a passage's sentences, float32 of shape (sentences, dimension). Raises KeyError."""
        at = int(self._ids.searchsorted(passage_id))
        if at == len(self.rows) or self._ids[at] != passage_id:
            raise KeyError(passage_id)
        return self.at(self.rows[at]).astype(np.float32)

    def at(self, row: Rows) -> Halves:
        """The stored vectors that a row of `rows` names."""
        _, part, first, count = row.tolist()
        return self.parts[part][first : first + count] if count else np.zeros((0, 0), dtype=np.float16)


class SentenceWriter:
    """Writes into `folder` what `old` holds, without the passages `removed`, and what is added."""

    def __init__(self, folder: Path, old: SentenceVectors | None = None, removed: Iterable[int] = ()) -> None:
        self._folder = folder
        self._old = old
        gone = np.fromiter(removed, dtype=np.int64)
        self._kept = old.rows[~np.isin(old.rows[:, 0], gone)] if old else np.zeros((0, 4), dtype=np.int64)
        self._part = max(old.parts, default=0) + 1 if old else 1
        self._added: list[list[int]] = []
        self._length = 0
        (folder / FOLDER).mkdir(parents=True)
        self._file = (folder / FOLDER / f"{self._part:06d}.f16").open("wb")

    def __enter__(self) -> "SentenceWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, passage_id: int, vectors: Vectors) -> None:
        """The vectors of a new passage's sentences, as many rows as it has sentences."""
        self._write(passage_id, vectors.astype(np.float16))

    def finish(self) -> int:
        """Write all that is left; returns how many sentences there are."""
        live = {int(part): int(self._kept[self._kept[:, 1] == part, 3].sum()) for part in np.unique(self._kept[:, 1])}
        again = self._to_write_again(live)
        for row in self._kept:
            if int(row[1]) in again and self._old:
                self._write(int(row[0]), self._old.at(row))
        self._file.close()
        if not self._length:
            Path(self._file.name).unlink()
        for part in live.keys() - again:
            name = f"{part:06d}.f16"
            link_or_copy(self._old.folder / FOLDER / name, self._folder / FOLDER / name)  # type: ignore[union-attr]
        kept = self._kept[~np.isin(self._kept[:, 1], list(again))]
        rows = np.concatenate([kept, np.array(self._added, dtype=np.int64).reshape(-1, 4)])
        np.save(self._folder / ROWS_FILE, rows[np.argsort(rows[:, 0])])
        return int(rows[:, 3].sum())

    def _write(self, passage_id: int, vectors: Halves) -> None:
        self._file.write(np.ascontiguousarray(vectors).tobytes())
        self._added.append([passage_id, self._part, self._length, len(vectors)])
        self._length += len(vectors)

    def _to_write_again(self, live: dict[int, int]) -> set[int]:
        """Parts that hold much that is gone, and the newest while each is not twice as large as what comes after it."""
        if self._old is None:
            return set()
        again = {part for part, count in live.items() if count < (1 - _MOST_UNNAMED) * len(self._old.parts[part])}
        after = self._length + sum(live[part] for part in again)
        for part in sorted(live.keys() - again, reverse=True):
            if live[part] >= 2 * after:
                break
            again.add(part)
            after += live[part]
        return again
