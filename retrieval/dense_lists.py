"""Passage vectors of a large archive, in lists by nearness: a question reads the lists that are nearest to it.

The lists are FAISS' inverted files with vectors in half precision, so that a score is a cosine and nothing has to be ranked
once more. They lie in parts, files that are never changed and are mapped into memory: a new generation shares the parts of
the old one by hard links, and what is removed is no longer named in `places`. All parts have the same centroids.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.block_sums import CheckedFile
from retrieval.encoder import Vectors
from retrieval.ids import Ids

FOLDER = "passages"
CENTROIDS_FILE = "centroids.npy"
PLACES_FILE = "places.npy"
PROBES = range(64, 257)
"""So many lists a question reads, more of them where they are short: measured (docs/scaling.md)."""
_READ = 32_000
"""Vectors. About so many are read, where that is within `PROBES`."""
EXACT_BELOW = 20_000
"""Where a filter leaves fewer passages, all of them are compared, which takes no longer than the lists do."""
_COPIES = 4
"""Of so many filters these passages are kept side by side, at most 15 MB each: gathering them takes longer than the search."""
_SELECTORS = 8
"""Of so many filters what lets them through is kept, a bit for each id that was ever given."""
_HEADER = 4096
Places = NDArray[np.int64]


class Part:
    """One file of lists."""

    def __init__(self, path: Path, lists: int) -> None:
        import faiss

        self.path = path
        self.file = CheckedFile(path)
        self.file.check(0, min(len(self.file.bytes), _HEADER + 8 * lists))  # FAISS reads it, with the length of each list
        made: Any = faiss
        self.index = made.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        self._lists = made.downcast_InvertedLists(self.index.invlists).lists
        self._checked: set[int] = set()

    @property
    def count(self) -> int:
        """How many vectors stand in the file, removed ones too."""
        return int(self.index.ntotal)

    def place(self, number: int) -> tuple[int, Ids]:
        """Where a list begins in the file, and the ids in it."""
        found = self._lists.at(number)
        ids = found.offset + found.capacity * self.index.code_size
        return found.offset, self.file.bytes[ids : ids + 8 * found.size].view(np.int64)

    def check(self, numbers: Sequence[int]) -> None:
        """Check these lists where nobody has."""
        for number in numbers:
            if number not in self._checked:
                found = self._lists.at(number)
                self.file.check(found.offset, found.offset + found.capacity * (self.index.code_size + 8))
                self._checked.add(number)

    def codes(self, starts: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The vectors that begin at these bytes, as they are stored: shape (starts, bytes of a vector)."""
        size = self.index.code_size
        self.file.check_at(starts, size)
        count = len(self.file.bytes) - size + 1
        every: Any = np.ndarray((count,), dtype=np.dtype((np.void, size)), buffer=self.file.bytes, strides=(1,))
        return np.ascontiguousarray(every[starts]).view(np.uint8).reshape(-1, size)

    def search(self, vector: Vectors, lists: Any, nearness: Vectors, top_k: int, selector: Any) -> tuple[Vectors, Ids]:
        """Scores and ids of the nearest in these lists, −1 where there are fewer."""
        import faiss

        made: Any = faiss
        self.check(lists.tolist())
        scores, ids = np.empty(top_k, dtype=np.float32), np.empty(top_k, dtype=np.int64)
        wanted = {"nprobe": len(lists)} | ({"sel": selector} if selector else {})
        arrays = [made.swig_ptr(array) for array in (lists, nearness, scores, ids)]
        parameters = made.SearchParametersIVF(**wanted)
        self.index.search_preassigned_c(1, made.swig_ptr(vector), top_k, *arrays, False, parameters)
        return scores, ids


