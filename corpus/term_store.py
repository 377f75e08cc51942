"""What a search engine that lies elsewhere cannot say: in how many passages a word stands, and the vectors of sentences.

Tables of the store's database, made when such an engine first writes. `terms` changes in the transaction that changes the
articles. `indexed` has a row for each passage that the engine holds; a row with an id that the store has not given yet belongs
to an update that is under way or died. `buried` are passages that are gone from the archive and not yet from the engine: who
reads the state before may be asked for them.
"""

import json
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from corpus.dialects import NUMBER
from corpus.tables import BATCH, get_value, in_batches, set_value

_tables = MetaData()
TERMS = Table(
    "terms",
    _tables,
    Column("term", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("frequency", Integer, nullable=False),
)
INDEXED = Table(
    "indexed",
    _tables,
    Column("passage_id", NUMBER, primary_key=True, autoincrement=False),
    Column("terms", LargeBinary, nullable=False),
    Column("keys", LargeBinary, nullable=False),
    Column("vectors", LargeBinary, nullable=False),
)
BURIED = Table(
    "buried",
    _tables,
    Column("passage_id", NUMBER, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, index=True),
)
TABLES = (TERMS, INDEXED, BURIED)
LONGEST = 200
"""Letters of a term that are kept: an index of the database holds no longer ones, and no word is."""
PASSAGES = ("", "")
"""The field and term whose frequency is the number of all passages."""
Term = tuple[str, str]


@dataclass(frozen=True)
class Indexed:
    """A passage as the engine holds it: its terms by field, each once, the digests of its own text and of its sentences as they
    were encoded, and the vectors of the sentences in half precision, one after the other.
    """

    passage_id: int
    terms: Mapping[str, Sequence[str]]
    keys: bytes
    vectors: bytes

    def counted(self) -> Iterator[Term]:
        """What `terms` counts of it."""
        yield PASSAGES
        for field, found in self.terms.items():
            for term in dict.fromkeys(term[:LONGEST] for term in found):
                yield field, term


def archive_key(connection: Connection) -> str:
    """By which the search engine elsewhere knows this archive, among those that share it: made when it is first asked for."""
    key = get_value(connection, "index_key")
    if key is None:
        key = secrets.token_hex(6)
        set_value(connection, "index_key", key)
    return key


def make_tables(connection: Connection) -> None:
    """Make those that are missing."""
    _tables.create_all(connection)


def read_frequencies(connection: Connection, wanted: Iterable[Term]) -> dict[Term, int]:
    """In how many passages each field has each term, without those that stand in none."""
    short = {(field, term): (field, term[:LONGEST]) for field, term in wanted}
    rows = in_batches(connection, select(TERMS), TERMS.c.term, list(dict.fromkeys(term for _, term in short.values())))
    found = {(row.field, row.term): row.frequency for row in rows}
    return {one: found[cut] for one, cut in short.items() if cut in found}


def read_vectors(connection: Connection, ids: Iterable[int]) -> dict[int, bytes]:
    """The vectors of the passages' sentences."""
    query = select(INDEXED.c.passage_id, INDEXED.c.vectors)
    return {row.passage_id: row.vectors for row in in_batches(connection, query, INDEXED.c.passage_id, list(ids))}


def read_indexed(connection: Connection, ids: Iterable[int]) -> Iterator[Indexed]:
    """The rows of these passages."""
    for row in in_batches(connection, select(INDEXED), INDEXED.c.passage_id, list(ids)):
        yield Indexed(row.passage_id, json.loads(zlib.decompress(row.terms)), row.keys, row.vectors)


def add_indexed(connection: Connection, rows: Sequence[Indexed]) -> None:
    """Add the rows of passages that have none."""
    made = [
        {
            "passage_id": row.passage_id,
            "terms": zlib.compress(json.dumps(row.terms, ensure_ascii=False).encode()),
            "keys": row.keys,
            "vectors": row.vectors,
        }
        for row in rows
    ]
    for at in range(0, len(made), BATCH):
        connection.execute(insert(INDEXED), made[at : at + BATCH])


def drop_indexed(connection: Connection, *, since: int = 0, until: int | None = None) -> None:
    """Remove the rows of all passages from the id `since` on, before the id `until` where given."""
    gone = delete(INDEXED).where(INDEXED.c.passage_id >= since)
    connection.execute(gone if until is None else gone.where(INDEXED.c.passage_id < until))


def change_terms(connection: Connection, difference: Mapping[Term, int], *, anew: bool) -> None:
    """Add to the frequencies of all terms; with `anew` to none."""
    if anew:
        connection.execute(delete(TERMS))
    changed = {one: by for one, by in difference.items() if by}
    known = {} if anew else read_frequencies(connection, changed)
    now = {one: known.get(one, 0) + by for one, by in changed.items()}
    at = TERMS.c.field == bindparam("in_field"), TERMS.c.term == bindparam("of")
    new = [{"field": one[0], "term": one[1], "frequency": count} for one, count in now.items() if one not in known]
    more = [{"in_field": one[0], "of": one[1], "to": count} for one, count in now.items() if count and one in known]
    gone = [{"in_field": one[0], "of": one[1]} for one, count in now.items() if not count and one in known]
    if new:
        connection.execute(insert(TERMS), new)
    if more:
        connection.execute(update(TERMS).where(*at).values(frequency=bindparam("to")), more)
    if gone:
        connection.execute(delete(TERMS).where(*at), gone)


def bury(connection: Connection, ids: Sequence[int], number: int) -> None:
    """The update `number` takes these passages out of the archive: who reads it as it was has the rows of before."""
    for at in range(0, len(ids), BATCH):
        connection.execute(delete(INDEXED).where(INDEXED.c.passage_id.in_(ids[at : at + BATCH])))
    if ids:
        connection.execute(insert(BURIED), [{"passage_id": key, "number": number} for key in ids])


def read_buried(connection: Connection, before: int | None = None) -> list[int]:
    """The passages that updates took out, those with a lower number where given, ascending."""
    query = select(BURIED.c.passage_id).order_by(BURIED.c.passage_id)
    return list(connection.scalars(query if before is None else query.where(BURIED.c.number < before)))


def forget(connection: Connection, ids: Sequence[int]) -> None:
    """The engine holds these passages no more."""
    for at in range(0, len(ids), BATCH):
        connection.execute(delete(BURIED).where(BURIED.c.passage_id.in_(ids[at : at + BATCH])))
