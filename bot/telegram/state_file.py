"""The bot's state in a file, `telegram.db`. It holds what people ask, so that only its owner may read it."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.tables import META, StateError, make_tables

_DAMAGE = ("malformed", "not a database", "Could not decode")
"""What SQLite and its driver say of a damaged file."""


def empty_log(engine: Engine) -> None:
    """Let go of the write-ahead log: what was deleted stands in it still."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def open_file(path: Path) -> Engine:
    """The database at `path`, made when it is not there. Raises StateError."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StateError(path=path, reason=error.strerror or str(error)) from error
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        # NORMAL loses nothing when the process dies, which is what the journal of updates is for.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "handle_error")
    def _told(context: ExceptionContext) -> StateError | None:
        """Damage that is met later is told as damage too."""
        reason = str(context.original_exception)
        return StateError(path=path, reason=reason.splitlines()[0]) if any(each in reason for each in _DAMAGE) else None

    try:
        with engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()  # a small file: all of it is looked through
            if found != "ok":
                raise StateError(path=path, reason=str(found).splitlines()[0])
            if wrong := make_tables(connection, META):
                raise StateError(path=path, reason=wrong)
    except SQLAlchemyError as error:
        raise StateError(path=path, reason=str(getattr(error, "orig", None) or error).splitlines()[0]) from error
    return engine
