"""Which passages are of the period and outlet that a question names: they are searched beside the whole archive, so that the
best of them are judged however many others are nearer.
"""

from typing import TypeAlias

import numpy as np

from corpus.columns import Columns
from corpus.dates import DateInterval
from retrieval.ids import Ids
from retrieval.kept import Kept
from retrieval.understood import Understood

_KEPT = 2_000_000
"""Ids of passages. What was searched among them is kept for the very array (`retrieval.dense_lists`)."""
_Named: TypeAlias = tuple[DateInterval | None, tuple[str, ...] | None]


class Favoured:
    """The passages of one generation by the dates and outlets of their articles."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._kept: Kept[_Named, Ids] = Kept(_KEPT, lambda ids: 1 + len(ids))

    def of(self, understood: Understood) -> Ids | None:
        """The ids, ascending, of the passages that may be of the period and are of the outlet; of either where none is of both.

        None where the question names neither, or no passage is of them.
        """
        period, source = understood.period, understood.source
        if not period and not source:
            return None
        days, names = period.days if period else None, source.sources if source else None
        chosen = self._kept.made((days, names), lambda: self._chosen(days, names))
        return chosen if len(chosen) else None

    def _chosen(self, days: DateInterval | None, names: tuple[str, ...] | None) -> Ids:
        columns, masks = self._columns, []
        if days is not None:
            masks.append(columns.dated_within(days))
        if names is not None:
            masks.append(columns.named(names))
        both = columns.passages(np.logical_and.reduce(masks))
        return both if len(both) else columns.passages(np.logical_or.reduce(masks))
