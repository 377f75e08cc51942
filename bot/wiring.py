"""The one place that composes parts: settings to store, encoder, retriever and ingest."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from bot.opening import Notify, open_store
from bot.settings import Settings
from corpus.article import Article
from corpus.collect import AS_NAMED, Collected, Reading, collect, list_files
from corpus.errors import IndexDamaged
from corpus.faults import FileRecord, is_fault
from corpus.holdings import Group
from corpus.lock import writing
from corpus.metadata import NOTHING, Metadata
from corpus.store import Coverage, Store
from retrieval.models.forms import Form

Progress = Callable[[str, int, int], None]
"""Called with a stage ("reading", "encoding"), what is done of it, and how much it is in all."""


@dataclass(frozen=True)
class IngestReport:
    """What an ingest did. `skipped` has path and error; `removed` are the paths of articles whose file is gone."""

    collected: Collected
    removed: Sequence[str]
    passages: int
    rebuilt: bool

    @property
    def did_something(self) -> bool:
        """Whether any article was written, removed, or found to be as it was."""
        c = self.collected
        return bool(c.added or c.changed or c.unchanged or self.removed)

    @property
    def exit_code(self) -> int:
        """0 all was read, 1 nothing was done, 3 a part could not be read."""
        return exit_code(self.did_something, self.collected)


@dataclass(frozen=True)
class ArchiveStatus:
    """What is in the archive, and the damage of its index if any. `disk` is bytes by part: "articles", "passages", "sentences",
    "words" and "before", what only the generation before the current one holds; `models` those of the models in the cache.
    `memory` is what an opened index and the models hold, by part; `search` says how passage vectors are compared: "flat" with
    all, or by "lists", empty for a damaged index, which holds nothing. `form` is how the bundled encoder computes here, where
    that is known, and `measured` the milliseconds that this rests on, by form.
    """

    folder: Path
    coverage: Coverage
    groups: Sequence[Group]
    disk: dict[str, int]
    generation: str | None
    model: str | None
    damage: IndexDamaged | None
    form: Form | None
    measured: dict[str, float] | None
    memory: Mapping[str, int] = field(default_factory=dict)
    models: Mapping[str, int] = field(default_factory=dict)
    search: str = ""


def exit_code(did_something: bool, collected: Collected) -> int:
    """See `IngestReport.exit_code`. A format that is not read is no fault."""
    if not did_something:
        return 1
    return 3 if any(is_fault(error) for _, error in collected.skipped) else 0


def sample_folder() -> Path:
    """The folder of the sample archive's articles, inside the package."""
    return Path(str(files("corpus") / "sample" / "articles"))


def ingest(
    settings: Settings,
    paths: Sequence[Path],
    *,
    given: Metadata = NOTHING,
    prune: bool = False,
    how: Reading = AS_NAMED,
    globs: Sequence[str] = (),
    progress: Progress = lambda stage, done, total: None,
    notify: Notify = lambda code: None,
) -> IngestReport:
    """Read `paths` into the archive and bring its index up to date; only what changed is done.

    With `prune`, articles below `paths` whose file is gone are removed, also when the whole path is gone. Raises
    PathMissing, ArchiveBusy, ArchiveError.
    """
    listing = list_files([path for path in paths if path.exists()] if prune else paths, globs, how.format)
    with writing(settings.data_dir):
        store = Store.open(settings.data_dir, create=True)
        try:
            with store.read() as snapshot:
                known = snapshot.files()
                collected = collect(
                    listing,
                    known,
                    given,
                    lambda done, total: progress("reading", done, total),
                    how=how,
                    stored=snapshot.articles_at,
                )
                roots, listed = [path.resolve() for path in paths], set(listing.files)
                lost = [file for file in known if prune and _is_gone(Path(file), roots, listed)]
                pruned = snapshot.ids_at(path for file in lost for path in known[file].paths)
            new = {file: record for file, record in collected.files.items() if record != known.get(file)}
            store.remember_files({file: record.stale() for file, record in new.items()}, lost)
            removed = pruned | {article.id: article.path for article in collected.vanished}
            report = _index(settings, store, collected, removed, progress, notify)
            store.remember_files(new)
            return report
        finally:
            store.close()


