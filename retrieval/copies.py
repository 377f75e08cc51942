"""Which sentences are copies of one another: wire copies, and what editors leave of them.

Two sentences are copies when the same words stand in them in the same order. What may differ is listed here and nothing
else may: case, white space, quotation marks, dashes, hyphens, the dateline, small words that carry no fact („auch“), and
words that editors exchange freely („rd.“ for „rund“, „erklärte“ for „sagte“). So a number, a negation or a name that
differs always keeps sentences apart, and so does „gestiegen“ from „gesunken“. A measure of likeness could not promise that:
„Irak“ and „Iran“ are one letter apart.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.patterns import regex

_DATELINE = regex(
    r"""\s* (?P<places> [A-ZÄÖÜ][\w.'’-]* (?:\s?[/,]\s?[A-ZÄÖÜ][\w.'’-]* | \s[A-ZÄÖÜ][\w.'’-]*){0,3})
    (?:\s*\([^()]{1,40}\))? \s [-–—] \s+ (?=[„“"»]?[A-ZÄÖÜ\d])""",
    re.VERBOSE,
)
_IGNORED = r"""\s.,;:!()\[\]…'’‘‚`´„“”"»«‹›\-‐‑–—"""
_UNIT = regex(
    rf"""(?<![\w.,])[-−–]?\d(?:[\w.,:]*\w)?  # a number with its sign, separators and what is written onto it
    | (?<=\d)\s?[-–—]\s?(?=\d)               # from … to
    | [^\W\d]\w*(?:[-‐‑'’][^\W_]+)*          # a word with its hyphens and apostrophes
    | [^\w{_IGNORED}]                        # any other sign: %, €, ?, <
    | \d+""",
    re.VERBOSE,
)
_INSIDE_WORD = str.maketrans("", "", "-‐‑'’")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
_NO_LETTER = regex(r"[\W_]+")
_ENDING_REACH = 20
_ENDING_LENGTH = 6
_DIGIT = regex(r"\d")


def _one_for_all(*groups: str) -> dict[str, str]:
    return {word: group.split()[0] for group in groups for word in group.split()}


_EXCHANGED = _one_for_all(
    "rund rd etwa ca circa",
    "sagte erklärte betonte versicherte beteuerte",
    "sagten erklärten betonten versicherten beteuerten",
    "millionen mio",
    "milliarden mrd",
    "prozent %",
    "said stated",
    "about approximately roughly",
    "percent pct",
)
_WITHOUT_FACT = frozenset(
    "auch zudem außerdem ausserdem jedoch aber allerdings unterdessen derweil also however moreover meanwhile".split()
)
_SURE_WORDS = 5
"""Sentences with fewer words („Das stimmt.“) are the same by chance."""


@dataclass(frozen=True)
class Form:
    """A sentence as it is compared: its words, and the places of its dateline."""

    words: tuple[str, ...]
    places: frozenset[str]

    @property
    def sure(self) -> bool:
        """Whether so many words that their match is no chance."""
        return len(self.words) >= _SURE_WORDS

    def copies(self, other: "Form") -> bool:
        """Whether both say the same in the same words. A dateline may be missing, and may name fewer places."""
        return self.words == other.words and (self.places <= other.places or other.places <= self.places)


def form_of(sentence: str) -> Form:
    """The form in which a sentence is compared."""
    text = unicodedata.normalize("NFC", sentence).translate(_INVISIBLE)
    dateline = _DATELINE.match(text)
    places: frozenset[str] = frozenset()
    if dateline:
        places = frozenset(re.split(r"\s*[/,]\s*", dateline["places"].casefold()))
        text = text[dateline.end() :]
    return Form(tuple(_words(_UNIT.findall(text))), places)


def ending(sentence: str) -> str:
    """The last letters of a sentence: a cheap key that copies share (unless they end in a word that may differ)."""
    return _NO_LETTER.sub("", sentence[-_ENDING_REACH:])[-_ENDING_LENGTH:].casefold()


def _words(units: Iterable[str]) -> Iterable[str]:
    for unit in units:
        word = unit.strip().casefold()
        if not _DIGIT.search(word) and len(word) > 1:
            word = word.translate(_INSIDE_WORD)
        if word not in _WITHOUT_FACT:
            yield _EXCHANGED.get(word, word)
