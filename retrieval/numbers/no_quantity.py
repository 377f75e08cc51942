"""What looks like a number and counts nothing: years and days, hours, scores, and the numbers of articles and resolutions."""

import re

from corpus.intervals import MONTH_NAMES
from corpus.language import Language
from corpus.patterns import regex
from retrieval.numbers.modifiers import MONEY_BEFORE, NEAR, modifier_before, text_before
from retrieval.numbers.number_words import Number
from retrieval.numbers.units import unit_after

YEAR = regex(r"(?:19|20)\d\d")
_MONTH = rf"(?:{MONTH_NAMES})\b"
_DATE_AFTER = regex(rf"(?:st|nd|rd|th)?\.?\s*(?:of\s+)?{_MONTH}", re.IGNORECASE)
_DATE_BEFORE = regex(rf"\b{_MONTH}\.?\s+$", re.IGNORECASE)
_ORDINAL = regex(r"\.(?=\s+\S|[)\]])")
_CLOCK_AFTER = regex(r"\s*(?:Uhr|h\b|a\.?m\b|p\.?m\b|o['’]clock)", re.IGNORECASE)
_CLOCK_BEFORE = regex(r"\b(?:um|gegen|at)\s+$", re.IGNORECASE)
_NAMED_BEFORE = regex(
    r"(?:\b(?:Artikel|Art\.|Paragra(?:f|ph)|Resolution|Nr\.|Nummer|Platz|Rang|Seite|Kapitel|Kanal|Typ|Absatz|Abs\.|Ziffer|Phase|"
    r"Stufe|Punkt|Version|Flug|Gleis|Zimmer|Raum|Agenda|Article|Section|Chapter|No\.|Number|Page|Flight|Route|Room|Level|Tier|"
    r"Mark|Boeing|Airbus|Covid|Sure|Vers)|§§?|#)\s*$",
    re.IGNORECASE,
)


def counts(text: str, number: Number, language: Language) -> bool:
    """Whether the number at its place in `text` is a quantity at all."""
    before, after = text_before(text, number.start), text[number.end : number.end + NEAR]
    if _NAMED_BEFORE.search(before) or _CLOCK_AFTER.match(after):
        return False
    if number.share or not number.figure or MONEY_BEFORE.search(before):
        an_hour = not number.share and number.high <= 24 and _CLOCK_BEFORE.search(before)
        return not (an_hour and not unit_after(text, number.end, language))
    if number.scale == 1 and _is_day(number, before, after, language):
        return False
    return not _is_score(before, after) and not _is_year(text, number, language)


def _is_day(number: Number, before: str, after: str, language: Language) -> bool:
    """Of a month, or the first, second, third of anything."""
    if number.high <= 31 and (_DATE_AFTER.match(after) or _DATE_BEFORE.search(before)):
        return True
    return number.high < 100 and language == "de" and bool(_ORDINAL.match(after))


def _is_score(before: str, after: str) -> bool:
    """One side of „3-1“: were it a range, it would have been read as one."""
    return bool(re.search(r"\d[-–]\s*$", before) or re.match(r"[-–]\d", after))


def _is_year(text: str, number: Number, language: Language) -> bool:
    if number.scale != 1 or not YEAR.fullmatch(number.figure):
        return False
    if modifier_before(text, number.start, language)[0]:
        return False
    return number.low % 1000 != 0 or unit_after(text, number.end, language) is None
