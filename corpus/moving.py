"""An archive from the file in its data folder into a PostgreSQL database, with its index as it is: nothing is encoded again."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from corpus import postgres_store, sqlite, term_store
from corpus.dialects import is_there
from corpus.errors import ArchiveError
from corpus.store import Store
from corpus.tables import ARTICLES, BATCH, HISTORY, META, get_value, schema

MOVED = f"{sqlite.NAME}.moved"
"""What the file is called afterwards."""


class DatabaseTaken(ArchiveError):
    de = "In {path} ist schon ein Archiv; nichts wurde verändert. Ein leeres Schema nehmen (docs/postgres.md)."
    en = "There is an archive in {path} already; nothing was changed. Take an empty schema (docs/postgres.md)."


def move(folder: Path, url: str) -> int:
    """Copy the folder's archive into the empty database at `url`, all or nothing; returns how many articles it has.

    The folder, with its index, then belongs to the database, and the file is kept under another name. What died after the
    copying is finished by another call. The caller holds the folder's lock. Raises ArchiveMissing, ArchiveBusy, ArchiveError.
    """
    with closing(Store.open(folder)) as store, store.checked() as source:
        database = postgres_store.Database(url)
        try:
            with database.opening(create=True):
                pass
            with database.held(), database.changing() as target:
                if not _is_copied(source, target):
                    _copy(source, target, database.name)
                count: int = target.execute(select(func.count()).select_from(ARTICLES)).scalar_one()
        except sqlite.UNREADABLE as error:
            raise database.told(error, writing=True) from error
    try:
        (folder / sqlite.NAME).rename(folder / MOVED)
        with database.opening(create=True) as target:
            database.claim(target, folder, create=True, moved=True)
    except OSError as error:
        raise ArchiveError(path=folder, reason=error.strerror or str(error)) from error
    finally:
        database.engine.dispose()
    return count


def _is_copied(source: Connection, target: Connection) -> bool:
    """Whether the database has this very archive already: the name of a generation ends in a digest of all that it holds."""
    name = get_value(source, "generation")
    return name is not None and name == get_value(target, "generation")


def _copy(source: Connection, target: Connection, name: str) -> None:
    if get_value(target, "generation") or target.execute(select(ARTICLES.c.id).limit(1)).first():
        raise DatabaseTaken(path=name)
    if is_there(source, term_store.TERMS):
        term_store.make_tables(target)
    known = set(target.execute(select(META.c.name)).scalars())
    for table in (*schema.sorted_tables, *term_store.TABLES):
        if not is_there(source, table):
            continue
        columns = [column for column in table.c if column is not HISTORY.c.number]  # the database counts them itself
        query = select(*columns).order_by(*table.primary_key).execution_options(yield_per=BATCH)
        for rows in source.execute(query).mappings().partitions():
            fresh = [dict(row) for row in rows if table is not META or row["name"] not in known]
            if fresh:
                target.execute(insert(table), fresh)
