"""Rows of what is known of each article's copies, as values and back, and how they are read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from corpus.dialects import is_there
from corpus.duplicates import Relatives, unpack
from corpus.errors import IndexDamaged
from corpus.tables import ARTICLES, BATCH, DUPLICATES, get_value, in_batches, row_digest

VERSION = "duplicates"
"""The value that says with which signature the rows were made."""


@dataclass(frozen=True)
class Entry:
    """An article's `signature` as it is stored, its relatives, and the name of its cluster if it is in one."""

    article_id: str
    number: int
    signature: bytes
    relatives: Relatives
    cluster: str | None

    @property
    def runs(self) -> frozenset[int]:
        """The runs of words of the signature."""
        return frozenset(unpack(self.signature))


class EntryDamaged(Exception):
    """A row that does not match its digest."""


class Entries:
    """The table's rows as values: read when asked for, written back at the end where they have changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, Entry] = {}
        self._changed: set[str] = set()

    def get(self, ids: Iterable[str]) -> dict[str, Entry]:
        """Entries by article id; those that are not there are left out."""
        wanted = list(ids)
        unread = [article_id for article_id in wanted if article_id not in self._read]
        for row in in_batches(self._connection, select(DUPLICATES), DUPLICATES.c.article_id, unread):
            self._read[row.article_id] = _to_entry(row)
        return {article_id: self._read[article_id] for article_id in wanted if article_id in self._read}

    def put(self, entry: Entry) -> None:
        """Set an article's entry."""
        if self._read.get(entry.article_id) != entry:
            self._read[entry.article_id] = entry
            self._changed.add(entry.article_id)

    def relate(self, one: str, other: str, part: float) -> None:
        """Make both relatives of each other, or no longer where `part` is 0."""
        for entry, relative in ((self._read[one], other), (self._read[other], one)):
            others = {key: value for key, value in entry.relatives.items() if key != relative}
            self.put(replace(entry, relatives=others | {relative: part} if part else others))

    def drop(self, ids: Sequence[str]) -> None:
        """Remove entries at once."""
        for part in parts(ids):
            self._connection.execute(delete(DUPLICATES).where(DUPLICATES.c.article_id.in_(part)))
        for article_id in ids:
            self._read.pop(article_id, None)
            self._changed.discard(article_id)

    def write(self) -> None:
        """Store what has changed."""
        changed = sorted(self._changed)
        for part in parts(changed):
            self._connection.execute(delete(DUPLICATES).where(DUPLICATES.c.article_id.in_(part)))
            self._connection.execute(insert(DUPLICATES), [_from_entry(self._read[article_id]) for article_id in part])
        self._changed.clear()


def read_clusters(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The cluster of each article that is in one, and the ids of all its articles.

    Raises IndexDamaged where a row is damaged or gone: each article that is there has one, so that without it copies would pass
    for texts of their own.
    """
    wanted = set(ids)
    if not is_there(connection, DUPLICATES):
        return {}
    try:
        asked = [_to_entry(row) for row in in_batches(connection, select(DUPLICATES), DUPLICATES.c.article_id, sorted(wanted))]
        names = sorted({entry.cluster for entry in asked if entry.cluster})
        found = [_to_entry(row) for row in in_batches(connection, select(DUPLICATES), DUPLICATES.c.cluster, names)]
    except EntryDamaged as error:
        raise _damaged() from error
    lacking = wanted - {entry.article_id for entry in asked} if get_value(connection, VERSION) else ()  # else none was written
    # One that an ingest has removed since it was quoted has none by right.
    some_lack = any(in_batches(connection, select(ARTICLES.c.id), ARTICLES.c.id, sorted(lacking)))
    if some_lack or not {e.article_id for e in asked if e.cluster} <= {e.article_id for e in found}:
        raise _damaged()
    members: dict[str, list[str]] = {}
    for entry in found:
        members.setdefault(entry.cluster or "", []).append(entry.article_id)
    return {e.article_id: (e.cluster, tuple(sorted(members[e.cluster]))) for e in asked if e.cluster}


def count_clusters(connection: Connection) -> tuple[int, int]:
    """How many clusters there are, and how many articles are in one."""
    if not is_there(connection, DUPLICATES):
        return 0, 0
    column = DUPLICATES.c.cluster
    row = connection.execute(select(func.count(column.distinct()), func.count(column))).one()
    return row[0], row[1]


def parts(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many at a time as one statement names."""
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _damaged() -> IndexDamaged:
    return IndexDamaged(
        reason_de="was von Kopien vermerkt ist, ist beschädigt", reason_en="what is stored of copies of articles is damaged"
    )


def _from_entry(entry: Entry) -> dict[str, Any]:
    row = {
        "article_id": entry.article_id,
        "number": entry.number,
        "signature": entry.signature,
        "relatives": json.dumps(entry.relatives, sort_keys=True),
        "cluster": entry.cluster,
    }
    return row | {"row_digest": row_digest(row)}


def _to_entry(row: Row[Any]) -> Entry:
    if row_digest(row._asdict()) != row.row_digest:
        raise EntryDamaged(row.article_id)
    return Entry(row.article_id, row.number, row.signature, json.loads(row.relatives), row.cluster)
