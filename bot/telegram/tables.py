"""The tables of the bot's state, the same in its file (`state_file`) and on a server (`state_server`)."""

from sqlalchemy import BigInteger, Column, Connection, Float, Integer, MetaData, String, Table, inspect, select, update

from bot.inserting import insert
from corpus.errors import WortlautError

SCHEMA_VERSION = "1"

schema = MetaData()


def _meta(name: str) -> Table:
    return Table(name, MetaData(), Column("name", String, primary_key=True), Column("value", String, nullable=False))


META = _meta("meta")
"""The version, in a file."""
SERVER_META = _meta("telegram_meta")
"""The version, on a server: there `meta` is the archive's."""
UPDATES = Table(
    "updates",
    schema,
    Column("update_id", BigInteger, primary_key=True),
    Column("body", String),  # gone when it is done, and so is whose it was
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("token", String),
    Column("at", Float, nullable=False),
    Column("owner", String),  # the process that sees to it; none where it was given back
    Column("chat_id", BigInteger),
    Column("user_id", BigInteger, index=True),
)
PROCESSES = Table(
    "processes",
    schema,
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("since", Float, nullable=False),
    Column("until", Float, nullable=False),
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


class StateForeign(StateError):
    """The server holds a state of another version."""

    de = "Den Zustand des Bots in der Datenbank hat eine andere Version angelegt ({reason}). Diese Version dort verwenden."
    en = "Another version made the bot's state in the database ({reason}). Use that version there."


class StateAway(StateError):
    """The server with the bot's state does not answer now; what was asked of it may be tried again."""

    de = "Der Zustand des Bots ist gerade nicht erreichbar ({reason}). Den Datenbankserver prüfen; der Bot versucht es weiter."
    en = "The bot's state cannot be reached now ({reason}). Check the database server; the bot keeps trying."


class NotOurs(Exception):
    """The update at work is no longer this process' to answer: its person was forgotten, or another process took it over."""


def make_tables(connection: Connection, meta: Table) -> str | None:
    """Make what is missing; returns why the state cannot be used, None when it can."""
    schema.create_all(connection)
    meta.create(connection, checkfirst=True)
    for table, columns in ((FEEDBACK, ("asker_id",)), (UPDATES, ("owner", "chat_id", "user_id"))):
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for name in columns:
            if name not in there:  # a table of before: only files are that old
                kind = table.c[name].type.compile(connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {name} {kind}")
                if table is FEEDBACK:
                    asker = select(ANSWERS.c.user_id).where(ANSWERS.c.token == FEEDBACK.c.token).scalar_subquery()
                    connection.execute(update(FEEDBACK).values(asker_id=asker))
    row = insert(connection, meta).values(name="schema_version", value=SCHEMA_VERSION)
    connection.execute(row.on_conflict_do_nothing())
    version = connection.execute(select(meta.c.value).where(meta.c.name == "schema_version")).scalar_one()
    return None if version == SCHEMA_VERSION else f"schema version {version}, expected {SCHEMA_VERSION}"
