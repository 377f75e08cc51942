"""Settings to an archive that can be asked: all that a question needs, and no more than that is imported."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.settings import Settings
from corpus.store import Store
from retrieval import Retriever

if TYPE_CHECKING:
    from retrieval import Checker

Notify = Callable[[str], None]
"""Called with a code when something takes long: "model" (it is being made), "hub" (the hub's model is used)."""


def open_store(settings: Settings) -> Store:
    """The archive's store. Raises ArchiveMissing, ArchiveError."""
    return Store.open(settings.data_dir)


def open_retriever(settings: Settings, notify: Notify = lambda code: None) -> Retriever:
    """The retriever over the archive. Raises ArchiveMissing, IndexDamaged, ModelError."""
    return Retriever.open(
        settings.data_dir,
        model=settings.model,
        encoder_form=settings.encoder_form,
        reader=settings.reader,
        cache=settings.cache_dir,
        notify=notify,
    )


def open_checker(settings: Settings) -> "Checker":
    """What checks quotations against the archive; no model is loaded. Raises ArchiveMissing, ArchiveError, IndexDamaged."""
    from retrieval import Checker

    return Checker.open(settings.data_dir)
