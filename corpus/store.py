"""The archive's truth: articles and passages in SQLite, and which index generation belongs to them.

A change of the articles and the switch to the index generation made for them are one transaction, so a reader sees
either both or neither. The connection string is SQLAlchemy's, so that another database can take SQLite's place.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, delete, event, insert
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from corpus import private
from corpus.article import Article, Passage
from corpus.column_store import read_columns, stored_key, write_columns
from corpus.columns import Columns
from corpus.coverage import Coverage, write_coverage
from corpus.duplicate_store import renew
from corpus.errors import ArchiveError, ArchiveMissing, ArchiveUnwritable
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

__all__ = ["Change", "Coverage", "Snapshot", "Store"]

SCHEMA_VERSION = 1
_REFUSED = frozenset((sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL))
"""What SQLite says where it cannot write the files beside a database, which it does for readers too."""
_UNREADABLE = (SQLAlchemyError, UnicodeDecodeError)
"""What reading a damaged file raises: SQLite names what is malformed, also where the name is no UTF-8 any more."""
_PATIENCE = 30
"""Seconds for which a statement waits until another process has written."""


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

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._columns: tuple[tuple[str, str | None], Columns] | None = None
        self._is_sealed = False
        self.path = path

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Store":
        """Open `folder/archive.db`. Raises ArchiveMissing unless `create`, ArchiveError when it is not ours or damaged."""
        path = folder / "archive.db"
        if not path.exists():
            if (folder / "index").exists():  # a new one would take its log and its index for their own
                raise ArchiveError(path=path, reason="it is missing, but its index is there")
            if not create:
                raise ArchiveMissing(path=folder)
        elif not path.stat().st_size and (folder / "index").exists():
            raise ArchiveError(path=path, reason="it is empty")
        if create:
            try:
                private.make_folder(folder)
                private.make_file(path)  # SQLite gives its other files the mode of this one
            except OSError as error:
                raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
        engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _PATIENCE})
        _prepare_sqlite(engine)
        store = cls(engine, folder)
        try:
            with engine.begin() as connection:
                if create:
                    schema.create_all(connection)
                version = get_value(connection, "schema_version")
                if version is None and create:
                    set_value(connection, "schema_version", str(SCHEMA_VERSION))
                elif version != str(SCHEMA_VERSION):
                    raise ArchiveError(path=path, reason=f"schema version {version}, expected {SCHEMA_VERSION}")
        except _UNREADABLE as error:
            store.close()
            if not create and _code(error) in _REFUSED:
                return cls._sealed(folder, error)
            if not create and "no such table: meta" in str(error) and not (folder / "index").exists():
                raise ArchiveMissing(path=folder) from error  # its first ingest died before the first commit
            raise ArchiveError(path=path, reason=_reason(error)) from error
        return store

    @classmethod
    def _sealed(cls, folder: Path, refused: Exception) -> "Store":
        """For reading on a disk that is full or read-only: SQLite then makes no file beside the database, and locks none.

        That is right only while nobody writes, so each view is thrown away where someone did. Raises ArchiveError.
        """
        path = folder / "archive.db"

        def connect() -> sqlite3.Connection:
            if (log := path.with_name("archive.db-wal")).exists() and log.stat().st_size:
                raise sqlite3.OperationalError(f"{_reason(refused)}; the disk may be full or read-only")
            return sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
            )

        engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        store = cls(engine, folder)
        store._is_sealed = True
        with store.read():
            return store

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """One consistent view: what others commit meanwhile is not seen. Raises ArchiveError when the file is damaged."""
        before = self._state()
        try:
            with self._engine.begin() as connection:
                name = get_value(connection, "generation")  # SQLite fixes its view at the first statement
                yield Snapshot(connection, name, lambda: self._columns_of(connection, name))
        except (DatabaseError, UnicodeDecodeError) as error:
            raise ArchiveError(path=self.path, reason=_reason(error)) from error
        if self._state() != before:
            raise ArchiveError(path=self.path, reason="it was changed while it was read; please ask again")

    def _state(self) -> tuple[object, ...]:
        """By which a change of a sealed database is noticed."""
        if not self._is_sealed:
            return ()
        found, log = (self.path / "archive.db").stat(), self.path / "archive.db-wal"
        return found.st_ino, found.st_size, found.st_mtime_ns, log.exists() and log.stat().st_size

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
            with self._engine.begin() as connection:
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
        except _UNREADABLE as error:
            raise _unwritten(self.path, error) from error
        self._merge_log()

    def _merge_log(self) -> None:
        """Bring SQLite's log into the database, where no reader needs it for longer than a second.

        Of a damaged log SQLite takes what comes before the damage, without a word: what stands in it alone would be lost.
        """
        with suppress(SQLAlchemyError, sqlite3.Error):
            connection = self._engine.raw_connection()
            try:
                for statement in ("busy_timeout=1000", "wal_checkpoint(TRUNCATE)", f"busy_timeout={1000 * _PATIENCE}"):
                    connection.cursor().execute(f"PRAGMA {statement}").fetchall()
            finally:
                connection.close()

    def remember_files(self, records: Mapping[str, FileRecord], gone: Sequence[str] = ()) -> None:
        """Write down how files were read, and forget those that are gone.

        Before a change the records are stale (`FileRecord.stale`), after it they are as read: dying in between costs only
        another reading.
        """
        try:
            with self._engine.begin() as connection:
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
        except _UNREADABLE as error:
            raise _unwritten(self.path, error) from error

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A transaction for what checks and mends rows itself. Raises ArchiveError."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except _UNREADABLE as error:
            raise ArchiveError(path=self.path, reason=_reason(error)) from error

    @staticmethod
    def generation(connection: Connection) -> str | None:
        """The index generation that is current in this transaction."""
        return get_value(connection, "generation")

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    """Real transactions (the driver's own would begin them late), a write-ahead log and full durability."""

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def _unwritten(path: Path, error: Exception) -> ArchiveError:
    """The error of a change that was not made: the disk's, or that of a database that does not hold what it should."""
    kind = ArchiveUnwritable if _code(error) in _REFUSED else ArchiveError
    return kind(path=path, reason=_reason(error))


def _code(error: Exception) -> int:
    """SQLite's primary result code, 0 where it has none."""
    return int(getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)) & 0xFF


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
