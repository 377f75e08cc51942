"""Dates as intervals: written, found in text, and the earliest day a text can have been written.

A date is what its source says and no more: "2018-02" is the month, not its first day. Month names are this module's
own, so the process locale never matters, and nothing here asks what day it is today.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januar jänner january jan",
            "februar feber february feb",
            "märz maerz march mär mar",
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
_MONTH_NAMES = "|".join(sorted({*_MONTHS, *(unicodedata.normalize("NFD", name) for name in _MONTHS)}, key=len, reverse=True))
_MONTH = "(?P<{0}>" + _MONTH_NAMES + r")\b\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_FORMS = re.compile(
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


@dataclass(frozen=True)
class DateMention:
    """A date written in a text at the half-open character span `[start, end)`."""

    start: int
    end: int
    interval: DateInterval


def label_day(day: date, lang: str) -> str:
    """„15. Februar 2018“ or "15 February 2018"."""
    return f"{day.day}{'.' if lang == 'de' else ''} {MONTH_LABELS[lang][day.month - 1]} {day.year}"


def parse_date(text: str) -> DateInterval:
    """The date that `text` is, in German, English or ISO form. Raises ValueError when it is not exactly one date."""
    stripped = text.strip()
    match = _FORMS.fullmatch(stripped)
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    return _interval(match)


def find_dates(text: str) -> Iterator[DateMention]:
    """All dates of at least a year's precision in `text`, in order; impossible ones (30. Februar) are left out."""
    for match in _FORMS.finditer(text):
        try:
            yield DateMention(match.start(), match.end(), _interval(match))
        except ValueError:
            continue


def _interval(match: re.Match[str]) -> DateInterval:
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    month = _month(parts["n"]) if "n" in parts else int(parts["m"]) if "m" in parts else None
    return DateInterval.of(int(parts["y"]), month, int(parts["d"]) if "d" in parts else None)


def _month(name: str) -> int:
    number = _MONTHS.get(unicodedata.normalize("NFC", name.casefold()))
    if number is None:  # ignoring case, the pattern also takes „ı“ for „i“
        raise ValueError(f"not a month: {name!r}")
    return number


# A year proves a bound only where the sentence tells of it as past. Anything that may speak of a plan, a condition or a
# comparison disqualifies its sentence: a bound that is too early is honest, one that is too late is false.
_PAST = re.compile(
    r"\b(?:war|waren|wurde|wurden|hatte|hatten|begann|begannen|gründete\w*|beschloss\w*|seit|"
    r"(?:hat|haben|ist|sind)\b(?=.*\b(?:\w*ge\w{2,}|(?:be|er|ent|ver|zer)\w{3,}|\w+ier)(?:t|en)\b)|"
    r"was|were|had|has|have|began|founded|decided|since|"
    r"(?-i:(?!(?:\w*(?:[aä]lt|art|icht|echt|nannt)|letzt|gesamt|siebt|fünft|zwölft|zehnt|neunt)en?\b)"
    r"[a-zäöüß]\w*(?:[bdfghklmnprvwz]te|[bdfgkpvwz]ten|eten?)|(?!hundred)[a-z]\w+[^\We]ed))\b",
    re.IGNORECASE | re.DOTALL,
)
_NOT_PAST = re.compile(
    r"\b(?:wird|werden|würde|würden|soll|sollen|sollte|sollten|will|wollen|wollte|wollten|kann|können|könnte|könnten|"
    r"dürfte|dürften|möchte|möchten|müsse|müssen|plan\w*|geplant\w*|künftig\w*|bis|ab|spätestens|erwartet\w*|Ziel\w*|"
    r"befristet\w*|vorgesehen|läuft|angekündigt\w*|angesetzt|anberaumt|terminiert|nächste\w*|kommende\w*|sei|seien|"
    r"findet|finden|beginnt|beginnen|startet|starten|endet|enden|tritt|treten|trifft|treffen|steigt|steigen|tagt|tagen|"
    r"(?-i:begins|starts|ends|meets|takes)|would|shall|should|could|may|might|until|till|by|from|next|goal|"
    r"expected|scheduled|due)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s+[A-ZÄÖÜ]\w+")
_YEAR_CUE = re.compile(
    r"(?:\b(?:Jahr|Jahres|Jahre|seit|Anfang|Mitte|Ende|Sommer|Herbst|Winter|Frühjahr|Frühling|year|in|since|early|late|"
    r"mid|summer|autumn|spring|winter|of)|hatte|hatten|war|wurde)\s*$",
    re.IGNORECASE,
)
_YEAR_VERB = re.compile(
    r"\s+(?:war|waren|wurden?|hatten?|begann(?:en)?|begonnen|beschloss(?:en)?|\w*ge\w{2,}(?:t|en)|\w{3,}ten?|was|were|had)\b"
)
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß\d)\"“”»][.!?])[\"“”»]?\s+(?=[\"„“»A-ZÄÖÜ])(?!(?i:" + _MONTH_NAMES + r")\b)|\n+")


def proven_not_before(text: str) -> DateMention | None:
    """The latest date that `text` speaks of in the past: it cannot have been written before that date's first day.

    Looks at each date within its own rough sentence and takes only those told as past, never as a plan. None when
    nothing is proven.
    """
    best: DateMention | None = None
    start = 0
    for end in [*(m.start() for m in _SENTENCE_END.finditer(text)), len(text)]:
        sentence = text[start:end]
        if _PAST.search(sentence) and not _NOT_PAST.search(sentence):
            for found in find_dates(sentence):
                if _is_quantity(sentence, found):
                    continue
                if best is None or found.interval.earliest > best.interval.earliest:
                    best = DateMention(start + found.start, start + found.end, found.interval)
        start = end
    return best


def _is_quantity(sentence: str, found: DateMention) -> bool:
    """Whether a bare year may be a number of something („2018 Soldaten“): nothing around it speaks for a year."""
    if found.interval.precision != "year":
        return False
    if _COUNTED.match(sentence, found.end):
        return True
    return not (_YEAR_CUE.search(sentence, 0, found.start) or _YEAR_VERB.match(sentence, found.end))
