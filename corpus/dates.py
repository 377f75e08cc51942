"""Dates that stand alone: in a field, a header, a file's name. Running text is searched for fewer forms (`find_dates`).

A date is what its source says and no more: "2018-02" is the month, not its first day. Where a form allows several days,
the smallest interval that holds them all is meant: "03/04/2018" is 3 April or 4 March. Nothing here asks what day it is
today or which language and time zone the machine is set to. docs/provenance.md lists all forms.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from corpus.intervals import MONTH_NAMES, DateInterval, label_day, month_number
from corpus.mentions import DateMention, exact_date, find_dates
from corpus.patterns import regex

__all__ = ["DateInterval", "DateMention", "find_dates", "label_day", "parse_date", "parse_timestamp"]

_WEEKDAYS = [
    "montag monday mo mon",
    "dienstag tuesday di die tue tues",
    "mittwoch wednesday mi mit wed",
    "donnerstag thursday do don thu thur thurs",
    "freitag friday fr fre fri",
    "samstag sonnabend saturday sa sam sat",
    "sonntag sunday so son sun",
]
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_SEASONS = {  # by the calendar or by the sun: the first day of either to the last
    "spring": ((3, 1), (6, 21)),
    "summer": ((6, 1), (9, 23)),
    "autumn": ((9, 1), (12, 22)),
}
_SEASON = dict.fromkeys(("frühjahr", "frühling", "spring"), "spring") | {"sommer": "summer", "summer": "summer"}
_SEASON |= dict.fromkeys(("herbst", "autumn", "fall"), "autumn")
_ORDINALS = dict(zip("erstes zweites drittes viertes first second third fourth".split(), [1, 2, 3, 4] * 2, strict=True))
_LONGEST = 120
_CENTURY_SPLIT = 70
"""Two digits below it are of the 2000s, others of the 1900s."""
_Y = r"((?:19|20)\d\d)"
_M = rf"({MONTH_NAMES})\.?"
_LABEL = regex(
    r"(?:Stand|Datum|date|(?:zuerst )?(?:veröffentlicht|erschienen|publiziert)(?: am)?|vom|am"
    r"|(?:first )?(?:published|posted)(?: on)?)\b\s*:?\s*",
    re.IGNORECASE,
)
_ZONE = r"(?:Z|UTC|GMT|[CEM]E?S?ZT?|CES?T|MES?Z|BST|WES?T|EES?T|[ECMP][SD]?T|[A-Z]{3,4}|[+-]\d\d:?\d\d)"
_ZONES = rf"(?:\s*(?:(?:UTC|GMT)?[+-]\d\d?:?(?:\d\d)?|{_ZONE}))?(?:\s*\((?:{_ZONE}|[\w ,]{{1,30}})\)|\s*\[[\w/+-]{{1,40}}\])?"
_CLOCK = r"(?:[01]?\d|2[0-4])"
_TIME = regex(
    rf"(?:[\sT,|·•]|(?<=\s)(?:-|–|um|at|gegen)(?=\s))+"
    rf"(?:{_CLOCK}:[0-5]\d(?::[0-5]\d(?:[.,]\d{{1,9}})?)?(?:\s*(?:Uhr|h))?|{_CLOCK}(?:\.[0-5]\d)?\s*Uhr|"
    rf"(?:0?\d|1[0-2])(?:[:.][0-5]\d)?\s*[ap]\.?m\.?){_ZONES}$",
    re.IGNORECASE,
)
_COMPACT = regex(r"(\d{8})T?\d{4}(?:\d\d)?(?:Z|[+-]\d{4})?")
_CTIME = regex(rf"([^\W\d_]{{2,10}}),? {_M} +(\d{{1,2}}),? (?:\d\d:\d\d:\d\d) (?:{_ZONE} )?{_Y}", re.IGNORECASE)
_NAMED_DAY = regex(r"([^\W\d_]{2,10})(?:\.,|[.,]|\s)\s*(?:(?:den|dem|the)\s+)?(?=.*\d)", re.IGNORECASE)
_VAGUE = regex(r"(?:Anfang|Mitte|Ende|early|mid|late)[\s-]+(?:in\s+)?(?=\S)", re.IGNORECASE)
_PERIOD = regex(r"(.{4,40}?)\s*(?:\bbis\b|\bto\b|\s[–—-]\s|/)\s*(.{4,40})", re.IGNORECASE)


def parse_date(text: str) -> DateInterval:
    """The date that `text` is. Raises ValueError when it is not exactly one, or its day of the week is another."""
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError("too long for a date")
    exact = exact_date(text)
    if exact:
        return exact
    for pattern, made in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return made(*match.groups())
    day = _NAMED_DAY.match(text)
    if day and (number := _WEEKDAY.get(day.group(1).casefold())) is not None:
        found = parse_date(text[day.end() :])
        if found.precision == "day" and found.earliest.weekday() != number:
            raise ValueError(f"{found.earliest} is no {day.group(1)}")
        return found
    vague = _VAGUE.match(text)
    if vague:
        return parse_date(text[vague.end() :])
    period = _PERIOD.fullmatch(text)
    if period:
        first, last = parse_date(period.group(1)), parse_date(period.group(2))
        return DateInterval(first.earliest, last.latest)
    raise ValueError(f"not a date: {text!r}")


def parse_timestamp(text: str) -> DateInterval:
    """The date of a date-time („Stand: 15.02.2018, 14:30 Uhr“, "Thu, 15 Feb 2018 14:30:00 +0100") or of a date alone.

    The day is the one written, in the zone it is written in. Raises ValueError.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError("too long for a date")
    label = _LABEL.match(text)
    bare = text[label.end() :] if label else text
    whole = _CTIME.fullmatch(bare)
    if whole:
        weekday, month, day, year = whole.groups()
        return parse_date(f"{weekday}, {day} {month} {year}")
    compact = _COMPACT.fullmatch(bare)
    if compact:
        return parse_date(compact.group(1))
    time = _TIME.search(bare)
    return parse_date(bare[: time.start()] if time else bare)


