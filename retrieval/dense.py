"""Passage vectors in FAISS, searched exactly by inner product (cosine, as all vectors are of unit length)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.block_sums import CheckedFile
from retrieval.encoder import Vectors
from retrieval.files import native_writing

FILE = "passages.faiss"


class DenseIndex:
    """Vectors under persistent ids. Scores are cosines, higher is better."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> "DenseIndex":
        """An index without vectors."""
        import faiss

        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def load(cls, folder: Path) -> "DenseIndex":
        """The index saved in `folder`, whose digest the caller has checked."""
        import faiss

        return cls(faiss.read_index(str(folder / FILE)))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`. Raises OSError."""
        write_index(self._index, folder / FILE)

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    @property
    def files(self) -> tuple[CheckedFile, ...]:
        """The files that are checked by blocks: none, the whole is read when it is loaded."""
        return ()

    @property
    def held(self) -> int:
        """Bytes in memory."""
        return self.count * (4 * self.dimension + 8)

    @property
    def kind(self) -> str:
        """How vectors are searched."""
        return "flat"

    @property
    def ids(self) -> NDArray[np.int64]:
        """The ids of all vectors, ascending."""
        import faiss

        made: Any = faiss
        return np.sort(made.vector_to_array(self._index.id_map))

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def add(self, ids: Sequence[int] | NDArray[np.int64], vectors: Vectors) -> None:
        """Add unit vectors, shape (ids, dimension), under new ids."""
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64))

    def search(self, vector: NDArray[np.float32], top_k: int, allowed: NDArray[np.int64] | None = None) -> dict[int, float]:
        """The `top_k` nearest: id → cosine, best first; fewer where there are fewer (FAISS pads with −1).

        Only the ids `allowed` (ascending) are looked at, where given.
        """
        if not self.count or (allowed is not None and not len(allowed)):
            return {}
        import faiss

        faiss.omp_set_num_threads(1)  # a question alone is no work to divide, and waking threads costs milliseconds
        if allowed is None:
            scores, ids = self._index.search(vector[None, :], min(top_k, self.count))
        else:
            scores, ids = self._search_among(vector, min(top_k, len(allowed)), allowed)
        return {int(i): float(s) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0}

    def _search_among(self, vector: NDArray[np.float32], top_k: int, allowed: NDArray[np.int64]) -> Any:
        import faiss

        bits = np.zeros(int(allowed[-1]) + 1, dtype=bool)
        bits[allowed] = True
        bitmap = np.packbits(bits, bitorder="little")
        made: Any = faiss  # its Python layer adds keyword arguments and arrays that its type hints do not know
        parameters = made.SearchParameters(sel=made.IDSelectorBitmap(bitmap))
        return self._index.search(vector[None, :], top_k, params=parameters)

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The stored vectors of these ids, float32 of shape (ids, dimension). Raises RuntimeError for an unknown id."""
        made: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return made


def write_index(index: Any, path: Path) -> None:
    """Write a FAISS index. Raises OSError: FAISS itself would not say that there was no room for the end of a file."""
    import faiss

    made: Any = faiss
    with native_writing(), path.open("wb") as file:
        made.write_index(index, made.PyCallbackIOWriter(file.write))
