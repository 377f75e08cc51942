"""Days, months and years as a question names them: „15.2.2018“, „24. Januar“, "Feb 15, 2018", „Februar letzten Jahres“."""

import re
from datetime import date

from corpus.dates import parse_date
from corpus.intervals import MONTH_NAMES, DateInterval, month_number
from corpus.patterns import regex
from retrieval.times.no_year import counts, counts_after
from retrieval.times.points import LED, NUMBER, TH, YEAR, Form, Made, Said, Y, dated, full_year, year_number
from retrieval.times.spans import months

_M = rf"\b({MONTH_NAMES})\b\.?"
_DAY_JOINED = r"\s*(?:und|bis|and|to|oder|or|–|-|/)\s*(?:dem|zum|den|der|the|am)?\s*"
_VERB_TOO = frozenset({"may", "march", "mar", "sep", "dec", "jan", "jun", "jul", "oct", "apr", "feb", "nov", "aug"})
_FOUR_LETTERS = frozenset({"mai", "juni", "juli", "märz", "may", "june", "july"})
"""Whole names that are as short as an abbreviation."""
_NAMES_TOO = frozenset({"Mai", "May", "April", "August"})
_NAME_BEHIND = regex(r"\s+[A-ZÄÖÜ]\w+")
_NAME_BEFORE = regex(r"(?<=[\w,] )[A-ZÄÖÜ][\w-]+ $")
_SURELY_LED = regex(r"\b(?:im|seit|ab|in|since|until|last)\s+$", re.IGNORECASE)
_SPEAKS = regex(
    r"\b(?:sag(?:t|te|ten)|mein(?:t|te)|erklär(?:t|te)|schr(?:ieb|eibt)|says?|said?)\s+(?:der|to)\s+$", re.IGNORECASE
)
"""Before who is said to speak: „Was sagte der Mai?“."""
_YEAR_NOUN = regex(r"\b(?:Jahre?n?|year)\s+$", re.IGNORECASE)


def _numbers(match: re.Match[str], said: Said, today: date) -> Made:
    year, month, day = (int(number) if number else None for number in said)
    assert year
    if month and day is None and month > 12 and month > year % 100:
        return _years(match, (said[0], said[1]), today)  # „2018-19“
    return DateInterval.of(year, month, day)


def _years(match: re.Match[str], said: Said, today: date) -> Made:
    """„2018/19“, „2018–2020“; the wrong way round they are two years with a stroke between."""
    first, last = int(said[0] or 0), said[1] or ""
    until = int(last) if len(last) == 4 else first - first % 100 + int(last)
    return months(first, 1, 12 * (until - first + 1)) if until > first else None


def _day(match: re.Match[str], said: Said, today: date) -> Made:
    day, month, year = said
    if year is None:
        return dated(lambda each: DateInterval.of(each, int(month or 0), int(day or 0)), (None, None), today)
    return DateInterval.of(int(year) if len(year) == 4 else full_year(int(year), today), int(month or 0), int(day or 0))


def _either_order(match: re.Match[str], said: Said, today: date) -> Made:
    return parse_date(match.group())


def _nth_month(match: re.Match[str], said: Said, today: date) -> Made:
    return DateInterval.of(int(said[1] or 0), int(said[0] or 0))


def _day_of_month(match: re.Match[str], said: Said, today: date) -> Made:
    """Also of „3.“ before „und dem 24. Januar 2020“."""
    name = said[1] or ""
    if year_number(said[2:], today) is None and name in _VERB_TOO:
        return None
    return dated(lambda year: DateInterval.of(year, month_number(name), int(said[0] or 0)), said[2:], today)


def _month_and_day(match: re.Match[str], said: Said, today: date) -> Made:
    """For "February 15". „Februar 15“ without a year is no German date, and "In May 15 soldiers" no date."""
    name, year = said[0] or "", said[2]
    german = name.casefold() in _GERMAN_ONLY
    if not name[:1].isupper() or (year is None and (german or counts_after(match.string, match.end()))):
        return None
    return dated(lambda each: DateInterval.of(each, month_number(name), int(said[1] or 0)), (year, None), today)


_GERMAN_ONLY = frozenset("januar jänner februar feber märz maerz mär mrz mai juni juli oktober okt dezember dez".split())


def _month(match: re.Match[str], said: Said, today: date) -> Made:
    name, before = said[0] or "", match.string[: match.start()]
    led = LED.search(before)
    if year_number(said[1:], today) is None:
        short = len(name) <= 4 and name.casefold() not in _FOUR_LETTERS
        named = (short or name in _NAMES_TOO) and _NAME_BEHIND.match(match.string, match.end())
        if not led or name in _VERB_TOO or _SPEAKS.search(before) or (named and not _SURELY_LED.search(before)):
            return None
    elif name == "May" and _NAME_BEFORE.search(before) and not led:
        return None  # Theresa May
    return dated(lambda year: months(year, month_number(name)), said[1:], today)


def _year(match: re.Match[str], said: Said, today: date) -> Made:
    before = match.string[: match.start()]
    number = int(next(each for each in said if each))
    sure = number < 1900 or _YEAR_NOUN.search(before)
    return DateInterval.of(number) if sure or not counts(before, match.string[match.end() :], number) else None


DAY_FORMS = (
    Form(rf"(?<![\d-])({Y})-(\d\d)(?:-(\d\d))?(?![\d-])", _numbers),
    Form(rf"(?<![\d-])({Y})\s?[/–-]\s?(\d\d|{Y})(?!\d)", _years),
    Form(rf"(?<![\d.])(\d{{1,2}})\.\s?(\d{{1,2}})\.(?:\s?({Y}|\d\d(?!\d)))?(?!\d)", _day),
    Form(rf"(?<!\d)\d{{1,2}}/\d{{1,2}}/{Y}(?!\d)", _either_order),
    Form(rf"{NUMBER}(?:\.\s*Monats?|{TH}\s+month)\b\s*(?:des\s+Jahres\s+|of\s+|im\s+Jahre?\s+)?({Y})", _nth_month),
    Form(rf"{NUMBER}(?:\.|{TH})(?={_DAY_JOINED}\d{{1,2}}(?:\.|{TH})?\s*(?:of\s+)?{_M}(?:{YEAR})?)", _day_of_month),
    Form(rf"{NUMBER}(?={_DAY_JOINED}\d{{1,2}}\s+{_M}(?:{YEAR})?)", _day_of_month),
    Form(rf"{NUMBER}(?:\.|{TH})?\s*(?:of\s+)?{_M}(?:{YEAR})?", _day_of_month),
    Form(rf"{_M}\s+(?:the\s+)?(\d{{1,2}}){TH}?\b(?![.:,]?\d)(?:,?\s+({Y})(?!\d))?", _month_and_day),
    Form(rf"{_M}(?:{YEAR})?", _month),
    Form(rf"(?<![\d/.])(\d{{1,2}})/({Y})(?!\d)", _nth_month),
    Form(rf"(?<![\w.,/–$€£#§-])({Y})(?![\w%°€$£]|[.,]\d|-(?!{Y})\w|\s?[€$%£])|(?<=[Jj]ahr |year )(1[0-8]\d\d)\b", _year),
    Form(rf"(?<=[–/-])({Y})(?![\w%]|[.,]\d)", _year),
)
