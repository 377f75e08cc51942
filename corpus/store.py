"""The archive's truth: articles and passages in SQLite, and which index generation belongs to them.

A change of the articles and the switch to the index generation made for them are one transaction, so a reader sees
either both or neither. The connection string is SQLAlchemy's, so that another database can take SQLite's place.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from corpus.article import Article, Block, BlockKind, Passage, text_digest
from corpus.dates import DateInterval
from corpus.errors import ArchiveError, ArchiveMissing, ArticleUnknown
from corpus.provenance import Provenance, Sourced

SCHEMA_VERSION = 1
_BATCH = 500

_metadata = MetaData()
_meta = Table("meta", _metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False))
_articles = Table(
    "articles",
    _metadata,
    Column("id", String, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("input_digest", String, nullable=False),
    Column("language", String, nullable=False),
    Column("earliest", String),
    Column("latest", String),
    Column("not_before", String),
    Column("facts", Text, nullable=False),
    Column("blocks", Text, nullable=False),
    Column("notes", Text, nullable=False),
)
_passages = Table(
    "passages",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", String, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentences", Text, nullable=False),
)
_FACTS = ("title", "source", "origin", "authors", "url")


@dataclass(frozen=True)
class Change:
    """What one ingest does to the archive: articles to write with their passages, ids to remove."""

    articles: Sequence[Article]
    passages: Sequence[Passage]
    input_digests: dict[str, str]
    removed: Sequence[str] = ()


@dataclass(frozen=True)
class Coverage:
    """What the archive holds: counts, and the first and last day that dated articles cover."""

    articles: int
    passages: int
    undated: int
    earliest: date | None
    latest: date | None
    sources: dict[str, int]
    languages: dict[str, int]


class Snapshot:
    """The archive as it is at one moment; valid inside `Store.read()`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def generation(self) -> str | None:
        """The name of the index generation that belongs to these articles."""
        return _get(self._connection, "generation")

    def input_digests(self) -> dict[str, str]:
        """Path → digest of all that went into its article."""
        rows = self._connection.execute(select(_articles.c.path, _articles.c.input_digest))
        return {row.path: row.input_digest for row in rows}

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises KeyError."""
        return self.articles([article_id])[article_id]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Articles by id; those that are not there are left out."""
        rows = _in_batches(self._connection, select(_articles), _articles.c.id, list(ids))
        return {row.id: _to_article(row) for row in rows}

    def all_articles(self) -> Iterator[Article]:
        """All articles in the order of their paths."""
        for row in self._connection.execute(select(_articles).order_by(_articles.c.path)):
            yield _to_article(row)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; those that are not there are left out."""
        rows = _in_batches(self._connection, select(_passages), _passages.c.id, list(ids))
        return {row.id: _to_passage(row) for row in rows}

    def passage_languages(self, ids: Iterable[int]) -> dict[int, str]:
        """The language of each passage's article, by passage id."""
        query = select(_passages.c.id, _articles.c.language).join(_articles, _articles.c.id == _passages.c.article_id)
        return {row.id: row.language for row in _in_batches(self._connection, query, _passages.c.id, list(ids))}

    def all_passages(self) -> Iterator[Passage]:
        """All passages in the order of their ids."""
        for row in self._connection.execute(select(_passages).order_by(_passages.c.id)):
            yield _to_passage(row)

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of one article in the order of the text."""
        query = select(_passages).where(_passages.c.article_id == article_id).order_by(_passages.c.start)
        return [_to_passage(row) for row in self._connection.execute(query)]

    def next_passage_id(self) -> int:
        """The first id that was never given to a passage."""
        return int(_get(self._connection, "next_passage_id") or 1)

    def coverage(self) -> Coverage:
        """Counts over the whole archive."""
        count = self._connection.execute(select(func.count()).select_from(_articles)).scalar_one()
        passages = self._connection.execute(select(func.count()).select_from(_passages)).scalar_one()
        undated = select(func.count()).select_from(_articles).where(_articles.c.earliest.is_(None))
        days = self._connection.execute(select(func.min(_articles.c.earliest), func.max(_articles.c.latest))).one()
        sources: dict[str, int] = {}
        for (facts,) in self._connection.execute(select(_articles.c.facts)):
            source = json.loads(facts).get("source")
            sources[source[0] if source else ""] = sources.get(source[0] if source else "", 0) + 1
        languages = select(_articles.c.language, func.count()).group_by(_articles.c.language)
        return Coverage(
            articles=count,
            passages=passages,
            undated=self._connection.execute(undated).scalar_one(),
            earliest=_day(days[0]),
            latest=_day(days[1]),
            sources=dict(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
            languages={row[0]: row[1] for row in self._connection.execute(languages)},
        )

    def find_article(self, name: str) -> Article:
        """The one article whose id, beginning of an id, path or file name is `name`. Raises ArticleUnknown."""
        escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = select(_articles).where(
            or_(
                _articles.c.id.like(escaped + "%", escape="\\"),
                _articles.c.path == name,
                _articles.c.path.like("%/" + escaped, escape="\\"),
                _articles.c.path.like("%\\\\" + escaped, escape="\\"),
            )
        )
        rows = self._connection.execute(query.limit(20)).all() if name else []
        exact = [row for row in rows if name in (row.id, row.path)]
        found = exact or rows
        if len(found) == 1:
            return _to_article(found[0])
        ids = ", ".join(row.id for row in found)
        raise ArticleUnknown(
            name=name,
            path="",
            hint_de=f" eindeutig; gemeint sein können {ids}" if ids else "",
            hint_en=f" alone; it may be {ids}" if ids else "",
        )


class Store:
    """The database under a data folder. `Store.open` opens or makes it."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Store":
        """Open `folder/archive.db`. Raises ArchiveMissing unless `create`, ArchiveError when it is not ours or damaged."""
        path = folder / "archive.db"
        if not path.exists():
            if not create:
                raise ArchiveMissing(path=folder)
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
        engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        _prepare_sqlite(engine)
        store = cls(engine, folder)
        try:
            with engine.begin() as connection:
                if create:
                    _metadata.create_all(connection)
                version = _get(connection, "schema_version")
                if version is None and create:
                    _set(connection, "schema_version", str(SCHEMA_VERSION))
                elif version != str(SCHEMA_VERSION):
                    raise ArchiveError(path=path, reason=f"schema version {version}, expected {SCHEMA_VERSION}")
        except SQLAlchemyError as error:
            raise ArchiveError(path=path, reason=_reason(error)) from error
        return store

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """One consistent view: what others commit meanwhile is not seen. Raises ArchiveError when the file is damaged."""
        try:
            with self._engine.begin() as connection:
                _get(connection, "generation")  # SQLite fixes its view at the first statement
                yield Snapshot(connection)
        except DatabaseError as error:
            raise ArchiveError(path=self.path, reason=_reason(error)) from error

    def apply(self, change: Change, generation: str) -> None:
        """Write the change and switch to the index generation made for it, all or nothing."""
        try:
            with self._engine.begin() as connection:
                gone = [*change.removed, *(article.id for article in change.articles)]
                for at in range(0, len(gone), _BATCH):
                    part = gone[at : at + _BATCH]
                    connection.execute(delete(_passages).where(_passages.c.article_id.in_(part)))
                    connection.execute(delete(_articles).where(_articles.c.id.in_(part)))
                rows = [_from_article(article, change.input_digests[article.path]) for article in change.articles]
                if rows:
                    connection.execute(insert(_articles), rows)
                if change.passages:
                    connection.execute(insert(_passages), [_from_passage(passage) for passage in change.passages])
                    free = max(passage.id for passage in change.passages) + 1
                    _set(connection, "next_passage_id", str(max(free, int(_get(connection, "next_passage_id") or 1))))
                _set(connection, "generation", generation)
        except SQLAlchemyError as error:
            raise ArchiveError(path=self.path, reason=_reason(error)) from error

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    """Real transactions (the driver's own would begin them late), a write-ahead log and full durability."""

    @event.listens_for(engine, "connect")
    def _connect(connection: object, _: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _get(connection: Connection, name: str) -> str | None:
    return connection.execute(select(_meta.c.value).where(_meta.c.name == name)).scalar_one_or_none()


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(_meta).where(_meta.c.name == name))
    connection.execute(insert(_meta).values(name=name, value=value))


