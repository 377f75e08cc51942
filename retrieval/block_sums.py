"""Checksums of a large file by block, so that nobody reads gigabytes before the first question.

Beside the file stands another, `NAME.sums`, with the length and a CRC-32 of every block; it is small, and the generation's
manifest holds its digest. A block is checked when it is read for the first time. A CRC-32 notices every change within 32
neighbouring bits, and misses one in four thousand million others; it guards against damage, not against an enemy, who
could as well write another manifest.
"""

import mmap
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged

SUFFIX = ".sums"
CHECKED_BY_BLOCK = frozenset((".f16", ".keys", ".lists"))
"""The files that have checksums, by their ending."""
BLOCK = 8192
"""Bytes. A question reads short stretches all over the file, and each costs the whole of its blocks."""
READ_AT_ONCE = 32 * 1024 * 1024
"""A shorter file is checked as a whole when it is opened, which takes some ten milliseconds."""
_CHUNK = 1024 * BLOCK


def sums_of(path: Path) -> Path:
    """Where the checksums of a file stand."""
    return path.with_name(path.name + SUFFIX)


def digested(path: Path) -> Path:
    """The file whose digest stands for a file: where its blocks have checksums, that of the checksums."""
    return sums_of(path) if path.suffix in CHECKED_BY_BLOCK else path


def write_sums(path: Path) -> None:
    """Write the checksums of a finished file beside it."""
    sums_of(path).write_bytes(sums(path))


class CheckedFile:
    """A file mapped into memory whose blocks are checked before they are read. Raises IndexDamaged where one is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        raw = sums_of(path).read_bytes()
        (length,) = struct.unpack_from("<Q", raw)
        self._sums = np.frombuffer(raw, dtype="<u4", offset=8)
        if path.stat().st_size != length or len(self._sums) != -(-length // BLOCK):
            raise _damaged(path)
        with path.open("rb") as file:
            self.bytes: NDArray[np.uint8] = np.frombuffer(
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if length else b"", dtype=np.uint8
            )
        self._view = memoryview(self.bytes.data)
        self._unread = np.ones(len(self._sums), dtype=bool)
        if length < READ_AT_ONCE:
            self.check_all()

    @property
    def held(self) -> int:
        """Bytes in memory."""
        return self._sums.nbytes + self._unread.nbytes

    def check(self, start: int, end: int) -> None:
        """Check what lies in `[start, end)`."""
        if start < end:
            first, last = start // BLOCK, (end - 1) // BLOCK + 1
            if self._unread[first:last].any():
                self._check_blocks(range(first, last))

    def check_at(self, starts: NDArray[np.int64], length: int) -> None:
        """Check stretches of the same length."""
        first, last = starts // BLOCK, (starts + length - 1) // BLOCK
        blocks = np.unique(np.concatenate([first + step for step in range(length // BLOCK + 2)]))
        wanted = blocks[blocks <= last.max(initial=-1)]
        self._check_blocks(wanted[self._unread[wanted]].tolist())

    def check_all(self) -> None:
        """Check the whole file, read once more."""
        self._unread[:] = True
        self._check_blocks(range(len(self._sums)))

    def _check_blocks(self, blocks: Iterable[int]) -> None:
        for block in blocks:
            if self._unread[block]:
                if zlib.crc32(self._view[block * BLOCK : (block + 1) * BLOCK]) != self._sums[block]:
                    raise _damaged(self.path)
                self._unread[block] = False


def sums(path: Path) -> bytes:
    """The content of the file of checksums: the length and a CRC-32 of each block."""
    made = bytearray(struct.pack("<Q", path.stat().st_size))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            made += b"".join(struct.pack("<I", zlib.crc32(chunk[at : at + BLOCK])) for at in range(0, len(chunk), BLOCK))
    return bytes(made)


def _damaged(path: Path) -> IndexDamaged:
    name = f"{path.parent.name}/{path.name}"
    return IndexDamaged(reason_de=f"{name}: Prüfsumme falsch", reason_en=f"{name}: wrong checksum")
