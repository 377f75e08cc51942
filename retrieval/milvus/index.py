"""Reading a collection as one generation: what was added after it is not seen, what was removed after it still is."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from corpus.language import Language
from corpus.snapshot import Snapshot
from corpus.term_store import read_buried, read_vectors
from retrieval.encoder import Vectors
from retrieval.kept import Kept
from retrieval.milvus.client import Client
from retrieval.milvus.collection import MadeWith, Named, damaged, words_of
from retrieval.milvus.expressions import expression
from retrieval.milvus.stored_vocabulary import Frequencies, StoredVocabulary
from retrieval.milvus.words import UNIT, query_of
from retrieval.passage_index import Scores, Sought
from retrieval.rows import Rows
from retrieval.selection import Selection
from retrieval.vocabulary import Term, stems_to_find

MOST_HITS = 16_384
"""More Milvus does not give."""
_AT_ONCE = 500
_TERMS = 200_000


@dataclass(frozen=True)
class MilvusIndex:
    """A generation, read through `snapshot`. `end` is the first id that is not of it."""

    client: Client
    named: Named
    made_with: MadeWith
    snapshot: Snapshot
    end: int
    pool: ThreadPoolExecutor
    rows: Rows = field(default_factory=Rows, compare=False)
    kept: Frequencies = field(default_factory=lambda: Kept(_TERMS), compare=False)

    @property
    def name(self) -> str:
        """See `retrieval.passage_index.PassageIndex`, also for what follows."""
        return str(self.named)

    @property
    def model(self) -> str:
        """The encoder."""
        return self.made_with.model

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self.made_with.dimension

    @property
    def probe(self) -> str:
        """A vector of it."""
        return self.made_with.probe

    @property
    def splitter(self) -> int:
        """The version of the splitter."""
        return self.made_with.splitter

    @property
    def vocabulary(self) -> StoredVocabulary:
        """The words, from the store."""
        return StoredVocabulary(self.snapshot, self.kept)

    def at(self, snapshot: Snapshot) -> "MilvusIndex":
        """With the store's rows of that snapshot."""
        return self if snapshot is self.snapshot else replace(self, snapshot=snapshot)

    def search(self, sought: Sought, count: int, only: Selection | None = None) -> tuple[Scores, Scores]:
        """Both legs at once: Milvus' own hybrid search tells one score made of both, and not which is which."""
        if only is not None and not only.count:
            return {}, {}
        where = self._where(only)
        dense = self._hits("vector", sought.vector, count, where)
        words = self._word_hits(sought.text, sought.asked, count, where)
        return self._known(dense, count), self._merged([self._known(found, count) for found in words], count)

    def by_words(self, text: str, count: int) -> Scores:
        """The second leg alone."""
        words = self._word_hits(text, None, count, self._where(None))
        return self._merged([self._known(found, count) for found in words], count)

    def _word_hits(self, text: str, asked: Language | None, count: int, where: str) -> "list[_Hits]":
        """A search in each language that the archive has."""
        vocabulary = self.vocabulary
        queries = {
            language: query_of(vocabulary.weights(text, language, asked), language) for language in vocabulary.languages()
        }
        return [self._hits(words_of(language), query, count, where) for language, query in queries.items() if query]

    def near(self, text: str, count: int) -> Scores:
        """By words alone."""
        vocabulary, found = self.vocabulary, []
        for language in vocabulary.languages():
            stems = stems_to_find(text, language)
            vocabulary.look_up((language, term) for term in stems)
            known: dict[Term, float] = {(language, term): 1.0 for term in stems if vocabulary.frequency(language, term)}
            if known:
                found.append(self._hits(words_of(language), query_of(known, language), count, self._where(None)))
        return self._merged([self._known(each, count) for each in found], count)

    def cosines(self, sought: Sought, ids: Sequence[int]) -> dict[int, float]:
        """As a search among these, which is several times as fast as having their vectors sent."""
        among = list(map(int, ids))
        found = dict(self._hits("vector", sought.vector, len(among), f"id in {among}").first())
        left = [key for key in among if key not in found]  # an index by nearness may pass over one
        found |= {key: float(row @ sought.vector) for key, row in zip(left, self.passage_vectors(left), strict=True)}
        return {key: found[key] for key in among}

    def passage_vectors(self, ids: Sequence[int]) -> Vectors:
        """As Milvus has them. Raises IndexDamaged where one is not there."""
        found: dict[int, Any] = {}
        for at in range(0, len(ids), _AT_ONCE):
            part = list(map(int, ids[at : at + _AT_ONCE]))
            rows = self.client("get", self.named.collection, ids=part, output_fields=["id", "vector"])
            found |= {row["id"]: row["vector"] for row in rows}
        if missing := [key for key in ids if key not in found]:
            raise damaged(f"{len(missing)} Vektoren fehlen", f"{len(missing)} vectors are missing")
        made = np.empty((len(ids), self.made_with.dimension), dtype=np.float32)
        for row, key in enumerate(ids):
            made[row] = found[key]
        return made

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """From the store. Raises IndexDamaged where some are not there."""
        found = read_vectors(self.snapshot.connection, ids)
        if missing := [key for key in ids if key not in found]:
            count = len(missing)
            raise damaged(f"Satzvektoren von {count} Passagen fehlen", f"sentence vectors of {count} passages are missing")
        size = self.made_with.dimension
        return {key: np.frombuffer(found[key], dtype="<f2").reshape(-1, size).astype(np.float32) for key in ids}

    def holds(self, ids: Sequence[int]) -> set[int]:
        """Which of these passages are in the collection."""
        found: set[int] = set()
        for at in range(0, len(ids), _AT_ONCE):
            part = list(map(int, ids[at : at + _AT_ONCE]))
            found |= {row["id"] for row in self.client("get", self.named.collection, ids=part, output_fields=["id"])}
        return found

    def rows_there(self) -> int:
        """How many passages the collection holds that are of this generation or were of the one before, without the latter."""
        rows = self.client("query", self.named.collection, filter=f"id < {self.end}", output_fields=["count(*)"])
        return int(rows[0]["count(*)"]) - len(self.holds(read_buried(self.snapshot.connection)))

    def _where(self, only: Selection | None) -> str:
        within = f" and {expression(only.meaning)}" if only is not None else ""
        return f"id < {self.end}{within}"

    def _hits(self, column: str, query: Any, count: int, where: str) -> "_Hits":
        """The first hits, under way; more of them when asked."""

        def ask(limit: int) -> list[tuple[int, float]]:
            options: dict[str, Any] = {"anns_field": column, "limit": limit, "filter": where, "search_params": {}}
            found = self.client("search", self.named.collection, data=[query], output_fields=[], **options)[0]
            return [(hit["id"], float(hit["distance"])) for hit in found]

        return _Hits(ask, count, self.pool)

    def _known(self, hits: "_Hits", count: int) -> Scores:
        """The best `count` of those that the snapshot knows; what is removed in it may still be in the collection."""
        limit, found = count, hits.first()
        while True:
            languages = self.rows.passage_languages(self.snapshot, [key for key, _ in found])
            known = [(key, score) for key, score in found if key in languages][:count]
            if len(known) == count or len(found) < limit or limit == MOST_HITS:
                return dict(sorted(known, key=lambda hit: (-hit[1], hit[0])))
            limit = min(MOST_HITS, 4 * limit)
            found = hits.ask(limit)

    def _merged(self, found: Sequence[Scores], count: int) -> Scores:
        """The best of all languages: a passage is in one."""
        every = [(key, score / UNIT) for each in found for key, score in each.items()]
        return dict(sorted(every, key=lambda hit: (-hit[1], hit[0]))[:count])


class _Hits:
    """A search that is under way in another thread, and can be asked for more."""

    def __init__(self, ask: Callable[[int], list[tuple[int, float]]], count: int, pool: ThreadPoolExecutor) -> None:
        self.ask = ask
        self._first = pool.submit(ask, min(count, MOST_HITS))

    def first(self) -> list[tuple[int, float]]:
        return self._first.result()
