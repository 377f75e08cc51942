"""Writing passage vectors: flat while they are few, in lists by nearness when they are many, and of an old index only what
changed.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.block_sums import sums_of, write_sums
from retrieval.dense import DenseIndex, write_index
from retrieval.dense_lists import CENTROIDS_FILE, FOLDER, PLACES_FILE, ListIndex, Part
from retrieval.encoder import Vectors
from retrieval.files import due_parts, link_or_copy
from retrieval.ids import Ids, among

LISTS_FROM = 50_000
"""From so many passages on there are lists; an index of lists that shrinks below half of it becomes flat again."""
_TRAINING = 40
_ROUNDS = 8
"""Vectors for each centroid, and how often centroids are moved."""
_BATCH = 20_000
Dense = DenseIndex | ListIndex


def load_dense(folder: Path) -> Dense:
    """The index in `folder`, whose manifest the caller has checked. Raises IndexDamaged and RuntimeError."""
    return ListIndex.load(folder) if (folder / CENTROIDS_FILE).exists() else DenseIndex.load(folder)


def lists_for(count: int) -> int:
    """How many lists `count` vectors are put into: the power of two nearest above twice their root."""
    return 1 << int(2 * count**0.5).bit_length()


class DenseWriter:
    """Writes into `folder` what `old` holds, without the passages `removed`, and what is added under new ids."""

    def __init__(
        self, folder: Path, dimension: int, old: Dense | None = None, removed: Iterable[int] = (), lists_from: int = LISTS_FROM
    ) -> None:
        self._folder = folder
        self._dimension = dimension
        self._old = old
        self._removed = np.unique(np.fromiter(removed, dtype=np.int64))
        self._lists_from = lists_from
        self._ids: list[Ids] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed in __exit__

    def __enter__(self) -> "DenseWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._spool.close()

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Unit vectors of shape (ids, dimension). They wait on the disk."""
        self._spool.write(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
        self._ids.append(np.asarray(ids, dtype=np.int64))

    def finish(self) -> int:
        """Write the index; returns how many vectors it holds."""
        old = self._old
        kept = np.setdiff1d(old.ids, self._removed) if old else np.zeros(0, dtype=np.int64)
        total = len(kept) + sum(map(len, self._ids))
        least = self._lists_from // 2 if isinstance(old, ListIndex) else self._lists_from
        if total < max(1, least):
            self._write_flat(kept)
        elif isinstance(old, ListIndex) and lists_for(total) < 2 * len(old.centroids):  # less than four times as many
            self._write_part(old, kept)
        else:
            self._write_lists(kept, total)
        return total

    def _write_flat(self, kept: Ids) -> None:
        index = DenseIndex.empty(self._dimension)
        for ids, vectors in self._all(kept):
            index.add(ids, vectors)
        index.save(self._folder)

    def _write_lists(self, kept: Ids, total: int) -> None:
        """All in one part, in lists made for these vectors."""
        count = lists_for(total)
        share = min(1.0, _TRAINING * count / total)
        draw = np.random.default_rng(1)
        sample = np.concatenate([vectors[draw.random(len(vectors)) < share] for _, vectors in self._all(kept)])
        centroids = _centroids(sample, min(count, len(sample)))
        np.save(self._folder / CENTROIDS_FILE, centroids)
        places = self._write(1, centroids, ((ids, vectors, _nearest(vectors, centroids)) for ids, vectors in self._all(kept)))
        np.save(self._folder / PLACES_FILE, places[np.argsort(places[:, 0])])

    def _write_part(self, old: ListIndex, kept: Ids) -> None:
        """The vectors added, with the old parts that are due, in a new part beside the others."""
        link_or_copy(old.folder / CENTROIDS_FILE, self._folder / CENTROIDS_FILE)
        rows = old.places[np.isin(old.ids, kept, assume_unique=True)]
        live = {part: int((rows[:, 1] == part).sum()) for part in np.unique(rows[:, 1]).tolist()}
        due = due_parts(live, {part: old.parts[part].count for part in live}, sum(map(len, self._ids)))
        left = [rows[~np.isin(rows[:, 1], list(due))]]
        new = max(old.parts) + 1
        (self._folder / FOLDER).mkdir()
        if self._ids or due:
            left.append(self._write(new, old.centroids, self._again(old, rows, due)))
        for part in live.keys() - due:
            for file in (path := old.parts[part].path), sums_of(path):
                link_or_copy(file, self._folder / FOLDER / file.name)
        places = np.concatenate(left)
        np.save(self._folder / PLACES_FILE, places[np.argsort(places[:, 0])])

    def _again(self, old: ListIndex, rows: NDArray[np.int64], due: set[int]) -> Iterator[tuple[Ids, Vectors, Ids]]:
        """What stands in the parts `due`, in the lists in which it stands, and what was added."""
        for part in sorted(due):
            named = rows[rows[:, 1] == part, 0]
            for number in range(len(old.centroids)):
                old.parts[part].check([number])
                start, ids = old.parts[part].place(number)
                at = np.flatnonzero(among(ids, named))
                if len(at):
                    codes = old.parts[part].codes(start + at * 2 * self._dimension)
                    yield ids[at], codes.view(np.float16).astype(np.float32), np.full(len(at), number, dtype=np.int64)
        for ids, vectors in self._added():
            yield ids, vectors, _nearest(vectors, old.centroids)

    def _write(self, number: int, centroids: Vectors, rows: Iterable[tuple[Ids, Vectors, Ids]]) -> NDArray[np.int64]:
        """A part with these ids, vectors and lists; returns their places."""
        import faiss

        made: Any = faiss
        (self._folder / FOLDER).mkdir(exist_ok=True)
        path = self._folder / FOLDER / f"{number:06d}.lists"
        empty = made.IndexFlatIP(self._dimension)  # the centroids stand apart, once for all parts
        index = made.IndexIVFScalarQuantizer(
            empty, self._dimension, len(centroids), faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
        )
        index.is_trained = True
        for ids, vectors, lists in rows:
            arrays = [np.ascontiguousarray(array) for array in (vectors, ids, lists)]
            index.add_core(len(ids), *(made.swig_ptr(array) for array in arrays))
        write_index(index, path)
        write_sums(path)
        part = Part(path, len(centroids))
        places = []
        for each in range(len(centroids)):
            start, ids = part.place(each)
            places.append(np.stack([ids, np.full(len(ids), number), start + 2 * self._dimension * np.arange(len(ids))], axis=1))
        return np.concatenate(places)

    def _all(self, kept: Ids) -> Iterator[tuple[Ids, Vectors]]:
        """The old vectors that stay, and those added."""
        for at in range(0, len(kept), _BATCH):
            ids = kept[at : at + _BATCH]
            yield ids, self._old.vectors(ids)  # type: ignore[union-attr]  # what is kept is of an old one
        yield from self._added()

    def _added(self) -> Iterator[tuple[Ids, Vectors]]:
        self._spool.seek(0)
        for ids in _gathered(self._ids):
            raw = self._spool.read(4 * self._dimension * len(ids))
            yield ids, np.frombuffer(raw, dtype=np.float32).reshape(-1, self._dimension)


def _gathered(pieces: list[Ids]) -> Iterator[Ids]:
    every = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)
    yield from (every[at : at + _BATCH] for at in range(0, len(every), _BATCH))


def _centroids(sample: Vectors, count: int) -> Vectors:
    """So many unit vectors, each in the middle of those of the sample that are nearest to it."""
    import faiss

    made: Any = faiss
    faiss.omp_set_num_threads(_cores())
    options = {"spherical": True, "seed": 1, "max_points_per_centroid": _TRAINING, "min_points_per_centroid": 1}
    means = made.Kmeans(sample.shape[1], count, niter=_ROUNDS, **options)
    means.train(sample)
    found: Vectors = means.centroids
    return found


def _nearest(vectors: Vectors, centroids: Vectors) -> Ids:
    """The list of each vector."""
    import faiss

    made: Any = faiss
    faiss.omp_set_num_threads(_cores())
    _, lists = made.knn(np.ascontiguousarray(vectors), centroids, 1, metric=faiss.METRIC_INNER_PRODUCT)
    return np.ascontiguousarray(lists[:, 0], dtype=np.int64)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
