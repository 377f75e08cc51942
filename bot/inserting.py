"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps apart."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    Insert = sqlite.Insert | postgresql.Insert


def insert(connection: Connection, table: Table) -> "Insert":
    """An INSERT that takes `on_conflict_do_nothing` and `on_conflict_do_update`, for the database of the connection."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def is_new(connection: Connection, row: "Insert") -> bool:
    """Insert a row that may be there already; whether it was not."""
    return connection.execute(row.on_conflict_do_nothing().execution_options(preserve_rowcount=True)).rowcount == 1
