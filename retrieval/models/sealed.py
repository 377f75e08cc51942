"""Checksums of the models' files in the cache: a model in which a bit has flipped would go on answering, only otherwise.

When a folder of models has been made, each file gets checksums by block beside it (`retrieval.block_sums`), and the note that
the folder is whole holds the digests of these. A file is checked when it is opened; of the word vectors, which are large,
only the blocks that are read are checked, when they are.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged, ModelError
from retrieval.block_sums import SUFFIX, CheckedFile, sums, sums_of

DONE = "done"
"""The note that a folder is whole; empty where it was made before there were checksums, or could not be written to since."""


def seal(home: Path) -> None:
    """Give the files of a finished folder their checksums, and note that it is whole. Raises OSError."""
    noted = {}
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.name != DONE and path.suffix != SUFFIX:
            made = sums(path)
            _write(sums_of(path), made)
            noted[path.relative_to(home).as_posix()] = hashlib.sha256(made).hexdigest()
    _write(home / DONE, json.dumps(noted, indent=1).encode())


def home_of(path: Path) -> Path:
    """The folder with the note that a model's file or folder belongs to: what is deleted to have it made again."""
    folders = (path, path.parent, path.parent.parent)
    return next((each for each in folders if (each / DONE).exists()), path if path.is_dir() else path.parent)


def check(path: Path) -> None:
    """Read a model's file once. Raises ModelError where a bit of it is not as it was made, OSError."""
    file = _opened(path)
    if file:
        _checked(path, file.check_all)


class CheckedRows:
    """An array in a file of numpy's that is mapped into memory, whose rows are checked before they are read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _opened(path)
        self._rows = np.load(path, mmap_mode="r", allow_pickle=False)
        if self._file:
            file = self._file
            _checked(path, lambda: file.check(0, self._rows.offset))

    def __getitem__(self, numbers: NDArray[np.int64]) -> NDArray[np.float16]:
        """The rows of these numbers, of any shape. Raises ModelError."""
        if self._file:
            file, length = self._file, self._rows.strides[0]
            starts = self._rows.offset + np.unique(numbers) * length
            _checked(self._path, lambda: file.check_at(starts, length))
        found: NDArray[np.float16] = self._rows[numbers]
        return found


def damaged(path: Path, reason: str) -> ModelError:
    """The error that names what to delete."""
    return ModelError(model="bundled", reason=f"{home_of(path)}: {reason}; delete this folder and it is made again")


def _opened(path: Path) -> CheckedFile | None:
    """The file with its checksums, None where its folder has none."""
    home = home_of(path)
    raw = (home / DONE).read_bytes() if (home / DONE).exists() else b""
    if not raw:
        return None
    try:
        noted = json.loads(raw)[path.relative_to(home).as_posix()]
        is_known = hashlib.sha256(sums_of(path).read_bytes()).hexdigest() == noted
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise damaged(path, f"{path.name}: its checksums are missing") from error
    if not is_known:
        raise damaged(path, f"{path.name}: its checksums are damaged")
    opened: list[CheckedFile] = []
    _checked(path, lambda: opened.append(CheckedFile(path)))
    return opened[0]


def _checked(path: Path, check: Callable[[], object]) -> None:
    try:
        check()
    except IndexDamaged as error:
        raise damaged(path, f"{path.name}: wrong checksum") from error


def _write(path: Path, content: bytes) -> None:
    """In one step: others may be reading."""
    descriptor, name = tempfile.mkstemp(prefix=".sealing-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
