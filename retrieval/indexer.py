"""From articles to a new generation: only what changed is split, encoded and written.

What an update holds in memory is the vectors of the passages and the texts of a batch of articles, never those of all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from corpus.article import Article, Passage
from corpus.errors import ArchiveUnwritable, IndexDamaged
from corpus.store import Change, Snapshot, Store
from retrieval.embedded import Embedded
from retrieval.encoder import Encoder
from retrieval.generation import index_folder
from retrieval.journal import Journal
from retrieval.needs import check_room, needs
from retrieval.passage_index import Engine, PassageIndex, Update
from retrieval.passages import SPLITTER_VERSION, split_passages
from retrieval.probe import open_for, probe_of
from retrieval.vector_source import Progress, VectorSource

_BATCH_ARTICLES = 100
Splits = list[tuple[Article, list[Passage]]]


@dataclass(frozen=True)
class IndexReport:
    """What an update did. `before` is the generation that was current until then."""

    generation: str
    encoded: int
    rebuilt: bool
    before: str | None


def split(articles: Iterable[Article]) -> Splits:
    """Each article with its passages; their ids are given by the update that writes them."""
    return list(_split(articles))


def update_index(
    store: Store,
    encoder: Encoder,
    articles: Sequence[Article],
    input_digests: dict[str, str],
    removed: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
    *,
    everything: bool = False,
    resplit: bool = False,
    splits: Splits | None = None,
    to_come: int = 0,
    engine: Engine | None = None,
) -> IndexReport:
    """Write `articles` (new or changed) and remove the ids `removed`, in the store and in a new index generation.

    The index is built anew when the present generation is missing, damaged, or of another model or splitter, or when
    `everything` asks for it. A text is not encoded again when an interrupted update left its vector or, but for `everything`,
    the generation holds it: with `resplit` all passages and the index are made anew from the vectors that there are. `splits`
    are the articles as `split` gives them, where that is done already. So many characters are `to_come` with later updates:
    there must be room for them too. `engine` is the embedded one unless given. The caller holds the archive's lock. Until
    the last step nothing that answers is touched. Raises RoomMissing, ArchiveError.
    """
    folder = index_folder(store.path)
    engine = engine or Embedded(folder)
    splits = split(articles) if splits is None else splits
    try:
        with Journal(folder, encoder.identity, encoder.dimension) as journal:
            change = _Change(store, encoder, journal, splits, input_digests, removed, progress, to_come, engine)
            try:
                with store.read() as snapshot:
                    name = snapshot.generation
                with engine.told(name):
                    report = change.write(folder, everything, resplit)
            except IndexDamaged:  # in what no question has read yet: all is made anew from the articles
                report = change.write(folder, everything=True)
            journal.settle()
    except OSError as error:
        raise ArchiveUnwritable(path=folder, reason=error.strerror or str(error)) from error
    engine.settle(report.generation, report.before)
    return report


@dataclass(frozen=True)
class _Change:
    """What an update is to do."""

    store: Store
    encoder: Encoder
    journal: Journal
    splits: Splits
    input_digests: dict[str, str]
    removed: Sequence[str]
    progress: Progress
    to_come: int
    engine: Engine

    def write(self, folder: Path, everything: bool, resplit: bool = False) -> IndexReport:
        """Do it. Raises IndexDamaged where the generation that it builds on is found to be damaged."""
        given, engine = [article for article, _ in self.splits], self.engine
        with self.store.read() as snapshot:
            before = snapshot.generation
            usable = None if everything else _usable(engine, snapshot, self.encoder)
            old = usable if usable and usable.splitter == SPLITTER_VERSION and not resplit else None
            next_id = snapshot.next_passage_id()
            replaced = {article.id for article in given} | set(self.removed)
            gone = snapshot.passage_ids(replaced) if old else []
            kept = [] if old else [key for key in snapshot.article_paths() if key not in replaced]
            total = old.vocabulary.count - len(gone) if old else 0
            known = None if everything else engine.known(snapshot, usable, gone, self.encoder)
        engine.clear(before)
        source = _Articles(self.store, given, kept)
        passages = _numbered(self.splits, next_id)
        later = self._later(passages)
        passages += _numbered(_split(source.kept()), next_id + sum(map(len, passages)))
        total += len(fresh := [passage for each in passages for passage in each])
        sentences = sum(len(one.sentences) for one in fresh)
        check_room(folder, needs(len(fresh), sentences, total, self.encoder.dimension, later))
        vectors = VectorSource(self.encoder, self.journal, known)
        made_with = {"model": self.encoder.identity, "probe": probe_of(self.encoder)}
        update = Update(old, gone, next_id, source, passages, vectors, self.encoder.dimension, self.progress, made_with)
        made = engine.write(update)
        change = Change(given, fresh, self.input_digests, self.removed, resplit=old is None)
        self.store.apply(change, made.name, made.beside)
        return IndexReport(made.name, len(fresh), old is None, before)

    def _later(self, passages: Sequence[Sequence[Passage]]) -> tuple[int, int]:
        """How many passages and sentences the text to come will have, if it is as the text given."""
        given = sum(len(article.text) for article, _ in self.splits)
        counts = sum(map(len, passages)), sum(len(one.sentences) for each in passages for one in each)
        return (counts[0] * self.to_come // given, counts[1] * self.to_come // given) if given else (0, 0)


def _split(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Passage]]]:
    for article in articles:
        yield article, list(split_passages(article, 0))


def _numbered(splits: Iterable[tuple[Article, Sequence[Passage]]], next_id: int) -> list[list[Passage]]:
    ids = count(next_id)
    return [[replace(passage, id=next(ids)) for passage in passages] for _, passages in splits]


class _Articles:
    """All articles to write, which can be gone through more than once: those given, then those kept in the store."""

    def __init__(self, store: Store, given: Sequence[Article], kept: list[str]) -> None:
        self._store = store
        self._given = given
        self._kept = kept

    def __iter__(self) -> Iterator[Article]:
        yield from self._given
        yield from self.kept()

    def kept(self) -> Iterator[Article]:
        """Those of the store, some at a time."""
        for at in range(0, len(self._kept), _BATCH_ARTICLES):
            ids = self._kept[at : at + _BATCH_ARTICLES]
            with self._store.read() as snapshot:
                found = snapshot.articles(ids)
            yield from (found[key] for key in ids)


def _usable(engine: Engine, snapshot: Snapshot, encoder: Encoder) -> PassageIndex | None:
    """The present generation, where it is whole and of this model."""
    if snapshot.generation is None:
        return None
    try:
        return open_for(encoder, engine, snapshot, snapshot.generation)
    except IndexDamaged:
        return None
