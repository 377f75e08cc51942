"""Files that a new generation shares with the one before it."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_MOST_UNNAMED = 0.25
_REFUSED = ("IO error", "IoError", "io::Error", "os error", "write error", "could not open", "Lockfile")


def link_or_copy(file: Path, to: Path) -> None:
    """The same file under another name; a copy where the disk knows no hard links. Neither may be changed in place."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)


@contextmanager
def native_writing() -> Iterator[None]:
    """Raises as OSError what tantivy and FAISS raise, as ValueError and RuntimeError, where the disk refuses."""
    try:
        yield
    except (ValueError, RuntimeError) as error:
        if not any(mark in str(error) for mark in _REFUSED):
            raise
        raise OSError(errno.EIO, str(error).splitlines()[0]) from error


def due_parts(live: Mapping[int, int], written: Mapping[int, int], added: int) -> set[int]:
    """The parts to write anew together with `added` new rows: those that hold much that is gone, and the newest while each is
    not twice as large as what comes after it.

    `live` and `written` are the rows by part that are still named and that stand in its file. So there are few parts, and
    what updates write follows what they add.
    """
    due = {part for part, count in live.items() if count < (1 - _MOST_UNNAMED) * written[part]}
    after = added + sum(live[part] for part in due)
    for part in sorted(live.keys() - due, reverse=True):
        if live[part] >= 2 * after:
            break
        due.add(part)
        after += live[part]
    return due
