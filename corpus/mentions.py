"""Dates in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.intervals import MONTH_NAMES, DateInterval, month_number
from corpus.patterns import regex

_MONTH = "(?P<{0}>" + MONTH_NAMES + r")\b\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_FORMS = regex(
    "|".join(
        (
            r"(?<![\d-])(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)(?:-(?P<d1>\d\d))?(?![\d-])",
            r"(?<![\d.])(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?" + _YEAR.format("y2") + r"(?!\d)",
            r"(?<![\d.])(?P<d3>\d{1,2})(?:\.\s*|\s+)" + _MONTH.format("n3") + r",?\s+" + _YEAR.format("y3") + r"(?!\d)",
            r"\b" + _MONTH.format("n4") + r"\s+(?P<d4>\d{1,2})(?:st|nd|rd|th)?,\s+" + _YEAR.format("y4") + r"(?!\d)",
            r"\b" + _MONTH.format("n5") + r",?\s+" + _YEAR.format("y5") + r"(?!\d)",
            r"(?<![\w.,-])" + _YEAR.format("y6") + r"(?![\w-]|[.,]\d)",
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DateMention:
    """A date written in a text at the half-open character span `[start, end)`."""

    start: int
    end: int
    interval: DateInterval


def exact_date(text: str) -> DateInterval | None:
    """The date that `text` is in one of the forms that running text is searched for. Raises ValueError for 30. Februar."""
    match = _FORMS.fullmatch(text)
    return _interval(match) if match else None


def find_dates(text: str) -> Iterator[DateMention]:
    """All dates of at least a year's precision in `text`, in order; impossible ones (30. Februar) are left out."""
    for match in _FORMS.finditer(text):
        try:
            yield DateMention(match.start(), match.end(), _interval(match))
        except ValueError:
            continue


def _interval(match: re.Match[str]) -> DateInterval:
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    month = month_number(parts["n"]) if "n" in parts else int(parts["m"]) if "m" in parts else None
    return DateInterval.of(int(parts["y"]), month, int(parts["d"]) if "d" in parts else None)
