"""Texts that articles had: an earlier digest stays known, so that an old quote can be told that its source changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from corpus import clock
from corpus.dialects import is_there
from corpus.tables import ARTICLES, HISTORY, in_batches

Ended = Literal["changed", "removed"]


@dataclass(frozen=True)
class Earlier:
    """A text that an article had, by its digest and that of all that went into the article.

    `ended` says what became of it. `at` is the time of the ingest that noticed, which is no time of publication or correction.
    """

    path: str
    digest: str
    input_digest: str
    ended: Ended
    at: datetime


def read_history(connection: Connection, article_id: str) -> tuple[Earlier, ...]:
    """The texts that the article had, the oldest first; also of an article that is there no more."""
    if not is_there(connection, HISTORY):
        return ()
    rows = connection.execute(select(HISTORY).where(HISTORY.c.article_id == article_id).order_by(HISTORY.c.number))
    return tuple(Earlier(r.path, r.digest, r.input_digest, r.ended, datetime.fromisoformat(r.at)) for r in rows)


def write_history(connection: Connection, written: Mapping[str, str], removed: Sequence[str]) -> None:
    """Note the texts that are about to go: of articles `written` (id → new digest) where they differ, of all `removed`."""
    HISTORY.create(connection, checkfirst=True)  # an archive of before has none
    now = clock.now().isoformat(timespec="seconds")
    query = select(ARTICLES.c.id, ARTICLES.c.path, ARTICLES.c.digest, ARTICLES.c.input_digest)
    gone = {*removed} - written.keys()
    rows = [
        {
            "article_id": row.id,
            "path": row.path,
            "digest": row.digest,
            "input_digest": row.input_digest,
            "ended": "removed" if row.id in gone else "changed",
            "at": now,
        }
        for row in in_batches(connection, query, ARTICLES.c.id, [*written, *gone])
        if row.id in gone or row.digest != written[row.id]
    ]
    if rows:
        connection.execute(insert(HISTORY), rows)
