"""Times that a question counts from today: „letzten Monat“, „vor zwei Jahren“, "in the past three months", „gestern“."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from corpus.intervals import MONTH_NAMES, DateInterval, month_number
from corpus.patterns import regex
from retrieval.times.points import Form, Made, Said
from retrieval.times.spans import Unit, latest_ended, months, moved, unit_of
from retrieval.times.year_parts import SEASON, season

_NUMBER_WORDS = (
    {
        word: number
        for number, words in enumerate(
            (
                "ein eine einem einer einen a an one",
                "zwei two",
                "drei three",
                "vier four",
                "fünf five",
                "sechs six",
                "sieben seven",
                "acht eight",
                "neun nine",
                "zehn ten",
                "elf eleven",
                "zwölf twelve",
            ),
            start=1,
        )
        for word in words.split()
    }
    | {"fünfzehn": 15, "fifteen": 15, "zwanzig": 20, "twenty": 20, "dreißig": 30, "thirty": 30, "fünfzig": 50, "fifty": 50}
    | {
        "hundert": 100,
        "hundred": 100,
    }
)
_N = rf"(\d{{1,3}}|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))}|a\s+hundred|a\s+couple\s+of)"
_HALF = r"(?:einem\s+)?(halben)|(half)\s+a"
_UNITS: dict[str, Unit] = {
    "tag": "day", "day": "day", "woche": "week", "week": "week", "monat": "month", "month": "month", "quartal": "quarter",
    "quarter": "quarter", "halbjahr": "half", "jahr": "year", "year": "year", "jahrzehnt": "decade", "decade": "decade",
}  # fmt: skip
_DE = r"(Tage?n?|Wochen?|Monate?[ns]?|Quartale?n?s?|Halbjahre?n?s?|Jahrzehnte?n?s?|Jahre?n?s?)\b"
_EN = r"(days?|weeks?|months?|quarters?|decades?|years?)\b"
_OF = r"(?!\s+(?:of|des|der|seine[rs]|ihre[rs]|vor|before|nach|after)\b)(?!['’]s\s+of\b)"
"""„im letzten Jahr der Mission“ is no last year."""
_ABOUT = r"(?:(?:etwa|rund|gut|knapp|fast|genau|ungefähr|circa|ca\.|über|mehr\s+als)\s+)?"
_LAST = r"(?:letzte|vergangene|vorige|vergangne)[nrsm]?"
_THIS = r"(?:diese[nrsm]?|laufende[nrsm]?)"
_NEXT = r"(?:nächste|kommende)[nrsm]?"
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "montag monday,dienstag tuesday,mittwoch wednesday,donnerstag thursday,freitag friday,samstag sonnabend saturday,"
        "sonntag sunday".split(",")
    )
    for name in names.split()
}
_DAYS = {"heute": 0, "today": 0, "gestern": -1, "yesterday": -1, "vorgestern": -2, "the day before yesterday": -2} | {
    "tomorrow": 1,
    "übermorgen": 2,
}
_EDGE = regex(r"\b(?:anfang|beginn|mitte|ende|beginning|start|middle|end)\s+$", re.IGNORECASE)


def _unit(word: str) -> Unit:
    folded = word.casefold()
    return next(unit for name, unit in sorted(_UNITS.items(), key=lambda item: -len(item[0])) if folded.startswith(name))


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    last = word.casefold().split()
    return 2 if last[0] == "a" and last[-1] == "of" else _NUMBER_WORDS[last[-1]]


def _calendar(steps: int) -> Callable[[re.Match[str], Said, date], Made]:
    """The calendar's day, week, month … that lies so many of them after today's."""

    def make(match: re.Match[str], said: Said, today: date) -> Made:
        unit = _unit(said[0] or "")
        return unit_of(moved(today.replace(day=1) if unit not in ("day", "week") else today, unit, steps), unit)

    return make


def _ago(match: re.Match[str], said: Said, today: date) -> Made:
    count, unit = _number(said[0] or ""), _unit(said[1] or "")
    return unit_of(moved(today if unit in ("day", "week") else today.replace(day=1), unit, -count), unit)


def _half_ago(match: re.Match[str], said: Said, today: date) -> Made:
    return unit_of(moved(today.replace(day=1), "month", -6), "month")


def _back(count: str | None, unit: str | None, today: date) -> date:
    return moved(today, _unit(unit or ""), -_number(count or "1"))


def _rolling(match: re.Match[str], said: Said, today: date) -> Made:
    """The last so many units up to today."""
    return DateInterval(_back(said[0], said[1], today), today)


def _rolling_half(match: re.Match[str], said: Said, today: date) -> Made:
    return DateInterval(moved(today, "month", -6), today)


def _open_half(match: re.Match[str], said: Said, today: date) -> Made:
    return DateInterval(moved(today, "month", -6), date.max)


def _of_this(match: re.Match[str], said: Said, today: date) -> Made:
    """„Anfang des Jahres“, which is this one."""
    if not _EDGE.search(match.string[: match.start()]):
        return None
    return unit_of(today, _unit(said[0] or ""))


def _named(match: re.Match[str], said: Said, today: date) -> Made:
    """„letzten Februar“, "this spring": a month or season, by which one is meant."""
    which, name = (said[0] or "").casefold(), said[1] or ""
    try:
        number = month_number(name)
    except ValueError:
        of_year = season(name)
    else:

        def of_year(year: int) -> DateInterval:
            return months(year, number)

    if which.startswith(("dies", "this")):
        return of_year(today.year)
    if which.startswith(("näch", "komm", "next")):
        return of_year(today.year if of_year(today.year).earliest > today else today.year + 1)
    return latest_ended(of_year, today.replace(day=1))


def _weekday(match: re.Match[str], said: Said, today: date) -> Made:
    back = (today.weekday() - _WEEKDAYS[(said[0] or "").casefold()] - 1) % 7 + 1
    day = today - timedelta(days=back)
    return DateInterval(day, day)


def _day(match: re.Match[str], said: Said, today: date) -> Made:
    day = today + timedelta(days=_DAYS[" ".join((said[0] or "").casefold().split())])
    return DateInterval(day, day)


RELATIVE = (
    Form(r"\b(the\s+day\s+before\s+yesterday|vorgestern|gestern|heute|today|yesterday|tomorrow|übermorgen)\b", _day),
    Form(r"\bthe\s+(year|month|week)\s+before\s+last\b", _calendar(-2)),
    Form(rf"\bvorletzte[nrsm]?\s+{_DE}{_OF}", _calendar(-2)),
    Form(
        rf"\b(?:letzten|vergangenen|vorigen|zurückliegenden)\s+{_N}\s+{_DE}{_OF}|\b(?:last|past|previous)\s+{_N}\s+{_EN}{_OF}",
        lambda match, said, today: _rolling(match, (said[0] or said[2], said[1] or said[3]), today),
    ),
    Form(rf"\b(?:letzten|vergangenen)\s+halben\s+Jahr(?:es)?\b|\b(?:last|past)\s+half\s+year\b{_OF}", _rolling_half),
    Form(
        rf"\bvor\s+{_ABOUT}{_N}\s+{_DE}|\b{_N}\s+{_EN}\s+ago\b",
        lambda match, said, today: _ago(match, (said[0] or said[2], said[1] or said[3]), today),
    ),
    Form(rf"\bvor\s+{_ABOUT}(?:{_HALF})\s+Jahr\b|\bhalf\s+a\s+year\s+ago\b", _half_ago),
    Form(rf"\b{_LAST}\s+{_DE}{_OF}", _calendar(-1)),
    Form(rf"\b(?:last|previous)\s+{_EN}{_OF}", _calendar(-1)),
    Form(rf"\bpast\s+{_EN}{_OF}", lambda match, said, today: _rolling(match, (None, said[0]), today)),
    Form(rf"\b{_THIS}\s+{_DE}(?<!tage)(?<!tagen){_OF}", _calendar(0)),
    Form(rf"\b(?:this|the\s+current)\s+{_EN}{_OF}", _calendar(0)),
    Form(r"\b(?:seit|since)\s+(?:einem\s+halben\s+Jahr|half\s+a\s+year)\b", _open_half),
    Form(
        rf"\b(?:seit|since)\s+{_ABOUT}(?:mehr\s+als\s+)?(?:{_N}\s+(?:{_DE}|{_EN}))",
        lambda match, said, today: DateInterval(_back(said[0], said[1] or said[2], today), date.max),
    ),
    Form(r"(?<=\w )(?:des|of\s+the)\s+(Jahres|Monats|Jahrzehnts|year|month|decade)\b(?!\s+\d)", _of_this),
    Form(r"\bheuer\b", lambda match, said, today: unit_of(today, "year")),
    Form(rf"\b{_NEXT}\s+{_DE}{_OF}", _calendar(1)),
    Form(rf"\bnext\s+{_EN}{_OF}", _calendar(1)),
    Form(rf"\b({_LAST}|{_THIS}|{_NEXT}|last|this|next)\s+({MONTH_NAMES}|{SEASON})\b(?!\s+\d)", _named),
    Form(rf"\b(?:{_LAST}|last)\s+({'|'.join(_WEEKDAYS)})\b", _weekday),
)
