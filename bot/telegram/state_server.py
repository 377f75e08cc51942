"""The bot's state on a PostgreSQL server, beside the archive's tables: several bots share it."""

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.telegram.tables import SERVER_META, StateAway, StateForeign, make_tables
from corpus.postgres import address, open_engine
from corpus.postgres_errors import reason, telling

_MAKING = 0x74656C65
"""The number of the lock under which tables are made: two bots may start at once."""
_READ_ONLY = "25006"


def open_server(url: str) -> Engine:
    """The state at `url`, its tables made when they are not there. Raises DatabaseUnusable, StateForeign."""
    engine = open_engine(url)
    with telling(address(url)), engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MAKING})
        wrong = make_tables(connection, SERVER_META)
    if wrong:
        raise StateForeign(reason=wrong)
    event.listen(engine, "handle_error", _told)
    return engine


def _told(context: ExceptionContext) -> StateAway | None:
    """What passes: a server that is gone, starts, refuses, is slow, full or read-only, or had this transaction give way."""
    error = context.sqlalchemy_exception or context.original_exception
    passes = isinstance(error, OperationalError | InterfaceError)
    if context.is_disconnect or passes or getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        return StateAway(reason=reason(error) if isinstance(error, SQLAlchemyError) else type(error).__name__)
    return None
