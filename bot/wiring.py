"""The one door to composed parts: settings to store, encoder and retriever, and what changes or looks through an archive."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from bot.archive_status import ArchiveStatus, archive_status
from bot.ingesting import IngestReport, exit_code, ingest, preview
from bot.settings import Settings
from bot.updating import Notify, Progress, reindex, remove
from corpus.store import Coverage, Store
from retrieval import Retriever

__all__ = [
    "ArchiveStatus",
    "IngestReport",
    "Notify",
    "Progress",
    "archive_coverage",
    "archive_status",
    "exit_code",
    "ingest",
    "matching",
    "open_retriever",
    "open_store",
    "preview",
    "reindex",
    "remove",
    "sample_folder",
]


def sample_folder() -> Path:
    """The folder of the sample archive's articles, inside the package."""
    return Path(str(files("corpus") / "sample" / "articles"))


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


def matching(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    """Id → path of every article that one of `names` means: an id, a path, a file's name or a folder. Raises ArchiveMissing."""
    found: dict[str, str] = {}
    with open_store(settings).read() as snapshot:
        for name in names:
            found |= snapshot.matching(name) or snapshot.matching(str(Path(name).resolve()))
    return found


def archive_coverage(settings: Settings) -> Coverage:
    """Counts over the archive. Raises ArchiveMissing."""
    with open_store(settings).read() as snapshot:
        return snapshot.coverage()
