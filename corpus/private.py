"""Who may read what Wortlaut keeps: its owner alone, whatever the umask.

A folder that was there before keeps its mode: it is the user's, and what is put into it is private by itself.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

FILE = 0o600
FOLDER = 0o700
_OTHERS = 0o077


def make_folder(path: Path) -> None:
    """Make the folder, private, unless it is there; its parents are the system's matter. Raises OSError."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True, mode=FOLDER)


def make_file(path: Path) -> None:
    """Make the file, empty, unless it is there, and have it private. Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE))
    close_to_others(path)


def open_new(path: Path, mode: str, buffering: int = -1) -> IO[bytes]:
    """`path.open` for writing a file that is private from its first byte on. Raises OSError."""
    return open(path, mode, buffering, opener=lambda name, flags: os.open(name, flags, FILE))


def close_to_others(path: Path) -> None:
    """Take away what others may do with a file or folder; what its owner may do stays. Raises OSError."""
    mode = path.stat().st_mode & 0o777
    if mode & _OTHERS:
        path.chmod(mode & ~_OTHERS)


def open_to_others(paths: Iterator[Path]) -> Iterator[Path]:
    """Those of the paths that others may read, write or search; none on systems that know no such modes."""
    if os.name == "posix":
        for path in paths:
            try:
                if not path.is_symlink() and path.stat().st_mode & _OTHERS:
                    yield path
            except FileNotFoundError:  # an ingest may have removed it meanwhile
                continue
