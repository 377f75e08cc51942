"""What a question asks of a search engine, and what an update does: the seam between Wortlaut and whatever searches for it.

The FAISS and tantivy pair in the archive's folder is one engine (`retrieval.embedded`), Milvus another (`retrieval.milvus`).
Vectors are float32 of unit length, scores of words are BM25 (k1 = 1.2, b = 0.75) summed over the fields of
`retrieval.vocabulary` by their weights; of both, higher is better.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Passage
from corpus.check import Check
from corpus.language import Language
from corpus.snapshot import Snapshot
from retrieval.encoder import Encoder, Vectors
from retrieval.rows import Rows
from retrieval.selection import Selection
from retrieval.vocabulary import Vocabulary

if TYPE_CHECKING:
    from retrieval.vector_source import Known, Progress, VectorSource

Scores = dict[int, float]
"""By passage id, best first; of equal ones the smaller id."""


@dataclass(frozen=True)
class Sought:
    """A question as it is searched: its text, the language it is `asked` in, and its vector of shape (dimension,)."""

    text: str
    asked: Language
    vector: NDArray[np.float32]


class PassageIndex(Protocol):
    """The passages of one generation. What it answers is of the state of the archive that names it, and of no other."""

    @property
    def name(self) -> str:
        """The generation's, as the store names it."""

    @property
    def model(self) -> str:
        """The identity of the encoder that made its vectors."""

    @property
    def dimension(self) -> int:
        """The length of its vectors."""

    @property
    def probe(self) -> str:
        """A vector of that encoder (`retrieval.probe`), "" where none was kept."""

    @property
    def splitter(self) -> int:
        """`SPLITTER_VERSION` when it was made."""

    @property
    def rows(self) -> Rows:
        """The store's rows that belong to it, kept with it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """In how many passages each word stands."""

    def at(self, snapshot: Snapshot) -> "PassageIndex":
        """The index for questions within `snapshot`, which must be of this generation."""

    def search(self, sought: Sought, count: int, only: Selection | None = None) -> tuple[Scores, Scores]:
        """Of the passages in `only`, or of all, the `count` nearest by cosine, and the `count` best by their words."""

    def near(self, text: str, count: int) -> Scores:
        """The `count` passages that share most rare words with `text` as they stand: BM25, no corrections, parts, contexts."""

    def by_words(self, text: str, count: int) -> Scores:
        """The `count` best by the words of a text in whatever language, as `search` weighs them."""

    def cosines(self, sought: Sought, ids: Sequence[int]) -> dict[int, float]:
        """How near these passages are, in the order of `ids`."""

    def passage_vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of these passages, float32 of shape (ids, dimension)."""

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """By passage, the vectors of its sentences in its order, float32 of shape (sentences, dimension)."""


class RowsLooker(Protocol):
    """Holds an index against the store's articles with their passages, some at a time, and tells what it finds."""

    def look(self, articles: Sequence[Article], passages: Mapping[str, Sequence[Passage]]) -> None:
        """Check the passages of these articles."""

    def finish(self) -> None:
        """Check that the index holds nothing more."""


@dataclass(frozen=True)
class Examined:
    """An index that was looked at as a whole: how many passages it has, how vectors are compared ("flat", "lists", "milvus"),
    the bytes that it holds in memory here by part, and what looks at its rows, telling of ids and of the keys of texts.
    """

    index: PassageIndex
    passages: int
    search: str
    memory: Mapping[str, int]
    rows: Callable[[Check, Check], RowsLooker]


@dataclass(frozen=True)
class Update:
    """What an engine writes: passages with ids that were never given, ascending, each with its article.

    `old` is the index that is changed, without the passages `gone`; without it everything is made anew, from the passages
    given, beside what there is. All ids are `first` or higher. `made_with` are the encoder's identity and its probe.
    """

    old: "PassageIndex | None"
    gone: Sequence[int]
    first: int
    articles: Iterable[Article]
    passages: Sequence[Sequence[Passage]]
    vectors: "VectorSource"
    dimension: int
    progress: "Progress"
    made_with: Mapping[str, str]


@dataclass(frozen=True)
class Written:
    """The name of what was written, and what else is written with the store's connection when that makes it the current one."""

    name: str
    beside: Callable[[Any], None] | None = None


class Engine(Protocol):
    """Opens and writes an archive's generations. Whoever writes holds the archive's lock."""

    def open(self, snapshot: Snapshot, name: str, model: str | None = None) -> PassageIndex:
        """The generation `name`, which the snapshot names. Raises IndexDamaged, also for one of another `model` or engine."""

    def examined(self, snapshot: Snapshot, name: str | None) -> Examined:
        """The generation, looked at thoroughly. Raises IndexDamaged, also where there is none."""

    def told(self, name: str | None) -> AbstractContextManager[None]:
        """What the engine's libraries say while they are asked of `name` becomes an error of ours."""

    def outlived(self, name: str | None) -> bool:
        """Whether all of the generation was there until now, while somebody read it."""

    def known(self, snapshot: Snapshot, usable: PassageIndex | None, gone: Sequence[int], encoder: Encoder) -> "Known | None":
        """The vectors that there are of texts: those of the generation where it is `usable`, at least of what is `gone`."""

    def write(self, update: Update) -> Written:
        """Write a whole generation that nobody sees until the store names it. Raises OSError, ArchiveError, IndexDamaged."""

    def settle(self, name: str, before: str | None) -> None:
        """The store names `name` now, and did name `before`: what no reader can be asked for any more goes."""

    def clear(self, name: str | None) -> None:
        """What updates left behind that died before the store, which names `name`, had named what they wrote."""

    def close(self) -> None:
        """Give back what it has opened."""
