"""The tables of the store, and how values become rows and rows values again."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from corpus.article import Article, Block, BlockKind, Passage, text_digest
from corpus.dates import DateInterval
from corpus.dialects import NUMBER, TEXT
from corpus.errors import RowDamaged
from corpus.provenance import Conflict, Provenance, Sourced

BATCH = 500
"""How many ids one statement names."""

schema = MetaData()
META = Table("meta", schema, Column("name", TEXT, primary_key=True), Column("value", TEXT, nullable=False))
ARTICLES = Table(
    "articles",
    schema,
    Column("id", TEXT, primary_key=True),
    Column("path", TEXT, nullable=False, unique=True),
    Column("text", TEXT, nullable=False),
    Column("digest", TEXT, nullable=False),
    Column("input_digest", TEXT, nullable=False),
    Column("language", TEXT, nullable=False),
    Column("earliest", TEXT),
    Column("latest", TEXT),
    Column("not_before", TEXT),
    Column("facts", TEXT, nullable=False),
    Column("blocks", TEXT, nullable=False),
    Column("notes", TEXT, nullable=False),
    Column("row_digest", TEXT, nullable=False),
)
Index(
    "articles_scanned", *(ARTICLES.c[name] for name in ("path", "id", "language", "earliest", "latest", "not_before", "facts"))
).ddl_if(dialect="sqlite")
"""What is read of all articles at once, beside their texts: going through the table itself would read these, too. Additive: an
archive made before does without. PostgreSQL keeps long texts apart from their rows, and rows of an index are short there."""
PASSAGES = Table(
    "passages",
    schema,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    Column("article_id", TEXT, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", NUMBER, nullable=False),
    Column("end", NUMBER, nullable=False),
    Column("sentences", TEXT, nullable=False),
    Column("row_digest", TEXT, nullable=False),
)
HISTORY = Table(
    "history",
    schema,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("article_id", TEXT, nullable=False, index=True),
    Column("path", TEXT, nullable=False),
    Column("digest", TEXT, nullable=False),
    Column("input_digest", TEXT, nullable=False),
    Column("ended", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)
"""Texts that articles had and have no more. `at` is when an ingest found that out; it says nothing of a publication."""
DUPLICATES = Table(
    "duplicates",
    schema,
    Column("article_id", TEXT, primary_key=True),
    Column("number", NUMBER, nullable=False, unique=True),
    Column("signature", LargeBinary, nullable=False),
    Column("relatives", TEXT, nullable=False),
    Column("cluster", TEXT, index=True),
    Column("row_digest", TEXT, nullable=False),
)
"""What is known of each article's copies (`corpus.duplicate_store`). Additive: an archive made before has none of it."""
DUPLICATE_RUNS = Table(
    "duplicate_runs",
    schema,
    Column("run", NUMBER, primary_key=True),
    Column("number", NUMBER, primary_key=True),
    sqlite_with_rowid=False,
)
"""In which articles (their `number`) a sampled run of words stands: an index over the signatures."""
FILES = Table(
    "files",
    schema,
    Column("path", TEXT, primary_key=True),
    Column("digest", TEXT, nullable=False),
    Column("faults", TEXT, nullable=False),
)
"""What was read, articles or none: additive, so that archives of before it are read on."""
COLUMNS = Table(
    "columns",
    schema,
    Column("generation", TEXT, primary_key=True),
    Column("digest", TEXT, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""What articles are chosen by (`corpus.column_store`), one row. Additive: an archive made before has none of it."""
SET_ASIDE = Table(
    "set_aside",
    schema,
    Column("id", TEXT, primary_key=True),
    Column("at", TEXT, nullable=False),
    *(Column(each.name, each.type) for each in ARTICLES.c if each.name != "id"),
)
"""Damaged rows of articles as they are, in nobody's way, until the article is read anew or removed."""
ADDITIVE = (HISTORY, DUPLICATES, DUPLICATE_RUNS, FILES, COLUMNS, SET_ASIDE)
"""What an archive made before may lack: a change makes them."""
_FACTS = ("title", "source", "origin", "authors", "url")
_VALUE = select(META.c.value).where(META.c.name == bindparam("named"))


def get_value(connection: Connection, name: str) -> str | None:
    return connection.execute(_VALUE, {"named": name}).scalar_one_or_none()


def set_value(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(META).where(META.c.name == name))
    connection.execute(insert(META).values(name=name, value=value))


def in_batches(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], ids: Sequence[Any]
) -> Iterator[Row[Any]]:
    for at in range(0, len(ids), BATCH):
        yield from connection.execute(query.where(column.in_(ids[at : at + BATCH])))


def to_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def from_article(article: Article, input_digest: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: [fact.value, fact.provenance] for name in _FACTS if (fact := getattr(article, name)) is not None
    }
    published = article.published
    if published:
        facts["published"] = [None, published.provenance]
    facts |= {name: value for name, value in (("part", article.part), ("pages", article.pages)) if value}
    if article.conflicts:
        facts["conflicts"] = [[c.field, _plain(c.other.value), c.other.provenance] for c in article.conflicts]
    row = {
        "id": article.id,
        "path": article.path,
        "text": article.text,
        "digest": article.digest,
        "input_digest": input_digest,
        "language": article.language,
        "earliest": published.value.earliest.isoformat() if published else None,
        "latest": published.value.latest.isoformat() if published else None,
        "not_before": article.not_before.isoformat() if article.not_before else None,
        "facts": json.dumps(facts, ensure_ascii=False),
        "blocks": json.dumps([[block.start, block.end, block.kind] for block in article.blocks]),
        "notes": json.dumps(article.notes, ensure_ascii=False),
    }
    return row | {"row_digest": row_digest(row)}


def to_article(row: Row[Any]) -> Article:
    if row_digest(row._asdict()) != row.row_digest or text_digest(row.text) != row.digest:
        raise RowDamaged(path=row.path, reason="a stored article does not match its digest")
    try:
        return _article(row)
    except (ValueError, TypeError, KeyError) as error:
        raise RowDamaged(path=row.path, reason=str(error)) from error


def _article(row: Row[Any]) -> Article:
    stored = json.loads(row.facts)
    facts = {name: _sourced(name, *stored[name]) for name in _FACTS if name in stored}
    if "published" in stored:
        days = DateInterval(date.fromisoformat(row.earliest), date.fromisoformat(row.latest))
        facts["published"] = Sourced(days, Provenance(stored["published"][1]))
    conflicts = tuple(
        Conflict(name, facts.get("published" if name == "date" else name), _sourced(name, value, place))
        for name, value, place in stored.get("conflicts", [])
    )
    return Article(
        id=row.id,
        path=row.path,
        text=row.text,
        language=row.language,
        not_before=to_day(row.not_before),
        blocks=tuple(Block(start, end, BlockKind(kind)) for start, end, kind in json.loads(row.blocks)),
        notes=tuple(json.loads(row.notes)),
        part=stored.get("part", ""),
        pages=tuple(stored.get("pages", ())),
        conflicts=conflicts,
        **facts,
    )


def _plain(value: Any) -> Any:
    """A field's value as JSON has it; `_sourced` makes it a value again."""
    return [value.earliest.isoformat(), value.latest.isoformat()] if isinstance(value, DateInterval) else value


def _sourced(name: str, value: Any, place: str) -> Sourced[Any]:
    if name == "authors":
        value = tuple(value)
    elif name == "date" and not isinstance(value, str):  # a date that no calendar has is kept as it is written
        value = DateInterval(*(date.fromisoformat(day) for day in value))
    return Sourced(value, Provenance(place))


def from_passage(passage: Passage) -> dict[str, Any]:
    row = {
        "id": passage.id,
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": json.dumps(passage.sentences),
    }
    return row | {"row_digest": row_digest(row)}


def to_passage(row: Row[Any]) -> Passage:
    if row_digest(row._asdict()) != row.row_digest:
        raise RowDamaged(path=row.article_id, reason="a stored passage does not match its digest")
    try:
        sentences = tuple((start, end) for start, end in json.loads(row.sentences))
        return Passage(row.id, row.article_id, row.start, row.end, sentences)
    except (ValueError, TypeError) as error:
        raise RowDamaged(path=row.article_id, reason=str(error)) from error


def row_digest(row: dict[str, Any]) -> str:
    """SHA-256 over every other column, so that a bit changed anywhere in a row is noticed."""
    values = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items() if name != "row_digest"}
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
