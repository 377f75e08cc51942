"""BM25 over passages through tantivy, with analyzers for German and English.

Every passage is indexed in the analysis of its article's language; a question is analysed in both, so that a name or a
number in an English question finds its German passage. Beside the words of a passage stand, with less weight, the parts
of its German compounds, and its context: the article's title, source, authors and date. A word of the question that the
archive does not know brings the words it may have been meant for.
"""

import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from corpus.language import Language
from retrieval.analysis import LANGUAGES, all_words, content_words, stem, stems_of, terms
from retrieval.compounds import compound_parts
from retrieval.ids import Ids, among
from retrieval.lexical_dead import Dead
from retrieval.spelling import misspelled

__all__ = ["LexicalIndex", "terms"]

FOLDER = "lexical"
STEMS = "stems"
PARTS = "de_parts"
FIELDS = (*LANGUAGES, *(f"{language}_context" for language in LANGUAGES), PARTS)
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
_HITS_FOR_AN_ID = 4
"""So many hits are fetched in the time in which tantivy looks whether a given passage is one: measured (docs/scaling.md)."""
_SUPPLEMENTED = 40
"""So many of a question's words get their parts and corrections: a pasted page must not cost more than a question."""


class LexicalIndex:
    """An opened BM25 index. Its frequencies, and those in its scores, are of the passages that are there; the mean length of a
    passage may count removed ones too, up to `lexical_writer.MOST_DEAD` of all.
    """

    def __init__(self, index: Any, dead: Dead) -> None:
        self._index = index
        self._dead = dead
        self._searcher = index.searcher()
        self._last: tuple[tuple[str, Language | None], Any] | None = None

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """The index in `folder`, whose digests the caller has checked."""
        import tantivy

        try:
            return cls(registered(tantivy.Index.open(str(folder / FOLDER))), Dead.load(folder))
        except ValueError as error:
            if "Lockfile" not in str(error):
                raise
        with tempfile.TemporaryDirectory(prefix="wortlaut-") as beside:  # it locks to read, which a read-only disk does not let
            for file in (folder / FOLDER).resolve().iterdir():
                if file.suffix != ".lock":
                    (Path(beside) / file.name).symlink_to(file)
            return cls(registered(tantivy.Index.open(beside)), Dead.load(folder))

    @property
    def count(self) -> int:
        """How many passages are indexed."""
        return int(self._searcher.num_docs)

    def holds(self, ids: Ids) -> Ids:
        """Those of `ids` that are there, ascending; one that is there twice comes twice."""
        import tantivy

        query = tantivy.Query.term_set_query(self._index.schema, "id", ids.tolist())
        hits = self._searcher.search(query, 2 * max(1, len(ids)), count=False).hits
        return np.sort(np.array(self._searcher.fast_field_values("id", [address for _, address in hits]), dtype=np.int64))

    def search(self, question: str, top_k: int, asked: Language | None = None, allowed: Ids | None = None) -> dict[int, float]:
        """The `top_k` best passages for the content words of a question in `asked`: id → BM25 score, best first.

        Only the ids `allowed` (ascending) count, where given.
        """
        query = self._query(question, asked)
        if query is None or (allowed is not None and not len(allowed)):
            return {}
        hits, ids = self._hits(query, top_k) if allowed is None else self._hits_among(query, top_k, allowed)
        found = {key: float(score) for key, (score, _) in zip(ids.tolist(), hits, strict=True)}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def near(self, text: str, top_k: int) -> dict[int, float]:
        """The `top_k` passages that share most rare words with `text` as they stand: id → BM25 score, best first.

        No corrections, parts or contexts: what is looked for is the print itself.
        """
        import tantivy

        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, language, term, "freq"))
            for language in self.languages()
            for term in _stems_to_find(text, language)
            if self._searcher.doc_freq(language, term)
        ]
        if not clauses:
            return {}
        hits, ids = self._hits(tantivy.Query.boolean_query(clauses), top_k)
        return {key: float(score) for key, (score, _) in zip(ids.tolist(), hits, strict=True)}

    def languages(self) -> list[Language]:
        """The languages of its passages."""
        return [language for language in LANGUAGES if self._searcher.doc_freq("language", language)]

    def _hits(self, query: Any, limit: int) -> tuple[list[Any], Ids]:
        """The best passages with their scores, and their ids."""
        hits = self._searcher.search(query, limit, count=False).hits
        return hits, np.array(self._searcher.fast_field_values("id", [address for _, address in hits]), dtype=np.int64)

    def _hits_among(self, query: Any, top_k: int, allowed: Ids) -> tuple[list[Any], Ids]:
        """The best of the ids `allowed`.

        As many hits are fetched as it takes, at first as many as hold `top_k` of these if the filter has nothing to do with the
        question; but tantivy is told the ids as soon as they are the shorter list by far.
        """
        limit = max(top_k, min(self.count, top_k * self.count // len(allowed)))
        while _HITS_FOR_AN_ID * len(allowed) > limit:
            hits, ids = self._hits(query, limit)
            kept = np.flatnonzero(among(ids, allowed))[:top_k]
            if len(kept) == top_k or len(hits) < limit:
                return [hits[at] for at in kept.tolist()], ids[kept]
            limit *= 4
        return self._hits(self._restricted(query, allowed), top_k)

    def _restricted(self, query: Any, allowed: Ids) -> Any:
        """The query, of passages with one of these ids; that adds nothing to their scores."""
        import tantivy

        one_of = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._index.schema, "id", allowed.tolist()), 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, one_of)])

    def _query(self, question: str, asked: Language | None) -> Any:
        """What is searched for, or None. The last is kept: one question is searched in several parts of an archive."""
        import tantivy

        last = self._last
        if last is None or last[0] != (question, asked):
            schema = self._index.schema
            clauses = [
                (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, term, "freq"), weight))
                for language in self.languages()
                for (field, term), weight in self._weights(question, language, asked).items()
            ]
            self._last = last = (question, asked), tantivy.Query.boolean_query(clauses) if clauses else None
        return last[1]

    def document_frequency(self, term: str, language: Language) -> int:
        """In how many passages of `language` the stem `term` stands."""
        return self.frequency(language, term)

    def frequency(self, field: str, term: str) -> int:
        """In how many passages `term` stands in `field`."""
        found = int(self._searcher.doc_freq(field, term))
        return found - self._dead.frequency(field, term) if found else 0

    def _weights(self, question: str, language: Language, asked: Language | None) -> dict[tuple[str, str], float]:
        """What is searched for in `language`: (field, stem) → weight, without stems that stand nowhere."""
        words = list(dict.fromkeys(content_words(question, language, asked)))
        weights = {stem(word, language): 1.0 for word in words}
        for word in words[:_SUPPLEMENTED]:
            for part in self._parts(word) if language == "de" else ():
                weights.setdefault(part, PART_WEIGHT)
            for meant in self._meant(word, language):
                weights.setdefault(meant, 1.0)
        fields = {language: 1.0, f"{language}_context": CONTEXT_WEIGHT}
        if language == "de":
            fields[PARTS] = PART_WEIGHT
        return {
            (field, term): weight * share * self._correction(field, term)
            for term, weight in weights.items()
            for field, share in fields.items()
            if self.frequency(field, term)
        }

    def _correction(self, field: str, term: str) -> float:
        """What makes tantivy's inverse document frequency, which counts the dead, that of the passages that are there."""
        if not self._dead.count:
            return 1.0
        counted = int(self._searcher.doc_freq(field, term))
        return _idf(self.count, self.frequency(field, term)) / _idf(self.count + self._dead.count, counted)

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
        known = {term: frequency for term in stems if (frequency := self.document_frequency(term, language))}
        return sorted(known, key=lambda term: (-known[term], term))[:_MEANT]

    def mentions(self, text: str) -> bool:
        """Whether every word of `text` stands in a passage, its title, date or authors, or as a part of a compound there."""
        return all(self._knows(word) for word in all_words(text, "de"))

    def _knows(self, word: str) -> bool:
        return any(self.frequency(field, stem(word, "en" if field.startswith("en") else "de")) for field in FIELDS)


def _stems_to_find(text: str, language: Language) -> list[str]:
    """The stems of the content words; of all words where these are few: „Das ist nicht so“ was printed, too."""
    found = list(dict.fromkeys(terms(text, language)))
    return found if len(found) >= _FEW else list(dict.fromkeys(stem(word, language) for word in all_words(text, language)))


def registered(index: Any) -> Any:
    """A tantivy index that splits its fields at blanks: they are analysed already.

    It is read again when asked to, not whenever its files change: tantivy's watcher would write its lock into a folder
    that is being removed.
    """
    import tantivy

    index.config_reader("manual")
    index.register_tokenizer(STEMS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _idf(count: int, frequency: int) -> float:
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
