"""What a time named in a text is: its place, and its days or, where no year is said, what recurs each year.

The ways to write one are in `day_forms.py`, `year_parts.py` and, counted from today, `relative.py`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus.intervals import DateInterval
from corpus.patterns import regex
from retrieval.times.spans import latest_begun

Yearly = Callable[[int], DateInterval]
Said = tuple[str | None, ...]
"""The groups of a match."""
Made = DateInterval | Yearly | None
"""Days, what recurs each year, or nothing that is a time. Making raises ValueError for a day that does not exist."""


@dataclass(frozen=True)
class Point:
    """A time at the half-open span `[start, end)` of a question: its `days`, or a time of any year.

    Neither where there is no such day („30. Februar“). `alone` says that it is a year and nothing else.
    """

    start: int
    end: int
    days: DateInterval | None = None
    yearly: Yearly | None = None
    alone: bool = False

    @property
    def impossible(self) -> bool:
        """Whether the calendar does not have it."""
        return self.days is None and self.yearly is None


@dataclass(frozen=True)
class Form:
    """A way to write a time, and what it means, given the match, its own groups and today."""

    pattern: str
    make: Callable[[re.Match[str], Said, date], Made]


_AHEAD = 20
Y = r"(?:19|20)\d\d"
NUMBER = r"(?<![\w.,:/-])(\d{1,2})"
TH = r"(?:st|nd|rd|th)"
_YEAR_SAID = r"(?:des\s+Jahres|im\s+Jahre?|of\s+the\s+year|of|in|von|,)"
YEAR = (
    rf"(?:,?\s*{_YEAR_SAID})?\s*(?:(?P<N>\b{Y}|(?<=\s)['’‘]\d\d)(?![\d%]|[.,]\d)"
    r"|\b(?P<N>(?:dies(?:es|en)|letzten|vergangenen|vorigen|vorletzten|(?:des\s+)?laufenden)\s+Jahres"
    r"|(?:this|last|the\s+previous|the\s+current)\s+year))"
).replace("?P<N>", "")
"""A year behind a month or the like: two groups, its number or a year relative to today."""
LED = regex(
    r"\b(?:im|in|seit|ab|bis|vor|nach|vom|von|zum|zur|zwischen|und|oder|anfang|mitte|ende|beginn|am|des|dem|den|der|noch|schon|"
    r"since|until|till|by|before|after|from|during|between|through|of|early|mid|late|and|or|to|than|als|statt)[\s-]+$|[/–-]\s?$",
    re.IGNORECASE,
)
"""Before a month or season: what makes it a time without a year."""


def full_year(short: int, today: date) -> int:
    """The year that two digits mean („Feb '18“, „15.2.98“): of this century, unless that lies years ahead."""
    century = today.year - today.year % 100
    return century + short if century + short <= today.year + _AHEAD else century - 100 + short


def year_number(said: Said, today: date) -> int | None:
    """The year that the two groups of YEAR hold, or None where there is none."""
    number, relative = said
    if number:
        return int(number) if number.isdecimal() else full_year(int(number[1:]), today)
    if not relative:
        return None
    word = relative.casefold()
    back = 2 if word.startswith("vorletzt") else 0 if word.startswith(("dies", "this", "des", "laufend", "the current")) else 1
    return today.year - back


def dated(of_year: Yearly, said: Said, today: date) -> Made:
    """The time in the year that is said, or of any year. Raises ValueError where the calendar has no such."""
    year = year_number(said, today)
    if year is not None:
        return of_year(year)
    latest_begun(of_year, today)  # raises where there is never one
    return of_year
