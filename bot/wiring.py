"""The door to composed parts: what changes an archive or looks through it. What only asks goes through `bot.opening`."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from bot.archive_status import ArchiveStatus, archive_status
from bot.examining import Diagnosis, examine
from bot.ingesting import IngestReport, exit_code, ingest, preview
from bot.opening import Notify, open_store
from bot.repairing import Step, repair
from bot.settings import Settings
from bot.updating import Progress, move, reindex, remove
from corpus.store import Coverage

__all__ = [
    "ArchiveStatus",
    "Diagnosis",
    "IngestReport",
    "Notify",
    "Progress",
    "Step",
    "archive_coverage",
    "archive_status",
    "examine",
    "exit_code",
    "ingest",
    "matching",
    "move",
    "preview",
    "reindex",
    "remove",
    "repair",
    "sample_folder",
]


def sample_folder() -> Path:
    """The folder of the sample archive's articles, inside the package."""
    return Path(str(files("corpus") / "sample" / "articles"))


def matching(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    """Id → path of every article that one of `names` means: an id, a path, a file's name or a folder. Raises ArchiveMissing."""
    found: dict[str, str] = {}
    with open_store(settings).read() as snapshot:
        for name in names:
            found |= snapshot.matching(name, str(Path(name).resolve()))
    return found


def archive_coverage(settings: Settings) -> Coverage:
    """Counts over the archive. Raises ArchiveMissing."""
    with open_store(settings).read() as snapshot:
        return snapshot.coverage()
