"""Which passages are of the period and outlet that a question names: they are searched beside the whole archive, so that the
best of them are judged however many others are nearer.
"""

from typing import TypeAlias

import numpy as np

from corpus.columns import Columns
from corpus.dates import DateInterval
from retrieval.kept import Kept
from retrieval.selection import AllOf, AnyOf, Dated, Meaning, Named, Selection
from retrieval.understood import Understood

_KEPT = 2_000_000
"""Passages. What was searched among them is kept for the very array (`retrieval.dense_lists`)."""
_Named: TypeAlias = tuple[DateInterval | None, tuple[str, ...] | None]


class Favoured:
    """The passages of one generation by the dates and outlets of their articles."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._kept: Kept[_Named, Selection] = Kept(_KEPT, lambda found: 1 + found.count)

    def of(self, understood: Understood) -> Selection | None:
        """The passages that may be of the period and are of the outlet; of either where none is of both.

        None where the question names neither, or no passage is of them.
        """
        period, source = understood.period, understood.source
        if not period and not source:
            return None
        days, names = period.days if period else None, source.sources if source else None
        chosen = self._kept.made((days, names), lambda: self._chosen(days, names))
        return chosen if chosen.count else None

    def _chosen(self, days: DateInterval | None, names: tuple[str, ...] | None) -> Selection:
        columns, masks = self._columns, []
        parts: list[Meaning] = []
        if days is not None:
            masks.append(columns.dated_within(days))
            parts.append(Dated(days.earliest, days.latest))
        if names is not None:
            masks.append(columns.named(names))
            parts.append(Named(frozenset(names)))
        both = np.logical_and.reduce(masks)
        if count := columns.passages_of(both):
            return Selection(AllOf(tuple(parts)), count, lambda: columns.passages(both))
        any_of = np.logical_or.reduce(masks)
        return Selection(AnyOf(tuple(parts)), columns.passages_of(any_of), lambda: columns.passages(any_of))
