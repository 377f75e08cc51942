"""Which texts the vectors of an index belong to: a digest of each text as it was encoded, so that none is encoded twice.

Beside each part of the sentence vectors lies a table that is sorted by digest and searched by halving, mapped from the disk.
Like the part it is never changed, and shared by the generations that follow. It names the rows of sentences in the part, and
the ids of the passages that they are in.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.block_sums import CheckedFile

FOLDER = "texts"
Keys = NDArray[np.uint64]
"""A digest of 128 bits in each row, shape (texts, 2)."""
Places = NDArray[np.uint64]
Ids = NDArray[np.int64]
PASSAGE = np.uint64(1 << 63)
"""Marks the place of a passage, which is its id; that of a sentence is its row in the part."""
ENTRY_BYTES = 24
"""What a text takes in a table."""
TRIED = 16
"""Of a text that a table holds more often, so many places are looked at: passages come first, because one may be gone."""


def keys_of(texts: Sequence[str]) -> Keys:
    """The digests of these texts."""
    digests = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype="<u8").reshape(-1, 2).astype(np.uint64, copy=False)


class Table:
    """Keys and places, sorted: `columns` has shape (3, entries), so that what is searched lies together."""

    def __init__(self, columns: NDArray[np.uint64], file: CheckedFile | None = None) -> None:
        self.columns = columns
        self.file = file

    @classmethod
    def of(cls, keys: Keys, places: Places) -> "Table":
        """A table in memory."""
        order = np.lexsort((~places, keys[:, 1], keys[:, 0]))
        return cls(np.stack([keys[order, 0], keys[order, 1], places[order]]))

    @classmethod
    def load(cls, path: Path) -> "Table":
        """That of a file, mapped into memory. Raises IndexDamaged, OSError."""
        file = CheckedFile(path)
        return cls(file.bytes.view(np.uint64).reshape(3, -1), file)

    def __len__(self) -> int:
        return len(self.columns[0])

    def look_up(self, keys: Keys) -> Iterator[tuple[Ids, Places]]:
        """Which of `keys` are there (their numbers), and their places; another place of the same key in another step.

        Raises IndexDamaged where the file is damaged there; where damage hides a key, it is not found.
        """
        first, second, places = self.columns
        at = np.searchsorted(first, keys[:, 0])
        wanted = np.arange(len(keys))
        for _ in range(TRIED):
            inside = at < len(self)
            at, wanted = at[inside], wanted[inside]
            same = first[at] == keys[wanted, 0]
            at, wanted = at[same], wanted[same]
            if not len(at):
                return
            if self.file:
                for column in range(3):
                    self.file.check_at(8 * (column * len(self) + at), 8)
            here = second[at] == keys[wanted, 1]
            yield wanted[here], places[at[here]]
            at = at + 1


class TextKeys:
    """The tables of a generation, by part. `TextKeys.load` opens them."""

    def __init__(self, tables: dict[int, Table]) -> None:
        self.tables = tables
        self.files = tuple(table.file for table in tables.values() if table.file)

    @classmethod
    def load(cls, home: Path) -> "TextKeys":
        """Those in a generation's folder. Raises IndexDamaged, OSError."""
        return cls({int(path.stem): Table.load(path) for path in sorted((home / FOLDER).glob("*.keys"))})

    def sentences(self, keys: Keys) -> Iterator[tuple[int, Ids, Ids]]:
        """Part, numbers of the keys that are a sentence's there, and the rows in it, also of sentences that are gone."""
        for part, table in self.tables.items():
            for numbers, places in table.look_up(keys):
                chosen = places < PASSAGE
                yield part, numbers[chosen], places[chosen].astype(np.int64)

    def passages(self, keys: Keys) -> Iterator[tuple[Ids, Ids]]:
        """Numbers of the keys that are a passage's, and the ids of the passages, also of those that are gone."""
        for table in self.tables.values():
            for numbers, places in table.look_up(keys):
                chosen = places >= PASSAGE
                yield numbers[chosen], (places[chosen] ^ PASSAGE).astype(np.int64)
