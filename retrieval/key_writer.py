"""Writing the tables of texts: one beside each part of the sentence vectors."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.block_sums import sums_of, write_sums
from retrieval.files import link_or_copy
from retrieval.sentence_vectors import ROWS_FILE, Rows, SentenceVectors
from retrieval.text_keys import FOLDER, PASSAGE, Keys, Table, TextKeys

Entries = NDArray[np.uint64]


class KeyWriter:
    """Writes into `folder` the tables `old_keys` for the parts of `old` that stay, and one for the new part.

    A part of before that has no table stays without one.
    """

    def __init__(self, folder: Path, old: SentenceVectors | None = None, old_keys: TextKeys | None = None) -> None:
        self._folder = folder
        self._old = old
        self._tables = old_keys.tables if old_keys and old else {}
        self._added: dict[int, Keys] = {}

    def add(self, passage_id: int, own: Keys, sentences: Keys) -> None:
        """The keys of a new passage: its own, a single row, and those of its sentences."""
        self._added[passage_id] = np.concatenate([own.reshape(1, 2), sentences])

    def finish(self) -> None:
        """Write them, when the sentence vectors are whole."""
        rows = np.load(self._folder / ROWS_FILE, allow_pickle=False)
        home = self._folder / FOLDER
        home.mkdir()
        for part in np.unique(rows[:, 1]).tolist():
            path = home / f"{part:06d}.keys"
            if self._old and part in self._old.parts:
                for name in (path.name, sums_of(path).name) if part in self._tables else ():
                    link_or_copy(self._old.folder / FOLDER / name, home / name)
                continue
            here = rows[rows[:, 1] == part]
            entries = np.concatenate([np.zeros((0, 3), dtype=np.uint64), *self._new(here), *self._moved(here)])
            path.write_bytes(Table.of(entries[:, :2], entries[:, 2]).columns.tobytes())
            write_sums(path)

    def _new(self, rows: Rows) -> Iterator[Entries]:
        for passage_id, _, first, count in rows.tolist():
            if (keys := self._added.get(passage_id)) is not None:
                own = np.array([passage_id], dtype=np.uint64) | PASSAGE
                yield np.column_stack([keys, np.concatenate([own, np.arange(first, first + count, dtype=np.uint64)])])

    def _moved(self, rows: Rows) -> Iterator[Entries]:
        """Those of passages whose vectors were written once more, from the tables of their old parts."""
        if self._old is None:
            return
        rows = rows[[passage_id not in self._added for passage_id in rows[:, 0].tolist()]]
        _, new, before = np.intersect1d(rows[:, 0], self._old.rows[:, 0], assume_unique=True, return_indices=True)
        for part, table in self._tables.items():
            here = self._old.rows[before, 1] == part
            if not here.any():
                continue
            if table.file:
                table.file.check_all()
            named = self._old.rows[before[here]]
            to = np.full(len(self._old.parts[part]), -1, dtype=np.int64)
            for (_, _, first, count), start in zip(named.tolist(), rows[new[here], 2].tolist(), strict=True):
                to[first : first + count] = np.arange(start, start + count)
            entries = table.columns.T
            whole = entries[:, 2] >= PASSAGE
            passages, sentences = entries[whole], entries[~whole]
            yield passages[np.isin((passages[:, 2] ^ PASSAGE).astype(np.int64), named[:, 0])]
            moved = to[sentences[:, 2].astype(np.int64)]
            yield np.column_stack([sentences[moved >= 0, :2], moved[moved >= 0].astype(np.uint64)])
