"""What a time line is made of: for each date that has something on a topic its quotes, best first."""

from dataclasses import dataclass, replace
from typing import Any

from corpus.article import date_label
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER, Filter
from corpus.holdings import Group
from corpus.store import Coverage
from retrieval.answer import Status
from retrieval.figures import figure_spans
from retrieval.quote import Quote
from retrieval.understood import Understood


@dataclass(frozen=True)
class Entry:
    """What the articles of one date say, best first; `days` is None for an undated article, which is an entry alone."""

    days: DateInterval | None
    quotes: tuple[Quote, ...]

    def label(self, lang: str = "de") -> str:
        """„Februar 2018“, „undatiert, nicht vor 2018“."""
        return date_label(self.days, self.quotes[0].article.not_before, lang)

    def as_json(self, lang: str, per_date: int) -> dict[str, Any]:
        """The entry as it stands in `--json`, with the best `per_date` quotes."""
        bound = None if self.days else self.quotes[0].article.not_before
        return {
            "earliest": self.days and self.days.earliest.isoformat(),
            "latest": self.days and self.days.latest.isoformat(),
            "not_before": bound and bound.isoformat(),
            "label": self.label(lang),
            "quotes": [quote.as_json(lang) | {"figures": list(map(list, figures(quote)))} for quote in self.quotes[:per_date]],
            "more": max(0, len(self.quotes) - per_date),
        }


@dataclass(frozen=True)
class Timeline:
    """The entries of a topic, oldest first, and those of undated articles apart; or none, then `nearest` is the nearest miss.

    `written` counts the articles that have something on the topic, copies too. `complete` is whether all that may have were
    looked at; `left_out` how many entries `best` has taken out. All else is as in `Answer`.
    """

    topic: str
    understood: Understood
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    written: tuple[Group, ...]
    confidence: float
    nearest: Quote | None
    coverage: Coverage
    unknown: tuple[str, ...] = ()
    only: Filter = NO_FILTER
    complete: bool = True
    left_out: int = 0

    @property
    def numbered(self) -> tuple[Entry, ...]:
        """All entries in the order of their numbers, those of undated articles last."""
        return (*self.entries, *self.undated)

    @property
    def status(self) -> Status:
        """`answered` where there are entries."""
        return "answered" if self.numbered else "not_found"

    def best(self, count: int) -> "Timeline":
        """The time line with its best `count` entries, in their order."""
        kept = sorted(self.numbered, key=lambda entry: -entry.quotes[0].score)[:count]
        return replace(
            self,
            entries=tuple(entry for entry in self.entries if entry in kept),
            undated=tuple(entry for entry in self.undated if entry in kept),
            left_out=self.left_out + len(self.numbered) - len(kept),
        )

    def as_json(self, lang: str = "de", per_date: int = 1) -> dict[str, Any]:
        """The time line as it stands in `--json`."""
        return {
            "topic": self.topic,
            "status": self.status,
            "confidence": round(self.confidence, 4),
            "understood": self.understood.as_json(lang),
            "entries": [entry.as_json(lang, per_date) for entry in self.entries],
            "undated": [entry.as_json(lang, per_date) for entry in self.undated],
            "written": [_group_json(group) for group in self.written],
            "left_out": self.left_out,
            "complete": self.complete,
            "nearest": self.nearest.as_json(lang) if self.nearest else None,
            "unknown": list(self.unknown),
            **({"filter": self.only.as_json()} if self.only else {}),
        }


def figures(quote: Quote) -> list[tuple[int, int]]:
    """The spans of the figures in a quote, in the article's characters."""
    return [(quote.start + start, quote.start + end) for start, end in figure_spans(quote.text)]


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "source": group.source or None,
        "earliest": group.days and group.days.earliest.isoformat(),
        "latest": group.days and group.days.latest.isoformat(),
        "articles": group.count,
    }
