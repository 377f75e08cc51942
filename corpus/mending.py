"""Making good what is damaged in the store, without touching what is whole: the caller holds the archive's lock."""

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from corpus import clock
from corpus.article import Article
from corpus.build import article_id
from corpus.column_store import write_columns
from corpus.coverage import write_coverage
from corpus.dialects import is_there, row_key
from corpus.duplicate_store import renew_all
from corpus.faults import STALE, FileRecord
from corpus.row_checks import DamagedRow
from corpus.tables import ADDITIVE, ARTICLES, FILES, PASSAGES, SET_ASIDE, from_article, get_value, schema, set_value


def file_records(connection: Connection) -> dict[str, FileRecord]:
    """What is written down of files, without their articles; damaged rows of these may be why they are asked for."""
    if not is_there(connection, FILES):
        return {}
    return {row.path: FileRecord(row.digest) for row in connection.execute(select(FILES.c.path, FILES.c.digest))}


def mend_row(connection: Connection, damaged: DamagedRow, article: Article, input_digest: str) -> None:
    """Write an article's row anew in its place."""
    here = row_key(connection, ARTICLES) == damaged.number
    connection.execute(update(ARTICLES).where(here).values(from_article(article, input_digest)))


def set_aside(connection: Connection, damaged: DamagedRow, file: str | None) -> None:
    """Take a row that cannot be mended out of the articles, with its passages, and keep it as it is.

    Its `file` counts as not read, so that the next ingest of it brings the article back.
    """
    schema.create_all(connection, ADDITIVE)
    values = damaged.values
    path = values["path"] or file or damaged.name
    legible = values["id"].isascii() and values["id"].isalnum()
    key = values["id"] if legible else article_id(path)
    connection.execute(delete(SET_ASIDE).where(SET_ASIDE.c.id == key))
    rest = [column for column in ARTICLES.c if column.name not in ("id", "path")]
    row = select(literal(key), literal(path), literal(clock.now().isoformat(timespec="seconds")), *rest)
    names = ["id", "path", "at", *(column.name for column in rest)]
    here = row_key(connection, ARTICLES) == damaged.number
    connection.execute(insert(SET_ASIDE).from_select(names, row.where(here)))
    connection.execute(delete(ARTICLES).where(here))
    if file is not None:
        _, blank, given = (connection.execute(select(FILES.c.digest).where(FILES.c.path == file)).scalar() or "").partition(" ")
        connection.execute(update(FILES).where(FILES.c.path == file).values(digest=f"{STALE}{blank}{given}"))


def renew_next_id(connection: Connection) -> None:
    """Have the next passage's number above all that are given."""
    highest = connection.execute(select(func.max(PASSAGES.c.id))).scalar_one() or 0
    noted = get_value(connection, "next_passage_id") or "1"
    if not noted.isdecimal() or int(noted) <= highest:
        set_value(connection, "next_passage_id", str(highest + 1))


def renew_derived(connection: Connection) -> None:
    """Make columns, counts and copies anew from the articles, for the index generation that is current."""
    schema.create_all(connection, ADDITIVE)
    generation = get_value(connection, "generation")
    renew_all(connection)
    if generation is not None:
        write_coverage(connection, generation)
        write_columns(connection, generation)
