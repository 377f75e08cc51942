"""From articles to a new generation: only what changed is split, encoded and written.

What an update holds in memory is the vectors of the passages and the texts of a batch of articles, never those of all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from corpus.article import Article, Passage
from corpus.errors import ArchiveError, IndexDamaged
from corpus.store import Change, Store
from retrieval.dense import FILE as DENSE_FILE
from retrieval.dense_lists import CENTROIDS_FILE, PLACES_FILE
from retrieval.dense_lists import FOLDER as LISTS
from retrieval.dense_writer import DenseWriter
from retrieval.encoder import Encoder, Vectors
from retrieval.generation import Contents, Generation, index_folder, remove_old, write_generation
from retrieval.lexical_writer import LexicalWriter
from retrieval.needs import check_room, needs
from retrieval.passages import SPLITTER_VERSION, context_text, encoded_text, passage_text, split_passages
from retrieval.sentence_vectors import FOLDER as SENTENCES
from retrieval.sentence_vectors import ROWS_FILE, SentenceWriter

BATCH_PASSAGES = 256
"""So many passages are encoded at once: enough that the encoder finds texts of equal length to put together."""
_BATCH_ARTICLES = 100

Progress = Callable[[int, int], None]
"""Called with (characters encoded, characters in all): texts differ in length, and the time they take with it."""


def disk_use(archive: Path, generation: str | None) -> dict[str, int]:
    """Bytes of an archive by part: "articles" (the store), "passages", "sentences" and "words" of the generation, and "before":
    what only older generations hold. A file that two of them share counts once.
    """
    used = {"articles": sum(path.stat().st_size for path in archive.glob("archive.db*"))}
    used |= dict.fromkeys(("passages", "sentences", "words", "before"), 0)
    folder = index_folder(archive)
    home = folder / (generation or "")
    parts = dict.fromkeys((DENSE_FILE, LISTS, CENTROIDS_FILE, PLACES_FILE), "passages")
    parts |= {SENTENCES: "sentences", ROWS_FILE: "sentences"}
    seen: set[int] = set()
    for path in sorted(folder.rglob("*"), key=lambda path: home not in path.parents):
        if path.is_file() and (found := path.stat()).st_ino not in seen:
            seen.add(found.st_ino)
            first = path.relative_to(home).parts[0] if home in path.parents else ""
            used[parts.get(first, "words") if first else "before"] += found.st_size
    return used


@dataclass(frozen=True)
class IndexReport:
    """What an update did."""

    generation: str
    encoded: int
    rebuilt: bool


def update_index(
    store: Store,
    encoder: Encoder,
    articles: Sequence[Article],
    input_digests: dict[str, str],
    removed: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
    *,
    everything: bool = False,
) -> IndexReport:
    """Write `articles` (new or changed) and remove the ids `removed`, in the store and in a new index generation.

    All is encoded anew when the present generation is missing, damaged, or of another model or splitter, or when
    `everything` asks for it. The caller holds the archive's lock. Until the last step nothing that answers is touched.
    """
    folder = index_folder(store.path)
    with store.read() as snapshot:
        old = None if everything else _usable(folder, snapshot.generation, encoder)
        next_id = snapshot.next_passage_id()
        replaced = {article.id for article in articles} | set(removed)
        gone = snapshot.passage_ids(replaced) if old else []
        kept = [] if old else [key for key in snapshot.article_paths() if key not in replaced]
    source = _Articles(store, articles, kept)
    passages = _split(source, next_id)
    total = len(fresh := [passage for each in passages for passage in each]) + (old.dense.count - len(gone) if old else 0)
    check_room(folder, needs(len(fresh), sum(len(one.sentences) for one in fresh), total, encoder.dimension))
    update = _Update(old, gone, source, passages, encoder, progress)
    try:
        name = write_generation(folder, model=encoder.identity, splitter=SPLITTER_VERSION, fill=update.fill, old=old)
    except IndexDamaged:  # in what no question has read yet: all is made anew from the articles
        return update_index(store, encoder, articles, input_digests, removed, progress, everything=True)
    except OSError as error:
        raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
    store.apply(Change(articles, fresh, input_digests, removed, resplit=old is None), name)
    remove_old(folder, name)
    return IndexReport(name, len(fresh), old is None)


def _split(articles: Iterable[Article], next_id: int) -> list[list[Passage]]:
    made: list[list[Passage]] = []
    for article in articles:
        made.append(list(split_passages(article, next_id)))
        next_id += len(made[-1])
    return made


class _Articles:
    """The articles to split, which can be gone through more than once: those given, then those `kept` in the store."""

    def __init__(self, store: Store, given: Sequence[Article], kept: list[str]) -> None:
        self._store = store
        self._given = given
        self._kept = kept

    def __iter__(self) -> Iterator[Article]:
        yield from self._given
        for at in range(0, len(self._kept), _BATCH_ARTICLES):
            ids = self._kept[at : at + _BATCH_ARTICLES]
            with self._store.read() as snapshot:
                found = snapshot.articles(ids)
            yield from (found[key] for key in ids)


@dataclass(frozen=True)
class _Update:
    """What goes into the new generation: the old one without the passages `gone`, and each article's new passages."""

    old: Generation | None
    gone: Sequence[int]
    articles: _Articles
    passages: Sequence[Sequence[Passage]]
    encoder: Encoder
    progress: Progress

    def fill(self, folder: Path) -> Contents:
        """Write it into `folder`, a batch of articles at a time."""
        old, gone = self.old, self.gone
        done, total = 0, sum(2 * _length(passage) for each in self.passages for passage in each)
        self.progress(0, total)
        with (
            DenseWriter(folder, self.encoder.dimension, old.dense if old else None, gone) as dense,
            SentenceWriter(folder, old.sentences if old else None, gone) as sentences,
            LexicalWriter(folder, old.home if old else None, gone) as lexical,
        ):
            for batch in self._batches():
                for article, passage in batch:
                    text, context = passage_text(article, passage), context_text(article, passage)
                    lexical.add(passage.id, article.language, text, context)
                pieces = [article.text[start:end] for article, passage in batch for start, end in passage.sentences]
                whole = [encoded_text(article, passage) for article, passage in batch]
                length = sum(_length(passage) for _, passage in batch)
                dense.add([passage.id for _, passage in batch], self._encode(whole, done, length, total))
                vectors = self._encode(pieces, done + length, length, total)
                done += 2 * length
                at = 0
                for _, passage in batch:
                    sentences.add(passage.id, vectors[at : at + len(passage.sentences)])
                    at += len(passage.sentences)
            return Contents(self.encoder.dimension, dense.finish(), sentences.finish(), lexical.finish())

    def _batches(self) -> Iterator[list[tuple[Article, Passage]]]:
        batch: list[tuple[Article, Passage]] = []
        for article, passages in zip(self.articles, self.passages, strict=True):
            batch += [(article, passage) for passage in passages]
            if len(batch) >= BATCH_PASSAGES:
                yield batch
                batch = []
        if batch:
            yield batch

    def _encode(self, texts: list[str], done: int, length: int, total: int) -> Vectors:
        """The texts' vectors. The encoder reads the longest first: how far it is, is told in characters, of `length` in all."""
        reached = [0, *accumulate(sorted(map(len, texts), reverse=True))]
        return self.encoder.encode(
            texts, "passage", lambda count: self.progress(done + length * reached[count] // max(1, reached[-1]), total)
        )


def _length(passage: Passage) -> int:
    return sum(end - start for start, end in passage.sentences)


def _usable(folder: Path, name: str | None, encoder: Encoder) -> Generation | None:
    if name is None:
        return None
    try:
        generation = Generation.open(folder, name, model=encoder.identity)
    except IndexDamaged:
        return None
    return generation if generation.manifest.splitter == SPLITTER_VERSION else None
