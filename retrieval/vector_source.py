"""The vectors of an update's texts: taken from where they are known, and only else made.

A vector is kept in half precision wherever it is kept, so it is the same from each of these places.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Encoder
from retrieval.journal import Journal
from retrieval.sentence_vectors import Halves
from retrieval.text_keys import Keys

Progress = Callable[[int, int], None]
"""Called with (characters encoded, characters in all): texts differ in length, and the time they take with it."""


class Known(Protocol):
    """Vectors that an engine has of texts that an update may hold again."""

    def fill(self, keys: Keys, vectors: Halves, missing: NDArray[np.bool_]) -> None:
        """Write those of the texts with these keys that are `missing` into `vectors`, and mark them as missing no more."""


class VectorSource:
    """Looks into the journal, which has all that this update or an interrupted one made, then into what the engine has."""

    def __init__(self, encoder: Encoder, journal: Journal, known: Known | None) -> None:
        self._encoder = encoder
        self._journal = journal
        self.known = known

    def of(self, texts: Sequence[str], keys: Keys, told: Callable[[int], None]) -> Halves:
        """The vectors of texts with these keys; `told` gets how many of their characters are done. Raises IndexDamaged."""
        vectors = np.zeros((len(texts), self._encoder.dimension), dtype=np.float16)
        missing = np.ones(len(texts), dtype=bool)
        here = self._journal.find(keys)
        vectors[here >= 0] = self._journal.vectors(here[here >= 0])
        missing[here >= 0] = False
        if self.known is not None and missing.any():
            self.known.fill(keys, vectors, missing)
        _, first, of = np.unique(keys[missing], axis=0, return_index=True, return_inverse=True)
        order = np.sort(first)  # each text once, in the order of `texts`
        wanted = [texts[number] for number in np.flatnonzero(missing)[order].tolist()]
        done = sum(map(len, texts)) - sum(map(len, wanted))
        if wanted:
            reached = list(accumulate(sorted(map(len, wanted), reverse=True), initial=done))  # the longest come first
            made = self._encoder.encode(wanted, "passage", lambda count: told(reached[count])).astype(np.float16)
            self._journal.add(keys[missing][order], made)
            vectors[missing] = made[np.searchsorted(order, first)[of.ravel()]]
        else:
            told(done)
        return vectors