def _in_batches(connection: Connection, query, column, ids: list) -> Iterator[Row]:  # type: ignore[no-untyped-def, type-arg]
    for at in range(0, len(ids), _BATCH):
        yield from connection.execute(query.where(column.in_(ids[at : at + _BATCH])))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _from_article(article: Article, input_digest: str) -> dict[str, str | None]:
    facts = {name: [fact.value, fact.provenance] for name in _FACTS if (fact := getattr(article, name)) is not None}
    published = article.published
    if published:
        facts["published"] = [None, published.provenance]
    return {
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


def _to_article(row: Row) -> Article:  # type: ignore[type-arg]
    if text_digest(row.text) != row.digest:
        raise ArchiveError(path=row.path, reason="stored text does not match its digest")
    try:
        return _article(row)
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError(path=row.path, reason=str(error)) from error


def _article(row: Row) -> Article:  # type: ignore[type-arg]
    facts = {name: Sourced(value, Provenance(origin)) for name, (value, origin) in json.loads(row.facts).items()}
    published = facts.pop("published", None)
    if "authors" in facts:
        facts["authors"] = Sourced(tuple(facts["authors"].value), facts["authors"].provenance)
    return Article(
        id=row.id,
        path=row.path,
        text=row.text,
        language=row.language,
        published=Sourced(DateInterval(date.fromisoformat(row.earliest), date.fromisoformat(row.latest)), published.provenance)
        if published
        else None,
        not_before=_day(row.not_before),
        blocks=tuple(Block(start, end, BlockKind(kind)) for start, end, kind in json.loads(row.blocks)),
        notes=tuple(json.loads(row.notes)),
        **facts,
    )


def _from_passage(passage: Passage) -> dict[str, object]:
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": json.dumps(passage.sentences),
    }


def _to_passage(row: Row) -> Passage:  # type: ignore[type-arg]
    try:
        sentences = tuple((start, end) for start, end in json.loads(row.sentences))
        return Passage(row.id, row.article_id, row.start, row.end, sentences)
    except (ValueError, TypeError) as error:
        raise ArchiveError(path=row.article_id, reason=str(error)) from error
