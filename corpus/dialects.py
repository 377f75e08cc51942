"""Where SQLite and PostgreSQL differ in what the store says to them: types, values inside JSON, whether a table is there.

Texts compare by their bytes in both, so that what is ordered by path or chosen as the least is the same.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    inspect,
    literal,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""A number of any size that SQLite keeps: PostgreSQL's integers end at 2³¹."""
_ROWID: ColumnElement[Any] = literal_column("rowid")
_KNOWN = "tables"
_MANY = 2_000


class _Json(FunctionElement[Any]):
    """A text as JSON: SQLite takes it as it is, PostgreSQL has a type for it."""

    type = JSON()
    inherit_cache = True


@compiles(_Json)
def _as_it_is(element: _Json, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_Json, "postgresql")
def _as_type(element: _Json, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS JSON)"


class _Hex(FunctionElement[str]):
    """The bytes of a text, as hexadecimal digits."""

    type = Text()
    inherit_cache = True


@compiles(_Hex)
def _hex(element: _Hex, compiler: Any, **options: Any) -> str:
    return f"hex({compiler.process(element.clauses, **options)})"


@compiles(_Hex, "postgresql")
def _encode(element: _Hex, compiler: Any, **options: Any) -> str:
    return f"encode(convert_to({compiler.process(element.clauses, **options)}, 'UTF8'), 'hex')"


class _Place(FunctionElement[int]):
    """Where a text stands in another, counted from 1, 0 where it does not: `instr` in SQLite, `strpos` in PostgreSQL."""

    type = Integer()
    inherit_cache = True


@compiles(_Place)
def _instr(element: _Place, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_Place, "postgresql")
def _strpos(element: _Place, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def first_inside(column: Column[Any], name: str) -> ColumnElement[str]:
    """The first of the list that JSON of a column has under `name`, NULL where it has none."""
    inside: ColumnElement[str] = _Json(column)[name][0].as_string()
    return inside


def is_there(connection: Connection, table: Table) -> bool:
    """Whether the archive has the table: one of before may lack it. A server is not asked again for one that was seen."""
    if connection.dialect.name == "sqlite":
        return inspect(connection).has_table(table.name)
    seen = connection.info.setdefault(_KNOWN, set())
    if table.name not in seen and inspect(connection).has_table(table.name):
        seen.add(table.name)
    return table.name in seen


def grown(connection: Connection, table: Table, rows: int) -> None:
    """The table has so many new rows in this transaction. PostgreSQL would go through all of it whenever some are asked for, as
    long as it does not know that they are few.
    """
    if rows >= _MANY and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")


def row_key(connection: Connection, table: Table) -> ColumnElement[Any]:
    """By what a row is meant, also one whose values are damaged."""
    return _ROWID if connection.dialect.name == "sqlite" else next(iter(table.primary_key))


def as_hex(column: Column[Any]) -> ColumnElement[str]:
    """The bytes of a column's text, which may be no text any more."""
    return _Hex(column)


def contains(column: Column[Any], text: str) -> ColumnElement[bool]:
    """Whether a column's text has these very characters; LIKE would take some capitals for small letters."""
    return _Place(column, literal(text)) > 0
