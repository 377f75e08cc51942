"""One writer at a time: a lock file that dies with its process, with the owner's process id beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import ArchiveBusy, ArchiveError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the archive in `folder` for writing. Raises ArchiveBusy with the owner's process id, ArchiveError."""
    from filelock import FileLock, Timeout

    owner = folder / "writing.pid"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / "writing.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise ArchiveBusy(path=folder, owner=_owner(owner)) from error
    except OSError as error:
        raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
    try:
        owner.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _owner(path: Path) -> str:
    try:
        return f"PID {int(path.read_text(encoding='ascii'))}"
    except (OSError, ValueError):  # gone, or not yet written
        return "PID ?"
