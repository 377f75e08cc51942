"""The tables of `telegram.db`, and opening it. It holds what people ask, so that only its owner may read it."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from corpus.errors import WortlautError

SCHEMA_VERSION = "1"
_DAMAGE = ("malformed", "not a database", "Could not decode")
"""What SQLite and its driver say of a damaged file."""

schema = MetaData()
META = Table("meta", schema, Column("name", String, primary_key=True), Column("value", String, nullable=False))
UPDATES = Table(
    "updates",
    schema,
    Column("update_id", BigInteger, primary_key=True),
    Column("body", String),  # gone when it is done
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("token", String),
    Column("at", Float, nullable=False),
)
PEOPLE = Table(
    "people",
    schema,
    Column("chat_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("lang", String),
    Column("since", String),
    Column("until", String),
    Column("source", String),
    Column("context", String),
    Column("context_at", Float),
)
ANSWERS = Table(
    "answers",
    schema,
    Column("token", String, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False, index=True),
    Column("at", Float, nullable=False, index=True),
    Column("body", String, nullable=False),
)
FEEDBACK = Table(
    "feedback",
    schema,
    Column("token", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("asker_id", BigInteger),  # whose question it is; unknown where it was judged before this was kept
    Column("good", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("body", String, nullable=False),
)
INVITES = Table("invites", schema, Column("hash", String, primary_key=True), Column("at", Float, nullable=False))
MEMBERS = Table("members", schema, Column("user_id", BigInteger, primary_key=True), Column("at", Float, nullable=False))


class StateError(WortlautError):
    """The file with the bot's state cannot be used."""

    de = "Der Zustand des Bots in {path} ist nicht brauchbar ({reason}). Die Datei umbenennen; der Bot legt eine neue an."
    en = "The bot's state in {path} cannot be used ({reason}). Rename the file; the bot makes a new one."


def empty_log(engine: Engine) -> None:
    """Let go of the write-ahead log: what was deleted stands in it still."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def open_database(path: Path) -> Engine:
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
            schema.create_all(connection)
            _add_askers(connection)
            version = connection.execute(select(META.c.value).where(META.c.name == "schema_version")).scalar()
            if version is None:
                connection.execute(META.insert().values(name="schema_version", value=SCHEMA_VERSION))
            elif version != SCHEMA_VERSION:
                raise StateError(path=path, reason=f"schema version {version}, expected {SCHEMA_VERSION}")
    except SQLAlchemyError as error:
        raise StateError(path=path, reason=str(getattr(error, "orig", None) or error).splitlines()[0]) from error
    return engine


def _add_askers(connection: Connection) -> None:
    """Give a table of before the askers that its answers still name."""
    if any(column["name"] == FEEDBACK.c.asker_id.name for column in inspect(connection).get_columns(FEEDBACK.name)):
        return
    connection.exec_driver_sql("ALTER TABLE feedback ADD COLUMN asker_id BIGINT")
    asker = select(ANSWERS.c.user_id).where(ANSWERS.c.token == FEEDBACK.c.token).scalar_subquery()
    connection.execute(update(FEEDBACK).values(asker_id=asker))
