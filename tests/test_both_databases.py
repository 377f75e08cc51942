"""An archive in PostgreSQL says of any articles, whatever was done with them, what the same archive in SQLite says."""

import random
import string
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Passage
from corpus.collect import _LONGEST_NAME
from corpus.faults import FileRecord
from corpus.parts import _LONGEST_PART
from corpus.postgres import open_engine
from corpus.store import Change, Store
from corpus.tables import schema
from tests.postgres import Server, own_schema
from tests.test_store import articles

WORDS = [f"wort{n}" for n in range(60)]
COPIED = st.tuples(st.integers(0, 30), st.integers(20, 30)).map(lambda at: " ".join(WORDS[at[0] : at[0] + at[1]]))
CHANGES = st.lists(
    st.tuples(st.lists(articles(), max_size=4, unique_by=(lambda a: a.id, lambda a: a.path)), st.booleans()),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def url(postgres_server: Server) -> Iterator[str]:
    with own_schema(postgres_server) as made:
        yield made


def empty(folder: Path, url: str) -> Store:
    if url:
        engine = open_engine(url)
        schema.drop_all(engine)
        engine.dispose()
        (folder / "database.id").unlink(missing_ok=True)
    return Store.open(folder, create=True, url=url)


def everything(store: Store, ids: list[str]) -> list[object]:
    with store.read() as snapshot:
        columns = snapshot.columns()
        owned = [list(snapshot.passage_ids([one])) for one in sorted(ids)]
        names = [columns.names[number] if number >= 0 else None for number in columns.source.tolist()]
        said: list[object] = [
            list(snapshot.all_articles()),
            list(snapshot.all_passages()),
            list(snapshot.listing()),
            list(snapshot.article_paths().items()),
            snapshot.coverage(),
            sorted(snapshot.groups(), key=repr),
            {path: (one.digest, [str(each) for each in one.faults], one.paths) for path, one in snapshot.files().items()},
            (columns.ids.tolist(), columns.first.tolist(), columns.run_start.tolist(), columns.run_length.tolist(), names),
            snapshot.clusters(ids),
            [(one.path, one.digest, one.ended) for key in ids for one in snapshot.history(key)],
            owned,
            (snapshot.generation, snapshot.next_passage_id()),
            [snapshot.containing(text, 3) for text in ("WORT1", "wort1 ", "ß", "%", "_", "'", "\\", "ort")],
        ]
    with store.checked() as connection:
        runs = "SELECT run, article_id FROM duplicate_runs JOIN duplicates USING (number)"
        said.append(sorted(map(tuple, connection.exec_driver_sql(runs).all())))
    return said


@pytest.mark.slow
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, st.lists(COPIED, min_size=3, max_size=3))
def test_both_say_the_same(tmp_path: Path, url: str, changes: list[tuple[list[Article], bool]], copied: list[str]) -> None:
    for number, text in enumerate(copied):  # likely copies of each other
        changes[0][0].append(Article(f"copy{number}", f"/copy{number}", text, "de"))
    said: list[list[object]] = []
    for kind, database in (("sqlite", ""), ("postgres", url)):
        (folder := tmp_path / kind).mkdir(exist_ok=True)
        (folder / "archive.db").unlink(missing_ok=True)
        with closing(empty(folder, database)) as store:
            ids: set[str] = set()
            for generation, (made, resplit) in enumerate(changes):
                with store.read() as snapshot:
                    free, held = snapshot.next_passage_id(), snapshot.article_paths()
                taken = {article.path for article in made}
                gone = [key for key, path in held.items() if path in taken and key not in {one.id for one in made}]
                passages = [Passage(free + n, one.id, 0, 1, ((0, 1),)) for n, one in enumerate(made)]
                digests = {article.path: f"d{article.id}" for article in made}
                store.apply(Change(made, passages, digests, gone, resplit), f"g{generation}")
                store.remember_files({article.path: FileRecord(article.id) for article in made[:2]}, list(taken)[:1])
                ids |= held.keys() | {one.id for one in made}
            said.append(everything(store, sorted(ids)))
    for one, other in zip(*said, strict=True):
        assert one == other


def test_paths_are_ordered_by_their_bytes_and_texts_told_apart_by_them(tmp_path: Path, database_url: str) -> None:
    paths = ["/ä", "/a", "/Z", "/z", "/_", "/ a", "/ß", "/ss", "/e\u0301", "/é", "/𝔞", "/\uffff"]
    for kind, url in (("sqlite", ""), ("postgres", database_url)):
        with closing(Store.open(tmp_path / kind, create=True, url=url)) as store:
            made = [Article(f"{n:02}", path, path, "de") for n, path in enumerate(paths)]
            store.apply(Change(made, [], dict.fromkeys(paths, "d")), "g")
            with store.read() as snapshot:
                assert list(snapshot.article_paths().values()) == sorted(paths, key=str.encode)
                assert [each.path for each in snapshot.listing()] == sorted(paths, key=str.encode)
                assert snapshot.ids_at(["/é"]) == {"09": "/é"}


def test_the_longest_path_that_is_read_fits_into_an_index(tmp_path: Path, either_database: str) -> None:
    letters = random.Random(1)
    path = "/" + "".join(letters.choices(string.ascii_letters, k=_LONGEST_NAME - 1))
    part = "".join(chr(letters.randrange(0x10000, 0x1F000)) for _ in range(_LONGEST_PART))
    with closing(Store.open(tmp_path, create=True, url=either_database)) as store:
        store.apply(Change([Article("a", f"{path}#{part}", "Rat.", "de", part=part)], [], {f"{path}#{part}": "d"}), "g")
        store.remember_files({f"{path}#{part}": FileRecord("x")})
        with store.read() as snapshot:
            assert snapshot.ids_at([f"{path}#{part}"]) == {"a": f"{path}#{part}"}


def test_a_table_that_has_grown_is_known_to_have(tmp_path: Path, database_url: str) -> None:
    with closing(Store.open(tmp_path, create=True, url=database_url)) as store:
        passages = [Passage(number, "a", 0, 3, ((0, 3),)) for number in range(1, 2_101)]
        store.apply(Change([Article("a", "/a", "Rat.", "de")], passages, {"/a": "d"}), "g")
        with store.checked() as connection:
            query = "SELECT reltuples FROM pg_class WHERE oid = to_regclass('{}')"
            assert connection.exec_driver_sql(query.format("passages")).scalar() == 2_100
            assert connection.exec_driver_sql(query.format("articles")).scalar() == -1, "nobody has looked yet"


def test_numbers_beyond_two_billion(tmp_path: Path, either_database: str) -> None:
    many = 2**40
    with closing(Store.open(tmp_path, create=True, url=either_database)) as store:
        store.apply(Change([Article("a", "/a", "Rat.", "de")], [Passage(many, "a", 0, 3, ((0, 3),))], {"/a": "d"}), "g")
        with store.read() as snapshot:
            assert snapshot.passages([many]).keys() == {many}
            assert snapshot.next_passage_id() == many + 1
            assert snapshot.columns().run_start.tolist() == [many]
