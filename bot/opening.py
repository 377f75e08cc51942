"""Settings to an archive that can be asked: all that a question needs, and no more than that is imported."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.settings import Settings
from corpus.lock import writing
from corpus.store import Store
from retrieval import Retriever

if TYPE_CHECKING:
    from retrieval import Checker
    from retrieval.passage_index import Engine

Notify = Callable[[str], None]
"""Called with a code when something takes long: "model" (it is being made), "hub" (the hub's model is used)."""


def open_store(settings: Settings) -> Store:
    """The archive's store. Raises ArchiveMissing, ArchiveError."""
    return Store.open(settings.data_dir, url=settings.database_url.get_secret_value())


@contextmanager
def written_store(settings: Settings, *, create: bool = False) -> Iterator[Store]:
    """The archive's store, written by nobody else. Raises ArchiveMissing unless `create`, ArchiveBusy, ArchiveError."""
    if not create:
        with closing(open_store(settings)) as store, writing(settings.data_dir), store.held():
            yield store
        return
    with writing(settings.data_dir):
        made = Store.open(settings.data_dir, create=True, url=settings.database_url.get_secret_value())
        with closing(made) as store, store.held():
            yield store


def open_retriever(settings: Settings, notify: Notify = lambda code: None) -> Retriever:
    """The retriever over the archive. Raises ArchiveMissing, IndexDamaged, ModelError."""
    return Retriever.open(
        settings.data_dir,
        database=settings.database_url.get_secret_value(),
        model=settings.model,
        encoder_form=settings.encoder_form,
        reader=settings.reader,
        cache=settings.cache_dir,
        notify=notify,
        index_url=settings.index_url,
        index_token=_token(settings),
    )


def open_checker(settings: Settings) -> "Checker":
    """What checks quotations against the archive; no model is loaded. Raises ArchiveMissing, ArchiveError, IndexDamaged."""
    from retrieval import Checker

    return Checker.open(
        settings.data_dir,
        database=settings.database_url.get_secret_value(),
        index_url=settings.index_url,
        index_token=_token(settings),
    )


def open_engine(settings: Settings, store: Store) -> "Engine":
    """What searches the archive: the engine inside, or the one that is set. It connects when it is first asked."""
    from retrieval.engines import engine_for

    return engine_for(store, settings.index_url, _token(settings))


def _token(settings: Settings) -> str:
    return settings.index_token.get_secret_value() if settings.index_token else ""
