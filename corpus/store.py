"""The archive's truth: articles and passages in a database, and which index generation belongs to them.

A change of the articles and the switch to the index generation made for them are one transaction, so a reader sees
either both or neither. What is SQLite's own stands in `corpus.sqlite`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, insert
from sqlalchemy.exc import DatabaseError

from corpus.article import Article, Passage
from corpus.column_store import read_columns, stored_key, write_columns
from corpus.columns import Columns
from corpus.coverage import Coverage, write_coverage
from corpus.duplicate_store import renew
from corpus.errors import ArchiveError, ArchiveMissing, ArchiveUnwritable
from corpus.faults import FileRecord, faults_as_json
from corpus.history import write_history
from corpus.snapshot import Snapshot
from corpus.sqlite import UNREADABLE, Database, is_blank, is_refused, reason
from corpus.tables import (
    ADDITIVE,
    ARTICLES,
    BATCH,
    FILES,
    PASSAGES,
    SET_ASIDE,
    from_article,
    from_passage,
    get_value,
    schema,
    set_value,
)

__all__ = ["Change", "Coverage", "Snapshot", "Store"]

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Change:
    """What one ingest does to the archive: articles to write with their passages, ids to remove.

    With `resplit` the passages are those of all articles, written and kept, and take the place of all there are.
    """

    articles: Sequence[Article]
    passages: Sequence[Passage]
    input_digests: dict[str, str]
    removed: Sequence[str] = ()
    resplit: bool = False


class Store:
    """The database under a data folder. `Store.open` opens or makes it."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._columns: tuple[tuple[str, str | None], Columns] | None = None
        self.path = path

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Store":
        """Open `folder/archive.db`. Raises ArchiveMissing unless `create`, ArchiveError when it is not ours or damaged."""
        database = Database.open(folder, create=create)
        try:
            with database.engine.begin() as connection:
                if create:
                    schema.create_all(connection)
                version = get_value(connection, "schema_version")
                if version is None and create:
                    set_value(connection, "schema_version", str(SCHEMA_VERSION))
                elif version != str(SCHEMA_VERSION):
                    raise ArchiveError(path=database.path, reason=f"schema version {version}, expected {SCHEMA_VERSION}")
        except UNREADABLE as error:
            database.engine.dispose()
            if not create and is_refused(error):
                store = cls(database.sealed(error), folder)
                with store.read():
                    return store
            if not create and is_blank(error) and not (folder / "index").exists():
                raise ArchiveMissing(path=folder) from error
            raise ArchiveError(path=database.path, reason=reason(error)) from error
        return cls(database, folder)

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """One consistent view: what others commit meanwhile is not seen. Raises ArchiveError when the file is damaged."""
        before = self._database.state()
        try:
            with self._database.engine.begin() as connection:
                name = get_value(connection, "generation")  # the first statement fixes the view
                yield Snapshot(connection, name, lambda: self._columns_of(connection, name))
        except (DatabaseError, UnicodeDecodeError) as error:
            raise ArchiveError(path=self.path, reason=reason(error)) from error
        if self._database.state() != before:
            raise ArchiveError(path=self.path, reason="it was changed while it was read; please ask again")

    def _columns_of(self, connection: Connection, generation: str | None) -> Columns:
        """Those of a snapshot, kept until others are asked for; those of no generation may change at any time."""
        key = stored_key(connection, generation), generation
        known = self._columns
        if known is None or known[0] != key or not any(key):
            self._columns = known = key, read_columns(connection, key[0])
        return known[1]

    def apply(self, change: Change, generation: str) -> None:
        """Write the change and switch to the index generation made for it, all or nothing."""
        try:
            with self._database.engine.begin() as connection:
                schema.create_all(connection, ADDITIVE)
                write_history(connection, {article.id: article.digest for article in change.articles}, change.removed)
                if change.resplit:
                    connection.execute(delete(PASSAGES))
                gone = [*change.removed, *(article.id for article in change.articles)]
                for at in range(0, len(gone), BATCH):
                    ids = gone[at : at + BATCH]
                    connection.execute(delete(PASSAGES).where(PASSAGES.c.article_id.in_(ids)))
                    for table in (ARTICLES, SET_ASIDE):
                        connection.execute(delete(table).where(table.c.id.in_(ids)))
                rows = [from_article(article, change.input_digests[article.path]) for article in change.articles]
                if rows:
                    connection.execute(insert(ARTICLES), rows)
                if change.passages:
                    for at in range(0, len(change.passages), BATCH):
                        part = change.passages[at : at + BATCH]
                        connection.execute(insert(PASSAGES), [from_passage(passage) for passage in part])
                    free = max(passage.id for passage in change.passages) + 1
                    set_value(connection, "next_passage_id", str(max(free, int(get_value(connection, "next_passage_id") or 1))))
                renew(connection, gone, anew=change.resplit)
                set_value(connection, "generation", generation)
                write_coverage(connection, generation)
                write_columns(connection, generation)
        except UNREADABLE as error:
            raise _unwritten(self.path, error) from error
        self._database.merge_log()

    def remember_files(self, records: Mapping[str, FileRecord], gone: Sequence[str] = ()) -> None:
        """Write down how files were read, and forget those that are gone.

        Before a change the records are stale (`FileRecord.stale`), after it they are as read: dying in between costs only
        another reading.
        """
        try:
            with self._database.engine.begin() as connection:
                schema.create_all(connection, ADDITIVE)
                names = [*records, *gone]
                for at in range(0, len(names), BATCH):
                    connection.execute(delete(FILES).where(FILES.c.path.in_(names[at : at + BATCH])))
                rows = [
                    {"path": path, "digest": record.digest, "faults": faults_as_json(record.faults)}
                    for path, record in records.items()
                ]
                if rows:
                    connection.execute(insert(FILES), rows)
        except UNREADABLE as error:
            raise _unwritten(self.path, error) from error

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A transaction for what checks and mends rows itself. Raises ArchiveError."""
        try:
            with self._database.engine.begin() as connection:
                yield connection
        except UNREADABLE as error:
            raise ArchiveError(path=self.path, reason=reason(error)) from error

    @staticmethod
    def generation(connection: Connection) -> str | None:
        """The index generation that is current in this transaction."""
        return get_value(connection, "generation")

    def close(self) -> None:
        """Give the file back."""
        self._database.engine.dispose()


def _unwritten(path: Path, error: Exception) -> ArchiveError:
    """The error of a change that was not made: the disk's, or that of a database that does not hold what it should."""
    kind = ArchiveUnwritable if is_refused(error) else ArchiveError
    return kind(path=path, reason=reason(error))
