"""Parts of years as a question names them: quarters, halves, weeks, seasons, decades, „Jahresende“."""

import re
from datetime import date, timedelta

from corpus.intervals import DateInterval
from corpus.patterns import regex
from retrieval.times.points import LED, NUMBER, TH, YEAR, Form, Made, Said, Y, Yearly, dated, year_number
from retrieval.times.spans import months

_ORDINALS = {
    name: number
    for number, names in enumerate(("erst first", "zweit second", "dritt third", "viert fourth", "letzt last"), start=1)
    for name in names.split()
}
_LAST = 5
_NTH = r"\b((?:erst|zweit|dritt|viert|letzt)e[nrs]?|first|second|third|fourth|last|\d(?:\.|st|nd|rd|th))"
_SEASONS = {
    **dict.fromkeys("frühjahrs frühjahr frühlings frühling spring".split(), 3),
    **dict.fromkeys("sommers sommer summer".split(), 6),
    **dict.fromkeys("herbstes herbst autumn fall".split(), 9),
    **dict.fromkeys("winters winter".split(), 12),
}
SEASON = "|".join(_SEASONS)
_NAMED_SEASON = regex(r"\b(?:arab\w*|prag\w*)\s+$", re.IGNORECASE)
"""The Arab Spring, der Prager Frühling."""
_TENS = {
    word: 10 * number
    for number, words in enumerate(
        "zwanzig twenties,dreißig thirties,vierzig forties,fünfzig fifties,sechzig sixties,siebzig seventies,achtzig eighties,"
        "neunzig nineties".split(","),
        start=2,
    )
    for word in words.split()
}
_GERMAN_TENS = "|".join(word for word in _TENS if word.endswith("ig"))
_ENGLISH_TENS = "|".join(word for word in _TENS if word.endswith("s"))
_EDGES = {"anfang": 1, "beginn": 1, "mitte": 5, "ende": 9}
_EDGE_LED = regex(r"\b(?:zu[mr]?|seit|ab|bis|vor|nach)\s+$", re.IGNORECASE)
_TURN = 70
"""Two digits of a decade below it may be of this century, if that decade has begun."""


def season(name: str) -> Yearly:
    """A season by its name: three months, winter from December on."""
    first = _SEASONS[name.casefold()]
    return lambda year: months(year, first, 3)


def _quarter_or_half(match: re.Match[str], said: Said, today: date) -> Made:
    nth, what = (said[0] or "").casefold(), (said[1] or "").casefold()
    number = int(nth[0]) if nth[0].isdigit() else _ORDINALS[re.sub(r"e[nrs]?$", "", nth)]
    year = year_number(said[2:], today)
    count = 3 if what.startswith("q") else 6
    if year is None and (number == _LAST or what in ("half", "hälfte")):
        return None  # „letztes Quartal“ counts from today; a half may be of anything
    if number == _LAST and not nth[0].isdigit():
        number = 12 // count
    if not 1 <= number <= 12 // count:
        raise ValueError(f"no such part of a year: {match.group()}")
    return dated(lambda each: months(each, count * (number - 1) + 1, count), said[2:], today)


def _q(match: re.Match[str], said: Said, today: date) -> Made:
    return _quarter_or_half(match, (f"{said[0]}.", "quarter", *said[1:]), today)


def _week(match: re.Match[str], said: Said, today: date) -> Made:
    week = int(said[0] or 0)

    def of_year(year: int) -> DateInterval:
        monday = date.fromisocalendar(year, week, 1)
        return DateInterval(monday, monday + timedelta(days=6))

    return dated(of_year, said[1:], today)


def _iso_week(match: re.Match[str], said: Said, today: date) -> Made:
    return _week(match, (said[1], said[0], None), today)


def _winter(match: re.Match[str], said: Said, today: date) -> Made:
    return season("winter")(int(said[0] or 0))


def _season(match: re.Match[str], said: Said, today: date) -> Made:
    name, before = said[0] or "", match.string[: match.start()]
    if _NAMED_SEASON.search(before):
        return None
    if year_number(said[1:], today) is None and (not LED.search(before) or name.casefold() == "fall"):
        return None
    return dated(season(name), said[1:], today)


def _decade(match: re.Match[str], said: Said, today: date) -> Made:
    digits = int(said[0] or 0)
    if digits < 100:
        digits += 2000 if digits < _TURN and 2000 + digits <= today.year else 1900
    return months(digits, 1, 120)


def _decade_word(match: re.Match[str], said: Said, today: date) -> Made:
    return _decade(match, (str(_TENS[(said[0] or said[1] or "").casefold()]),), today)


def _edge(match: re.Match[str], said: Said, today: date) -> Made:
    first = _EDGES[(said[0] or "").casefold()]
    if year_number(said[1:], today) is None and not _EDGE_LED.search(match.string[: match.start()]):
        return None
    return dated(lambda year: months(year, first, 4), said[1:], today)


YEAR_PARTS = (
    Form(rf"\bQ(\d)(?:\s?/\s?)?(?:{YEAR})?", _q),
    Form(rf"{_NTH}[\s-]+(Quartals?|quarter|Halbjahre?s?|Jahreshälfte|Hälfte|half)\b(?:{YEAR})?", _quarter_or_half),
    Form(rf"({Y})-?W(\d\d)\b", _iso_week),
    Form(rf"\b(?:KW|Kalenderwoche|week|Woche)\s?(\d{{1,2}})\b(?:\s?/\s?)?(?:{YEAR})?", _week),
    Form(rf"{NUMBER}(?:\.|{TH})\s?(?:KW|Kalenderwoche|week)\b(?:{YEAR})?", _week),
    Form(rf"\bWinters?(?:\s+(?:of|des\s+Jahres))?\s+({Y})\s?[/–-]\s?(?:{Y}|\d\d)(?!\d)", _winter),
    Form(rf"\b(?:Früh|Spät|Hoch)?({SEASON})\b(?:{YEAR})?", _season),
    Form(r"\b((?:19|20)\d0)(?:er(?:[\s-]Jahren?|n)?\b|s\b)", _decade),
    Form(r"(?<![\w.,])['’]?([1-9]0)(?:er[\s-]Jahren?|ern|(?<=the \d0)s|(?<=the .\d0)s)\b", _decade),
    Form(rf"\b({_GERMAN_TENS})er(?:n|[\s-]Jahren?)\b|(?<=the )({_ENGLISH_TENS})\b", _decade_word),
    Form(rf"\bJahres(anfang|beginn|mitte|ende)s?\b(?:{YEAR})?", _edge),
)
