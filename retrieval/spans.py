"""The length of a period and its parts: months, weeks and years of the calendar, and „Anfang“, „Mitte“ and „Ende“ of them."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from corpus.intervals import DateInterval

Unit = Literal["day", "week", "month", "quarter", "half", "year", "decade"]
Third = Literal[0, 1, 2]
"""Anfang, Mitte, Ende."""
_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
_YEARS_BACK = 8
"""So far back a day of every year is found: between 1896 and 1904 there was no 29 February."""


def months(year: int, month: int, count: int = 1) -> DateInterval:
    """The `count` months from that one on; `month` may lie outside 1 to 12. Raises ValueError beyond year 1 to 9999."""
    first, last = 12 * year + month - 1, 12 * year + month + count - 2
    last_year, last_month = divmod(last, 12)
    if not 1 <= first // 12 <= last_year <= 9999:
        raise ValueError(f"no such year: {year}")
    return DateInterval(
        date(first // 12, first % 12 + 1, 1),
        date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1]),
    )


def week_of(day: date) -> DateInterval:
    """Monday to Sunday. Raises OverflowError at the end of time."""
    monday = day - timedelta(days=day.weekday())
    return DateInterval(monday, monday + timedelta(days=6))


def unit_of(day: date, unit: Unit) -> DateInterval:
    """The day, week, month, quarter, half, year or decade that `day` lies in."""
    if unit == "day":
        return DateInterval(day, day)
    if unit == "week":
        return week_of(day)
    if unit == "decade":
        return months(day.year - day.year % 10, 1, 120)
    length = _MONTHS[unit]
    return months(day.year, day.month - (day.month - 1) % length, length)


def moved(day: date, unit: Unit, count: int) -> date:
    """`count` units later, or earlier where negative; the last day of a month where it has no such day.

    Raises ValueError or OverflowError beyond the calendar.
    """
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    to = months(day.year, day.month + count * _MONTHS[unit])
    return to.earliest.replace(day=min(day.day, to.latest.day))


def third(whole: DateInterval, which: Third) -> DateInterval:
    """The beginning, middle or end: of a month ten days each, of years, halves, quarters and seasons their months.

    A decade is four, three and three years. A day or week is left as it is.
    """
    first, last = whole.earliest, whole.latest
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    if first.day != 1 or whole != months(first.year, first.month, count):
        return whole
    if count == 1:
        starts = (first, first.replace(day=11), first.replace(day=21))
        return DateInterval(starts[which], last if which == 2 else starts[which + 1] - timedelta(days=1))
    if count == 120:
        return months(first.year + (0, 4, 7)[which], 1, (48, 36, 36)[which])
    each = count // 3
    return months(first.year, first.month + which * each, each) if each else whole


def latest_begun(of_year: Callable[[int], DateInterval], today: date) -> DateInterval:
    """What recurs each year: the latest that began on or before `today`. Raises ValueError when there is never one."""
    return _recurring(of_year, today.year, lambda days: days.earliest <= today)


def latest_ended(of_year: Callable[[int], DateInterval], before: date) -> DateInterval:
    """What recurs each year: the latest that ended before that day. Raises ValueError when there is never one."""
    return _recurring(of_year, before.year, lambda days: days.latest < before)


def _recurring(of_year: Callable[[int], DateInterval], year: int, fits: Callable[[DateInterval], bool]) -> DateInterval:
    for each in range(year, max(year - _YEARS_BACK - 1, 0), -1):
        try:
            days = of_year(each)
        except ValueError:
            continue  # 29 February
        if fits(days):
            return days
    raise ValueError("there is no such day in any year")
