"""The book of receipts, `receipts.db` beside the archive or a table beside its: which quotation a short code means.

It is one for all fronts, and holds places (article, digest, span) and when each was first shown: no word of an article, and
nothing of who asked. Without it quotes are shown without a code, so whatever fails here fails nothing else.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.inserting import insert, is_new
from corpus import clock
from corpus.errors import ArchiveError
from corpus.private import make_file
from retrieval.receipt_codes import LONGEST, SHORTEST, key_of

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.quote import Copy, Quote

NAME = "receipts.db"
MOST = 100_000
"""So many places are kept, some 20 megabytes; the oldest go first."""
_PATIENCE = 1.0
"""Seconds that an answer waits for another process that writes here."""
_schema = MetaData()
_ISSUED = Table(
    "issued",
    _schema,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("code", String, nullable=False, unique=True),
    Column("key", String, nullable=False, unique=True),
    Column("article_id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

_MAKING = 0x72656370
"""The number of the lock under which a server's table is made."""
_FAILS = (OSError, SQLAlchemyError, ArchiveError)
CodeOf = Callable[["Quote | Copy"], str | None]
"""The code that a quotation is shown with, None where it has none."""


def no_code(_: "Quote | Copy") -> None:
    """Where there is no book."""


@dataclass(frozen=True)
class Issued:
    """What a code means: `[start, end)` of the article's text with that digest, and when it was first shown."""

    code: str
    article_id: str
    digest: str
    start: int
    end: int
    at: datetime


class ReceiptBook:
    """The book in an archive's folder, or with `url` on that server, made when the first code is given.

    `most` is how many places it keeps.
    """

    def __init__(self, folder: Path, most: int = MOST, url: str = "") -> None:
        self._path = folder / NAME
        self._url = url
        self._most = most
        self._opened: Engine | None = None

    @classmethod
    def of(cls, settings: "Settings") -> "ReceiptBook":
        """The book of the archive that the settings name."""
        return cls(settings.data_dir, url=settings.database_url.get_secret_value())

    def codes(self, quotes: Iterable["Quote | Copy"]) -> CodeOf:
        """The codes of these quotes, those not known yet written down; none where the book cannot be read or written."""
        keys = {key_of(*_place(quote)): quote for quote in quotes}
        if not keys:
            return no_code
        try:
            found = self._known(keys) if self._is_there() else {}
            missing = {key: quote for key, quote in keys.items() if key not in found}
            found |= self._written(missing) if missing else {}
        except _FAILS:
            return no_code
        return lambda quote: found.get(key_of(*_place(quote)))

    def find(self, code: str) -> Issued | None:
        """What a code means: just this one, or else a longer one or a whole key if only one begins so."""
        if not self._is_there():
            return None
        query = select(_ISSUED)
        try:
            with self._engine().connect() as connection:
                rows = connection.execute(query.where(_ISSUED.c.code == code)).all()
                rows = rows or connection.execute(query.where(_ISSUED.c.key.startswith(code)).limit(2)).all()
        except _FAILS:
            return None
        if len(rows) != 1:
            return None
        row = rows[0]
        return Issued(row.code, row.article_id, row.digest, row.start, row.end, datetime.fromtimestamp(row.at, UTC))

    def close(self) -> None:
        """Give the file or the connections back."""
        if self._opened:
            self._opened.dispose()

    def _known(self, keys: Mapping[str, "Quote | Copy"]) -> dict[str, str]:
        query = select(_ISSUED.c.key, _ISSUED.c.code).where(_ISSUED.c.key.in_(list(keys)))
        with self._engine().connect() as connection:
            return {row.key: row.code for row in connection.execute(query)}

    def _written(self, missing: Mapping[str, "Quote | Copy"]) -> dict[str, str]:
        now = int(clock.now().timestamp())
        made = {}
        with self._engine().begin() as connection:
            for key, quote in sorted(missing.items()):  # in one order: two who write wait for each other, but not in a circle
                made[key] = _write(connection, key, quote, now)
            last = connection.execute(select(func.max(_ISSUED.c.number))).scalar_one()
            connection.execute(delete(_ISSUED).where(_ISSUED.c.number <= last - self._most))
        return made

    def _engine(self) -> Engine:
        """Raises one of _FAILS."""
        if self._opened is None:
            self._opened = self._server() if self._url else self._file()
        return self._opened

    def _is_there(self) -> bool:
        return bool(self._url) or self._path.exists()

    def _server(self) -> Engine:
        from corpus.postgres import open_engine

        engine = open_engine(self._url)
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MAKING})
            _schema.create_all(connection)
        event.listen(engine, "begin", _be_brief)
        return engine

    def _file(self) -> Engine:
        new = not self._path.exists() or not self._path.stat().st_size
        if new:
            make_file(self._path)  # SQLite gives its other files the mode of this one
        engine = create_engine(URL.create("sqlite", database=str(self._path)), connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _prepare)
        if new:
            _schema.create_all(engine)
        return engine


def _place(quote: "Quote | Copy") -> tuple[str, str, int, int]:
    return quote.article.id, quote.article.digest, quote.start, quote.end


def _write(connection: Connection, key: str, quote: "Quote | Copy", now: int) -> str:
    """Write a place down under the shortest beginning of its key that no other has; returns that."""
    article_id, digest, start, end = _place(quote)
    values = {"key": key, "article_id": article_id, "digest": digest, "start": start, "end": end, "at": now}
    for length in range(SHORTEST, LONGEST + 1):
        row = insert(connection, _ISSUED).values(code=key[:length], **values)
        if is_new(connection, row):
            return key[:length]
        known = connection.execute(select(_ISSUED.c.code).where(_ISSUED.c.key == key)).scalar_one_or_none()
        if known is not None:  # another process was faster
            return str(known)
    raise AssertionError("two places have one key of 80 bits")


def _be_brief(connection: Connection) -> None:
    """Wait for nobody for longer than an answer may wait."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE:g}s'")


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
