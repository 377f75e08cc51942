"""Limits of what is unpacked: zip and gzip bombs end in an error, not in a full memory."""

import io
from dataclasses import dataclass
from typing import IO, BinaryIO

from corpus.errors import UnpacksTooMuch
from corpus.readers.base import MAX_BYTES, MAX_RATIO

MAX_UNPACKED = 4 * 1024**3
MAX_MEMBERS = 100_000
_MOST_ENDS = 1000
"""How often a stream may be read behind its end: tarfile goes on doing so as far as a member says that it is long."""
MAX_DEPTH = 2
"""How many archive files may lie inside one another."""


@dataclass
class Budget:
    """What one file may still unpack, with all that is nested in it."""

    packed: int
    """The size of the file itself; the ratio is of all that comes out of it."""
    unpacked: int = 0
    members: int = 0
    is_spent: bool = False

    def spend(self, count: int) -> None:
        """Raises UnpacksTooMuch when `count` more bytes are more than may come out of the file."""
        self.unpacked += count
        if self.unpacked > MAX_UNPACKED:
            self._end(f"{MAX_UNPACKED // 1024**3} GB")
        if self.unpacked > max(MAX_BYTES, MAX_RATIO * self.packed):
            self._end(f"{MAX_RATIO}:1")

    def count_member(self) -> None:
        """Raises UnpacksTooMuch when the file has too many members."""
        self.members += 1
        if self.members > MAX_MEMBERS:
            self._end(f"{MAX_MEMBERS} Dateien / files")

    def _end(self, limit: str) -> None:
        self.is_spent = True
        raise UnpacksTooMuch(limit=limit)


class Metered(io.RawIOBase):
    """A stream that pays for what is read of it."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._ends = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase takes any buffer, readers give this
        data = self._stream.read(min(len(buffer), 256 * 1024))
        self._budget.spend(len(data))
        if not data:
            self._ends += 1
            if self._ends > _MOST_ENDS:
                raise EOFError("abgeschnitten / cut off")
        buffer[: len(data)] = data
        return len(data)


def metered(stream: IO[bytes], budget: Budget) -> BinaryIO:
    """The unpacked stream, buffered."""
    return io.BufferedReader(Metered(stream, budget), 256 * 1024)
