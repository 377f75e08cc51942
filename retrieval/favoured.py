"""Which passages are of the period and outlet that a question names: they are searched beside the whole archive, so that the
best of them are judged however many others are nearer.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from corpus.snapshot import Snapshot
from retrieval.understood import AskedPeriod, AskedSource, Understood

Ids = NDArray[np.int64]
_UNDATED = -1


class Favoured:
    """The date and outlet of every passage's article, of one generation."""

    def __init__(self, snapshot: Snapshot) -> None:
        rows = list(snapshot.passage_facts())
        self._ids: Ids = np.array([row.id for row in rows], dtype=np.int64)
        self._first = _days(row.days.earliest.toordinal() if row.days else _UNDATED for row in rows)
        self._last = _days(row.days.latest.toordinal() if row.days else _UNDATED for row in rows)
        self._numbers = {name: number for number, name in enumerate(dict.fromkeys(n for row in rows for n in row.names))}
        pairs = [(at, self._numbers[name]) for at, row in enumerate(rows) for name in row.names]
        self._at, self._named = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    def of(self, understood: Understood) -> Ids | None:
        """The ids, ascending, of the passages that may be of the period and are of the outlet; of either where none is of both.

        None where the question names neither, or no passage is of them.
        """
        masks = []
        if understood.period:
            masks.append(self._in(understood.period))
        if understood.source:
            masks.append(self._by(understood.source))
        if not masks:
            return None
        both = np.logical_and.reduce(masks)
        chosen: Ids = self._ids[both if both.any() else np.logical_or.reduce(masks)]
        return chosen if len(chosen) else None

    def _in(self, period: AskedPeriod) -> NDArray[np.bool_]:
        days = period.days
        made: NDArray[np.bool_] = (
            (self._first != _UNDATED) & (self._first <= days.latest.toordinal()) & (self._last >= days.earliest.toordinal())
        )
        return made

    def _by(self, source: AskedSource) -> NDArray[np.bool_]:
        made = np.zeros(len(self._ids), dtype=np.bool_)
        numbers = [self._numbers[name] for name in source.sources if name in self._numbers]
        made[self._at[np.isin(self._named, numbers)]] = True
        return made


def _days(ordinals: Iterable[int]) -> NDArray[np.int32]:
    return np.array(list(ordinals), dtype=np.int32)
