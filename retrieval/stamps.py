"""What was checked before and has not changed since: the digest of a large file is not made anew at every start.

A file counts as unchanged while its inode, length and time of change are those of the check. So what a program writes into
it is noticed, whoever it is; what the disk itself forgets, without anyone writing, is noticed at a check without stamps
(`wortlaut status` reads everything) and where blocks have checksums of their own (`retrieval.block_sums`).
"""

import contextlib
import hashlib
import json
import os
import tempfile
import time
from pathlib import Path

FILE = "checked.json"
FROM = 64 * 1024 * 1024
"""Bytes. What takes some fifty milliseconds to read is read at every start."""
_FRESH = 2_000_000_000
"""Nanoseconds. A file that was changed so short a time ago may be changed again without another time of change."""


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Stamps:
    """Digests of files, those known from `folder/checked.json` without reading where the files are large."""

    def __init__(self, folder: Path, files: list[Path], trusted: bool = True) -> None:
        self._file = folder / FILE
        self._used = sum(path.stat().st_size for path in files) >= FROM
        self._known = _read(self._file) if self._used and trusted else {}
        self._new: dict[str, list[object]] = {}

    def digest(self, path: Path) -> str:
        """The digest of a file. Raises OSError."""
        found = path.stat()
        key, state = f"{found.st_dev}:{found.st_ino}", [found.st_size, found.st_mtime_ns]
        known = self._known.get(key)
        digest = str(known[2]) if known and known[:2] == state else file_digest(path)
        if time.time_ns() - found.st_mtime_ns > _FRESH:
            self._new[key] = [*state, digest]
        return digest

    def save(self) -> None:
        """Remember what was asked for, where that is of use and the disk allows it; all else is forgotten."""
        if not self._used or self._new == self._known:
            return
        with contextlib.suppress(OSError):
            descriptor, name = tempfile.mkstemp(prefix=".checked-", dir=self._file.parent)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._new, file)
            Path(name).replace(self._file)


def _read(file: Path) -> dict[str, list[object]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {key: list(value) for key, value in found.items() if len(value) == 3}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
