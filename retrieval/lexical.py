"""BM25 over passages through tantivy, with analyzers for German and English.

Every passage is indexed in the analysis of its article's language; a question is analysed in both, so that a name or a
number in an English question finds its German passage. Beside the words of a passage stand, with less weight, the parts
of its German compounds, and its context (`retrieval.vocabulary`).
"""

import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from corpus.language import Language
from retrieval.analysis import LANGUAGES
from retrieval.ids import Ids, among
from retrieval.lexical_dead import Dead
from retrieval.vocabulary import Vocabulary, stems_to_find

FOLDER = "lexical"
STEMS = "stems"
_HITS_FOR_AN_ID = 4
"""So many hits are fetched in the time in which tantivy looks whether a given passage is one: measured (docs/scaling.md)."""


class LexicalIndex(Vocabulary):
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
            for term in stems_to_find(text, language)
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

    def frequency(self, field: str, term: str) -> int:
        """In how many passages `term` stands in `field`."""
        found = int(self._searcher.doc_freq(field, term))
        return found - self._dead.frequency(field, term) if found else 0

    def _weights(self, question: str, language: Language, asked: Language | None) -> dict[tuple[str, str], float]:
        """The weights of what is searched for in `language`, as they are to be beside the dead."""
        found = self.weights(question, language, asked)
        return {(field, term): weight * self._correction(field, term) for (field, term), weight in found.items()}

    def _correction(self, field: str, term: str) -> float:
        """What makes tantivy's inverse document frequency, which counts the dead, that of the passages that are there."""
        if not self._dead.count:
            return 1.0
        counted = int(self._searcher.doc_freq(field, term))
        return _idf(self.count, self.frequency(field, term)) / _idf(self.count + self._dead.count, counted)


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
