"""The one place that composes parts: settings to store, encoder, retriever and ingest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.settings import Settings
from corpus.article import Article
from corpus.collect import Collected, Listing, collect, list_files
from corpus.errors import IndexDamaged
from corpus.lock import writing
from corpus.metadata import NOTHING, Metadata
from corpus.store import Coverage, Store
from retrieval import Retriever

Notify = Callable[[str], None]
"""Called with a code when something takes long: "model" (it is being made), "hub" (the hub's model is used)."""
Progress = Callable[[str, int, int], None]
"""Called with a stage ("reading", "encoding"), what is done of it, and how much it is in all."""


@dataclass(frozen=True)
class IngestReport:
    """What an ingest did. `skipped` has path and error; `removed` are articles whose file is gone."""

    collected: Collected
    removed: Sequence[Article]
    passages: int
    rebuilt: bool

    @property
    def did_something(self) -> bool:
        """Whether any article was written, removed, or found to be as it was."""
        c = self.collected
        return bool(c.added or c.changed or c.unchanged or self.removed)


@dataclass(frozen=True)
class ArchiveStatus:
    """What is in the archive, and the damage of its index if any."""

    folder: Path
    coverage: Coverage
    articles: Sequence[Article]
    generation: str | None
    model: str | None
    damage: IndexDamaged | None


def sample_folder() -> Path:
    """The folder of the sample archive's articles, inside the package."""
    return Path(str(files("corpus") / "sample" / "articles"))


def open_store(settings: Settings) -> Store:
    """The archive's store. Raises ArchiveMissing, ArchiveError."""
    return Store.open(settings.data_dir)


def open_retriever(settings: Settings, notify: Notify = lambda code: None) -> Retriever:
    """The retriever over the archive. Raises ArchiveMissing, IndexDamaged, ModelError."""
    return Retriever.open(
        settings.data_dir, model=settings.model, reader=settings.reader, cache=settings.cache_dir, notify=notify
    )


def ingest(
    settings: Settings,
    paths: Sequence[Path],
    *,
    given: Metadata = NOTHING,
    prune: bool = False,
    progress: Progress = lambda stage, done, total: None,
    notify: Notify = lambda code: None,
) -> IngestReport:
    """Read `paths` into the archive and bring its index up to date; only what changed is done.

    With `prune`, articles below `paths` whose file is gone are removed, also when the whole path is gone. Raises
    PathMissing, ArchiveBusy, ArchiveError.
    """
    listing = list_files([path for path in paths if path.exists()] if prune else paths)
    with writing(settings.data_dir):
        store = Store.open(settings.data_dir, create=True)
        try:
            with store.read() as snapshot:
                known = snapshot.input_digests()
                present = list(snapshot.all_articles()) if prune else []
            collected = collect(listing, known, given, lambda done, total: progress("reading", done, total))
            removed = [article for article in present if _is_gone(article, paths, listing)]
            return _index(settings, store, collected, removed, progress, notify)
        finally:
            store.close()


def reindex(
    settings: Settings, progress: Progress = lambda stage, done, total: None, notify: Notify = lambda code: None
) -> int:
    """Build the index anew from the store; returns how many passages it holds. Raises ArchiveMissing."""
    store = open_store(settings)
    try:
        with writing(settings.data_dir):
            return _update(settings, store, [], {}, [], progress, notify, everything=True)[0]
    finally:
        store.close()


def archive_coverage(settings: Settings) -> Coverage:
    """Counts over the archive. Raises ArchiveMissing."""
    with open_store(settings).read() as snapshot:
        return snapshot.coverage()


def archive_status(settings: Settings) -> ArchiveStatus:
    """Look at everything: counts, articles, and every digest of the index. Raises ArchiveMissing."""
    from retrieval.generation import Generation
    from retrieval.indexer import index_folder

    store = open_store(settings)
    with store.read() as snapshot:
        coverage, articles, name = snapshot.coverage(), list(snapshot.all_articles()), snapshot.generation
    model, damage = None, None
    try:
        if name is None:
            raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
        manifest = Generation.open(index_folder(store.path), name).manifest
        model = manifest.model
        if manifest.passages != coverage.passages:
            counts = f"{manifest.passages} ≠ {coverage.passages}"
            raise IndexDamaged(reason_de=f"Zahl der Passagen {counts}", reason_en=f"number of passages {counts}")
    except IndexDamaged as error:
        damage = error
    return ArchiveStatus(store.path, coverage, articles, name, model, damage)


def _index(
    settings: Settings, store: Store, collected: Collected, removed: list[Article], progress: Progress, notify: Notify
) -> IngestReport:
    articles = [*collected.added, *collected.changed]
    if not articles and not removed and _is_current(settings, store):
        return IngestReport(collected, removed, 0, False)
    digests = {article.path: collected.digests[article.path] for article in articles}
    gone = [article.id for article in removed]
    encoded, rebuilt = _update(settings, store, articles, digests, gone, progress, notify)
    return IngestReport(collected, removed, encoded, rebuilt)


def _update(
    settings: Settings,
    store: Store,
    articles: Sequence[Article],
    digests: dict[str, str],
    removed: Sequence[str],
    progress: Progress,
    notify: Notify,
    *,
    everything: bool = False,
) -> tuple[int, bool]:
    """Returns how many passages were encoded, and whether that was all of an archive that had an index before."""
    from retrieval.encoder import load_encoder
    from retrieval.indexer import update_index
    from retrieval.reader import load_reader

    with store.read() as snapshot:
        had_index = snapshot.generation is not None
    encoder = load_encoder(settings.model, settings.cache_dir, notify)
    load_reader(
        settings.reader, settings.model, settings.cache_dir, notify
    )  # made now, so that the first question need not wait
    report = update_index(
        store, encoder, articles, digests, removed, lambda done, total: progress("encoding", done, total), everything=everything
    )
    return report.encoded, had_index and report.rebuilt


def _is_current(settings: Settings, store: Store) -> bool:
    """Whether there is nothing to index: no articles at all, or an index that is whole and of this model."""
    from retrieval.encoder import load_encoder
    from retrieval.generation import Generation
    from retrieval.indexer import index_folder

    with store.read() as snapshot:
        name = snapshot.generation
        if name is None:
            return snapshot.coverage().articles == 0
    try:
        Generation.open(index_folder(store.path), name, model=load_encoder(settings.model, settings.cache_dir).identity)
    except IndexDamaged:
        return False
    return True


def _is_gone(article: Article, paths: Sequence[Path], listing: Listing) -> bool:
    """Whether the article lay below one of `paths` and its file is there no more."""
    path = Path(article.path)
    below = any(path == root.resolve() or root.resolve() in path.parents for root in paths)
    return below and path not in listing.files and not path.exists()
