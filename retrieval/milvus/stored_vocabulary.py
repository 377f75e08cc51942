"""The vocabulary of one state of the archive from the store's tables: Milvus does not tell in how many texts a word stands."""

from collections.abc import Iterable

from corpus.language import Language
from corpus.snapshot import Snapshot
from corpus.term_store import PASSAGES
from retrieval.analysis import LANGUAGES
from retrieval.kept import Kept
from retrieval.vocabulary import Term, Vocabulary

LANGUAGE = "language"
"""The field of the language of each passage."""
Frequencies = Kept[Term, int]


class StoredVocabulary(Vocabulary):
    """Reads through `snapshot`; what it has read of that generation is kept in `kept`."""

    def __init__(self, snapshot: Snapshot, kept: Frequencies) -> None:
        self._snapshot = snapshot
        self._kept = kept

    @property
    def count(self) -> int:
        """How many passages there are."""
        return self.frequency(*PASSAGES)

    def frequency(self, field: str, term: str) -> int:
        """In how many passages `term` stands in `field`."""
        found = self._kept.found(((field, term),))
        return found[field, term] if found else self._read(field, [term])[term]

    def languages(self) -> list[Language]:
        """Those of the passages."""
        self.look_up((LANGUAGE, language) for language in LANGUAGES)
        return [language for language in LANGUAGES if self.frequency(LANGUAGE, language)]

    def look_up(self, wanted: Iterable[Term]) -> None:
        """In one reading for each field."""
        terms = list(dict.fromkeys(wanted))
        there = self._kept.found(terms)
        by_field: dict[str, list[str]] = {}
        for field, term in terms:
            if (field, term) not in there:
                by_field.setdefault(field, []).append(term)
        for field, missing in by_field.items():
            self._read(field, missing)

    def _read(self, field: str, terms: list[str]) -> dict[str, int]:
        found = self._snapshot.frequencies(field, terms)
        read = {term: found.get(term, 0) for term in terms}
        for term, frequency in read.items():
            self._kept.put((field, term), frequency)
        return read
