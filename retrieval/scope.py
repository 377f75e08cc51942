"""What a filter leaves to be searched, and the one answer made of what was found in dated and in undated articles."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

from corpus.columns import Fits
from corpus.filters import FITS, Filter
from corpus.store import Coverage, Snapshot
from retrieval.answer import Answer
from retrieval.independence import count_origins
from retrieval.quote import Quote
from retrieval.selection import NOTHING, AllOf, AnyOf, Dated, Meaning, Named, Selection, Undated


@dataclass(frozen=True)
class Scope:
    """The articles that fit a filter, the passages of the dated and of the undated ones, and their coverage."""

    only: Filter
    fits: Fits
    dated: Selection
    undated: Selection
    coverage: Coverage

    @cached_property
    def searched(self) -> Selection:
        """The passages of all articles that fit, dated or not."""
        either = AnyOf((self.dated.meaning, self.undated.meaning))
        return Selection(either, self.dated.count + self.undated.count, lambda: self.fits.passages(*FITS))

    def joined(self, dated: Answer, apart: Answer | None, top_k: int) -> Answer:
        """One answer: quotes that fit for certain, those that may, then those of undated articles, each best first.

        Without a quote the nearest miss is of the dated articles, where there are any.
        """
        answers = [dated, apart] if apart is not None else [dated]
        quotes = [self._marked(quote) for quote in chain.from_iterable(answer.quotes for answer in answers)]
        quotes.sort(key=lambda quote: FITS.index(quote.fit or "undated"))
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
    fits = snapshot.fits(only)
    names: tuple[Meaning, ...] = (Named(snapshot.columns().meant(only.source)),) if only.source is not None else ()
    dated, undated = AllOf(names), NOTHING.meaning  # without a period, an article without a date fits as any other does
    if only.since or only.until:
        dated = AllOf((Dated(only.since or date.min, only.until or date.max), *names))
        undated = AllOf((Undated(only.until), *names))
    return Scope(
        only,
        fits,
        Selection(dated, fits.passages_of("certain", "possible"), lambda: fits.passages("certain", "possible")),
        Selection(undated, fits.passages_of("undated"), lambda: fits.passages("undated")),
        fits.coverage,
    )
