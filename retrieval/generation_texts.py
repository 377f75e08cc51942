"""The texts of a generation's files by their digests, for an update that may hold them again."""

import numpy as np
from numpy.typing import NDArray

from retrieval.generation import Generation
from retrieval.sentence_vectors import Halves
from retrieval.text_keys import Keys, TextKeys


class GenerationTexts:
    """The texts of a generation of the embedded engine, by their digests."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.keys = TextKeys.load(generation.home)

    def fill(self, keys: Keys, vectors: Halves, missing: NDArray[np.bool_]) -> None:
        """See `retrieval.vector_source.Known`."""
        for part, numbers, rows in self.keys.sentences(keys):
            for number, row in zip(numbers.tolist(), rows.tolist(), strict=True):
                if missing[number]:
                    vectors[number] = self._generation.sentences.at(np.array([0, part, row, 1]))[0]
                    missing[number] = False
        for numbers, ids in self.keys.passages(keys):
            usable = missing[numbers] & self._generation.sentences.holds(ids)
            if usable.any():
                vectors[numbers[usable]] = self._generation.dense.vectors(ids[usable]).astype(np.float16)
                missing[numbers[usable]] = False
