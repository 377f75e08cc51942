"""From what was found for a topic to its time line.

The sentences of all dates are judged together, as for a question. What decides is whether a date has anything to say at all: a
sentence is an entry when its logit, with what it holds of the topic's words, reaches a least value, measured on time lines of
the sample archive that were read by hand.
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
from retrieval.confidence import confidence, word_places
from retrieval.evidence import Evidence, SentenceCandidate
from retrieval.judge import load_judges, sentence_logits
from retrieval.quote import Quote
from retrieval.reach import ALL_DATES, date_of
from retrieval.scope import Scope
from retrieval.select import RULES, select_quotes
from retrieval.timeline import Entry, Timeline

LEAST = -1.5
"""What a sentence must reach to be an entry."""
HELD = 4.0
"""What it gains when it holds all of the topic's words; their share counts, each weighed by its idf."""
ACROSS = 2.0
"""What a sentence gains in another language than the topic's, in an article that cannot hold the topic's words."""
CERTAIN = 0.5
"""How probable it must be that the article answers, were it the whole archive."""
SURE = 0.5
"""With so much confidence that the archive answers, the best sentence is an entry however it is judged."""
_A_QUARTER = 0.25
_PER_ARTICLE = 3
"""So many sentences of an article are looked at."""


@dataclass(frozen=True)
class Found:
    """What was found for a topic: `near` as for a question, which tells whether the archive answers at all, `far` for entries.

    `clusters` are those of the articles found far.
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
    good = _good(found.far, logits, estimate) if estimate >= threshold else np.zeros(len(logits), dtype=bool)
    if not good.any():
        nearest = select_quotes(found.near.pool, found.near.candidates, judged, 1)[0]
        return replace(empty, confidence=estimate, nearest=_marked(nearest, found))
    short = replace(RULES, later=RULES.first)  # the best quote of a date is the first that a reader sees of it
    quotes = select_quotes(found.far.pool, found.far.candidates, logits, len(logits), short, answering=good)
    entries, undated = entries_of([_marked(quote, found) for quote in quotes])
    return replace(
        empty,
        entries=entries,
        undated=undated,
        written=_written(found.far, good),
        confidence=estimate,
        complete=_complete(found.far, good),
    )


def entries_of(quotes: Iterable[Quote]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries of `quotes`, best first: the dated ones from the first day to the last, then those of undated articles."""
    dates: dict[Hashable, list[Quote]] = {}
    for quote in quotes:
        dates.setdefault(date_of(quote.article), []).append(quote)
    entries = [Entry(_days(quotes[0].article), tuple(quotes)) for quotes in dates.values()]
    dated = sorted((entry for entry in entries if entry.days), key=_by_date)
    return tuple(dated), tuple(sorted((entry for entry in entries if not entry.days), key=_by_bound))


def _good(evidence: Evidence, logits: NDArray[np.float64], estimate: float) -> NDArray[np.bool_]:
    """Which sentences may be entries: of each article that answers its best few, when they are good enough."""
    good = np.zeros(len(logits), dtype=bool)
    articles: dict[str, list[int]] = {}
    for number in map(int, np.argsort(-logits, kind="stable")):
        articles.setdefault(evidence.pool[evidence.candidates[number].passage].article.id, []).append(number)
    for numbers in articles.values():
        reaching = [number for number in numbers[:_PER_ARTICLE] if _reaches(evidence, logits, number)]
        if reaching and confidence(*_alone(evidence, logits, numbers))[0] >= CERTAIN:
            good[reaching] = True
    if estimate >= SURE:
        good[int(np.argmax(logits))] = True
    return good


def _reaches(evidence: Evidence, logits: NDArray[np.float64], number: int) -> bool:
    if logits[number] < LEAST - max(HELD, ACROSS):
        return False
    candidate = evidence.candidates[number]
    language = evidence.pool[candidate.passage].article.language
    total = sum(word.idf[language] for word in evidence.words)
    places = word_places(evidence, candidate.passage, candidate.sentence)
    lacking = sum(word.idf[language] for words in places.values() for word in words)
    gain = HELD * (1 - lacking / total) if total else 0.0
    if evidence.relations[candidate.passage] == "cross" and not places["passage"] and not places["article"]:
        gain = max(gain, ACROSS)  # else a name of the topic stands in this article, only not in this sentence
    return bool(logits[number] + gain >= LEAST)


def _alone(evidence: Evidence, logits: NDArray[np.float64], numbers: list[int]) -> tuple[Evidence, NDArray[np.float64]]:
    """What would have been found, and its logits, if the sentences `numbers` of one article were all there is."""
    numbers = sorted(numbers)
    passages = sorted({evidence.candidates[number].passage for number in numbers})
    places = {passage: place for place, passage in enumerate(passages)}
    candidates = [evidence.candidates[number] for number in numbers]
    alone = replace(
        evidence,
        pool=[evidence.pool[passage] for passage in passages],
        candidates=[SentenceCandidate(places[candidate.passage], candidate.sentence) for candidate in candidates],
        features=evidence.features[numbers],
        relations=[evidence.relations[passage] for passage in passages],
    )
    return alone, logits[numbers]


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
