"""How much text an ingest has still to come, told from what it has read: so too little room is said before it has begun.

A file's bytes and its text are far apart in some formats, so what was read of a format tells for the rest of it, and a format
of which nothing was read yet counts for nothing. Files that the archive knows may be unchanged, and count for nothing too.
"""

from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path

from corpus.collect import AS_NAMED, Reading
from corpus.collected import Collected
from corpus.formats import suffix_of
from corpus.opened import largest


class Outlook:
    """Over the `files` that are to be read, without those that are `known` by their path."""

    def __init__(self, files: Iterable[Path], known: Container[str], how: Reading = AS_NAMED) -> None:
        sizes = ((path, _size(path)) for path in files if str(path) not in known)
        self._left = {str(path): size for path, size in sizes if 0 < size <= largest(path.name, how)}
        self._bytes: Counter[str] = Counter()
        for file, size in self._left.items():
            self._bytes[suffix_of(file)] += size
        self._read: Counter[str] = Counter()
        self._characters: Counter[str] = Counter()

    def take(self, piece: Collected) -> None:
        """Note what the next piece holds."""
        for file, _ in piece.skipped:
            if (size := self._left.pop(file, None)) is not None:  # nothing came of it, and nothing will
                self._bytes[suffix_of(file)] -= size
        for article in piece.articles:
            if article.file in self._left:
                self._characters[suffix_of(article.file)] += len(article.text)
        for file, left in piece.left.items():
            if (before := self._left.get(file)) is not None:
                self._read[suffix_of(file)] += max(0, before - left)
                self._left[file] = min(before, left)

    @property
    def to_come(self) -> int:
        """The characters that are to be expected of the rest."""
        rest = ((self._bytes[form] - read, self._characters[form], read) for form, read in self._read.items() if read)
        return sum(unread * made // read for unread, made, read in rest)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
