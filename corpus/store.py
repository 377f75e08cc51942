"""The archive's truth: articles and passages in a database, and which index generation belongs to them.

A change of the articles and the switch to the index generation made for them are one transaction, so a reader sees
either both or neither. What is SQLite's own stands in `corpus.sqlite`, what is PostgreSQL's in `corpus.postgres_store`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert

from corpus import sqlite
from corpus.article import Article, Passage
from corpus.check import Check
from corpus.column_store import read_columns, stored_key, write_columns
from corpus.columns import Columns
from corpus.coverage import Coverage, write_coverage
from corpus.dialects import grown
from corpus.duplicate_store import renew
from corpus.errors import ArchiveError, ArchiveMissing
from corpus.faults import FileRecord, faults_as_json
from corpus.history import write_history
from corpus.snapshot import Snapshot
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

if TYPE_CHECKING:
    from corpus import postgres_store

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
    """An archive's database, and the data folder that its index may be in. `Store.open` opens or makes it."""

    def __init__(self, database: "sqlite.Database | postgres_store.Database", path: Path) -> None:
        self._database = database
        self._columns: tuple[tuple[str, str | None], Columns] | None = None
        self.path = path

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, url: str = "") -> "Store":
        """Open `folder/archive.db`, or what is in the PostgreSQL database at `url`.

        Raises ArchiveMissing unless `create`, ArchiveError when it is not ours, damaged, or another's than the folder's index.
        """
        return cls._of_postgres(folder, create, url) if url else cls._of_sqlite(folder, create)

    @classmethod
    def _of_sqlite(cls, folder: Path, create: bool) -> "Store":
        database = sqlite.Database.open(folder, create=create)
        try:
            with database.changing() as connection:
                if create:
                    schema.create_all(connection)
                _check_version(connection, database.path, create)
        except sqlite.UNREADABLE as error:
            database.engine.dispose()
            if not create and sqlite.is_refused(error):
                store = cls(database.sealed(error), folder)
                with store.read():
                    return store
            if not create and sqlite.is_blank(error) and not (folder / "index").exists():
                raise ArchiveMissing(path=folder) from error
            raise ArchiveError(path=database.path, reason=sqlite.reason(error)) from error
        return cls(database, folder)

    @classmethod
    def _of_postgres(cls, folder: Path, create: bool, url: str) -> "Store":
        from corpus import postgres_store

        database = postgres_store.Database(url)
        try:
            with database.opening(create=create) as connection:
                _check_version(connection, database.name, create)
                database.claim(connection, folder, create=create)
        except sqlite.UNREADABLE as error:
            if not create and postgres_store.is_blank(error):
                raise ArchiveMissing(path=database.name) from error
            raise database.told(error) from error
        return cls(database, folder)

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """One consistent view: what others commit meanwhile is not seen. Raises ArchiveError when the file is damaged."""
        before = self._database.state()
        try:
            with self._database.reading() as connection:
                name = get_value(connection, "generation")  # the first statement fixes the view
                yield Snapshot(connection, name, lambda: self._columns_of(connection, name))
        except sqlite.UNREADABLE as error:
            raise self._database.told(error) from error
        if self._database.state() != before:
            raise ArchiveError(path=self.path, reason="it was changed while it was read; please ask again")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one writer, on all machines that reach the database. Raises ArchiveBusy, ArchiveError.

        The caller holds the data folder's lock (`corpus.lock`), which is all there is where the database is in the folder.
        """
        with self._database.held():
            yield

    def writer(self) -> str | None:
        """Who is writing now, as far as the database knows; of one in the folder its lock says it (`corpus.lock.writer`)."""
        return self._database.writer()

    @property
    def address(self) -> str:
        """The database for people to read, without the password; "" where it is in the data folder."""
        return "" if isinstance(self._database, sqlite.Database) else self._database.name

    def size(self) -> int:
        """Bytes that articles and passages take, wherever they are."""
        return self._database.size()

    def check_database(self, connection: Connection, check: Check) -> None:
        """What the database itself says of its files."""
        self._database.check(connection, check)

    def _columns_of(self, connection: Connection, generation: str | None) -> Columns:
        """Those of a snapshot, kept until others are asked for; those of no generation may change at any time."""
        key = stored_key(connection, generation), generation
        known = self._columns
        if known is None or known[0] != key or not any(key):
            self._columns = known = key, read_columns(connection, key[0])
        return known[1]

    def apply(self, change: Change, generation: str, beside: Callable[[Connection], None] | None = None) -> None:
        """Write the change, and what `beside` writes, and switch to the index generation made for it, all or nothing."""
        try:
            with self._database.changing() as connection:
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
                    grown(connection, PASSAGES, len(change.passages))
                    free = max(passage.id for passage in change.passages) + 1
                    set_value(connection, "next_passage_id", str(max(free, int(get_value(connection, "next_passage_id") or 1))))
                renew(connection, gone, anew=change.resplit)
                if beside:
                    beside(connection)
                set_value(connection, "generation", generation)
                write_coverage(connection, generation)
                write_columns(connection, generation)
        except sqlite.UNREADABLE as error:
            raise self._database.told(error, writing=True) from error
        self._database.tidy()

    def remember_files(self, records: Mapping[str, FileRecord], gone: Sequence[str] = ()) -> None:
        """Write down how files were read, and forget those that are gone.

        Before a change the records are stale (`FileRecord.stale`), after it they are as read: dying in between costs only
        another reading.
        """
        try:
            with self._database.changing() as connection:
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
        except sqlite.UNREADABLE as error:
            raise self._database.told(error, writing=True) from error

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A transaction for what mends rows itself. Raises ArchiveError."""
        try:
            with self._database.changing() as connection:
                yield connection
        except sqlite.UNREADABLE as error:
            raise self._database.told(error, writing=True) from error

    @contextmanager
    def checked(self) -> Iterator[Connection]:
        """A view for what checks rows itself. Raises ArchiveError."""
        try:
            with self._database.checking() as connection:
                yield connection
        except sqlite.UNREADABLE as error:
            raise self._database.told(error) from error

    @staticmethod
    def generation(connection: Connection) -> str | None:
        """The index generation that is current in this transaction."""
        return get_value(connection, "generation")

    def close(self) -> None:
        """Give the file back."""
        self._database.engine.dispose()


def _check_version(connection: Connection, name: Path | str, create: bool) -> None:
    """See that the tables are those of this version, or note that they are, where they were just made."""
    version = get_value(connection, "schema_version")
    if version is None and create:
        set_value(connection, "schema_version", str(SCHEMA_VERSION))
    elif version != str(SCHEMA_VERSION):
        raise ArchiveError(path=name, reason=f"schema version {version}, expected {SCHEMA_VERSION}")
