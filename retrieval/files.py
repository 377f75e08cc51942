"""Files that a new generation shares with the one before it."""

import os
import shutil
from pathlib import Path


def link_or_copy(file: Path, to: Path) -> None:
    """The same file under another name; a copy where the disk knows no hard links. Neither may be changed in place."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
