"""How long the parts of an answer take, each without those inside it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PARTS = {
    "encode": [("retrieval.encoder", "RuntimeEncoder", "encode")],
    "dense": [("retrieval.dense", "DenseIndex", "search"), ("retrieval.dense_lists", "ListIndex", "search")],
    "lexical": [("retrieval.lexical", "LexicalIndex", "search")],
    "evidence": [("retrieval.finder", "", "sentence_features")],
    "reader": [("retrieval.reader", "Reader", "scores")],
}
"""Each part's functions: module, class or nothing, name."""


class Parts:
    """A stopwatch; `spent` is the seconds of each part since the last `clear`."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._inside: list[float] = []
        self.spent: dict[str, float] = {}

    def clear(self) -> None:
        """Begin anew."""
        self.spent = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What runs inside belongs to the part, but for parts inside it."""
        self._inside.append(0.0)
        started = self._clock()
        try:
            yield
        finally:
            took = self._clock() - started
            self.spent[name] = self.spent.get(name, 0.0) + took - self._inside.pop()
            if self._inside:
                self._inside[-1] += took

    def watch(self, part: str, owner: Any, name: str) -> None:
        """Every call of `owner.name` belongs to the part. Raises AttributeError where there is none."""
        watched = getattr(owner, name)

        def call(*arguments: Any, **named: Any) -> Any:
            with self.part(part):
                return watched(*arguments, **named)

        setattr(owner, name, call)
