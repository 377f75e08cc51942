"""The scan of a text for the times that it names, „Anfang“, „Mitte“ and „Ende“ of them taken in."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from corpus.intervals import MONTH_NAMES, DateInterval
from corpus.patterns import regex
from retrieval.times.day_forms import DAY_FORMS
from retrieval.times.points import Form, Point, Yearly
from retrieval.times.relative import RELATIVE
from retrieval.times.spans import Third, third
from retrieval.times.year_parts import SEASON, YEAR_PARTS

_ALL = (*RELATIVE, *YEAR_PARTS, *DAY_FORMS)
_BEGINS = regex(
    rf"(?<!\w)(?=['’]?\d|(?:{MONTH_NAMES}|früh|spät|hoch|{SEASON}|kw|kalenderwoche|weeks?|woche|q\d|jahres|zwanzig|dreißig|vierzig|"
    r"fünfzig|sechzig|siebzig|achtzig|neunzig|[tfsen]\w+ties|erste|zweite|dritte|vierte|letzte|vergang|vorig|vorletzt|zurückliegend|"
    r"first|second|third|fourth|last|past|previous|the\s+(?:day|year|month|week|current|previous)|vorgestern|gestern|heute|"
    r"today|yesterday|tomorrow|übermorgen|vor\s|seit\s|since\s|dies|laufend|this|des\s|of\s+the\s|heuer|nächste|kommende|next|half\s|"
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred)\s+\w+\s+ago\b))",
    re.IGNORECASE,
)
"""Where a time may begin: to look at every character with all forms would take milliseconds."""
WINDOW = 120
YEAR_NOUN = regex(r"\b(?:(?:im|in|des|dem|das|the|of\s+the|in\s+the)\s+)?(?:Jahre?s?|year)\s+$", re.IGNORECASE)
_THIRD = regex(
    r"\b(?:(?P<a>Anfang|Beginn)|(?P<b>Mitte)|(?P<c>Ende))\s+(?:(?:des|der|vom|von)\s+)?(?:Jahres\s+|Monats\s+)?$"
    r"|\b(?:(?P<d>early)|(?P<e>mid)|(?P<f>late))[\s-]+(?:in\s+)?(?:the\s+)?$"
    r"|\b(?:(?P<g>beginning|start)|(?P<h>middle)|(?P<i>end))\s+of\s+(?:the\s+)?(?:year\s+|month\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_WHICH: dict[str, Third] = {"a": 0, "b": 1, "c": 2, "d": 0, "e": 1, "f": 2, "g": 0, "h": 1, "i": 2}


@cache
def _combined() -> tuple[re.Pattern[str], dict[int, tuple[Form, int]]]:
    """All forms as one pattern, and by the group that a form is the form and the group behind its own.

    Compiled when a text first may name a time, as that takes longer than to load the module: most questions name none.
    """
    pattern = regex("|".join(f"(?P<form{number}>{form.pattern})" for number, form in enumerate(_ALL)), re.IGNORECASE)
    starts = [pattern.groupindex[f"form{number}"] for number in range(len(_ALL))]
    ends = [*(start - 1 for start in starts[1:]), pattern.groups]
    return pattern, {start: (form, end) for form, start, end in zip(_ALL, starts, ends, strict=True)}


def find_points(text: str, today: date) -> Iterator[Point]:
    """The times that the text names, in order, „Anfang“ and the like taken in."""
    done = 0
    for begin in _BEGINS.finditer(text):
        pattern, forms = _combined()
        match = pattern.match(text, begin.start()) if begin.start() >= done else None
        if match is None or match.lastindex is None:
            continue
        form, end = forms[match.lastindex]
        point = Point(match.start(), match.end())
        try:
            made = form.make(match, match.groups()[match.lastindex : end], today)
        except (ValueError, OverflowError):
            yield point  # there is no such day
        else:
            if made is None:
                continue
            yield _with_third(text, done, point, made)
        done = point.end


def _with_third(text: str, after: int, found: Point, made: DateInterval | Yearly) -> Point:
    """The point with the „Anfang“, „Mitte“ or „Ende“ before it."""
    raw = text[found.start : found.end]
    start, end = found.start + len(raw) - len(raw.lstrip(" ,")), found.end
    low = max(after, start - WINDOW)
    noun = YEAR_NOUN.search(text, low, start)
    part = _THIRD.search(text, low, noun.start() if noun else start) or (_THIRD.search(text, low, start) if noun else None)
    if part and part.lastgroup:
        start = part.start()
        made = _third_of(made, _WHICH[part.lastgroup])
    if isinstance(made, DateInterval):
        return Point(start, end, made, alone=part is None and noun is None and raw.strip().isdigit())
    return Point(start, end, yearly=made)


def _third_of(made: DateInterval | Yearly, which: Third) -> DateInterval | Yearly:
    if isinstance(made, DateInterval):
        return third(made, which)
    return lambda year: third(made(year), which)
