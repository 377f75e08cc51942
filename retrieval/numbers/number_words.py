"""Numbers in running text, in figures or words, and what half-known ones („mehrere Hundert“) leave open.

The words are read by the library text2num (Allo-Media, in Rust, 1 MB), which read them best of those compared
(docs/disagreement.md). What it leaves to others is here: figures, the great units after them, dozens, fractions, plurals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.language import Language
from corpus.patterns import regex

SCALES: dict[str, float] = {
    "dutzend": 12,
    "hundert": 100,
    "tausend": 1e3,
    "zehntausend": 1e4,
    "hunderttausend": 1e5,
    "million": 1e6,
    "mio": 1e6,
    "milliarde": 1e9,
    "mrd": 1e9,
    "billion": 1e12,
    "dozen": 12,
    "hundred": 100,
    "thousand": 1e3,
    "bn": 1e9,
    "trillion": 1e12,
}
"""What a great unit is worth; of „Billion“ that is the German one, see `_scale`."""
_SPACE = " \u00a0\u2009\u202f"
_FIGURE: dict[Language, str] = {
    "de": rf"(?:\d{{1,3}}(?:[.{_SPACE}'’]\d{{3}})+(?!\d)|\d+)(?:,\d+)?",
    "en": rf"(?:\d{{1,3}}(?:[,{_SPACE}'’]\d{{3}})+(?!\d)|\d+)(?:\.\d+)?",
}
_SCALE: dict[Language, str] = {
    "de": r"Mio\b\.?|Mrd\b\.?|Million(?:en)?\b|Milliarden?\b|Billion(?:en)?\b|(?:Zehn|Hundert)?tausend\b|Hundert\b|Dutzend\b",
    "en": r"(?:million|billion|trillion|thousand|hundred|dozen|bn|mio\.?)\b",
}
_PIECE = (
    "ein|eins|zwei|zwo|drei|vier|fünf|sechs|sech|sieben|sieb|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|dreissig|zig|und|"
    "hundert|tausend"
)
_ENGLISH = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_WORD: dict[Language, str] = {
    "de": rf"(?:{_PIECE})+\b",
    "en": rf"(?:{_ENGLISH})(?:(?:\s+|-|\s+and\s+)(?:{_ENGLISH}|hundred|thousand))*\b",
}
_HALVES = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5, "viereinhalb": 4.5}
_DIGITS = {"ein": 1, "zwei": 2, "drei": 3, "single": 1, "double": 2, "triple": 3}
_ARTICLES = frozenset(("ein", "eins", "one"))
_VAGUE: dict[Language, str] = {
    "de": r"(?:mehrere[nrm]?|einige[nrm]?|etliche[nrm]?|ein\s+paar|wenige[nrm]?|viele[nrm]?)\s+",
    "en": r"(?:several|a\s+few|a\s+couple(?:\s+of)?|many)\s+",
}
_PLURAL: dict[Language, str] = {
    "de": r"(?:(?:Zehn|Hundert)?tausenden?|Hunderten?|Dutzenden?|Millionen|Milliarden)\b",
    "en": r"(?:(?:tens|hundreds)\s+of\s+thousands|hundreds|thousands|millions|billions|dozens)\b",
}
_SHARES: dict[Language, dict[str, float]] = {
    "de": {r"(?:die|der)\s+Hälfte": 50, r"(?:zwei|2)\s+Drittel": 200 / 3, r"(?:drei|3)\s+Viertel": 75}
    | {r"(?:ein|einem|eines)\s+Drittel": 100 / 3, r"(?:ein|einem|eines)\s+Viertel": 25},
    "en": {
        r"two[\s-]thirds": 200 / 3,
        r"three[\s-]quarters": 75,
        r"a\s+third(?=\s+of\b)": 100 / 3,
        r"a\s+quarter(?=\s+of\b)": 25,
    }
    | {r"half(?=\s+(?:of|the|its|their)\b)": 50},
}
_FORMS: dict[Language, tuple[tuple[str, str], ...]] = {
    "de": (
        ("half", rf"(?:ein|eine[rnm]?)\s+halbe[nr]?\s+(?P<half_scale>{_SCALE['de']})"),
        ("halves", rf"(?P<halves_word>{'|'.join(_HALVES)})\b(?:\s+(?P<halves_scale>{_SCALE['de']}))?"),
        ("vague", rf"{_VAGUE['de']}(?P<vague_scale>{_PLURAL['de']}|{_SCALE['de']})"),
        ("one", rf"(?:eine[rnm]?|ein)\s+(?P<one_scale>{_SCALE['de']})"),
        (
            "digits",
            r"(?P<digits_count>ein|zwei|drei)stellige[nmrs]?\s+(?P<digits_scale>Million|Milliarde)en(?:bereich|betrag|beträge|höhe|summe)\w*",
        ),
    ),
    "en": (
        ("half", rf"half\s+a\s+(?P<half_scale>{_SCALE['en']})"),
        ("halves", rf"(?P<halves_word>one)\s+and\s+a\s+half(?:\s+(?P<halves_scale>{_SCALE['en']}))?"),
        ("vague", rf"{_VAGUE['en']}(?P<vague_scale>{_PLURAL['en']}|{_SCALE['en']})"),
        ("one", rf"an?\s+(?P<one_scale>{_SCALE['en']})"),
        ("digits", r"(?P<digits_count>single|double|triple)[- ]digit\s+(?P<digits_scale>million|billion)s?"),
    ),
}


def _pattern(language: Language) -> re.Pattern[str]:
    shares = "|".join(_SHARES[language])
    scale = rf"(?:\s+(?:{_SCALE[language]}))?"
    forms = [
        rf"(?P<share>{shares})",
        *(rf"(?P<{name}>{form})" for name, form in _FORMS[language]),
        rf"(?P<figure>{_FIGURE[language]})(?P<figure_scale>{scale})",
        rf"(?P<plural>{_PLURAL[language]})",
        rf"(?P<word>{_WORD[language]})(?P<word_scale>{scale})",
    ]
    # no part of a name („G36“, „F-16“), of a score, time or date („3:1“, „12.2.2018“), nor the front of a word („27-Jährige“)
    before = r"(?<![\w:/.])(?<!\d,)(?<![^\W\d]-)(?<![^\W\d]\.)"
    after = r"(?![\w:/]|[.,]\d|-(?!strong\b)[^\W\d])"
    return regex(before + "(?:" + "|".join(forms) + ")" + after, re.IGNORECASE)


_PATTERNS: dict[Language, re.Pattern[str]] = {"de": _pattern("de"), "en": _pattern("en")}


_TOO_LARGE = 1e15
"""From here on it is a row of a table, read as one figure („100 101 102 …“), or a serial number: nobody counts so far."""


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high` at `[start, end)`; a `share` („die Hälfte“) is in hundredths.

    `scale` is what its great unit is worth („Millionen“: 1e6), 1 without one. `figure` are the digits of one written with them.
    """

    start: int
    end: int
    low: float
    high: float
    scale: float = 1
    share: bool = False
    figure: str = ""


