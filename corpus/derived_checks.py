"""What the store derives from its articles (columns, counts, copies), held against what it would derive now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from sqlalchemy import Connection, func, inspect, select

from corpus.article import Article
from corpus.check import Check
from corpus.column_store import kept_columns, read_columns, stored_key
from corpus.columns import NO_NAME, Columns, Numbers
from corpus.coverage import counted, kept_coverage
from corpus.duplicate_rows import Entries, Entry, EntryDamaged, parts
from corpus.duplicate_store import copies_known
from corpus.duplicates import clusters, pack, sampled, signature, unpack
from corpus.tables import COLUMNS, DUPLICATE_RUNS, DUPLICATES


def check_columns(connection: Connection, generation: str | None, check: Check) -> None:
    """What articles are chosen by. An archive of before it was kept has none, which is no damage."""
    kept = (
        inspect(connection).has_table(COLUMNS.name) and connection.execute(select(func.count()).select_from(COLUMNS)).scalar()
    )
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
    _related: dict[str, Entry] = field(default_factory=dict)
    _runs: int = 0

    def __post_init__(self) -> None:
        self.known = copies_known(self.connection)
        """Whether there is anything to hold against the articles: an archive of before has none, which is no damage."""

    def look(self, articles: Sequence[Article]) -> None:
        """Check those of these articles."""
        if not self.known:
            return
        entries = Entries(self.connection)
        for article in articles:
            self.check.looked += 1
            try:
                entry = entries.get([article.id]).get(article.id)
            except EntryDamaged:
                self.check.fault(f"{article.path}: Zeile beschädigt", f"{article.path}: row damaged")
                continue
            if entry is None or entry.signature != pack(signature(article)):
                self.check.fault(f"{article.path}: anders als der Artikel", f"{article.path}: unlike the article")
                continue
            runs = sampled(unpack(entry.signature))
            self._runs += len(runs)
            if not self._has_runs(entry.number, runs):
                self.check.fault(f"{article.path}: Wortfolgen fehlen", f"{article.path}: runs of words are missing")
            if entry.relatives or entry.cluster:
                self._related[article.id] = entry

    def finish(self) -> None:
        """Check what only all together show: nothing too many, relatives of each other, and their clusters."""
        if not self.known or self.check.wrong:
            return
        for table, expected in ((DUPLICATES, self.check.looked), (DUPLICATE_RUNS, self._runs)):
            count = self.connection.execute(select(func.count()).select_from(table)).scalar_one()
            if count != expected:
                self.check.fault(
                    f"{table.name}: {count} Zeilen statt {expected}", f"{table.name}: {count} rows, not {expected}"
                )
        for article_id in self._unlike():
            self.check.fault(f"{article_id}: verwandte Artikel falsch", f"{article_id}: wrong related articles")

    def _has_runs(self, number: int, runs: Sequence[int]) -> bool:
        here = select(func.count()).where(DUPLICATE_RUNS.c.number == number)
        found = (self.connection.execute(here.where(DUPLICATE_RUNS.c.run.in_(part))).scalar_one() for part in parts(runs))
        return sum(found) == len(runs)

    def _unlike(self) -> Iterator[str]:
        relatives = {article_id: entry.relatives for article_id, entry in self._related.items()}
        whole = all(relatives.get(other, {}).get(one) == part for one, own in relatives.items() for other, part in own.items())
        if not whole:
            yield next(iter(relatives))
            return
        cluster = {article_id: min(group) for group in clusters(relatives) for article_id in group}
        yield from (article_id for article_id, entry in self._related.items() if entry.cluster != cluster.get(article_id))


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
