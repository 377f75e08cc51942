"""What the store derives from its articles (columns, counts, copies), held against what it would derive now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from corpus.article import Article
from corpus.check import Check
from corpus.column_store import kept_columns, read_columns, stored_key
from corpus.columns import NO_NAME, Columns, Numbers
from corpus.coverage import counted, kept_coverage
from corpus.dialects import is_there
from corpus.duplicate_rows import Entries, Entry, EntryDamaged
from corpus.duplicate_store import copies_known
from corpus.duplicates import Relatives, clusters, pack, sampled, signature, unpack
from corpus.tables import COLUMNS, DUPLICATE_RUNS, DUPLICATES

_AT_ONCE = 100_000


def check_columns(connection: Connection, generation: str | None, check: Check) -> None:
    """What articles are chosen by. An archive of before it was kept has none, which is no damage."""
    kept = is_there(connection, COLUMNS) and connection.execute(select(func.count()).select_from(COLUMNS)).scalar()
    if not kept:
        return
    check.looked = 1
    key = stored_key(connection, generation)
    if not key:
        check.fault("gehören zu einem anderen Stand", "they belong to another state")
        return
    stored, fresh = kept_columns(connection, key), read_columns(connection, "")
    if stored is None:
        check.fault("Prüfsumme falsch", "wrong digest")
    elif differing := [each.name for each in fields(Columns) if not _same(stored, fresh, each.name)]:
        check.fault(f"anders als die Artikel: {', '.join(differing)}", f"unlike the articles: {', '.join(differing)}")


def check_counts(connection: Connection, generation: str | None, check: Check) -> None:
    """What the archive says it holds."""
    written, kept = kept_coverage(connection, generation)
    if written:
        check.looked = 1
        if kept is None:
            check.fault("beschädigt oder von einem anderen Stand", "damaged or of another state")
        elif kept != counted(connection):
            check.fault("anders als die Artikel", "unlike the articles")


@dataclass
class Copies:
    """What is known of each article's copies: signatures, the index of their runs, relatives and clusters."""

    connection: Connection
    check: Check
    _related: dict[str, tuple[Relatives, str | None]] = field(default_factory=dict)
    _runs: int = 0

    def __post_init__(self) -> None:
        self.known = copies_known(self.connection)
        """Whether there is anything to hold against the articles: an archive of before has none, which is no damage."""

    def look(self, articles: Sequence[Article]) -> None:
        """Check those of these articles."""
        if not self.known:
            return
        entries = self._entries([article.id for article in articles])
        for article in articles:
            self.check.looked += 1
            entry = entries.get(article.id)
            if entry is None or entry.signature != pack(signature(article)):
                self.check.fault(f"{article.path}: fehlt oder beschädigt", f"{article.path}: missing or damaged")
                continue
            self._runs = _added(self._runs, sampled(unpack(entry.signature)), entry.number)
            if entry.relatives or entry.cluster:
                self._related[article.id] = entry.relatives, entry.cluster

    def finish(self) -> None:
        """Check what only all together show: nothing too many, the index of runs, relatives of each other, their clusters."""
        if not self.known or self.check.wrong:
            return
        count = self.connection.execute(select(func.count()).select_from(DUPLICATES)).scalar_one()
        if count != self.check.looked:
            self.check.fault(f"{count} Zeilen statt {self.check.looked}", f"{count} rows, not {self.check.looked}")
        runs = 0
        query = select(DUPLICATE_RUNS.c.run, DUPLICATE_RUNS.c.number).execution_options(yield_per=_AT_ONCE)
        for rows in self.connection.execute(query).partitions():
            columns = np.array(rows, dtype=np.int64)
            runs = _added(runs, columns[:, 0], columns[:, 1])
        if runs != self._runs:
            self.check.fault("Verzeichnis der Wortfolgen: anders als die Artikel", "index of runs: unlike the articles")
        for article_id in self._unlike():
            self.check.fault(f"{article_id}: verwandte Artikel falsch", f"{article_id}: wrong related articles")

    def _entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Those that are whole."""
        try:
            return Entries(self.connection).get(ids)
        except EntryDamaged:
            return {key: entry for one in ids for key, entry in self._entries([one]).items()} if len(ids) > 1 else {}

    def _unlike(self) -> Iterator[str]:
        relatives = {article_id: own for article_id, (own, _) in self._related.items()}
        whole = all(relatives.get(other, {}).get(one) == part for one, own in relatives.items() for other, part in own.items())
        if not whole:
            yield next(iter(relatives))
            return
        cluster = {article_id: min(group) for group in clusters(relatives) for article_id in group}
        yield from (article_id for article_id, (_, kept) in self._related.items() if kept != cluster.get(article_id))


def _added(total: int, runs: Sequence[int] | NDArray[np.int64], numbers: int | NDArray[np.int64]) -> int:
    """A sum over rows of runs and numbers in any order, which another set of rows gives once in 2⁶⁴ times."""
    mixed = np.asarray(runs, dtype=np.int64).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.asarray(numbers, dtype=np.int64).astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return (total + int(mixed.sum(dtype=np.uint64))) % 2**64


def _same(stored: Columns, fresh: Columns, name: str) -> bool:
    """Whether a column says the same; names may be numbered in another order."""
    one, other = getattr(stored, name), getattr(fresh, name)
    if name in ("source", "origin"):
        return _named(one, stored.names) == _named(other, fresh.names)
    if name == "language":
        return _named(one, stored.languages) == _named(other, fresh.languages)
    return sorted(one) == sorted(other) if isinstance(one, tuple) else bool(np.array_equal(one, other))


def _named(numbers: Numbers, names: Sequence[str]) -> list[str | None]:
    return [names[number] if number != NO_NAME else None for number in numbers.tolist()]
