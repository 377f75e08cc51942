"""What an archive knows of words: in how many passages each stands, and with it what a question's words are searched as.

The stems of passages stand in fields: those of their own words by language, those of the context (title, source, authors,
date) by language, and the parts of German compounds.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from corpus.language import Language
from retrieval.analysis import LANGUAGES, all_words, content_words, stem, stems_of, terms
from retrieval.compounds import compound_parts, possible_parts
from retrieval.spelling import misspelled

PARTS = "de_parts"
CONTEXTS: dict[Language, str] = {language: f"{language}_context" for language in LANGUAGES}
FIELDS = (*LANGUAGES, *CONTEXTS.values(), PARTS)
"""The fields that are searched; each holds stems."""
PART_WEIGHT = 0.5
"""What a part of a compound counts, of the article's or of the question's, beside a whole word."""
CONTEXT_WEIGHT = 0.5
"""What a word of the title, source, authors or date counts beside a word of the passage."""
_SHORTEST_MISSPELLED = 5
_LONGEST_MISSPELLED = 40
"""The mistakes that a word allows grow with its length."""
_MEANT = 2
_FEW = 3
_SUPPLEMENTED = 40
"""So many of a question's words get their parts and corrections: a pasted page must not cost more than a question."""
Term = tuple[str, str]
"""A field and a stem in it."""


class Vocabulary(ABC):
    """The words of the passages of one state of an archive; N, their number, is `count`."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many passages are indexed."""

    @abstractmethod
    def frequency(self, field: str, term: str) -> int:
        """In how many passages `term` stands in `field`."""

    @abstractmethod
    def languages(self) -> list[Language]:
        """The languages of its passages."""

    def look_up(self, wanted: Iterable[Term]) -> None:  # noqa: B027  # where each look-up is cheap, there is nothing to do
        """Told what is asked for next, so that what lies far away can be had in one go."""

    def document_frequency(self, term: str, language: Language) -> int:
        """In how many passages of `language` the stem `term` stands."""
        return self.frequency(language, term)

    def weights(self, question: str, language: Language, asked: Language | None) -> dict[Term, float]:
        """What is searched for in `language`: (field, stem) → weight, without stems that stand nowhere."""
        words = list(dict.fromkeys(content_words(question, language, asked)))
        weights = {stem(word, language): 1.0 for word in words}
        fields = {language: 1.0, CONTEXTS[language]: CONTEXT_WEIGHT}
        if language == "de":
            fields[PARTS] = PART_WEIGHT
        self.look_up(self._first_asked(words[:_SUPPLEMENTED], weights, language))
        for word in words[:_SUPPLEMENTED]:
            for part in self._parts(word) if language == "de" else ():
                weights.setdefault(part, PART_WEIGHT)
            for meant in self._meant(word, language):
                weights.setdefault(meant, 1.0)
        self.look_up((field, term) for term in weights for field in fields)
        return {
            (field, term): weight * share
            for term, weight in weights.items()
            for field, share in fields.items()
            if self.frequency(field, term)
        }

    def _first_asked(self, words: Iterable[str], stems: Iterable[str], language: Language) -> Iterator[Term]:
        """What is asked of the words of a question, as long as they are not misspelt."""
        yield from ((field, term) for term in stems for field in FIELDS)
        if language == "de":
            yield from (("de", stem(part, "de")) for word in words for part in possible_parts(word))

    def _parts(self, word: str) -> list[str]:
        return compound_parts(word, lambda part: stem(part, "de"), lambda part: self.document_frequency(part, "de"))

    def _meant(self, word: str, language: Language) -> list[str]:
        """The most frequent stems of the archive that are one mistake away from a word that it knows in no language.

        So „Kanadda“ finds „Kanada“, and an English "Canada" does where all articles are German.
        """
        correctable = _SHORTEST_MISSPELLED <= len(word) <= _LONGEST_MISSPELLED and word.isalpha() and word.isascii()
        if not correctable or self._knows(word):
            return []
        stems = dict.fromkeys(stems_of(misspelled(word), language))
        self.look_up((language, term) for term in stems)
        known = {term: frequency for term in stems if (frequency := self.document_frequency(term, language))}
        return sorted(known, key=lambda term: (-known[term], term))[:_MEANT]

    def mentions(self, text: str) -> bool:
        """Whether every word of `text` stands in a passage, its title, date or authors, or as a part of a compound there."""
        return all(self._knows(word) for word in all_words(text, "de"))

    def _knows(self, word: str) -> bool:
        return any(self.frequency(field, stem(word, "en" if field.startswith("en") else "de")) for field in FIELDS)


def stems_to_find(text: str, language: Language) -> list[str]:
    """The stems of the content words; of all words where these are few: „Das ist nicht so“ was printed, too."""
    found = list(dict.fromkeys(terms(text, language)))
    return found if len(found) >= _FEW else list(dict.fromkeys(stem(word, language) for word in all_words(text, language)))
