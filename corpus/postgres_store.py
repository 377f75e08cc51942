"""What is PostgreSQL's own in the archive's store: one view of a reader, the one writer, and to which archive a folder belongs.

Who writes holds an advisory lock on a connection, and writes on that same connection: where it is lost, so are the lock and
whatever was not committed, and no change of a writer who is none any more can come into the archive.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from corpus import private
from corpus.check import Check
from corpus.errors import ArchiveBusy, ArchiveError, FolderOfAnother
from corpus.postgres import address, open_engine
from corpus.postgres_errors import WriterLost, is_lost, telling, told
from corpus.sqlite import IDENTITY
from corpus.sqlite import NAME as SQLITE_NAME
from corpus.tables import META, get_value, schema, set_value

_IDENTITY = "identity"
"""The value that names the archive, whatever database it is moved to."""
_OWNER = text(
    "SELECT coalesce(nullif(application_name, ''), 'PID ' || activity.pid) FROM pg_locks JOIN pg_stat_activity AS activity "
    "USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pg_locks.database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()) AND (classid::bigint << 32) | objid::bigint = :key"
)
_CHECKSUMS = text(
    "SELECT current_setting('data_checksums') = 'on', coalesce(sum(checksum_failures), 0) FROM pg_stat_database "
    "WHERE datname = current_database()"
)


class Database:
    """An archive's tables in a schema of a PostgreSQL database. `name` is what people know it by."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.name = address(url)
        self._views = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writer: Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view, which the first statement fixes."""
        with self._views.begin() as connection:
            yield connection

    @contextmanager
    def checking(self) -> Iterator[Connection]:
        """A view whose statements may take their time."""
        with self.reading() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A change, all or nothing, by who holds the archive or else alone. Raises ArchiveBusy."""
        if self._writer is not None:
            if self._writer.invalidated:  # it would be another connection by now, without the lock
                raise WriterLost(path=self.name, reason="its lock is lost")
            with self._writer.begin():
                yield self._writer
            return
        with self.engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            if not connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _key(connection)}).scalar():
                raise self._busy(connection)
            yield connection

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the archive for writing, on all machines. Raises ArchiveBusy with the owner's name, DatabaseUnusable."""
        with telling(self.name):
            connection = self.engine.connect()
        try:
            with telling(self.name), connection.begin():
                for name in ("statement_timeout", "idle_session_timeout"):  # it rests while texts are encoded
                    connection.execute(text(f"SET {name} = 0"))
                if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(connection)}).scalar():
                    raise self._busy(connection)
            self._writer = connection
            yield
        finally:
            self._writer = None
            with suppress(SQLAlchemyError):
                if not connection.invalidated:
                    with connection.begin():  # now: the end of a connection is noticed a moment later
                        connection.execute(text("SELECT pg_advisory_unlock_all()"))
            connection.invalidate()
            connection.close()

    def writer(self) -> str | None:
        """Who is writing now, None where nobody is."""
        with telling(self.name), self.engine.connect() as connection:
            return connection.execute(_OWNER, {"key": _key(connection)}).scalars().first()

    @contextmanager
    def opening(self, *, create: bool) -> Iterator[Connection]:
        """The transaction that opens it. With `create` the tables are made, also where two do so at once."""
        with self.engine.begin() as connection:
            if create:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key(connection) ^ 1})
                schema.create_all(connection)
                if get_value(connection, _IDENTITY) is None:
                    set_value(connection, _IDENTITY, uuid4().hex)
            yield connection

    def claim(self, connection: Connection, folder: Path, *, create: bool, moved: bool = False) -> None:
        """See that the index in `folder`, if there is one, is this archive's, as it is if it `moved` here with its articles.

        Raises FolderOfAnother, ArchiveError.
        """
        identity, marker = get_value(connection, _IDENTITY), folder / IDENTITY
        try:
            if marker.exists():
                if marker.read_text(encoding="utf-8").strip() != identity:
                    raise FolderOfAnother(path=folder)
            elif not moved and ((folder / SQLITE_NAME).exists() or (folder / "index").exists()):
                raise FolderOfAnother(path=folder)
            elif create:
                private.make_folder(folder)
                private.make_file(marker)
                marker.write_text(f"{identity}\n", encoding="utf-8")
        except OSError as error:
            raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error

    def told(self, error: Exception, *, writing: bool = False) -> ArchiveError:
        """What a person is told of `error`; of a change, that it was not made."""
        if not isinstance(error, SQLAlchemyError):
            return ArchiveError(path=self.name, reason=str(error))
        if writing and is_lost(error):
            return WriterLost(path=self.name, reason=told(error, self.name).data["reason"])
        return told(error, self.name)

    def check(self, connection: Connection, check: Check) -> None:
        """What the server knows of its pages; it checks their digests whenever it reads one, where it was made to."""
        kept, failed = connection.execute(_CHECKSUMS).one()
        if failed:
            check.fault(f"{failed} Seiten mit falscher Prüfsumme", f"{failed} pages with a wrong digest")
        if not kept:
            check.note = (
                "PostgreSQL führt hier keine Prüfsummen seiner Seiten (data_checksums)",
                "PostgreSQL keeps no digests of its pages here (data_checksums)",
            )

    def size(self) -> int:
        """Bytes of the archive's tables with their indexes, on the server's disk."""
        query = text("SELECT sum(pg_total_relation_size(to_regclass(name))) FROM unnest(CAST(:names AS text[])) AS name")
        with telling(self.name), self.engine.connect() as connection:
            return int(connection.execute(query, {"names": list(schema.tables)}).scalar() or 0)

    def state(self) -> tuple[object, ...]:
        """A view here is what it is, whatever others do."""
        return ()

    def tidy(self) -> None:
        """Nothing is left to do after a change."""

    def _busy(self, connection: Connection) -> ArchiveBusy:
        owner = connection.execute(_OWNER, {"key": _key(connection)}).scalars().first()
        return ArchiveBusy(path=self.name, owner=owner or "PID ?")


def is_blank(error: Exception) -> bool:
    """Whether there is no table of an archive in the schema."""
    return (
        isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") == "42P01" and f'"{META.name}"' in str(error.orig)
    )


def _key(connection: Connection) -> int:
    """The number of the archive's lock: archives in other schemas of the database have others."""
    name = connection.execute(text("SELECT current_schema()")).scalar()
    return int.from_bytes(hashlib.sha256(f"wortlaut {name}".encode()).digest()[:8], signed=True) & ~1
