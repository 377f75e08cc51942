"""Changing the archive and its index together: what an ingest has read, what is removed, everything anew."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from bot.opening import Notify, open_engine, written_store
from bot.settings import Settings
from corpus.errors import ArchiveUnwritable, IndexDamaged
from corpus.lock import writing
from corpus.store import Store

if TYPE_CHECKING:
    from retrieval.encoder import Encoder
    from retrieval.indexer import Splits

Progress = Callable[[str, int, int], None]
"""Called with a stage ("reading", "encoding"), what is done of it, and how much it is in all, as far as that is known."""


def remove(settings: Settings, ids: Sequence[str]) -> None:
    """Take articles out of the archive and its index; their files stay, and are read again by the next ingest of them.

    What the user gave for a file stays with it as long as the archive holds another article of it.

    Raises ArchiveMissing, ArchiveBusy, ArchiveError.
    """
    with written_store(settings) as store:
        with store.read() as snapshot:
            articles, known = snapshot.articles(ids).values(), snapshot.files()
        gone = {article.path for article in articles}
        files = {article.file: gone.issuperset(known[article.file].paths) for article in articles}
        left = {file: known[file].stale() for file, is_empty in files.items() if not is_empty}
        store.remember_files(left, [file for file in files if file not in left])
        with closing(Updater(settings, store)) as updater:
            updater.update([], {}, ids)


def reindex(
    settings: Settings, progress: Progress = lambda stage, done, total: None, notify: Notify = lambda code: None
) -> int:
    """Build the index anew from the store; returns how many passages it holds. Raises ArchiveMissing."""
    with written_store(settings) as store, closing(Updater(settings, store, progress, notify)) as updater:
        updater.update([], {}, [], everything=True)
        updater.finish()
        return updater.encoded


def move(settings: Settings) -> tuple[int, str]:
    """Move the archive from its file into the database that is set, with its index; returns how many articles it has, and
    where they are now. Raises ArchiveMissing, ArchiveBusy, ArchiveError, DatabaseUrlInvalid where none is set.
    """
    from corpus.moving import move
    from corpus.postgres import address

    url = settings.database_url.get_secret_value()
    shown = address(url)
    Store.open(settings.data_dir).close()
    with writing(settings.data_dir):
        return move(settings.data_dir, url), shown


def is_current(settings: Settings, store: Store) -> bool:
    """Whether there is nothing to index: no articles at all, or an index that is whole and of this model."""
    from retrieval.probe import open_for

    with store.read() as snapshot:
        name = snapshot.generation
        if name is None:
            return snapshot.coverage().articles == 0
    try:
        encoder = _encoder_of(settings, lambda code: None)
        engine = open_engine(settings, store)
        with closing(engine), store.read() as snapshot, engine.told(name):
            open_for(encoder, engine, snapshot, name)
    except IndexDamaged:
        return False
    return True


_kept: "tuple[tuple[object, ...], Encoder] | None" = None


def _encoder_of(settings: Settings, notify: Notify) -> "Encoder":
    """The encoder that is set, kept for the next update: a process that follows folders makes many, and opening the model
    again and again takes more memory each time.
    """
    from retrieval.encoder import load_encoder

    global _kept  # noqa: PLW0603  # one for the process is what is meant
    key = load_encoder, settings.model, settings.cache_dir, settings.encoder_form
    if _kept is None or _kept[0] != key:
        _kept = key, load_encoder(settings.model, settings.cache_dir, notify, settings.encoder_form)
    return _kept[1]


class Updater:
    """Makes updates with one encoder, which is loaded for the first. The caller holds the archive's lock.

    `updates` counts them; `encoded` are the passages that went into the index, and `rebuilt` says that these were all of an
    archive that had an index before.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        progress: Progress = lambda stage, done, total: None,
        notify: Notify = lambda code: None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._progress = progress
        self._notify = notify
        self._characters = 0
        self._loaded: Encoder | None = None
        self._engine = open_engine(settings, store)
        self.updates = 0
        self.encoded = 0
        self.rebuilt = False

    def update(
        self,
        splits: "Splits",
        input_digests: dict[str, str],
        removed: Sequence[str],
        *,
        everything: bool = False,
        resplit: bool = False,
        to_come: int = 0,
    ) -> None:
        """Write these articles with their passages, and take out the ids `removed`; see `update_index`."""
        from retrieval.indexer import update_index

        with self._store.read() as snapshot:
            had_index = snapshot.generation is not None
        encoder = self._encoder(had_index)
        before = self._characters

        def tell(done: int, total: int) -> None:
            self._characters = before + total
            self._progress("encoding", before + done, before + total + 2 * to_come)  # in sentences and in passages

        articles = [article for article, _ in splits]
        report = update_index(
            self._store,
            encoder,
            articles,
            input_digests,
            removed,
            tell,
            everything=everything,
            resplit=resplit,
            splits=splits,
            to_come=to_come,
            engine=self._engine,
        )
        self.updates += 1
        self.encoded += report.encoded
        self.rebuilt |= had_index and report.rebuilt

    def _encoder(self, had_index: bool) -> "Encoder":
        from retrieval.reader import load_reader

        if self._loaded is None:
            settings = self._settings
            self._loaded = _encoder_of(settings, self._notify)
            if not had_index:  # made now, so that the first question need not wait
                load_reader(settings.reader, settings.model, settings.cache_dir, self._notify)
        return self._loaded

    def close(self) -> None:
        """Give back what searches."""
        self._engine.close()

    def finish(self) -> None:
        """All is in: what interrupted runs left and this one had no use for is dropped, also where it had nothing to do.

        Raises ArchiveUnwritable.
        """
        from retrieval.generation import index_folder
        from retrieval.journal import drop_journal

        folder = index_folder(self._store.path)
        try:
            drop_journal(folder)
        except OSError as error:
            raise ArchiveUnwritable(path=folder, reason=error.strerror or str(error)) from error
        with self._store.read() as snapshot:
            current = snapshot.generation
        if current:
            self._engine.clear(current)
