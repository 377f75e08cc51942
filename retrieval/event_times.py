"""When the things happened that a sentence tells: the times that it names, read against the date of its article.

„Am 24. Januar“ in an article of 26 January 2020 is of that year, „gestern“ the day before; an undated article tells only what
it writes in full. Worked out once for a passage and kept while there is room.
"""

from collections.abc import Iterator
from datetime import date

from corpus.article import Article, Passage
from corpus.intervals import DateInterval
from corpus.mentions import find_dates
from retrieval.kept import Kept
from retrieval.points import Point
from retrieval.time_words import find_points

Times = tuple[DateInterval, ...]
_PASSAGES = 4_000
_kept: Kept[tuple[str, DateInterval | None, int, int], tuple[Times, ...]] = Kept(_PASSAGES)


def event_times(article: Article, passage: Passage) -> tuple[Times, ...]:
    """The times that each sentence of the passage names."""
    published = article.published.value if article.published else None
    key = article.digest, published, passage.start, passage.end
    return _kept.made(key, lambda: tuple(tuple(_times(article.text[a:b], published)) for a, b in passage.sentences))


def _times(sentence: str, published: DateInterval | None) -> Iterator[DateInterval]:
    if published is None:
        yield from (mention.interval for mention in find_dates(sentence))
        return
    for point in find_points(sentence, published.latest):
        found = point.days or _nearest(point, published.latest)
        if found and found.latest < date.max:
            yield found


def _nearest(point: Point, day: date) -> DateInterval | None:
    """The time of a year that lies nearest to the day: an article tells of what is near it, past or to come."""
    found = []
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            found += [point.yearly(year)] if point.yearly else []
        except ValueError:
            continue  # 29 February
    return min(found, key=lambda each: abs((each.earliest - day).days), default=None)
