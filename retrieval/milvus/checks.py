"""A collection held against the store: it holds every passage with its terms, keys and sentences' vectors, and no other."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from corpus.article import Article, Passage
from corpus.check import Check
from corpus.term_store import Term, read_frequencies, read_indexed
from retrieval.milvus.index import MilvusIndex
from retrieval.passages import encoded_text
from retrieval.text_keys import keys_of


class MilvusRows:
    """Looks at a generation; `ids` tells what the two do not both have, `keys` of texts that are not those of their vectors."""

    def __init__(self, index: MilvusIndex, ids: Check, keys: Check) -> None:
        self._index = index
        self._ids = ids
        self._keys = keys
        self._terms: Counter[Term] = Counter()

    def look(self, articles: Sequence[Article], passages: Mapping[str, Sequence[Passage]]) -> None:
        """Check the passages of these articles."""
        pairs = [(article, passage) for article in articles for passage in passages[article.id]]
        wanted = [passage.id for _, passage in pairs]
        there = self._index.holds(wanted)
        rows = {row.passage_id: row for row in read_indexed(self._index.snapshot.connection, wanted)}
        size = 2 * self._index.dimension
        self._ids.looked += len(pairs)
        for article, passage in pairs:
            row = rows.get(passage.id)
            if passage.id not in there or row is None or len(row.vectors) != size * len(passage.sentences):
                self._ids.fault(
                    f"{article.path}: Passage {passage.id} ist nicht ganz im Index",
                    f"{article.path}: passage {passage.id} is not wholly in the index",
                )
                continue
            self._terms.update(row.counted())
            texts = [encoded_text(article, passage), *(article.text[start:end] for start, end in passage.sentences)]
            self._keys.looked += len(texts)
            noted = np.frombuffer(row.keys, dtype=np.uint64).reshape(-1, 2)
            if not np.array_equal(noted, keys_of(texts)):
                said = texts[0][:40].replace("\n", " ")
                self._keys.fault(f"„{said} …“ ist nicht bei seinem Vektor", f"“{said} …” is not with its vector")

    def finish(self) -> None:
        """Check that nothing more is there, and that the words are counted right."""
        count = self._index.rows_there()
        if count != self._ids.looked:
            de, en = "Passagen in der Sammlung, im Archiv", "passages in the collection, in the archive"
            self._ids.fault(f"{count} {de} {self._ids.looked}", f"{count} {en} {self._ids.looked}")
        found = read_frequencies(self._index.snapshot.connection, self._terms)
        if wrong := sum(found.get(one, 0) != count for one, count in self._terms.items()):
            self._ids.fault(f"{wrong} Wörter falsch gezählt", f"{wrong} words counted wrongly")
