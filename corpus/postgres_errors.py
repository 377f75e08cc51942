"""What a person can do about a PostgreSQL database that cannot be used: one sentence for each cause, never with the password.

ArchiveError
└── DatabaseUnusable       whatever else the server says
    ├── DatabaseUnreachable  nobody answers, or the connection was lost: retrying may help
    │   └── WriterLost       the one writer's connection was lost, and its lock with it
    ├── DatabaseRefused      wrong user or password
    ├── DatabaseMissing      the server has no database of that name
    ├── SchemaMissing        the search path names no schema that there is
    ├── DatabaseSlow         a statement took too long
    ├── DatabaseUrlInvalid   WORTLAUT_DATABASE_URL is no URL of PostgreSQL
    └── DriverMissing        psycopg is not installed
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

from corpus.errors import ArchiveError
from corpus.patterns import regex


class DatabaseUnusable(ArchiveError):
    de = "Die Datenbank {path} lässt sich nicht benutzen ({reason})."
    en = "The database {path} cannot be used ({reason})."


class DatabaseUnreachable(DatabaseUnusable):
    de = "Die Datenbank {path} antwortet nicht ({reason}). Prüfen, ob der Server läuft und WORTLAUT_DATABASE_URL stimmt."
    en = "The database {path} does not answer ({reason}). Check that its server runs, and WORTLAUT_DATABASE_URL."


class WriterLost(DatabaseUnreachable):
    de = (
        "Die Verbindung zur Datenbank {path} ging verloren ({reason}); was noch nicht geschrieben war, ist verworfen, "
        "das Archiv ist heil. Denselben Befehl wiederholen, wenn sie wieder antwortet."
    )
    en = (
        "The connection to the database {path} was lost ({reason}); what was not written yet is dropped, the archive is whole. "
        "Give the same command again when it answers."
    )


class DatabaseRefused(DatabaseUnusable):
    de = "Die Datenbank {path} weist die Anmeldung ab ({reason}). Rolle und Kennwort in WORTLAUT_DATABASE_URL prüfen."
    en = "The database {path} refuses the login ({reason}). Check the role and the password in WORTLAUT_DATABASE_URL."


class DatabaseMissing(DatabaseUnusable):
    de = "Die Datenbank {path} gibt es nicht. Anlegen (docs/postgres.md) oder WORTLAUT_DATABASE_URL ändern."
    en = "There is no database {path}. Create it (docs/postgres.md), or change WORTLAUT_DATABASE_URL."


class SchemaMissing(DatabaseUnusable):
    de = "Das Schema, das der Suchpfad nennt, gibt es in {path} nicht. Anlegen: CREATE SCHEMA (docs/postgres.md)."
    en = "There is no schema in {path} as the search path names it. Create it: CREATE SCHEMA (docs/postgres.md)."


class DatabaseSlow(DatabaseUnusable):
    de = "Die Datenbank {path} braucht zu lange ({reason}). Bitte später noch einmal."
    en = "The database {path} takes too long ({reason}). Please try again later."


class DatabaseUrlInvalid(DatabaseUnusable):
    de = "{path} ist keine Adresse einer PostgreSQL-Datenbank; erwartet wird {reason}."
    en = "{path} is no address of a PostgreSQL database; expected is {reason}."


class DriverMissing(DatabaseUnusable):
    de = 'Für die Datenbank {path} fehlt psycopg; bitte installieren: pip install "wortlaut[postgres]"'
    en = 'For the database {path} psycopg is missing; please install it: pip install "wortlaut[postgres]"'


_REFUSED = regex(r"(?i)authenti[cf]|passwor[dt]|pg_hba|(?:role|rolle) .+ (?:does not exist|existiert nicht)")
_NO_DATABASE = regex(r"(?i)(?:database|datenbank) \S+ (?:does not exist|existiert nicht)")
_SLOW = ("57014", "55P03", "25P03", "25P04")
"""query_canceled (the timeout), lock_not_available, and transactions that took too long."""


def told(error: SQLAlchemyError, address: str) -> DatabaseUnusable:
    """What a person is told of `error`, by SQLAlchemy, about the database at `address`."""
    return _kind(error)(path=address, reason="no connection is free" if isinstance(error, TimeoutError) else reason(error))


def _kind(error: SQLAlchemyError) -> type[DatabaseUnusable]:
    said, state = reason(error), _state(error)
    login = isinstance(error, DBAPIError) and not state  # what is said before there is a connection has no code
    if isinstance(error, TimeoutError) or state in _SLOW:
        return DatabaseSlow
    if state == "3D000" or (login and _NO_DATABASE.search(said)):
        return DatabaseMissing
    if state[:2] == "28" or (login and _REFUSED.search(said)):
        return DatabaseRefused
    return DatabaseUnreachable if is_lost(error) else DatabaseUnusable


def is_lost(error: SQLAlchemyError) -> bool:
    """Whether there was no connection, or it ended: class 08, a server that shuts down or starts (57P), or none at all."""
    if not isinstance(error, DBAPIError):
        return False
    state = _state(error)
    unnamed = not state and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
    return error.connection_invalidated or unnamed or state[:2] == "08" or state[:3] == "57P" or state == "53300"


def _state(error: SQLAlchemyError) -> str:
    """PostgreSQL's code, "" where it gave none."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def reason(error: Exception) -> str:
    """What the database said, in a line: of several attempts the last, of which each is told in the same words."""
    lines = [line.strip() for line in str(getattr(error, "orig", None) or error).splitlines() if line.strip()]
    return (next((line for line in lines if "FATAL" in line or "ERROR" in line), lines[0]) if lines else "").rstrip(".")


@contextmanager
def telling(address: str) -> Iterator[None]:
    """What SQLAlchemy raises of the database at `address` becomes a DatabaseUnusable of one sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        raise told(error, address) from error
