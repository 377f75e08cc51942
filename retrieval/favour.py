"""How well a sentence fits the period and outlet that its question names, in what it adds to the judge's logits.

A period may be that of the publication or of the event: both count. Nothing is left out for it: an undated article loses
only what a dated one gains.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.dates import DateInterval
from retrieval.event_times import event_times
from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.understood import AskedPeriod, Understood

PUBLISHED = 2.0
"""For an article surely published in a period of a month or less."""
HAPPENED = 1.0
"""For a sentence that names a time within such a period; half for one whose passage does."""
ELSEWHEN = 0.5
"""Against a sentence that names times, and none of them in the period."""
VAGUE = 0.5
"""What of that is left for a period of a year or more."""
SOURCE = 3.0
ORIGIN = 3.0
"""For an article that another outlet printed after the agency that is named."""
_SHARP, _LONG = 31, 365
"""Days of a period that says much, and of one that says little."""


def favours(
    pool: Sequence[PassageCandidate], candidates: Sequence[SentenceCandidate], understood: Understood
) -> NDArray[np.float64]:
    """What the question's period and outlet add to the logit of every candidate sentence, shape (candidates,)."""
    made = np.zeros(len(candidates))
    if not understood.narrow:
        return made
    if understood.source:
        meant = set(understood.source.sources)
        added = np.array([_source(candidate.article, meant) for candidate in pool])
        made += added[[candidate.passage for candidate in candidates]]
    if understood.period:
        fits = [_period(candidate, understood.period) for candidate in pool]
        made += [fits[candidate.passage][candidate.sentence] for candidate in candidates]
    return made


def strength(period: AskedPeriod) -> float:
    """How much a period says, 1 for a month or less to VAGUE for a year or an open end."""
    if period.first is None or period.last is None:
        return VAGUE
    days = (period.last - period.first).days + 1
    return float(np.interp(np.log(days), np.log([_SHARP, _LONG]), [1.0, VAGUE]))


def _source(article: Article, meant: set[str]) -> float:
    if article.source and article.source.value in meant:
        return SOURCE
    return ORIGIN if article.origin and article.origin.value in meant else 0.0


def _period(candidate: PassageCandidate, period: AskedPeriod) -> list[float]:
    """For each sentence of the passage."""
    days, weight = period.days, strength(period)
    published = candidate.article.published
    printed = PUBLISHED * _share(published.value, days) if published else 0.0
    told = event_times(candidate.article, candidate.passage)
    fits = [max((_share(time, days) for time in times), default=0.0) for times in told]
    near = max(fits, default=0.0) / 2
    return [
        weight * (printed + HAPPENED * max(fit, near) - (ELSEWHEN if times and not fit else 0.0))
        for fit, times in zip(fits, told, strict=True)
    ]


def _share(time: DateInterval, days: DateInterval) -> float:
    """How likely a time lies in the days: the part of it that does, at least a quarter where any does."""
    if not time.overlaps(days):
        return 0.0
    first, last = max(time.earliest, days.earliest), min(time.latest, days.latest)
    return max(0.25, ((last - first).days + 1) / ((time.latest - time.earliest).days + 1))