def find_numbers(text: str, language: Language) -> Iterator[Number]:
    """All numbers of `text` in order, years, dates and ordinals among them; „ein“ and "one" alone are none."""
    for match in _PATTERNS[language].finditer(text):
        made = _number(match, language)
        if made is not None:
            yield made


def _number(match: re.Match[str], language: Language) -> Number | None:
    start, end = match.span()
    found = match.groupdict()
    if found["share"]:
        value = next(v for form, v in _SHARES[language].items() if re.match(form, match.string[start:], re.IGNORECASE))
        return Number(start, end, value, value, share=True)
    if found["vague"] or found["plural"]:
        return Number(start, end, *_half_known(found["vague_scale"] or found["plural"], language))
    if found["digits"]:
        least = 10 ** (_DIGITS[found["digits_count"].casefold()] - 1) * _scale(found["digits_scale"], language)
        return Number(start, end, least, 10 * least - 1)
    for kind in ("half", "halves", "one"):
        if found[kind]:
            scale = _scale(found[f"{kind}_scale"], language)
            value = 0.5 if kind == "half" else 1 if kind == "one" else _HALVES.get(found["halves_word"].casefold(), 1.5)
            return Number(start, end, value * scale, value * scale, scale)
    kind = "figure" if found["figure"] else "word"
    scale = _scale(found[f"{kind}_scale"], language)
    read = _digits(found["figure"], language) if found["figure"] else _words(found["word"].casefold(), language)
    if read is None or read >= _TOO_LARGE or (scale == 1 and not found["figure"] and found["word"].casefold() in _ARTICLES):
        return None
    return Number(start, end, read * scale, read * scale, scale, figure=found["figure"] or "")


def _scale(word: str | None, language: Language) -> float:
    name = (word or "").strip().casefold().rstrip(".")
    if not name:
        return 1
    if name == "billion" and language == "en":
        return 1e9
    return SCALES.get(name) or SCALES.get(name.removesuffix("en")) or SCALES[name.removesuffix("n")]


def _half_known(word: str, language: Language) -> tuple[float, float]:
    """From twice the unit to just below ten times; dozens are from two dozen to a hundred."""
    unit = 1.0
    for part in word.casefold().split():
        if part != "of":
            unit *= 10 if part == "tens" else _plural_scale(part, language)
    return (24, 99) if unit == 12 else (2 * unit, 10 * unit - 1)


def _plural_scale(word: str, language: Language) -> float:
    stems = (word.rstrip("."), word.removesuffix("s"), word.removesuffix("n"), word.removesuffix("e"), word.removesuffix("en"))
    return next(_scale(stem, language) for stem in stems if stem in SCALES)


def _digits(figure: str, language: Language) -> float:
    decimal = "," if language == "de" else "."
    whole, _, rest = figure.partition(decimal)
    return float(re.sub(r"\D", "", whole) + (f".{rest}" if rest else ""))


@lru_cache(maxsize=5000)
def _words(words: str, language: Language) -> float | None:
    """What number words are worth; None for what is no number."""
    from text_to_num import text2num

    try:
        return float(text2num(words, language))
    except ValueError:
        return None
