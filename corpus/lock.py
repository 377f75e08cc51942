"""One writer at a time: a lock file that dies with its process, with the owner's process id beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus import private
from corpus.errors import ArchiveBusy, ArchiveError

LOCK, OWNER = "writing.lock", "writing.pid"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the archive in `folder` for writing. Raises ArchiveBusy with the owner's process id, ArchiveError.

    The lock alone decides; where the process id cannot be written, it is not known to others.
    """
    from filelock import FileLock, Timeout

    owner = folder / OWNER
    try:
        private.make_folder(folder)
        lock = FileLock(folder / LOCK, timeout=0, mode=private.FILE)
        lock.acquire()
    except Timeout as error:
        raise ArchiveBusy(path=folder, owner=_owner(owner)) from error
    except OSError as error:
        raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
    try:
        with suppress(OSError):
            private.make_file(owner)
            owner.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            owner.unlink(missing_ok=True)
        lock.release()


def writer(folder: Path) -> str | None:
    """Who is writing to the archive now ("PID 4711"), None where nobody is; nothing is written to find out."""
    from filelock import FileLock, Timeout

    if not (folder / LOCK).exists():
        return None
    try:
        with FileLock(folder / LOCK, timeout=0, mode=private.FILE):
            return None
    except Timeout:
        return _owner(folder / OWNER)
    except OSError:  # a folder that one may only read: nor can this process's owner write there
        return None


def _owner(path: Path) -> str:
    try:
        return f"PID {int(path.read_text(encoding='ascii'))}"
    except (OSError, ValueError):  # gone, or not yet written
        return "PID ?"
