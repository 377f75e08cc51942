"""From what was found for a topic to its time line.

The sentences of all dates are judged together, as for a question; which of them are entries, `retrieval.admission` says.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER
from corpus.holdings import Group
from corpus.origins import Cluster
from corpus.store import Coverage
from retrieval.admission import ranked
from retrieval.comparing.comparer import comparer_of
from retrieval.confidence import confidence
from retrieval.disagreement import Disagreement, told_once
from retrieval.evidence import Evidence
from retrieval.judge import load_judges, sentence_logits
from retrieval.quote import Quote
from retrieval.reach import ALL_DATES, date_of
from retrieval.scope import Scope
from retrieval.select import RULES, select_quotes
from retrieval.timeline import Entry, Timeline

_A_QUARTER = 0.25


@dataclass(frozen=True)
class Found:
    """What was found for a topic: `near` as for a question, which tells whether the archive answers at all, `far` for entries.

    `clusters` are those of the articles found.
    """

    topic: str
    near: Evidence
    far: Evidence
    clusters: Mapping[str, Cluster]
    coverage: Coverage
    unknown: tuple[str, ...]
    scope: Scope | None = None


def line_up(found: Found) -> Timeline:
    """The time line of what was found."""
    empty = Timeline(
        found.topic,
        found.near.understood,
        (),
        (),
        (),
        0.0,
        None,
        found.scope.coverage if found.scope else found.coverage,
        found.unknown,
        found.scope.only if found.scope else NO_FILTER,
    )
    if not found.near.candidates:
        return empty
    judged = sentence_logits(found.near, load_judges())
    estimate, threshold = confidence(found.near, judged)
    logits = sentence_logits(found.far, load_judges())
    if estimate >= threshold:
        differing = _disagreements(found, judged)
        ranks = ranked(found.far, logits, estimate, differing)
    else:
        differing, ranks = (), np.full(len(logits), -np.inf)
    good = np.isfinite(ranks)
    if not good.any():
        nearest = select_quotes(found.near.pool, found.near.candidates, judged, 1)[0]
        return replace(empty, confidence=estimate, nearest=_marked(nearest, found))
    short = replace(RULES, later=RULES.first)  # the best quote of a date is the first that a reader sees of it
    quotes = select_quotes(found.far.pool, found.far.candidates, logits, len(logits), short, ranks)
    entries, undated = entries_of([_marked(quote, found) for quote in quotes])
    return replace(
        empty,
        entries=entries,
        undated=undated,
        written=_written(found.far, good),
        confidence=estimate,
        complete=_complete(found.far, good),
        disagreements=differing,
    )


def entries_of(quotes: Iterable[Quote]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries of `quotes`, best first: the dated ones from the first day to the last, then those of undated articles."""
    dates: dict[Hashable, list[Quote]] = {}
    for quote in quotes:
        dates.setdefault(date_of(quote.article), []).append(quote)
    entries = [Entry(_days(quotes[0].article), tuple(quotes)) for quotes in dates.values()]
    dated = sorted((entry for entry in entries if entry.days), key=_by_date)
    return tuple(dated), tuple(sorted((entry for entry in entries if not entry.days), key=_by_bound))


def _disagreements(found: Found, judged: NDArray[np.float64]) -> tuple[Disagreement, ...]:
    """What the answers to a question say differently, found as for its answer: in what was found near."""
    compare = comparer_of(found.topic, found.near.understood)
    return told_once(compare.find([compare.rivals(found.near, judged, found.clusters)])) if compare else ()


def _complete(evidence: Evidence, good: NDArray[np.bool_]) -> bool:
    """Whether nothing on the topic was passed over: all was judged, or the last quarter of what was has nothing on it."""
    if evidence.passages <= ALL_DATES.shortlist and len(evidence.pool) < ALL_DATES.pool:
        return True
    last = len(evidence.pool) * (1 - _A_QUARTER)
    return not any(good[number] and candidate.passage >= last for number, candidate in enumerate(evidence.candidates))


def _written(evidence: Evidence, good: NDArray[np.bool_]) -> tuple[Group, ...]:
    """The articles with a good sentence, counted by source and date."""
    articles = {}
    for number in np.flatnonzero(good):
        article = evidence.pool[evidence.candidates[int(number)].passage].article
        articles[article.id] = article
    groups: dict[tuple[str, DateInterval | None, bool], int] = {}
    for article in articles.values():
        bounded = article.published is None and article.not_before is not None
        key = article.source.value if article.source else "", _days(article), bounded
        groups[key] = groups.get(key, 0) + 1
    return tuple(Group(source, days, bounded, count) for (source, days, bounded), count in groups.items())


def _marked(quote: Quote, found: Found) -> Quote:
    fit = found.scope.fits[quote.article.id] if found.scope else None
    return replace(quote, cluster=found.clusters.get(quote.article.id), fit=fit)


def _days(article: Article) -> DateInterval | None:
    return article.published.value if article.published else None


def _by_date(entry: Entry) -> tuple[str, str]:
    assert entry.days
    return entry.days.earliest.isoformat(), entry.days.latest.isoformat()


def _by_bound(entry: Entry) -> tuple[bool, str, float]:
    """Those whose text proves a first day come first."""
    bound = entry.quotes[0].article.not_before
    return bound is None, bound.isoformat() if bound else "", -entry.quotes[0].score
