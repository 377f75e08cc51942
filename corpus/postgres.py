"""What is PostgreSQL's own in reaching a database: its address without the password, and an engine over it.

The archive's store and the bots' state open theirs here alike. Tables stand in one schema: the first of the search path, which
is the role's own (a schema of its name) where there is one, or what the URL names: `?options=-csearch_path%3Dnewsroom`.
"""

import os
import socket
from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from corpus.postgres_errors import DatabaseUrlInvalid, DriverMissing, SchemaMissing

STATEMENT_SECONDS = 30
"""For which a statement may run, or wait for another's: a question is given up then. What writes an archive lifts it."""
_CONNECT = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds: a server that is cut off is noticed while something is being sent, too
    "client_encoding": "utf8",
}
_NAMES = ("postgresql", "postgres", "postgresql+psycopg")
_PIN = f"""
SELECT set_config('search_path', coalesce(quote_ident(current_schema()), ''), false),
  set_config('statement_timeout', coalesce(nullif(current_setting('statement_timeout'), '0'), '{STATEMENT_SECONDS}s'), false)
"""


def open_engine(url: str) -> Engine:
    """An engine over the database at `url`; nothing is connected yet. What writes is READ COMMITTED.

    Its connections say who they are (`application_name`), end with a server that is gone, and are tried before each use, so
    that a server that was started again is found again. What comes of using them is an error of SQLAlchemy, of which
    `corpus.postgres_errors.telling` makes a sentence. Raises DatabaseUrlInvalid, DriverMissing.
    """
    parsed = parse(url)
    if find_spec("psycopg") is None:
        raise DriverMissing(path=address(url))
    given: dict[str, Any] = {"application_name": application_name(), **_CONNECT}
    engine = create_engine(
        parsed,
        connect_args={name: value for name, value in given.items() if name not in parsed.query},
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text never holds what people asked or wrote
    )

    @event.listens_for(engine, "connect")
    def _pin_schema(connection: Any, _: object) -> None:
        """One schema, so that a table of that name in another is never taken for ours, and no statement without an end."""
        connection.autocommit = True
        try:
            if not connection.execute(_PIN).fetchone()[0]:
                connection.close()
                raise SchemaMissing(path=address(url))
        finally:
            if not connection.closed:
                connection.autocommit = False

    return engine


def parse(url: str) -> URL:
    """The URL with the one driver there is for it. Raises DatabaseUrlInvalid, in which it does not stand: it has a password."""
    try:
        parsed = make_url(url)
        known = parsed.drivername in _NAMES and bool(parsed.database)
    except (SQLAlchemyError, ValueError):
        known = False
    if not known:
        raise DatabaseUrlInvalid(path="WORTLAUT_DATABASE_URL", reason="postgresql+psycopg://USER:PASSWORD@HOST/DATABASE")
    return parsed.set(drivername="postgresql+psycopg")


def address(url: str) -> str:
    """The URL for people to read, without the password and the options. Raises DatabaseUrlInvalid."""
    parsed = parse(url)
    host = parsed.host or parsed.query.get("host") or ""
    return URL.create(
        "postgresql",
        username=parsed.username,
        host=host if isinstance(host, str) else ",".join(host),
        port=parsed.port,
        database=parsed.database,
    ).render_as_string()


def application_name() -> str:
    """Who this is, to people who look at the server's sessions: PostgreSQL keeps 63 bytes."""
    process = f" PID {os.getpid()}"
    return f"wortlaut {socket.gethostname()[: 63 - 9 - len(process)]}{process}"
