"""What a filter leaves to be searched, and the one answer made of what was found in dated and in undated articles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.filters import Filter, Fit
from corpus.store import Coverage, Snapshot
from retrieval.answer import Answer
from retrieval.independence import count_origins
from retrieval.quote import Quote

Ids = NDArray[np.int64]
"""Ids of passages, ascending."""
_ORDER: tuple[Fit, ...] = ("certain", "possible", "undated")


@dataclass(frozen=True)
class Scope:
    """The articles that fit a filter, the passages of the dated and of the undated ones, and their coverage."""

    only: Filter
    fits: Mapping[str, Fit]
    dated: Ids
    undated: Ids
    coverage: Coverage

    @property
    def searched(self) -> Ids:
        """The passages of all articles that fit, dated or not."""
        return np.union1d(self.dated, self.undated)

    def joined(self, dated: Answer, apart: Answer | None, top_k: int) -> Answer:
        """One answer: quotes that fit for certain, those that may, then those of undated articles, each best first.

        Without a quote the nearest miss is of the dated articles, where there are any.
        """
        answers = [dated, apart] if apart is not None else [dated]
        quotes = [self._marked(quote) for quote in chain.from_iterable(answer.quotes for answer in answers)]
        quotes.sort(key=lambda quote: _ORDER.index(quote.fit or "undated"))
        answering = [answer for answer in answers if answer.quotes] or answers
        clusters = {key: quote.cluster for quote in quotes if quote.cluster for key in quote.cluster.articles}
        nearest = next((answer.nearest for answer in answers if answer.nearest), None)
        return replace(
            dated,
            quotes=tuple(quotes[:top_k]),
            origins=count_origins(quotes[:top_k], clusters),
            confidence=max(answer.confidence for answer in answering),
            nearest=self._marked(nearest) if nearest and not quotes else None,
            coverage=self.coverage,
            only=self.only,
        )

    def _marked(self, quote: Quote) -> Quote:
        return replace(quote, fit=self.fits[quote.article.id])


def scope_of(snapshot: Snapshot, only: Filter) -> Scope:
    """What `only` leaves of the archive."""
    partition = snapshot.partition(only)
    return Scope(
        only,
        partition.fits,
        np.array(snapshot.passage_ids(partition.having("certain", "possible")), dtype=np.int64),
        np.array(snapshot.passage_ids(partition.having("undated")), dtype=np.int64),
        snapshot.coverage_of(partition.fits),
    )
