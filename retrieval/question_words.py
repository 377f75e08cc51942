"""The words of a question that its answer's surroundings should hold: numbers, names, and all other content words.

A question about something the archive does not know shows it here: „1998“ or „Pechstein“ stands nowhere near the sentence
that is most alike. A word is weighed by its inverse document frequency, idf = ln(1 + (N − df + 0.5) / (df + 0.5)).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from corpus.language import Language
from corpus.patterns import regex
from retrieval.analysis import terms
from retrieval.kept import Kept
from retrieval.spelling import ENGLISH_TENS_AND_ONES, FIGURE, THOUSANDS, figures, readable, search_form
from retrieval.stems import COMPOUND, Stems
from retrieval.vocabulary import Vocabulary

_LANGUAGES: tuple[Language, ...] = ("de", "en")
_TOKEN: dict[Language, re.Pattern[str]] = {
    language: regex(rf"{THOUSANDS[language].pattern}|(?i:{ENGLISH_TENS_AND_ONES})|{FIGURE.pattern}|\w+")
    for language in _LANGUAGES
}
_NO_NUMBER = frozenset({"one", "ein", "eins"})
"""As words: mostly no number."""
_LEADS = regex(r"(?:^|[.?!:…])[\s\W]*$")
"""Before a word: what makes it the first of a sentence."""
_CHARACTERS = 4_000_000
"""So much text is kept ready."""


class WordKind(StrEnum):
    """NAME is a capitalised word that does not begin the question; in a German question that may be any noun."""

    NUMBER = "number"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True)
class QuestionWord:
    """A word as the question has it, with its stems and idf by the language of the text it is looked for in.

    `known` says that a passage of the archive holds it, in whatever language.
    """

    text: str
    kind: WordKind
    stems: Mapping[Language, frozenset[str]]
    idf: Mapping[Language, float]
    known: bool


@dataclass(frozen=True)
class Haystack:
    """A text made ready for looking words up in it; its numbers only when one is looked for."""

    text: str
    language: Language
    stems: Stems

    @classmethod
    def of(cls, text: str, language: Language) -> "Haystack":
        """The text with its stems. Kept while there is room."""
        return _kept.made((text, language), lambda: (len(text), cls(text, language, Stems.of(terms(text, language)))))[1]

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers of the text."""
        return figures(self.text, self.language)

    def holds(self, word: QuestionWord) -> bool:
        """Whether the word stands in the text: a number however written, any other by its stem, alone or in a compound."""
        if word.kind is WordKind.NUMBER:
            return figures(word.text, self.language) <= self.figures
        stems = word.stems[self.language]
        return bool(stems & self.stems.held) or any(len(stem) >= COMPOUND and self.stems.related(stem) for stem in stems)


_kept: Kept[tuple[str, Language], tuple[int, Haystack]] = Kept(_CHARACTERS, lambda made: 500 + made[0])


def question_words(question: str, language: Language, lexical: Vocabulary) -> tuple[QuestionWord, ...]:
    """The content words of a question in `language`, each once, in order."""
    form = readable(question)  # as written: capitals tell names
    content = frozenset(terms(form, language))
    words: dict[str, QuestionWord] = {}
    for match in _TOKEN[language].finditer(form):
        text = match.group()
        if text.casefold() not in words and content & _stems(text, language):
            words[text.casefold()] = _word(text, language, bool(_LEADS.search(form[: match.start()])), lexical)
    return tuple(words.values())


def language_of_words(question: str, lexical: Vocabulary) -> Language:
    """The language in which more of the question's words stand in the archive.

    On a draw German, unless a word in lower case stands in no German article: a German topic has nouns in capitals.
    """
    known = {
        language: sum(lexical.document_frequency(term, language) > 0 for term in set(terms(question, language)))
        for language in _LANGUAGES
    }
    if known["de"] != known["en"]:
        return "de" if known["de"] > known["en"] else "en"
    words = (word for word in question.split() if word.islower())
    strange = any(stems and not any(lexical.document_frequency(stem, "de") for stem in stems) for stems in map(_german, words))
    return "en" if strange else "de"


def _german(word: str) -> frozenset[str]:
    return _stems(word, "de")


def largest_idf(count: int) -> float:
    """The idf of a word that stands in none of `count` passages."""
    return _idf(0, count)


def _word(text: str, language: Language, leads: bool, lexical: Vocabulary) -> QuestionWord:
    is_number = text.casefold() not in _NO_NUMBER and FIGURE.fullmatch(search_form(text, language))
    kind = WordKind.NUMBER if is_number else WordKind.NAME if text[0].isupper() and not leads else WordKind.OTHER
    stems = {language: _stems(text, language) for language in _LANGUAGES}
    rarest = min if kind is WordKind.NUMBER else max  # the „1“ of „1.200“ says nothing
    frequencies = {
        language: rarest((lexical.document_frequency(stem, language) for stem in stems[language]), default=0)
        for language in _LANGUAGES
    }
    idf = {language: _idf(frequency, lexical.count) for language, frequency in frequencies.items()}
    return QuestionWord(text, kind, stems, idf, any(frequencies.values()))


@lru_cache(maxsize=10_000)
def _stems(word: str, language: Language) -> frozenset[str]:
    return frozenset(terms(word, language))


def _idf(frequency: int, count: int) -> float:
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
