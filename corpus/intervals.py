"""The value of a date: the days it may be, its precision and its label, and the names of the months.

Month and day names are this module's own, so the process locale never matters.
"""

import calendar
import unicodedata
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januar jänner january jan",
            "februar feber february feb",
            "märz maerz march mär mar mrz",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "dezember december dez dec",
        ],
        start=1,
    )
    for name in names.split()
}
MONTH_LABELS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
MONTH_NAMES = "|".join(sorted({*_MONTHS, *(unicodedata.normalize("NFD", name) for name in _MONTHS)}, key=len, reverse=True))
"""All names and abbreviations as alternatives of a pattern that ignores case."""


@dataclass(frozen=True)
class DateInterval:
    """The days from `earliest` to `latest`, both included. Raises ValueError when reversed."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"{self.earliest} is after {self.latest}")

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> "DateInterval":
        """The year, month or day. Raises ValueError when there is no such day."""
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return cls(date(year, month, day), date(year, month, day))

    @property
    def precision(self) -> str:
        """`day`, `month`, `year` or `range`."""
        first, last = self.earliest, self.latest
        if first == last:
            return "day"
        if self == DateInterval.of(first.year, first.month):
            return "month"
        return "year" if self == DateInterval.of(first.year) else "range"

    def overlaps(self, other: "DateInterval") -> bool:
        """Whether some day is in both."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def within(self, other: "DateInterval") -> bool:
        """Whether every day is in `other`."""
        return other.earliest <= self.earliest and self.latest <= other.latest

    def label(self, lang: str = "de") -> str:
        """As a person writes it: „15. Februar 2018“, „Februar 2018“, „2018“."""
        if self.precision == "range":
            between = " bis " if lang == "de" else " to "
            return label_day(self.earliest, lang) + between + label_day(self.latest, lang)
        if self.precision == "year":
            return str(self.earliest.year)
        if self.precision == "month":
            return f"{MONTH_LABELS[lang][self.earliest.month - 1]} {self.earliest.year}"
        return label_day(self.earliest, lang)

    def iso(self) -> str:
        """„2018“, „2018-02“, „2018-02-15“, or first and last day with a stroke between, as ISO 8601 writes a period."""
        first = self.earliest.isoformat()
        length = {"day": 10, "month": 7, "year": 4}.get(self.precision)
        return first[:length] if length else f"{first}/{self.latest.isoformat()}"


def label_day(day: date, lang: str) -> str:
    """„15. Februar 2018“ or "15 February 2018"."""
    return f"{day.day}{'.' if lang == 'de' else ''} {MONTH_LABELS[lang][day.month - 1]} {day.year}"


def month_number(name: str) -> int:
    """1 to 12 for a name or an abbreviation of a month in either language. Raises ValueError."""
    number = _MONTHS.get(unicodedata.normalize("NFC", name.casefold()))
    if number is None:  # ignoring case, a pattern also takes „ı“ for „i“
        raise ValueError(f"not a month: {name!r}")
    return number
