"""The vectors of all sentences, in half precision, memory-mapped: a question reads those of its candidates only.

They lie in parts, files that are never changed: a new generation shares the parts of the old one by hard links, and what
is removed is no longer named (`retrieval.files.due_parts`).
"""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from retrieval.block_sums import CheckedFile, sums_of, write_sums
from retrieval.encoder import Vectors
from retrieval.files import due_parts, link_or_copy

FOLDER = "sentences"
ROWS_FILE = "rows.npy"
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]


class SentenceVectors:
    """Passage id → the vectors of its sentences, in the passage's order.

    `rows` has shape (passages, 4): passage id, part, first row in it, number of rows; sorted by id.
    """

    def __init__(self, folder: Path, files: dict[int, CheckedFile], dimension: int, rows: Rows) -> None:
        self.folder = folder
        self.parts: dict[int, Halves] = {
            part: file.bytes.view(np.float16).reshape(-1, dimension) for part, file in files.items()
        }
        self._files = files
        self.files = tuple(files.values())
        self._row_bytes = 2 * dimension
        self.rows = rows
        self._ids = np.ascontiguousarray(rows[:, 0])

    @classmethod
    def load(cls, folder: Path, dimension: int) -> "SentenceVectors":
        """Those in `folder`, mapped into memory. Raises ValueError where they are not of `dimension`, IndexDamaged."""
        paths = {int(path.stem): path for path in sorted((folder / FOLDER).glob("*.f16"))}
        files = {part: CheckedFile(path) for part, path in paths.items()}
        return cls(folder, files, dimension, np.load(folder / ROWS_FILE, allow_pickle=False))

    @property
    def held(self) -> int:
        """Bytes in memory, without the vectors: those are mapped from the disk, and the system keeps what is read often."""
        return self.rows.nbytes + self._ids.nbytes + sum(file.held for file in self.files)

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return int(self.rows[:, 3].sum())

    def holds(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these passages there are."""
        at = np.minimum(self._ids.searchsorted(ids), max(0, len(self._ids) - 1))
        return np.asarray(self._ids[at] == ids) if len(self._ids) else np.zeros(len(ids), dtype=bool)

    def of(self, passage_id: int) -> Vectors:
        """The vectors of a passage's sentences, float32 of shape (sentences, dimension). Raises KeyError."""
        at = int(self._ids.searchsorted(passage_id))
        if at == len(self.rows) or self._ids[at] != passage_id:
            raise KeyError(passage_id)
        return self.at(self.rows[at]).astype(np.float32)

    def at(self, row: Rows) -> Halves:
        """The stored vectors that a row of `rows` names. Raises IndexDamaged where their file is damaged there."""
        _, part, first, count = row.tolist()
        if count:
            self._files[part].check(first * self._row_bytes, (first + count) * self._row_bytes)
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

    def add(self, passage_id: int, vectors: Vectors | Halves) -> None:
        """The vectors of a new passage's sentences, as many rows as it has sentences."""
        self._write(passage_id, vectors.astype(np.float16))

    def finish(self) -> int:
        """Write all that is left; returns how many sentences there are."""
        live = {int(part): int(self._kept[self._kept[:, 1] == part, 3].sum()) for part in np.unique(self._kept[:, 1])}
        written = {part: len(self._old.parts[part]) for part in live} if self._old else {}
        again = due_parts(live, written, self._length)
        kept = ~np.isin(self._kept[:, 1], list(again))
        for row in self._kept[~kept]:
            self._write(int(row[0]), self._old.at(row))  # type: ignore[union-attr]  # only rows of an old one come here
        self._file.close()
        path = Path(self._file.name)
        if self._length:
            write_sums(path)
        else:
            path.unlink()
        for part in live.keys() - again:
            old = self._old.folder / FOLDER / f"{part:06d}.f16"  # type: ignore[union-attr]  # only rows of an old one come here
            for file in (old, sums_of(old)):
                link_or_copy(file, self._folder / FOLDER / file.name)
        rows = np.concatenate([self._kept[kept], np.array(self._added, dtype=np.int64).reshape(-1, 4)])
        np.save(self._folder / ROWS_FILE, rows[np.argsort(rows[:, 0])])
        return int(rows[:, 3].sum())

    def _write(self, passage_id: int, vectors: Halves) -> None:
        self._file.write(np.ascontiguousarray(vectors).tobytes())
        self._added.append([passage_id, self._part, self._length, len(vectors)])
        self._length += len(vectors)