def matching(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    """Id → path of every article that one of `names` means: an id, a path, a file's name or a folder. Raises ArchiveMissing."""
    found: dict[str, str] = {}
    with open_store(settings).read() as snapshot:
        for name in names:
            found |= snapshot.matching(name) or snapshot.matching(str(Path(name).resolve()))
    return found


def remove(settings: Settings, ids: Sequence[str]) -> None:
    """Take articles out of the archive and its index; their files stay, and are read again by the next ingest of them.

    Raises ArchiveMissing, ArchiveBusy, ArchiveError.
    """
    store = open_store(settings)
    try:
        with writing(settings.data_dir):
            with store.read() as snapshot:
                files = {article.file for article in snapshot.articles(ids).values()}
            store.remember_files({}, list(files))
            _update(settings, store, [], {}, ids, lambda stage, done, total: None, lambda code: None)
    finally:
        store.close()


def preview(
    settings: Settings,
    paths: Sequence[Path],
    *,
    given: Metadata = NOTHING,
    how: Reading = AS_NAMED,
    globs: Sequence[str] = (),
    progress: Progress = lambda stage, done, total: None,
) -> Collected:
    """What an ingest of `paths` would read, all of it anew; nothing is written. Raises PathMissing."""
    known: dict[str, FileRecord] = {}
    if (settings.data_dir / "archive.db").exists():
        with open_store(settings).read() as snapshot:
            known = {file: record.stale() for file, record in snapshot.files().items()}
    return collect(
        list_files(paths, globs, how.format), known, given, lambda done, total: progress("reading", done, total), how=how
    )


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
    from retrieval.encoder import BUNDLED, known_form
    from retrieval.generation import Generation, index_folder
    from retrieval.indexer import disk_use
    from retrieval.models.sizes import models_in_memory, models_on_disk

    store = open_store(settings)
    with store.read() as snapshot:
        coverage, groups, name = snapshot.coverage(), snapshot.groups(), snapshot.generation
    model, damage, search = None, None, ""
    memory: dict[str, int] = {}
    try:
        if name is None:
            raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
        opened = Generation.open(index_folder(store.path), name, thorough=True)
        manifest, search = opened.manifest, opened.dense.kind
        memory = {"passages": opened.dense.held, "sentences": opened.sentences.held}
        model = manifest.model
        if manifest.passages != coverage.passages:
            counts = f"{manifest.passages} ≠ {coverage.passages}"
            raise IndexDamaged(reason_de=f"Zahl der Passagen {counts}", reason_en=f"number of passages {counts}")
    except IndexDamaged as error:
        damage = error
    noted = known_form(settings.cache_dir) if settings.model == BUNDLED else None
    form = noted.form if noted else None
    if settings.model == BUNDLED and settings.encoder_form != "auto":
        form = settings.encoder_form
    measured = noted.milliseconds if noted else None
    disk, models = disk_use(store.path, name), dict[str, int]()
    if form is not None:
        models = models_on_disk(settings.cache_dir, form)
        memory |= models_in_memory(settings.cache_dir, form, reads=settings.reader != "never")
    return ArchiveStatus(store.path, coverage, groups, disk, name, model, damage, form, measured, memory, models, search)


def _index(
    settings: Settings, store: Store, collected: Collected, removed: dict[str, str], progress: Progress, notify: Notify
) -> IngestReport:
    articles = [*collected.added, *collected.changed]
    if not articles and not removed and _is_current(settings, store):
        return IngestReport(collected, [], 0, False)
    encoded, rebuilt = _update(settings, store, articles, collected.input_digests, list(removed), progress, notify)
    return IngestReport(collected, list(removed.values()), encoded, rebuilt)


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
    encoder = load_encoder(settings.model, settings.cache_dir, notify, settings.encoder_form)
    if not had_index:  # made now, so that the first question need not wait
        load_reader(settings.reader, settings.model, settings.cache_dir, notify)
    report = update_index(
        store, encoder, articles, digests, removed, lambda done, total: progress("encoding", done, total), everything=everything
    )
    return report.encoded, had_index and report.rebuilt


def _is_current(settings: Settings, store: Store) -> bool:
    """Whether there is nothing to index: no articles at all, or an index that is whole and of this model."""
    from retrieval.encoder import load_encoder
    from retrieval.generation import Generation, index_folder

    with store.read() as snapshot:
        name = snapshot.generation
        if name is None:
            return snapshot.coverage().articles == 0
    try:
        encoder = load_encoder(settings.model, settings.cache_dir, lambda code: None, settings.encoder_form)
        Generation.open(index_folder(store.path), name, model=encoder.identity)
    except IndexDamaged:
        return False
    return True


def _is_gone(file: Path, roots: Sequence[Path], listed: Container[Path]) -> bool:
    """Whether the file lay below one of `roots` and is there no more."""
    return file not in listed and any(file == root or root in file.parents for root in roots) and not file.exists()
