"""An archive without some of its passages, for asking a question that it then cannot answer.

`WithoutPassages` leaves passages out of both legs before they are fused, out of the counts that idf is made of, and out of
the text of their articles, where blanks stand for them. That is what an archive without them would find, but for BM25's own
idf and mean length, in which they still count.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Passage
from corpus.language import Language
from corpus.store import Snapshot, Store
from retrieval.analysis import terms
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder, Kind, Vectors
from retrieval.evidence import PassageCandidate
from retrieval.finder import Finder, Opened
from retrieval.lexical import LexicalIndex
from retrieval.retriever import Retriever


class WithoutPassages(Retriever):
    """A retriever whose `without` are passages that it does not see. It gathers evidence and has no reader."""

    def __init__(self, store: Store, encoder: Encoder, *_reading: object) -> None:
        super().__init__(store, _Remembering(encoder))
        self.without: Collection[int] = ()

    @cached_property
    def passages(self) -> dict[int, Passage]:
        """All passages of the archive by id."""
        with self._store.read() as snapshot:
            return {passage.id: passage for passage in snapshot.all_passages()}

    @cached_property
    def texts(self) -> dict[str, tuple[str, Language]]:
        """All articles' texts and languages by id."""
        with self._store.read() as snapshot:
            return {article.id: (article.text, article.language) for article in snapshot.all_articles()}

    @cached_property
    def names(self) -> dict[str, str]:
        """Article ids by file name."""
        with self._store.read() as snapshot:
            return {article.path.rpartition("/")[2]: article.id for article in snapshot.all_articles()}

    def _finder(self, snapshot: Snapshot) -> Finder:
        return _Blanking(self._encoder, self._opened_for(snapshot), snapshot, self._today(), self.rest)

    def rest(self, article: Article) -> Article:
        """The article with blanks for what only passages left out hold: its other words must not tell what is gone."""
        gone = [self.passages[key] for key in self.without if self.passages[key].article_id == article.id]
        if not gone:
            return article
        kept = [passage for passage in self._by_article[article.id] if passage.id not in self.without]
        return dataclasses.replace(article, text=blanked(article.text, gone, kept))

    @cached_property
    def _by_article(self) -> dict[str, list[Passage]]:
        made: dict[str, list[Passage]] = {}
        for passage in self.passages.values():
            made.setdefault(passage.article_id, []).append(passage)
        return made

    def _opened_for(self, snapshot: Snapshot) -> Opened:
        opened = super()._opened_for(snapshot)
        if not self.without:
            return opened
        removed: Counter[tuple[str, Language]] = Counter()
        for key in self.without:
            passage = self.passages[key]
            text, language = self.texts[passage.article_id]
            found = terms(" ".join(text[start:end] for start, end in passage.sentences), language)
            removed.update((term, language) for term in set(found))
        dense: Any = _Dense(opened.generation.dense, self.without)
        lexical: Any = _Lexical(opened.generation.lexical, self.without, removed)
        return dataclasses.replace(opened, generation=dataclasses.replace(opened.generation, dense=dense, lexical=lexical))


@dataclass(frozen=True)
class _Blanking(Finder):
    """Finds with each article as `rest` gives it."""

    rest: Callable[[Article], Article]

    def _pool(self, *args: Any) -> list[PassageCandidate]:
        articles: dict[str, Article] = {}
        pool = []
        for candidate in super()._pool(*args):
            article = articles.setdefault(candidate.article.id, self.rest(candidate.article))
            pool.append(dataclasses.replace(candidate, article=article))
        return pool


def blanked(text: str, gone: Iterable[Passage], kept: Iterable[Passage]) -> str:
    """`text` with a blank for every character of `gone` that `kept` do not hold; the ends of lines stay."""
    held = {at for passage in kept for at in range(passage.start, passage.end)}
    letters = list(text)
    for passage in gone:
        for at in range(passage.start, passage.end):
            if at not in held and letters[at] != "\n":
                letters[at] = " "
    return "".join(letters)


class _Dense:
    def __init__(self, index: DenseIndex, without: Collection[int]) -> None:
        self._index, self._without = index, without

    def search(self, vector: NDArray[np.float32], top_k: int, _allowed: None = None) -> dict[int, float]:
        return _first(self._index.search(vector, top_k + len(self._without)), self._without, top_k)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


class _Lexical:
    def __init__(self, index: LexicalIndex, without: Collection[int], removed: Counter[tuple[str, Language]]) -> None:
        self._index, self._without, self._removed = index, without, removed

    @property
    def count(self) -> int:
        return self._index.count - len(self._without)

    def search(self, question: str, top_k: int, *options: Any) -> dict[int, float]:
        return _first(self._index.search(question, top_k + len(self._without), *options), self._without, top_k)

    def document_frequency(self, term: str, language: Language) -> int:
        return self._index.document_frequency(term, language) - self._removed[term, language]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


class _Remembering:
    """An encoder that encodes a question once, however often it is asked in a row."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._last: tuple[list[str], Vectors] | None = None

    def encode(self, texts: list[str], kind: Kind) -> Vectors:
        if self._last is None or self._last[0] != texts:
            self._last = texts, self._encoder.encode(texts, kind)
        return self._last[1]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)


def _first(scores: dict[int, float], without: Collection[int], top_k: int) -> dict[int, float]:
    kept = [(key, score) for key, score in scores.items() if key not in without]
    return dict(kept[:top_k])
