"""The columns of all articles (`corpus.columns`), kept in the row of the change that made them, so that no question makes them.

A row of another generation or a damaged one is made anew from the articles, as in an archive that was written before there were
any.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, delete, func, insert, select

from corpus.columns import NO_DAY, NO_NAME, Columns, Numbers
from corpus.dialects import first_inside, is_there
from corpus.tables import ARTICLES, COLUMNS, PASSAGES

_AT_ONCE = 10_000
"""Rows: the columns take little memory, what they are made from must not take much."""
_BEFORE_1970 = 719_163
"""What numpy's days are before their ordinals."""
_Make = Callable[[Sequence[Any]], NDArray[Any]]
_TEXTS = ("names", "languages")


def stored_key(connection: Connection, generation: str | None) -> str:
    """The digest of the row that is kept for the generation, "" where there is none."""
    if not is_there(connection, COLUMNS):
        return ""
    query = select(COLUMNS.c.digest).where(COLUMNS.c.generation == generation)
    return connection.execute(query).scalar_one_or_none() or ""


def read_columns(connection: Connection, key: str) -> Columns:
    """The columns of that key, made from the articles where it is "" or the row is damaged."""
    return (kept_columns(connection, key) if key else None) or _made(connection)


def kept_columns(connection: Connection, key: str) -> Columns | None:
    """The columns kept under that key, None where the row is damaged."""
    data = connection.execute(select(COLUMNS.c.data).where(COLUMNS.c.digest == key)).scalar_one()
    return _unpacked(data) if hashlib.sha256(data).hexdigest() == key else None


def write_columns(connection: Connection, generation: str) -> None:
    """Keep the columns for the generation, in the transaction that writes the articles."""
    data = _packed(_made(connection))
    connection.execute(delete(COLUMNS))
    connection.execute(insert(COLUMNS).values(generation=generation, digest=hashlib.sha256(data).hexdigest(), data=data))


def _packed(columns: Columns) -> bytes:
    values = {each.name: getattr(columns, each.name) for each in fields(columns)}
    texts = {name: np.frombuffer(json.dumps(values[name]).encode(), dtype=np.uint8) for name in _TEXTS}
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **values | texts)
    return file.getvalue()


def _unpacked(data: bytes) -> Columns:
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        values = {name: kept[name] for name in kept.files}
    return Columns(**values | {name: tuple(json.loads(values[name].tobytes())) for name in _TEXTS})


def _made(connection: Connection) -> Columns:
    named = [first_inside(ARTICLES.c.facts, name) for name in ("source", "origin")]
    columns = (ARTICLES.c.id, ARTICLES.c.language, ARTICLES.c.earliest, ARTICLES.c.latest, ARTICLES.c.not_before, *named)
    names, languages = _Numbered(), _Numbered()
    of: list[_Make] = [_ids, languages, _days, _days, _days, names, names]
    ids, language, first, last, not_before, source, origin = _read(connection, select(*columns), of)
    order = np.argsort(ids)
    ids = ids[order]
    start, length, row = _runs(connection, ids)
    first, last, not_before, source, origin, language = (
        column[order] for column in (first, last, not_before, source, origin, language)
    )
    known = tuple(names.known), tuple(languages.known)
    return Columns(ids, first, last, not_before, source, origin, language, start, length, row, *known)


def _runs(connection: Connection, ids: NDArray[np.bytes_]) -> tuple[NDArray[np.int64], NDArray[np.int64], Numbers]:
    """The runs of the passages' ids: first id, how many, and the row of the article; ascending."""
    passage, of = PASSAGES.c.id, PASSAGES.c.article_id
    query = select(of, func.min(passage), func.max(passage), func.count()).group_by(of)
    owner, low, high, count = _read(connection, query, [_ids, _integers, _integers, _integers])
    torn = high - low + 1 != count
    starts, lengths, owners = [low[~torn]], [count[~torn]], [owner[~torn]]
    for article in owner[torn]:
        each = _read(connection, select(passage).where(of == article.decode()).order_by(passage), [_integers])[0]
        begins = np.flatnonzero(np.diff(each, prepend=each[0] - 2) != 1)
        starts.append(each[begins])
        lengths.append(np.diff(begins, append=len(each)))
        owners.append(np.full(len(begins), article))
    start, length, owner = (np.concatenate(parts) for parts in (starts, lengths, owners))
    order = np.argsort(start)
    return start[order], length[order], np.searchsorted(ids, owner[order]).astype(np.int32)


def _read(connection: Connection, query: Select[Any], of: Sequence[_Make]) -> list[NDArray[Any]]:
    """What the query finds, each column made an array by its own function, some thousand rows at a time."""
    parts = [[make(()) for make in of]]
    parts += [[make(values) for make, values in zip(of, rows, strict=True)] for rows in _columns(connection, query)]
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _columns(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as result:
        for rows in result.partitions():
            yield list(zip(*rows, strict=True))


class _Numbered:
    """Names as numbers, in the order in which they come."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __call__(self, names: Sequence[str | None]) -> Numbers:
        known = self.known
        found = (known.setdefault(name, len(known)) if name else NO_NAME for name in names)
        return np.fromiter(found, dtype=np.int32, count=len(names))


def _ids(texts: Sequence[str]) -> NDArray[np.bytes_]:
    return np.array([text.encode() for text in texts], dtype=np.bytes_ if texts else "S1")


def _integers(numbers: Sequence[int]) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


def _days(texts: Sequence[str | None]) -> Numbers:
    """Ordinals of ISO dates. numpy reads them all at once."""
    days = np.array(texts, dtype="datetime64[D]")
    return np.where(np.isnat(days), NO_DAY, days.astype(np.int64) + _BEFORE_1970).astype(np.int32)
