"""One spelling for what is written in many ways, for the search alone: nothing made here is ever shown.

Umlauts and their transcriptions („Küstner“, „Kuestner“, „Kustner“), ß and ss, composed and decomposed letters, invisible
characters, numbers with separators („20.000“, „20 000“), number words („drei“, "three") and signs („%“) become one form, and
what was decoded wrongly („KÃ¼stner“) is what it was meant to be.
"""

import re
import unicodedata

from corpus.language import Language
from corpus.mojibake import repaired
from corpus.patterns import regex

_INVISIBLE = regex("[\u00ad\u200b\u200c\u200d\u2060\ufeff]+")
_ACCENTS = regex("[\u0300-\u036f]+")
_TRANSCRIBED = regex("(?<=[ao])e|(?<=(?<![aeiouyäöüq])u)e")
"""The e of „ae“, „oe“, „ue“; not of „neue“ or „Quelle“. Where a word never had an umlaut („Israel“), its e goes too: both
the article's and the question's."""
THOUSANDS: dict[Language, re.Pattern[str]] = {
    "de": regex(r"(?<![\d.,])\d{1,3}(?:[. \u00a0\u2009\u202f'’]\d{3})+(?![.,]?\d)"),
    "en": regex(r"(?<![\d.,])\d{1,3}(?:[, \u00a0\u2009\u202f'’]\d{3})+(?![.,]?\d)"),
}
FIGURE = regex(r"\d+(?:[.,]\d+)*")
_MARKED_THOUSANDS = regex(r"[.,](?=\d{3}(?!\d))")
_SIGNS: dict[Language, dict[str, str]] = {
    "de": {"%": " prozent ", "€": " euro ", "$": " dollar ", "£": " pfund "},
    "en": {"%": " percent ", "€": " euro ", "$": " dollar ", "£": " pound "},
}
_SIGN = regex("[%€$£]")
_GERMAN_ONES = "zwei drei vier funf sechs sieben acht neun zehn elf zwolf".split()
_GERMAN_TEENS = "dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn".split()
_GERMAN_TENS = "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig".split()
_ENGLISH_ONES = "two three four five six seven eight nine ten eleven twelve".split()
_ENGLISH_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def search_form(text: str, language: Language) -> str:
    """`text` in lower case and in the one spelling in which `language` is searched. NFC and NFD of a text give the same."""
    form = repaired(readable(text)).casefold()
    form = THOUSANDS[language].sub(lambda match: re.sub(r"\D", "", match.group()), form)
    form = _SIGN.sub(lambda match: _SIGNS[language][match.group()], form)
    if language == "de":
        form = _TRANSCRIBED.sub("", form)
    form = _ACCENTS.sub("", unicodedata.normalize("NFD", form))
    return _NUMERAL.sub(_digits, form)


def readable(text: str) -> str:
    """`text` without invisible characters, its letters composed; capitals and spelling stay."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def figures(text: str, language: Language) -> frozenset[str]:
    """The numbers of `text`, in digits or as words: „1.200“, "1,200" and „1 200“ are 1200, „zwölf“ 12, „3,5“ and "3.5" 3.5.

    Three digits after a mark are thousands in either language: which of them wrote it, the number does not say.
    """
    found = FIGURE.findall(search_form(text, language))
    return frozenset(_MARKED_THOUSANDS.sub("", figure).replace(",", ".") for figure in found)


def misspelled(word: str) -> list[str]:
    """All that `word` may have been meant for: one letter more, less or other, or two neighbours swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = [left + right[1:] for left, right in parts if right]
    made += [left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1]
    made += [left + letter + right[1:] for left, right in parts if right for letter in letters]
    made += [left + letter + right for left, right in parts for letter in letters]
    return [other for other in dict.fromkeys(made) if other != word]


def _values(ones: list[str], teens: list[str], tens: list[str]) -> dict[str, int]:
    small = [*ones, *teens]
    return {word: number for number, word in enumerate(small, 2)} | {word: 10 * n for n, word in enumerate(tens, 2)}


_GERMAN_VALUES = _values(_GERMAN_ONES, _GERMAN_TEENS, _GERMAN_TENS) | {"ein": 1, "eins": 1}
_ENGLISH_VALUES = _values(_ENGLISH_ONES, _ENGLISH_TEENS, _ENGLISH_TENS) | {"one": 1}


def _german_numeral() -> str:
    """„zwei“ to „zweihundertfünfzigtausenddreihundertelf“, as one word. „ein“ alone is mostly an article: not meant."""
    ones, tens = "|".join(["ein", *_GERMAN_ONES[:8]]), "|".join(_GERMAN_TENS)
    small = "|".join([*_GERMAN_TEENS, *_GERMAN_ONES])
    below_hundred = rf"(?:(?:(?:{ones})und)?(?:{tens})|{small}|eins?)"
    below_thousand = rf"(?:(?:{small}|ein)?hundert(?:(?:und)?{below_hundred})?|{below_hundred})"
    return rf"(?!eins?\b)(?:{below_thousand}?tausend(?:(?:und)?{below_thousand})?|{below_thousand})"


ENGLISH_TENS_AND_ONES = rf"\b(?:{'|'.join(_ENGLISH_TENS)})[- ](?:{'|'.join(['one', *_ENGLISH_ONES[:8]])})\b"
"""Two words, one number: "twenty-five"."""


def _english_numeral() -> str:
    """From "two" to "ninety-nine"."""
    ones, tens = "|".join(["one", *_ENGLISH_ONES[:8]]), "|".join(_ENGLISH_TENS)
    return rf"(?P<english>(?:{tens})(?:[- ](?:{ones}))?|{'|'.join([*_ENGLISH_TEENS, *_ENGLISH_ONES])})"


_BEGINNINGS = "|".join(sorted({word[:2] for word in (*_GERMAN_VALUES, *_ENGLISH_VALUES, "hundert", "tausend")}))
_NUMERAL = regex(rf"\b(?={_BEGINNINGS})(?:{_english_numeral()}|{_german_numeral()})\b")
"""In both languages at once: "twenty" in a question finds „zwanzig“ in an article. Most words are passed over at their
first two letters, which makes the whole form twice as fast."""


def _digits(numeral: re.Match[str]) -> str:
    if numeral["english"]:
        return str(sum(_ENGLISH_VALUES[part] for part in re.split("[- ]", numeral["english"])))
    return str(_german_value(numeral.group()))


def _german_value(word: str) -> int:
    for name, factor in (("tausend", 1000), ("hundert", 100)):
        before, found, after = word.partition(name)
        if found:
            rest = after.removeprefix("und")
            return (_german_value(before) if before else 1) * factor + (_german_value(rest) if rest else 0)
    if word in _GERMAN_VALUES:
        return _GERMAN_VALUES[word]
    one, _, ten = word.partition("und")
    return _GERMAN_VALUES[one] + _GERMAN_VALUES[ten]