def _by_numbers(year: str, month: str, day: str) -> DateInterval:
    return DateInterval.of(int(year), int(month), int(day))


def _either_order(one: str, other: str, year: str) -> DateInterval:
    """Day and month in an order that differs by country: both days, where both are possible."""
    days = []
    for month, day in ((one, other), (other, one)):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    if not days:
        raise ValueError(f"no such day: {one}/{other}/{year}")
    return DateInterval(min(days), max(days))


def _short_year(day: str, month: str, year: str) -> DateInterval:
    century = 2000 if int(year) < _CENTURY_SPLIT else 1900
    return DateInterval.of(century + int(year), int(month), int(day))


def _week(year: str, week: str, day: str | None = None) -> DateInterval:
    monday = date.fromisocalendar(int(year), int(week), 1)
    if day:
        return DateInterval(*[date.fromisocalendar(int(year), int(week), int(day))] * 2)
    return DateInterval(monday, monday + timedelta(days=6))


def _quarter(number: str, year: str) -> DateInterval:
    quarter = _ORDINALS.get(number.casefold()) or int(number)
    if not 1 <= quarter <= 4:
        raise ValueError(f"no such quarter: {quarter}")
    return DateInterval(date(int(year), 3 * quarter - 2, 1), DateInterval.of(int(year), 3 * quarter).latest)


def _season(name: str, year: str) -> DateInterval:
    first, last = _SEASONS[_SEASON[name.casefold()]]
    return DateInterval(date(int(year), *first), date(int(year), *last))


def _winter(year: str, second: str | None) -> DateInterval:
    """„Winter 2017/18“ is one; „Winter 2018“ may be the one that began in 2017 and the one that ended in 2019."""
    begun = int(year)
    if second is None:
        return DateInterval(date(begun - 1, 12, 1), date(begun + 1, 3, 20))
    if int(second) % 100 != (begun + 1) % 100:
        raise ValueError(f"no winter: {year}/{second}")
    return DateInterval(date(begun, 12, 1), date(begun + 1, 3, 20))


def _by_name(day: str, month: str, year: str) -> DateInterval:
    return DateInterval.of(int(year), month_number(month), int(day))


_TABLE: list[tuple[str, Callable[..., DateInterval]]] = [
    (rf"{_Y}(\d\d)(\d\d)", _by_numbers),
    (rf"{_Y}[/._](\d\d?)[/._](\d\d?)", _by_numbers),
    (rf"{_Y}[/._](\d\d)", lambda year, month: DateInterval.of(int(year), int(month))),
    (rf"(\d\d?)[/.]{_Y}", lambda month, year: DateInterval.of(int(year), int(month))),
    (rf"(\d\d?)[/-](\d\d?)[/-]{_Y}", _either_order),
    (r"(\d\d?)\.\s?(\d\d?)\.\s?'?(\d\d)", _short_year),
    (rf"{_Y}-?W(\d\d)(?:-?([1-7]))?", _week),
    (rf"KW\s?(\d\d?)[\s,/]\s?{_Y}", lambda week, year: _week(year, week)),
    (rf"(\d\d?)\.\s?KW\s{_Y}", lambda week, year: _week(year, week)),
    (rf"{_Y}[-/\s]?Q(\d)", lambda year, number: _quarter(number, year)),
    (rf"Q(\d)[-/\s]\s?{_Y}", _quarter),
    (rf"([1-4])\.\s?Quartal\s{_Y}", _quarter),
    (rf"([1-4])(?:st|nd|rd|th)\squarter(?:\sof)?\s{_Y}", _quarter),
    (rf"({'|'.join(_ORDINALS)})\s(?:Quartal|quarter(?:\sof)?)\s{_Y}", _quarter),
    (rf"({'|'.join(_SEASON)})\s{_Y}", _season),
    (rf"Winter\s{_Y}(?:/((?:20|19)?\d\d))?", _winter),
    (rf"(\d\d?)(?:st|nd|rd|th)?\s(?:of\s)?{_M},?\s{_Y}", _by_name),
    (rf"(\d\d?)[-./]{_M}[-./]{_Y}", _by_name),
    (rf"{_M}\s(\d\d?)(?:st|nd|rd|th)?,?\s{_Y}", lambda month, day, year: _by_name(day, month, year)),
    (rf"{_Y}[-\s]{_M}[-\s](\d\d?)", lambda year, month, day: _by_name(day, month, year)),
    (rf"(\d\d?)\.?\s{_M}\s'(\d\d)", lambda day, month, year: _short_year(day, str(month_number(month)), year)),
]
_FORMS = [(regex(pattern, re.IGNORECASE), made) for pattern, made in _TABLE]
