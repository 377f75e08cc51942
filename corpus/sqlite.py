"""What is SQLite's own in the store: opening `archive.db`, reading it where the disk takes nothing, its log, checks and errors.

The rest of the store speaks SQLAlchemy, so that a module beside this one can open another database for it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from corpus import private
from corpus.check import Check
from corpus.errors import ArchiveError, ArchiveMissing, ArchiveUnwritable, FolderOfAnother

NAME = "archive.db"
IDENTITY = "database.id"
"""A file that says that the folder belongs to an archive in another database, and to which."""
UNREADABLE = (SQLAlchemyError, UnicodeDecodeError)
"""What reading a damaged file raises: SQLite names what is malformed, also where the name is no UTF-8 any more."""
_REFUSED = frozenset((sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL))
"""What SQLite says where it cannot write the files beside a database, which it does for readers too."""
_PATIENCE = 30
"""Seconds for which a statement waits until another process has written."""
_INDEX_FAULTS = (
    "missing from index",
    "wrong # of entries in index",
    "non-unique entry in index",
    "values out of order in index",
)
"""What SQLite says of its own indexes, which are made of the tables."""


class Database:
    """An archive's file and the engine over it."""

    def __init__(self, path: Path, engine: Engine, *, is_sealed: bool = False) -> None:
        self.path = path
        self.engine = engine
        self._is_sealed = is_sealed
        self._log = path.with_name(f"{path.name}-wal")

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> "Database":
        """That of a data folder; nothing is read yet. Raises ArchiveMissing unless `create`, ArchiveError.

        A file that is missing or empty beside an index is lost: a new one would take its log and its index for their own.
        """
        path = folder / NAME
        if (folder / IDENTITY).exists():
            raise FolderOfAnother(path=folder)
        if not path.exists():
            if (folder / "index").exists():
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
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
        return cls(path, engine)

    def sealed(self, refused: Exception) -> "Database":
        """The same for reading on a disk that is full or read-only: SQLite then makes no file beside it, and locks none.

        That is right only while nobody writes: a view is good only if `state` is the same after it as before.
        """

        def connect() -> sqlite3.Connection:
            if self._log.exists() and self._log.stat().st_size:
                raise sqlite3.OperationalError(f"{reason(refused)}; the disk may be full or read-only")
            return sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
            )

        engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
        event.listen(engine, "begin", _begin)
        return Database(self.path, engine, is_sealed=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view, which the first statement fixes."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def checking(self) -> Iterator[Connection]:
        """A view for what looks at all rows."""
        with self.reading() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A change, all or nothing."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing: who writes holds the folder's lock, and the file is in the folder."""
        yield

    def writer(self) -> str | None:
        """None: the file does not know it, the folder's lock does."""
        return None

    def told(self, error: Exception, *, writing: bool = False) -> ArchiveError:
        """What a person is told of `error`: of a change that was not made, that the disk refused where it did."""
        kind = ArchiveUnwritable if writing and is_refused(error) else ArchiveError
        return kind(path=self.path.parent, reason=reason(error))

    def check(self, connection: Connection, check: Check) -> None:
        """SQLite's own check of its file, up to a hundred faults."""
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(100)"):
            if line != "ok":
                check.fault(str(line).splitlines()[0])

    def size(self) -> int:
        """Bytes on the disk, with the log."""
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{NAME}*"))

    def state(self) -> tuple[object, ...]:
        """By which a change of a sealed file is noticed."""
        if not self._is_sealed:
            return ()
        found = self.path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns, self._log.exists() and self._log.stat().st_size

    def tidy(self) -> None:
        """Bring SQLite's log into the file, where no reader needs it for longer than a second.

        Of a damaged log SQLite takes what comes before the damage, without a word: what stands in it alone would be lost.
        """
        with suppress(SQLAlchemyError, sqlite3.Error):
            connection = self.engine.raw_connection()
            try:
                for statement in ("busy_timeout=1000", "wal_checkpoint(TRUNCATE)", f"busy_timeout={1000 * _PATIENCE}"):
                    connection.cursor().execute(f"PRAGMA {statement}").fetchall()
            finally:
                connection.close()


def _configure(connection: sqlite3.Connection, _: object) -> None:
    """Real transactions (the driver's own would begin them late), a write-ahead log and full durability."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def in_indexes_alone(faults: Sequence[str]) -> bool:
    """Whether making SQLite's indexes anew can mend all that its check tells."""
    return all(any(said in fault for said in _INDEX_FAULTS) for fault in faults)


def renew_indexes(connection: Connection) -> None:
    """Make SQLite's indexes anew from the tables."""
    connection.exec_driver_sql("REINDEX")


def reason(error: Exception) -> str:
    """What the database said, in a line."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def is_refused(error: Exception) -> bool:
    """Whether the disk refused, and not the file or what stands in it."""
    return int(getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)) & 0xFF in _REFUSED  # the primary code


def is_blank(error: Exception) -> bool:
    """Whether nothing was ever committed to the file: so a first ingest leaves it that dies before."""
    return "no such table: meta" in str(error)
