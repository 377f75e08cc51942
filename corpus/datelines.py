"""Datelines: „BRÜSSEL (dpa) –“, "BAGHDAD, Feb 15 (Reuters) -": where, when and by which agency a report was sent.

The day often has no year. It is then a date only together with a year that is known from elsewhere (`dated`).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import DateInterval, parse_date
from corpus.intervals import MONTH_NAMES, month_number
from corpus.outlets import agency
from corpus.patterns import regex

_PLACE = r"[A-ZÄÖÜ][\w.'’-]*(?:\s[A-ZÄÖÜ][\w.'’-]*|\s(?:am|an der|im|de|del|la)\s[A-ZÄÖÜ][\w.'’-]*){0,2}"
_DAY = (
    rf"(?:(?P<day>\d{{1,2}})\.?\s(?P<month>{MONTH_NAMES})\b\.?|(?P<month_first>{MONTH_NAMES})\b\.?\s(?P<day_behind>\d{{1,2}})|"
    r"(?P<day_number>\d{1,2})\.\s?(?P<month_number>\d{1,2})\.)(?:,?\s?(?P<year>(?:19|20)\d\d))?"
)
_DATELINE = regex(
    rf"\s*(?P<places>{_PLACE}(?:\s?/\s?{_PLACE}){{0,3}}(?:,\s(?!(?i:{MONTH_NAMES})\b){_PLACE})?)?"
    rf"(?:,?\s(?i:{_DAY}))?"
    r"(?:,?\s?\((?P<sender>[^()\d]{2,40})\)|,?\s(?P<bare>AP|AFP|dpa|Reuters))?"
    r"(?P<mark>\s?[-–—]{1,2}(?:\s|$)|\s?[.:]\s|\s*$|\s(?=[A-ZÄÖÜ„“\"]))",
)
_SENT_BEFORE = timedelta(days=3)
"""So many days before it is printed a report may have been sent."""


@dataclass(frozen=True)
class Dateline:
    """The dateline at a text's beginning, `end` characters long. `day` is (month, day) where no year is written."""

    end: int
    places: tuple[str, ...]
    origin: str | None
    date: DateInterval | None = None
    day: tuple[int, int] | None = None
    unreadable: str | None = None


def find_dateline(text: str) -> Dateline | None:
    """The dateline that `text` begins with; None for a mere beginning of a sentence.

    An agency in brackets, or a place with a day, or a place before a dash makes one; a place before a full stop does not.
    """
    match = _DATELINE.match(text[:200])
    if match is None or not (match["places"] or match["sender"]):
        return None
    origin = agency(match["sender"] or match["bare"] or "")
    written = match["day"] or match["day_behind"] or match["day_number"]
    if not origin:
        dashed = match["mark"].strip() in ("-", "–", "—", "--")
        if match["sender"] or not match["places"] or not dashed or not (written or _is_place(match["places"])):
            return None
    places = tuple(place.strip() for place in match["places"].split("/")) if match["places"] else ()
    if not written:
        return Dateline(match.end(), places, origin)
    return _with_day(match, int(written), places, origin)


def _with_day(match: re.Match[str], day: int, places: tuple[str, ...], origin: str | None) -> Dateline:
    named = match["month"] or match["month_first"]
    try:
        month = month_number(named) if named else int(match["month_number"])
        date(2000, month, day)  # a leap year: 29 February exists in some
        if match["year"]:
            return Dateline(match.end(), places, origin, DateInterval.of(int(match["year"]), month, day))
    except ValueError:
        written = " ".join(part for part in (f"{day}.", named or match["month_number"], match["year"]) if part)
        return Dateline(match.end(), places, origin, unreadable=written)
    return Dateline(match.end(), places, origin, day=(month, day))


def _is_place(places: str) -> bool:
    """Whether what stands before a bare dash is short enough to be one: „Brüssel –“, not „Der Rat der Stadt –“."""
    return len(places.split()) <= 2 and not re.match(r"(?:Der|Die|Das|Ein|Eine|The|A|An|Ich|Wir|Er|Sie|Es)\b", places)


def dated(dateline: Dateline, published: DateInterval | None) -> DateInterval | None:
    """The dateline's day in the year that `published` gives it; None where that is not one year's day for certain.

    A day that lies just before (a paper of 1 January prints the report of „31. Dezember“) is of the year before.
    """
    if dateline.date or not dateline.day or published is None:
        return dateline.date
    days = []
    for year in {published.earliest.year - 1, published.earliest.year, published.latest.year}:
        try:
            days.append(parse_date(f"{year}-{dateline.day[0]:02}-{dateline.day[1]:02}"))
        except ValueError:
            continue
    inside = [day for day in days if day.within(published)]
    near = [day for day in days if published.earliest - _SENT_BEFORE <= day.earliest < published.earliest]
    if len(inside) == 1:
        return inside[0]
    if len(near) == 1 and not inside:
        return near[0]
    same = [day for day in days if day.earliest.year == published.earliest.year == published.latest.year]
    return same[0] if same and not inside else None


def sent_before(sent: DateInterval, published: DateInterval) -> bool:
    """Whether a report sent on one day may well have been printed on another: no contradiction."""
    return published.earliest - _SENT_BEFORE <= sent.earliest < published.earliest
