"""Which articles a period and an outlet leave: those that fit for certain, those that may, and those of unknown date.

A date is an interval, so „bis Juli 2018“ is for certain only what was surely printed by 31 July; an undated article is
neither in nor out unless its own text proves that it is younger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from corpus.dates import DateInterval, parse_timestamp
from corpus.errors import FilterInvalid
from corpus.outlets import outlet_names

Fit = Literal["certain", "possible", "undated"]
"""Whether an article's date lies wholly within the period, partly, or is not known."""
FITS: tuple[Fit, ...] = ("certain", "possible", "undated")
"""In the order in which quotes are told."""


@dataclass(frozen=True)
class Filter:
    """From the day `since` to the day `until`, both included, of the outlet or agency `source`; None where all are meant.

    Raises FilterInvalid where `since` lies after `until` or `source` holds no letter.
    """

    since: date | None = None
    until: date | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise FilterInvalid(
                value=f"{self.since} – {self.until}",
                what_de="Der Zeitraum",
                what_en="period",
                expected_de="ein Anfang vor dem Ende",
                expected_en="a beginning before the end",
            )
        if self.source is not None and not outlet_names(self.source):
            raise FilterInvalid(
                value=self.source,
                what_de="Die Quelle",
                what_en="source",
                expected_de="der Name eines Blattes oder einer Agentur",
                expected_en="the name of an outlet or agency",
            )

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.source)

    @property
    def period(self) -> DateInterval | None:
        """The days meant, where both ends are given."""
        return DateInterval(self.since, self.until) if self.since and self.until else None

    def fit(self, published: DateInterval | None, not_before: date | None, names: Iterable[str]) -> Fit | None:
        """How an article of that date (or bound) and of the outlets and agencies `names` fits; None where it does not.

        An article of unknown source fits no `source`.
        """
        if self.source is not None:
            wanted = outlet_names(self.source)
            if not any(wanted & outlet_names(name) for name in names):
                return None
        if not self.since and not self.until:
            return "certain"
        if published is None:
            return None if self.until and not_before and not_before > self.until else "undated"
        first, last = self.since or date.min, self.until or date.max
        if published.within(DateInterval(first, last)):
            return "certain"
        return "possible" if published.overlaps(DateInterval(first, last)) else None

    def as_json(self) -> dict[str, Any]:
        """The filter as it stands in `--json`."""
        return {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "source": self.source,
        }


NO_FILTER = Filter()


def first_day(text: str) -> date:
    """The first day of a written date: „2018-02“ is 1 February. Raises FilterInvalid."""
    return _written(text).earliest


def last_day(text: str) -> date:
    """The last day of a written date: „2018-02“ is 28 February. Raises FilterInvalid."""
    return _written(text).latest


def filter_from(since: str | None, until: str | None, source: str | None) -> Filter:
    """The filter that a person wrote, where anything at all; empty text is nothing. Raises FilterInvalid."""
    return Filter(
        since=first_day(since) if since and since.strip() else None,
        until=last_day(until) if until and until.strip() else None,
        source=source.strip() if source and source.strip() else None,
    )


def _written(text: str) -> DateInterval:
    try:
        return parse_timestamp(text)
    except ValueError as error:
        raise FilterInvalid(
            value=text.strip(),
            what_de="Das Datum",
            what_en="date",
            expected_de="zum Beispiel 2018, 2018-02 oder 15.02.2018",
            expected_en="for example 2018, 2018-02 or 2018-02-15",
        ) from error
