"""The filters that stay until they are cleared: /seit, /bis, /quelle. And the one place that hands them to the search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.texts import Texts
from corpus.dates import label_day, parse_date

if TYPE_CHECKING:
    from retrieval import Answer, Retriever

CLEARS = frozenset("aus weg alle keine keiner off clear none all -".split())
"""Words that clear a filter instead of setting it."""


@dataclass(frozen=True)
class Filters:
    """What a person wants searched: articles of the days from `since` to `until`, both included, of one source."""

    since: date | None = None
    until: date | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def label(self, texts: Texts) -> str:
        """„seit 1. Januar 2018 · Quelle Morgenblatt“; empty without a filter."""
        named = []
        if self.since:
            named.append(texts("tg_since", label_day(self.since, texts.lang)))
        if self.until:
            named.append(texts("tg_until", label_day(self.until, texts.lang)))
        if self.source:
            named.append(texts("understood_source", self.source))
        return " · ".join(named)


def first_day(text: str) -> date:
    """The day from which /seit counts: the first of the date named. Raises ValueError when it is no date."""
    return parse_date(text).earliest


def last_day(text: str) -> date:
    """The day up to which /bis counts: the last of the date named. Raises ValueError when it is no date."""
    return parse_date(text).latest


def find_source(name: str, sources: Iterable[str]) -> str | None:
    """The source of the archive that goes by `name`, by a part of its name („Morgenblatt“) too, whatever the case."""
    from retrieval.question import source_names

    wanted = name.casefold().strip()
    return next((source for source in sources if wanted in [known.casefold() for known in source_names(source)]), None)


class Within:
    """A retriever asked within filters: the one place that hands them to the search."""

    def __init__(self, retriever: "Retriever", filters: Filters) -> None:
        self._retriever = retriever
        self._filters = filters

    def answer(self, question: str, *, top_k: int = 5, context: str | None = None) -> "Answer":
        """See Retriever.answer."""
        return self._retriever.answer(question, top_k=top_k, context=context)
