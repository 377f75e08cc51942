"""Writing passages: into the collection and, what it cannot tell, into the store's tables, a batch in each step.

What is added has ids that no reader asks for until the store has named the new generation.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from corpus.article import Article, Passage
from corpus.store import Store
from corpus.term_store import Indexed, Term, add_indexed, read_frequencies
from retrieval.ahead import ahead
from retrieval.analysis import LANGUAGES, all_words, stem
from retrieval.compounds import compound_parts, possible_parts
from retrieval.filling import BATCH_PASSAGES
from retrieval.milvus.client import WRITING, Client
from retrieval.milvus.expressions import scalars
from retrieval.milvus.stored_vocabulary import LANGUAGE
from retrieval.milvus.words import text_of
from retrieval.passage_index import Update
from retrieval.passages import context_text, encoded_text, passage_text
from retrieval.text_keys import keys_of
from retrieval.vocabulary import CONTEXTS, PARTS

Frequencies = dict[str, int]


@dataclass
class _Batch:
    """Passages with their articles, and the words of each: of its text, and of its context."""

    pairs: list[tuple[Article, Passage]] = field(default_factory=list)
    words: list[tuple[list[str], list[str]]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Characters of all sentences."""
        return sum(end - start for _, passage in self.pairs for start, end in passage.sentences)


class Writer:
    """Adds an update's passages to a collection. `added` counts their terms.

    German compounds are split into the words that the archive has with this update; passages of before keep the parts they got.
    """

    def __init__(self, store: Store, client: Client, collection: str, update: Update, removed: Counter[Term]) -> None:
        self._store = store
        self._client = client
        self._collection = collection
        self._update = update
        self._removed = removed
        self._known: Frequencies = {}
        self._new: Counter[str] = Counter()
        self._parts: dict[str, list[str]] = {}
        self.added: Counter[Term] = Counter()

    def write(self) -> int:
        """Write all; returns how many passages."""
        update, done, count = self._update, 0, 0
        total = sum(2 * (end - start) for each in update.passages for one in each for start, end in one.sentences)
        update.progress(0, total)
        for article, passage in self._pairs():
            if article.language == "de":
                self._new.update({stem(word, "de") for word in all_words(passage_text(article, passage), "de")})
        with closing(ahead(self._batches(), 2)) as batches:
            for batch in batches:
                self._add(batch, done, total)
                done += 2 * batch.length
                count += len(batch.pairs)
        return count

    def _pairs(self) -> Iterator[tuple[Article, Passage]]:
        for article, passages in zip(self._update.articles, self._update.passages, strict=True):
            for passage in passages:
                yield article, passage

    def _batches(self) -> Iterator[_Batch]:
        batch = _Batch()
        for article, passage in self._pairs():
            batch.pairs.append((article, passage))
            texts = passage_text(article, passage), context_text(article, passage)
            batch.words.append((all_words(texts[0], article.language), all_words(texts[1], article.language)))
            if len(batch.pairs) == BATCH_PASSAGES:
                yield batch
                batch = _Batch()
        if batch.pairs:
            yield batch

    def _add(self, batch: _Batch, done: int, total: int) -> None:
        whole = [encoded_text(article, passage) for article, passage in batch.pairs]
        pieces = [article.text[start:end] for article, passage in batch.pairs for start, end in passage.sentences]
        own, single = keys_of(whole), keys_of(pieces)
        vectors = self._encode(whole, own, done, batch.length, total)
        sentences = self._encode(pieces, single, done + batch.length, batch.length, total)
        self._read_frequencies(batch)
        rows: list[dict[str, Any]] = []
        kept: list[Indexed] = []
        at = 0
        for number, (article, passage) in enumerate(batch.pairs):
            end = at + len(passage.sentences)
            words, around = batch.words[number]
            fields = self._fields(article, words, around)
            texts: dict[str, str] = dict.fromkeys(LANGUAGES, "")
            texts[article.language] = text_of(words, fields, article.language)
            rows.append({"id": passage.id, "vector": vectors[number].astype(np.float32), **texts, **scalars(article)})
            keys = np.concatenate([own[number : number + 1], single[at:end]])
            said = {name: list(dict.fromkeys(found)) for name, found in fields.items() if found}
            kept.append(Indexed(passage.id, said, keys.tobytes(), sentences[at:end].astype("<f2").tobytes()))
            at = end
        self._client("insert", self._collection, rows, seconds=WRITING, again="upsert")
        with self._store.connected() as connection:
            add_indexed(connection, kept)
        for row in kept:
            self.added.update(row.counted())

    def _encode(self, texts: list[str], keys: Any, done: int, length: int, total: int) -> Any:
        characters = max(1, sum(map(len, texts)))
        tell = self._update.progress
        return self._update.vectors.of(texts, keys, lambda reached: tell(done + length * reached // characters, total))

    def _fields(self, article: Article, words: list[str], around: list[str]) -> dict[str, list[str]]:
        """The terms of a passage by field, in their order."""
        language = article.language
        made: dict[str, list[str]] = {
            LANGUAGE: [language],
            language: [stem(word, language) for word in words],
            CONTEXTS[language]: [stem(word, language) for word in around],
        }
        if language == "de":
            for word in words:
                if word not in self._parts:
                    self._parts[word] = compound_parts(word, lambda part: stem(part, "de"), self._frequency)
            made[PARTS] = [part for word in words for part in self._parts[word]]
        return made

    def _frequency(self, term: str) -> int:
        return self._known.get(term, 0) + self._new[term] - self._removed["de", term]

    def _read_frequencies(self, batch: _Batch) -> None:
        """Those in the archive of before of all stems that may be parts of the batch's words, in one go."""
        if self._update.old is None:
            return
        of_articles = zip(batch.pairs, batch.words, strict=True)
        german = {word for (article, _), (words, _) in of_articles if article.language == "de" for word in words}
        german -= self._parts.keys()
        wanted = {stem(part, "de") for word in german for part in possible_parts(word)} - self._known.keys()
        with self._store.read() as snapshot:
            found = read_frequencies(snapshot.connection, (("de", term) for term in wanted))
        self._known |= {term: found.get(("de", term), 0) for term in wanted}


def counted(rows: Iterable[Indexed]) -> Counter[Term]:
    """The terms of these passages."""
    made: Counter[Term] = Counter()
    for row in rows:
        made.update(row.counted())
    return made


def delete(client: Client, collection: str, ids: Sequence[int]) -> None:
    """Remove these passages from the collection, and do not fail for those that are not there."""
    for at in range(0, len(ids), BATCH_PASSAGES):
        client("delete", collection, ids=list(ids[at : at + BATCH_PASSAGES]), seconds=WRITING)
