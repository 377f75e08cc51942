"""From articles to a new generation: only what changed is split and encoded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article, Passage
from corpus.errors import ArchiveError, IndexDamaged
from corpus.language import Language
from corpus.store import Change, Store
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.generation import Generation, remove_old, write_generation
from retrieval.lexical import LexicalIndex
from retrieval.passages import SPLITTER_VERSION, context_text, encoded_text, passage_text, split_passages
from retrieval.sentence_vectors import SentenceVectors

Progress = Callable[[int, int], None]
"""Called with (texts encoded, texts in all)."""


def index_folder(archive: Path) -> Path:
    """Where an archive keeps its generations."""
    return archive / "index"


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
        written = {article.id for article in articles}
        gone_articles = written | set(removed)
        kept_articles = {a.id: a for a in snapshot.all_articles() if a.id not in gone_articles}
        stored = list(snapshot.all_passages())
    gone = [passage.id for passage in stored if passage.article_id in gone_articles]
    kept = [passage for passage in stored if passage.article_id not in gone_articles]
    to_split = list(articles)
    if old is None:
        to_split += kept_articles.values()
        digests = _stored_digests(store) | input_digests
        gone, kept = [passage.id for passage in stored], []
    else:
        digests = input_digests
    fresh: list[Passage] = []
    for article in to_split:
        fresh += split_passages(article, next_id + len(fresh))
    by_id = kept_articles | {article.id: article for article in articles}

    dense, sentences = _encode(old, gone, fresh, by_id, encoder, progress)

    def write_lexical(home: Path) -> int:
        passages = [*kept, *fresh]
        contexts = {passage.id: context_text(by_id[passage.article_id], passage) for passage in passages}
        return LexicalIndex.build(home, _texts(passages, by_id), contexts)

    try:
        name = write_generation(
            folder,
            model=encoder.identity,
            splitter=SPLITTER_VERSION,
            dense=dense,
            sentences=sentences,
            write_lexical=write_lexical,
        )
    except OSError as error:
        raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
    store.apply(Change(to_split, fresh, digests, removed), name)
    remove_old(folder, name)
    return IndexReport(name, len(fresh), old is None)


def _encode(
    old: Generation | None,
    gone: list[int],
    fresh: list[Passage],
    articles: dict[str, Article],
    encoder: Encoder,
    progress: Progress,
) -> tuple[DenseIndex, SentenceVectors]:
    dense = old.dense if old else DenseIndex.empty(encoder.dimension)
    sentences = old.sentences if old else SentenceVectors.empty(encoder.dimension)
    if old and gone:
        dense.remove(gone)
    texts = [encoded_text(articles[passage.article_id], passage) for passage in fresh]
    pieces = [articles[p.article_id].text[start:end] for p in fresh for start, end in p.sentences]
    total = len(texts) + len(pieces)
    progress(0, total)
    if fresh:
        dense.add([p.id for p in fresh], encoder.encode(texts, "passage", lambda done: progress(done, total)))
        vectors = encoder.encode(pieces, "passage", lambda done: progress(len(texts) + done, total))
    added = {}
    at = 0
    for passage in fresh:
        added[passage.id] = vectors[at : at + len(passage.sentences)]
        at += len(passage.sentences)
    return dense, sentences.changed(gone if old else (), added)


def _usable(folder: Path, name: str | None, encoder: Encoder) -> Generation | None:
    if name is None:
        return None
    try:
        generation = Generation.open(folder, name, model=encoder.identity)
    except IndexDamaged:
        return None
    return generation if generation.manifest.splitter == SPLITTER_VERSION else None


def _stored_digests(store: Store) -> dict[str, str]:
    with store.read() as snapshot:
        return snapshot.input_digests()


def _texts(passages: Iterable[Passage], articles: dict[str, Article]) -> Iterable[tuple[int, Language, str]]:
    for passage in passages:
        article = articles[passage.article_id]
        yield passage.id, article.language, passage_text(article, passage)
