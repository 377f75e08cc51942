"""Vectors that were made for an update and are in no generation yet: after an interruption they are found again.

One file in the index's folder: a line that names the model, then records of a text's digest, its vector and a checksum. Each
batch is appended when it is made. What a crash cut off is dropped when the file is opened again.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from corpus import private
from retrieval.sentence_vectors import Halves
from retrieval.text_keys import Ids, Keys, Table

NAME = "encoded.journal"
BESIDE = "encoded.new"
"""Takes its place where a part of it stays."""
RECORD_BYTES = 20
"""What a record takes beside its vector."""
_AT_ONCE = 4096
"""Records that are read at a time."""


class Journal:
    """The journal in an index's `folder`, of the model `identity`; that of another model is dropped.

    There is no file until there is something to keep. The caller holds the archive's lock.
    """

    def __init__(self, folder: Path, identity: str, dimension: int) -> None:
        self._path = folder / NAME
        self._head = json.dumps({"journal": 1, "model": identity, "dimension": dimension}).encode() + b"\n"
        self._record = np.dtype([("key", "<u8", 2), ("vector", "<f2", dimension), ("sum", "<u4")])
        self._tables: list[Table] = []
        self._count = 0
        self._file: IO[bytes] | None = None
        if self._path.exists():
            self._reopen()
        self._used = np.zeros(self._count, dtype=bool)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def find(self, keys: Keys) -> Ids:
        """The number of each text's record, -1 where there is none."""
        found = np.full(len(keys), -1, dtype=np.int64)
        for table in self._tables:
            for numbers, places in table.look_up(keys):
                found[numbers] = places.astype(np.int64)
        self._used[found[(found >= 0) & (found < len(self._used))]] = True
        return found

    def vectors(self, numbers: Ids) -> Halves:
        """The vectors of these records."""
        made = np.empty((len(numbers), self._record["vector"].shape[0]), dtype=np.float16)
        for row, number in enumerate(numbers.tolist()):
            made[row] = self._read(number, 1)["vector"][0]
        return made

    def add(self, keys: Keys, vectors: Halves) -> None:
        """Keep vectors of texts that it does not hold."""
        if not len(keys):
            return
        if self._file is None:
            private.make_folder(self._path.parent)
            self._file = private.open_new(self._path, "w+b", buffering=0)
            _write(self._file, self._head)
        records = np.zeros(len(keys), dtype=self._record)
        records["key"], records["vector"] = keys, vectors
        records["sum"] = [_sum(record) for record in records]
        self._file.seek(self._place(self._count))
        _write(self._file, records.tobytes())
        self._note(keys)

    def settle(self) -> None:
        """The generation is whole: what an earlier update left here and this one had no use for is kept. Closes the journal."""
        left = np.flatnonzero(~self._used).tolist()
        if left:
            beside = self._path.with_name(BESIDE)
            with private.open_new(beside, "wb") as file:
                file.write(self._head)
                file.writelines(self._read(number, 1).tobytes() for number in left)
            self._close()
            beside.replace(self._path)
        self._close()
        if not left:
            self._path.unlink(missing_ok=True)

    def _reopen(self) -> None:
        """Without what is damaged and what comes after it."""
        file = self._path.open("r+b", buffering=0)
        if file.read(len(self._head)) != self._head:
            file.close()
            return
        self._file = file
        for records in self._records((self._path.stat().st_size - len(self._head)) // self._record.itemsize):
            good = next((at for at, record in enumerate(records) if _sum(record) != record["sum"]), len(records))
            self._note(records["key"][:good])
            if good < len(records):
                break
        file.truncate(self._place(self._count))

    def _records(self, count: int) -> Iterator[NDArray[np.void]]:
        for at in range(0, count, _AT_ONCE):
            yield self._read(at, min(_AT_ONCE, count - at))

    def _read(self, number: int, count: int) -> NDArray[np.void]:
        assert self._file is not None, "records are read from an open file"
        self._file.seek(self._place(number))
        return np.frombuffer(self._file.read(count * self._record.itemsize), dtype=self._record)

    def _place(self, number: int) -> int:
        return len(self._head) + number * self._record.itemsize

    def _note(self, keys: Keys) -> None:
        """In tables of about doubling length: there are few, and an entry is sorted few times."""
        self._tables.append(Table.of(keys, np.arange(self._count, self._count + len(keys)).astype(np.uint64)))
        self._count += len(keys)
        while len(self._tables) > 1 and len(self._tables[-2]) < 2 * len(self._tables[-1]):
            joined = np.concatenate([table.columns for table in self._tables[-2:]], axis=1)
            self._tables[-2:] = [Table.of(joined[:2].T, joined[2])]

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def drop_journal(folder: Path) -> None:
    """Remove what an interrupted update left and nothing had a use for."""
    for name in (NAME, BESIDE):
        (folder / name).unlink(missing_ok=True)


def _write(file: IO[bytes], data: bytes) -> None:
    """All of it: an unbuffered file writes what there is room for, and only then says that there is none."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _sum(record: Any) -> int:
    return zlib.crc32(record.tobytes()[:-4])