class ListIndex:
    """Vectors under persistent ids, which are never given twice. `places` has shape (vectors, 3): id, part, first byte of the
    vector in it; sorted by id.
    """

    def __init__(self, folder: Path, centroids: Vectors, places: Places, parts: dict[int, Part]) -> None:
        self.folder = folder
        self.centroids = centroids
        self.places = places
        self.parts = parts
        self._ids = np.ascontiguousarray(places[:, 0])
        self._selected: tuple[tuple[Ids | None, Any], ...] = ()
        self._copied: tuple[tuple[Ids, Any, Ids], ...] = ()

    @classmethod
    def load(cls, folder: Path) -> "ListIndex":
        """Those in `folder`, mapped into memory. Raises IndexDamaged and ValueError."""
        centroids = np.load(folder / CENTROIDS_FILE, allow_pickle=False)
        parts = {int(path.stem): Part(path, len(centroids)) for path in sorted((folder / FOLDER).glob("*.lists"))}
        return cls(folder, centroids, np.load(folder / PLACES_FILE, allow_pickle=False), parts)

    @property
    def files(self) -> tuple[CheckedFile, ...]:
        """The files that are checked by blocks."""
        return tuple(part.file for part in self.parts.values())

    @property
    def held(self) -> int:
        """Bytes in memory, without the lists: those are mapped from the disk, and the system keeps what is read often."""
        return self.places.nbytes + self._ids.nbytes + self.centroids.nbytes + sum(file.held for file in self.files)

    @property
    def kind(self) -> str:
        """How vectors are searched."""
        return "lists"

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return len(self.places)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.centroids.shape[1])

    @property
    def ids(self) -> Ids:
        """The ids of all vectors, ascending."""
        return self._ids

    def search(self, vector: NDArray[np.float32], top_k: int, allowed: Ids | None = None) -> dict[int, float]:
        """About the `top_k` nearest: id → cosine, best first. Only the ids `allowed` (ascending) are looked at, where given.

        What a filter leaves is searched exactly where it is little; of more, as many lists are read as hold as much.
        """
        import faiss

        if allowed is not None and len(allowed) <= EXACT_BELOW:
            return self._exactly(vector, top_k, allowed)
        share = 1.0 if allowed is None else len(allowed) / max(1, self.count)
        wanted = min(max(_READ * len(self.centroids) // max(1, self.count), PROBES[0]), PROBES[-1])
        probes = min(len(self.centroids), int(wanted / max(share, 1e-9)))
        query = np.ascontiguousarray(vector, dtype=np.float32)
        nearness = np.einsum("ij,j->i", self.centroids, query)  # `@` wakes threads, which then wait at full speed
        lists = np.argpartition(-nearness, probes - 1)[:probes].astype(np.int64)
        faiss.omp_set_num_threads(1)
        selector = self._selector(allowed)
        found = [part.search(query, lists, nearness[lists], top_k, selector) for part in self.parts.values()]
        scores, ids = (np.concatenate(each) for each in zip(*found, strict=True))
        return _best(scores, ids, top_k)

    def vectors(self, ids: Sequence[int] | Ids) -> Vectors:
        """The stored vectors of these ids, float32 of shape (ids, dimension). Raises RuntimeError for an unknown id."""
        rows = self._rows(np.asarray(ids, dtype=np.int64))
        if len(rows) < len(ids):
            raise RuntimeError("an id is not in the index")
        made = np.empty((len(rows), self.dimension), dtype=np.float32)
        for part, at in self._by_part(rows):
            made[at] = self.parts[part].codes(self.places[rows[at], 2]).view(np.float16)
        return made

    def _exactly(self, vector: NDArray[np.float32], top_k: int, allowed: Ids) -> dict[int, float]:
        import faiss

        known = next((each for each in self._copied if each[0] is allowed), None)
        if known is None:
            known = allowed, *self._copy(allowed)
            self._copied = (known, *self._copied[: _COPIES - 1])
        _, flat, ids = known
        if not len(ids):
            return {}
        faiss.omp_set_num_threads(1)
        scores, found = flat.search(np.ascontiguousarray(vector, dtype=np.float32)[None, :], min(top_k, len(ids)))
        return _best(scores[0], ids[found[0]], top_k)

    def _copy(self, allowed: Ids) -> tuple[Any, Ids]:
        """The vectors that a filter leaves, side by side, and their ids."""
        import faiss

        flat: Any = faiss.IndexScalarQuantizer(self.dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        flat.is_trained = True
        rows = self._rows(allowed)
        order = [rows[:0]]
        for part, at in self._by_part(rows):
            flat.add_sa_codes(self.parts[part].codes(self.places[rows[at], 2]))
            order.append(rows[at])
        return flat, self._ids[np.concatenate(order)]

    def _rows(self, ids: Ids) -> NDArray[np.int64]:
        """The rows of `places` of those ids that are there."""
        at = np.minimum(self._ids.searchsorted(ids), max(0, self.count - 1))
        return at[self._ids[at] == ids] if self.count else at[:0]

    def _by_part(self, rows: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
        """The positions in `rows` by part."""
        parts = self.places[rows, 1]
        return [(part, np.flatnonzero(parts == part)) for part in np.unique(parts).tolist()]

    def _selector(self, allowed: Ids | None) -> Any:
        """What lets through the ids `allowed` that are there. The last are kept: filters are asked under more than once."""
        import faiss

        known = next((each for each in self._selected if each[0] is allowed), None)
        if known is None:
            if allowed is None and not self._has_removed:
                known = None, None
            else:
                ids = self._ids if allowed is None else self._ids[self._rows(allowed)]
                bits = np.zeros(int(ids[-1]) + 1 if len(ids) else 1, dtype=bool)
                bits[ids] = True
                made: Any = faiss
                known = allowed, made.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
            self._selected = (known, *self._selected[: _SELECTORS - 1])
        return known[1]

    @cached_property
    def _has_removed(self) -> bool:
        return sum(part.count for part in self.parts.values()) > self.count


def _best(scores: Vectors, ids: Ids, top_k: int) -> dict[int, float]:
    order = np.argsort(-scores, kind="stable")
    ranked = ((int(ids[at]), float(scores[at])) for at in order)
    return dict([(key, score) for key, score in ranked if key >= 0][:top_k])
