"""What the archive holds, counted: articles by source and by the days they are dated to. No article is loaded for it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Connection, func, select

from corpus.dates import DateInterval
from corpus.dialects import first_inside
from corpus.tables import ARTICLES

Unit = Literal["month", "year"]
_MOST_MONTHS = 24
"""A longer span is counted by years."""


@dataclass(frozen=True)
class Group:
    """So many articles of one source, "" where it is unknown, dated to the same days or undated.

    `bounded` says that the text of the undated proves a first day.
    """

    source: str
    days: DateInterval | None
    bounded: bool
    count: int


@dataclass(frozen=True)
class Periods:
    """Articles by period and source; `periods` goes from the first to the last, empty ones too („2018-02“ or „2018“).

    `vaguer` are dated to a longer time than a `unit`, as "2018" is in a count by months.
    """

    unit: Unit
    periods: dict[str, Counter[str]]
    vaguer: Counter[str]
    undated: Counter[str]
    bounded: int


_MONTH = 27
"""The days between the first and the last of the shortest month."""


@dataclass(frozen=True)
class Extent:
    """The names of all outlets and agencies of the archive, and the days that its dated articles lie in, as spans that ascend
    and do not touch.
    """

    names: tuple[str, ...] = ()
    spans: tuple[DateInterval, ...] = ()

    def overlaps(self, days: DateInterval) -> bool:
        """Whether some dated article may be of these days."""
        at = bisect_right(self.spans, days.latest, key=lambda span: span.earliest)
        return at > 0 and self.spans[at - 1].latest >= days.earliest

    def lacks(self, days: DateInterval) -> bool:
        """Whether no dated article is of these days, where that says something: events of a day are in later papers."""
        if not self.spans or self.overlaps(days):
            return False
        between = self.spans[0].latest < days.earliest and days.latest < self.spans[-1].earliest
        return not between or (days.latest - days.earliest).days >= _MONTH


def source_column() -> ColumnElement[str]:
    """The source of an article, NULL where it is unknown."""
    return first_inside(ARTICLES.c.facts, "source")


def read_groups(connection: Connection) -> tuple[Group, ...]:
    """All articles, those alike counted together."""
    bounded = ARTICLES.c.not_before.is_not(None)
    columns = source_column(), ARTICLES.c.earliest, ARTICLES.c.latest, bounded
    rows = connection.execute(select(*columns, func.count()).group_by(*columns))
    return tuple(
        Group(source or "", _interval(earliest, latest), bool(bound) and earliest is None, count)
        for source, earliest, latest, bound, count in rows
    )


def by_period(groups: Iterable[Group], unit: Unit | None = None) -> Periods:
    """The groups by month or by year; without `unit` by months where the dated span is short enough to read."""
    groups = list(groups)
    dated = [group for group in groups if group.days]
    first = min((group.days.earliest for group in dated if group.days), default=None)
    last = max((group.days.latest for group in dated if group.days), default=None)
    if first is None or last is None:
        unit, names = unit or "year", []
    else:
        unit = unit or ("month" if _month(last) - _month(first) < _MOST_MONTHS else "year")
        names = list(_names(first, last, unit))
    periods: dict[str, Counter[str]] = {name: Counter() for name in names}
    vaguer: Counter[str] = Counter()
    undated: Counter[str] = Counter()
    for group in groups:
        name = _name(group.days, unit) if group.days else None
        counter = undated if group.days is None else vaguer if name is None else periods[name]
        counter[group.source] += group.count
    bounded = sum(group.count for group in groups if group.bounded)
    return Periods(unit, periods, vaguer, undated, bounded)


def _interval(earliest: str | None, latest: str | None) -> DateInterval | None:
    return DateInterval(date.fromisoformat(earliest), date.fromisoformat(latest)) if earliest and latest else None


def _name(days: DateInterval, unit: Unit) -> str | None:
    """The one period in which the days lie, or None."""
    length = 7 if unit == "month" else 4
    first, last = days.earliest.isoformat()[:length], days.latest.isoformat()[:length]
    return first if first == last else None


def _names(first: date, last: date, unit: Unit) -> Iterator[str]:
    if unit == "year":
        yield from (f"{year:04d}" for year in range(first.year, last.year + 1))
    else:
        yield from (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(_month(first), _month(last) + 1))


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1
