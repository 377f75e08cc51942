"""The store's rows that questions ask for, as they were read: those of one generation, and dropped with it."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from corpus.article import Article, Passage
from corpus.origins import Cluster
from corpus.snapshot import Snapshot
from retrieval.kept import Kept

K = TypeVar("K")
V = TypeVar("V")

_LANGUAGES = 200_000
_PASSAGES = 4_000
_CLUSTERS = 20_000
_CHARACTERS = 4_000_000
"""Of articles' texts: some hundred to a thousand articles."""


class Rows:
    """What `Snapshot` has under the same names, read once while there is room.

    The snapshots must all be of one generation: a change of the articles is always a switch to another.
    """

    def __init__(self) -> None:
        self._languages: Kept[int, str] = Kept(_LANGUAGES)
        self._passages: Kept[int, Passage] = Kept(_PASSAGES)
        self._clusters: Kept[str, Cluster | None] = Kept(_CLUSTERS)
        self._articles: Kept[str, Article] = Kept(_CHARACTERS, lambda article: 1000 + len(article.text))

    def passage_languages(self, snapshot: Snapshot, ids: Collection[int]) -> dict[int, str]:
        """The language of each passage's article, by passage id."""
        return _read(self._languages, ids, snapshot.passage_languages)

    def passages(self, snapshot: Snapshot, ids: Collection[int]) -> dict[int, Passage]:
        """Passages by id; those that are not there are left out."""
        return _read(self._passages, ids, snapshot.passages)

    def articles(self, snapshot: Snapshot, ids: Collection[str]) -> dict[str, Article]:
        """Articles by id; those that are not there are left out."""
        return _read(self._articles, ids, snapshot.articles)

    def clusters(self, snapshot: Snapshot, ids: Collection[str]) -> dict[str, Cluster]:
        """The cluster of each article that is one text with others."""

        def read(missing: Collection[str]) -> dict[str, Cluster | None]:
            found = snapshot.clusters(missing)
            return {key: found.get(key) for key in missing}

        return {key: cluster for key, cluster in _read(self._clusters, ids, read).items() if cluster}


def _read(kept: Kept[K, V], ids: Collection[K], read: Callable[[Collection[K]], Mapping[K, V]]) -> dict[K, V]:
    """The rows of `ids`, those not kept in one reading."""
    found = kept.found(ids)
    missing = [key for key in ids if key not in found]
    if missing:
        for key, value in read(missing).items():
            kept.put(key, value)
            found[key] = value
    return found
