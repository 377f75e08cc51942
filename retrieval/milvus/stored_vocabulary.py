"""The vocabulary of one state of the archive from the store's tables: Milvus does not tell in how many texts a word stands."""

from collections.abc import Iterable

from corpus.language import Language
from corpus.snapshot import Snapshot
from corpus.term_store import PASSAGES, read_frequencies
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
        return found[field, term] if found else self._read([(field, term)])[field, term]

    def languages(self) -> list[Language]:
        """Those of the passages."""
        self.look_up((LANGUAGE, language) for language in LANGUAGES)
        return [language for language in LANGUAGES if self.frequency(LANGUAGE, language)]

    def look_up(self, wanted: Iterable[Term]) -> None:
        """In one reading."""
        terms = list(dict.fromkeys(wanted))
        there = self._kept.found(terms)
        if missing := [one for one in terms if one not in there]:
            self._read(missing)

    def _read(self, terms: list[Term]) -> dict[Term, int]:
        found = read_frequencies(self._snapshot.connection, terms)
        read = {one: found.get(one, 0) for one in terms}
        for one, frequency in read.items():
            self._kept.put(one, frequency)
        return read
