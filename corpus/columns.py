"""What articles are chosen by, in columns: their dates, outlets and passages, so that no article is looked at one by one.

A row is an article, in the order of the ids. At a million passages these are some seven megabytes, and a filter takes
milliseconds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.coverage import Coverage
from corpus.dates import DateInterval
from corpus.filters import FITS, Filter, Fit
from corpus.holdings import Extent
from corpus.outlets import outlet_names

NO_DAY = 0
NO_NAME = -1
_UNFIT = -1
_LAST_DAY = date.max.toordinal()
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Codes = NDArray[np.int8]
"""For each article which of `FITS` it is, or -1."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Days are ordinals, `NO_DAY` where they are not known; `source`, `origin` and `language` are places in `names` and
    `languages`, `NO_NAME` where there is none.

    Passages are runs of ids that follow each other, ascending: first id, how many, and the row of the article; it has one run,
    unless its passages were not written together.
    """

    ids: NDArray[np.bytes_]
    first: Numbers
    last: Numbers
    not_before: Numbers
    source: Numbers
    origin: Numbers
    language: Numbers
    run_start: NDArray[np.int64]
    run_length: NDArray[np.int64]
    run_row: Numbers
    names: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def held(self) -> int:
        """Bytes in memory."""
        return sum(value.nbytes for each in fields(self) if isinstance(value := getattr(self, each.name), np.ndarray))

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """How many passages each article has."""
        counted: NDArray[np.int64] = np.bincount(self.run_row, self.run_length, len(self.ids)).astype(np.int64)
        return counted

    def passages_of(self, chosen: Mask) -> int:
        """How many passages those articles have."""
        return int(self.lengths[chosen].sum())

    def passages(self, chosen: Mask) -> NDArray[np.int64]:
        """The ids of the passages of those articles, ascending."""
        runs = chosen[self.run_row]
        lengths = self.run_length[runs]
        before = np.cumsum(lengths) - lengths
        made: NDArray[np.int64] = np.repeat(self.run_start[runs] - before, lengths) + np.arange(lengths.sum())
        return made

    def dated_within(self, days: DateInterval) -> Mask:
        """Which articles may be of these days."""
        made: Mask = (self.first != NO_DAY) & (self.first <= days.latest.toordinal()) & (self.last >= days.earliest.toordinal())
        return made

    def named(self, names: Collection[str]) -> Mask:
        """Which articles have one of these names as source or origin."""
        numbers = [self._number[name] for name in names if name in self._number]
        made: Mask = np.isin(self.source, numbers) | np.isin(self.origin, numbers)
        return made

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def _by_form(self) -> dict[str, set[str]]:
        """The names that go by a form of `outlet_names`."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            for form in outlet_names(name):
                found[form].add(name)
        return dict(found)

    def meant(self, source: str) -> frozenset[str]:
        """The names of sources and origins that go by a form of `source`."""
        return frozenset[str]().union(*(self._by_form.get(form, set()) for form in outlet_names(source)))

    def fit(self, only: Filter) -> Codes:
        """How each article fits, as `Filter.fit` has it."""
        codes = np.zeros(len(self.ids), dtype=np.int8)
        if only.since or only.until:
            first = only.since.toordinal() if only.since else NO_DAY + 1
            last = only.until.toordinal() if only.until else _LAST_DAY
            undated = self.first == NO_DAY
            within = (self.first >= first) & (self.last <= last)
            overlaps = (self.first <= last) & (self.last >= first)
            codes[:] = np.select(
                [undated & (self.not_before > last), undated, within, overlaps],
                [_UNFIT, FITS.index("undated"), FITS.index("certain"), FITS.index("possible")],
                _UNFIT,
            )
        if only.source is not None:
            codes[~self.named(self.meant(only.source))] = _UNFIT
        return codes

    def coverage(self, chosen: Mask) -> Coverage:
        """Counts over those articles."""
        first, last = self.first[chosen], self.last[chosen]
        dated = first != NO_DAY
        sources = _counted(self.source[chosen], self.names)
        return Coverage(
            articles=int(chosen.sum()),
            passages=self.passages_of(chosen),
            undated=int((~dated).sum()),
            earliest=date.fromordinal(int(first[dated].min())) if dated.any() else None,
            latest=date.fromordinal(int(last[dated].max())) if dated.any() else None,
            sources=dict(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
            languages=_counted(self.language[chosen], self.languages),
        )

    def extent(self) -> Extent:
        """The outlets and the days of all articles."""
        dated = self.first != NO_DAY
        order = np.argsort(self.first[dated])
        starts, ends = self.first[dated][order], np.maximum.accumulate(self.last[dated][order])
        begins = np.append(True, starts[1:] > ends[:-1] + 1)[: len(order)]
        last_of = np.append(begins[1:], True)[: len(order)]
        spans = zip(starts[begins].tolist(), ends[last_of].tolist(), strict=True)
        return Extent(
            tuple(sorted(self.names)),
            tuple(DateInterval(date.fromordinal(one), date.fromordinal(other)) for one, other in spans),
        )


class Fits(Mapping[str, Fit]):
    """The articles by id that fit, and how."""

    def __init__(self, columns: Columns, codes: Codes) -> None:
        self._columns = columns
        self._codes = codes

    @property
    def coverage(self) -> Coverage:
        """Counts over them."""
        return self._columns.coverage(self._codes != _UNFIT)

    def passages_of(self, *fits: Fit) -> int:
        """How many passages the articles have that fit so."""
        return self._columns.passages_of(np.isin(self._codes, [FITS.index(fit) for fit in fits]))

    def passages(self, *fits: Fit) -> NDArray[np.int64]:
        """The ids of the passages of the articles that fit so, ascending."""
        return self._columns.passages(np.isin(self._codes, [FITS.index(fit) for fit in fits]))

    def __getitem__(self, article_id: str) -> Fit:
        ids, key = self._columns.ids, article_id.encode()
        at = int(np.searchsorted(ids, key))
        if at == len(ids) or ids[at] != key or self._codes[at] == _UNFIT:
            raise KeyError(article_id)
        return FITS[int(self._codes[at])]

    def __iter__(self) -> Iterator[str]:
        rows = np.flatnonzero(self._codes != _UNFIT)
        return (key.decode() for key in self._columns.ids[rows].tolist())

    def __len__(self) -> int:
        return int((self._codes != _UNFIT).sum())


def _counted(numbers: Numbers, names: tuple[str, ...]) -> dict[str, int]:
    """How often each name occurs, in the order of the names; "" for none."""
    counts = np.bincount(numbers + 1, minlength=len(names) + 1).tolist()
    return {name: count for name, count in zip(("", *names), counts, strict=True) if count}
