import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Block, BlockKind, Passage
from corpus.dates import DateInterval
from corpus.errors import ArchiveError, ArchiveMissing, ArticleUnknown
from corpus.provenance import Provenance, Sourced
from corpus.store import Change, Coverage, Store
from tests.postgres import tampered

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NAMES = st.text(LETTERS, min_size=1, max_size=20)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def sourced(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | st.builds(Sourced, values, st.sampled_from(Provenance))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(st.text(LETTERS, min_size=1).filter(str.strip))
    cuts = sorted(draw(st.sets(st.integers(min_value=0, max_value=len(text)))))
    return Article(
        id=draw(st.text("0123456789abcdef", min_size=10, max_size=10)),
        path=draw(NAMES),
        text=text,
        language=draw(st.sampled_from(["de", "en"])),
        title=draw(sourced(NAMES)),
        source=draw(sourced(NAMES)),
        origin=draw(sourced(NAMES)),
        authors=draw(sourced(st.lists(NAMES, min_size=1, max_size=3).map(tuple))),
        published=draw(sourced(st.tuples(DAYS, DAYS).map(lambda days: DateInterval(min(days), max(days))))),
        not_before=draw(st.none() | DAYS),
        url=draw(sourced(NAMES)),
        blocks=tuple(Block(a, b, draw(st.sampled_from(BlockKind))) for a, b in pairwise(cuts)),
        notes=tuple(draw(st.lists(NAMES, max_size=2))),
    )


def plain(name: str, path: str = "", text: str = "Der Rat tagt.", **fields: object) -> Article:
    return Article(name, path or f"/archiv/{name}.txt", text, "de", **fields)


def change(*articles: Article, ids: tuple[int, ...] = (), removed: tuple[str, ...] = ()) -> Change:
    """The articles; the first gets the passages of those ids."""
    passages = [Passage(n, articles[0].id, 0, 3, ((0, 3),)) for n in ids]
    return Change(articles, passages, {article.path: "d-" + article.id for article in articles}, removed)


@pytest.fixture
def store(tmp_path: Path, either_database: str) -> Iterator[Store]:
    opened = Store.open(tmp_path, create=True, url=either_database)
    yield opened
    opened.close()


def everything(store: Store) -> tuple[object, ...]:
    with store.read() as snapshot:
        found = list(snapshot.all_articles()), list(snapshot.all_passages()), snapshot.input_digests()
        return *found, snapshot.generation, snapshot.next_passage_id()


@pytest.mark.slow
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(articles(), min_size=1, max_size=4, unique_by=(lambda a: a.id, lambda a: a.path)))
def test_any_articles_come_back_as_they_went_in(store: Store, made: list[Article]) -> None:
    with store.read() as snapshot:
        before = tuple(snapshot.article_paths())
    store.apply(change(*made, removed=before), "g1")
    with store.read() as snapshot:
        assert snapshot.articles([article.id for article in made]) == {article.id: article for article in made}
        assert sorted(snapshot.all_articles(), key=lambda a: a.id) == sorted(made, key=lambda a: a.id)
        assert snapshot.input_digests() == {article.path: "d-" + article.id for article in made}
        assert snapshot.coverage().undated == sum(article.published is None for article in made)


def test_passages_come_back_as_they_went_in(store: Store) -> None:
    passages = [Passage(5, "a", 4, 13, ((4, 7), (8, 13))), Passage(9, "a", 0, 3, ((0, 3),))]
    store.apply(Change([plain("a")], passages, {"/archiv/a.txt": "d"}), "g1")
    with store.read() as snapshot:
        assert snapshot.passages([9, 5, 77]) == {5: passages[0], 9: passages[1]}
        assert list(snapshot.all_passages()) == passages
        assert snapshot.passage_languages([5, 9]) == {5: "de", 9: "de"}


def test_more_ids_than_a_statement_takes(store: Store) -> None:
    made = [plain(f"{n:04}") for n in range(1201)]
    store.apply(change(*made, ids=tuple(range(1, 1202))), "g1")
    with store.read() as snapshot:
        assert len(snapshot.articles(article.id for article in made)) == 1201
        assert len(snapshot.passages(range(5000))) == 1201
    store.apply(change(removed=tuple(article.id for article in made[:1100])), "g2")
    with store.read() as snapshot:
        assert list(snapshot.all_articles()) == made[1100:]


def test_an_id_that_is_not_there(store: Store) -> None:
    with store.read() as snapshot:
        assert snapshot.articles(["a"]) == {}
        with pytest.raises(KeyError):
            snapshot.article("a")


def test_articles_are_listed_by_path(store: Store) -> None:
    store.apply(change(plain("a", "/z.txt"), plain("b", "/a.txt")), "g1")
    with store.read() as snapshot:
        assert [article.id for article in snapshot.all_articles()] == ["b", "a"]


def test_an_article_written_again_replaces_itself_and_its_passages(store: Store) -> None:
    store.apply(change(plain("a"), plain("b"), ids=(1, 2)), "g1")
    newer = plain("a", text="Der Rat ruht.")
    store.apply(change(newer, ids=(3,)), "g2")
    with store.read() as snapshot:
        assert list(snapshot.all_articles()) == [newer, plain("b")]
        assert [passage.id for passage in snapshot.all_passages()] == [3]
        assert snapshot.generation == "g2"


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (change(plain("b"), ids=(8, 8)), ArchiveError),
        (change(plain("b"), ids=(2,), removed=("x",)), ArchiveError),
        (change(plain("b"), plain("c", "/archiv/b.txt"), removed=("a",)), ArchiveError),
        (Change([plain("b")], [Passage(8, "nobody", 0, 3, ((0, 3),))], {"/archiv/b.txt": "d"}, ["a"]), ArchiveError),
        (Change([plain("b")], [], {}, ["a"]), KeyError),
    ],
    ids=["same id twice", "id taken", "path taken", "passage of nobody", "no digest"],
)
def test_a_change_that_fails_leaves_everything_as_it_was(store: Store, bad: Change, error: type[Exception]) -> None:
    store.apply(change(plain("a"), ids=(1, 2)), "g1")
    before = everything(store)
    with pytest.raises(error):
        store.apply(bad, "g2")
    assert everything(store) == before
    assert before[3:] == ("g1", 3)


@pytest.mark.parametrize("look_first", [False, True])
def test_a_snapshot_does_not_see_what_is_committed_meanwhile(store: Store, either_database: str, look_first: bool) -> None:
    store.apply(change(plain("a"), ids=(1,)), "g1")
    other = Store.open(store.path, url=either_database)
    with store.read() as snapshot:
        if look_first:
            assert snapshot.generation == "g1"
        other.apply(change(plain("b"), ids=(2,), removed=("a",)), "g2")
        assert [article.id for article in snapshot.all_articles()] == ["a"]
        assert [passage.id for passage in snapshot.all_passages()] == [1]
        assert snapshot.generation == "g1"
    with store.read() as snapshot:
        assert [article.id for article in snapshot.all_articles()] == ["b"]
        assert snapshot.generation == "g2"
    other.close()


def test_a_passage_id_is_never_given_again(store: Store) -> None:
    def free() -> int:
        with store.read() as snapshot:
            return snapshot.next_passage_id()

    assert free() == 1
    store.apply(change(plain("a"), ids=(1, 2, 3)), "g1")
    assert free() == 4
    store.apply(change(removed=("a",)), "g2")
    assert free() == 4
    store.apply(change(plain("b"), ids=(2,)), "g3")
    assert free() == 4


def test_an_article_is_found_by_id_beginning_path_and_file_name(store: Store) -> None:
    one, two = plain("abc123456", "/archiv/2018/rat.txt"), plain("abd456789", "C:\\archiv\\saal.txt")
    store.apply(change(one, two), "g1")
    with store.read() as snapshot:
        for name in ("abc123456", "abc12345", "/archiv/2018/rat.txt", "rat.txt", "2018/rat.txt"):
            assert snapshot.find_article(name) == one
        for name in ("abd456789", "abd45678", "C:\\archiv\\saal.txt", "saal.txt", "archiv\\saal.txt"):
            assert snapshot.find_article(name) == two


def test_an_exact_id_wins_over_longer_ones(store: Store) -> None:
    store.apply(change(plain("abcdefab"), plain("abcdefabc")), "g1")
    with store.read() as snapshot:
        assert snapshot.find_article("abcdefab").id == "abcdefab"


def test_an_ambiguous_name_says_what_may_be_meant(store: Store) -> None:
    store.apply(change(plain("abcdefab1", "/1/rat.txt"), plain("abcdefab2", "/2/rat.txt")), "g1")
    with store.read() as snapshot:
        for name in ("abcdefab", "rat.txt"):
            with pytest.raises(ArticleUnknown) as caught:
                snapshot.find_article(name)
            assert caught.value.say("de").startswith(
                f"Kein Artikel heißt „{name}“ eindeutig; gemeint sein können abcdefab1, abcdefab2."
            )
            assert "it may be abcdefab1, abcdefab2" in caught.value.say("en")


@pytest.mark.parametrize("name", ["", "%", "_", "ab_", "a%", "ra_.txt", "at.txt", "rat", "\\", "zzz"])
def test_a_name_of_no_article_is_refused_and_wildcards_are_letters(store: Store, name: str) -> None:
    store.apply(change(plain("abc", "/archiv/rat.txt")), "g1")
    with store.read() as snapshot, pytest.raises(ArticleUnknown) as caught:
        snapshot.find_article(name)
    assert caught.value.say("de").startswith(f"Kein Artikel heißt „{name}“. ")


def test_a_name_with_wildcards_in_it_is_found(store: Store) -> None:
    made = plain("abc", "/archiv/100%_rat.txt")
    store.apply(change(made, plain("abd", "/archiv/100 xrat.txt")), "g1")
    with store.read() as snapshot:
        assert snapshot.find_article("100%_rat.txt") == made


def test_coverage_of_nothing(store: Store) -> None:
    with store.read() as snapshot:
        assert snapshot.coverage() == Coverage(0, 0, 0, None, None, {}, {})
        assert snapshot.generation is None


def test_coverage_counts(store: Store) -> None:
    def by(outlet: str) -> Sourced[str]:
        return Sourced(outlet, Provenance.SIDECAR)

    made = [
        plain("a", source=by("B-Blatt"), published=Sourced(DateInterval.of(2018, 2), Provenance.HEADER)),
        plain("b", source=by("B-Blatt"), published=Sourced(DateInterval.of(2017, 5, 4), Provenance.USER)),
        plain("c", source=by("A-Blatt"), not_before=date(2011, 1, 1)),
        Article("d", "/archiv/d.txt", "The council meets.", "en"),
    ]
    store.apply(change(*made, ids=(1, 2, 3)), "g1")
    with store.read() as snapshot:
        found = snapshot.coverage()
    assert found == Coverage(
        articles=4,
        passages=3,
        undated=2,
        earliest=date(2017, 5, 4),
        latest=date(2018, 2, 28),
        sources={"B-Blatt": 2, "": 1, "A-Blatt": 1},
        languages={"de": 3, "en": 1},
    )
    assert list(found.sources) == ["B-Blatt", "", "A-Blatt"]


def test_an_archive_stays_after_closing(tmp_path: Path, either_database: str) -> None:
    store = Store.open(tmp_path / "new" / "data", create=True, url=either_database)
    store.apply(change(plain("a"), ids=(1,)), "g1")
    before = everything(store)
    store.close()
    again = Store.open(tmp_path / "new" / "data", create=True, url=either_database)
    assert everything(again) == before
    again.close()


def test_there_is_no_archive_yet(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing) as caught:
        Store.open(tmp_path / "data")
    assert caught.value.say("de").startswith(f"Unter {tmp_path / 'data'} liegt noch kein Archiv. Erst Artikel einlesen")
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError) as caught:
        Store.open(tmp_path / "file" / "data", create=True)
    assert str(tmp_path / "file" / "data") in caught.value.say("de")


def filled(folder: Path, url: str = "") -> Path:
    store = Store.open(folder, create=True, url=url)
    store.apply(change(*(plain(f"{n:03}", text="Der Rat tagt. " * 200) for n in range(40)), ids=(1, 2)), "g1")
    store.close()
    return folder / "archive.db"


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("content", [b"not a database " * 1000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes, create: bool) -> None:
    (tmp_path / "archive.db").write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        Store.open(tmp_path, create=create)
    assert type(caught.value) is ArchiveError
    assert str(tmp_path / "archive.db") in caught.value.say("de")


def test_an_empty_file_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()  # as a first ingest leaves it that dies before its first commit
    with pytest.raises(ArchiveMissing):
        Store.open(tmp_path)
    (tmp_path / "index").mkdir()
    with pytest.raises(ArchiveError, match="no such table: meta"):
        Store.open(tmp_path)


@contextmanager
def no_room() -> Iterator[None]:
    """No file may grow: what SQLite keeps beside its database for readers cannot be made."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_an_archive_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    filled(tmp_path)
    store = Store.open(tmp_path)
    expected = everything(store)
    store.close()
    with no_room():
        with pytest.raises(ArchiveError, match=r"disk I/O error|full|unable to open"):
            Store.open(tmp_path, create=True)
        store = Store.open(tmp_path)
        assert everything(store) == expected
    other, reader = Store.open(tmp_path), Store.open(tmp_path)
    with pytest.raises(ArchiveError, match="changed while it was read"), store.read():
        other.apply(change(plain("new"), ids=(900,)), "g2")
    assert everything(store) != expected
    with reader.read():
        other.apply(change(plain("newer"), ids=(901,)), "g3")
    with pytest.raises(ArchiveError, match="full or read-only"):
        everything(store)  # a view that was open kept what was written last in the log
    reader.close()
    other.close()
    assert everything(store)[-2:] == ("g3", 902)
    store.close()


def test_overwritten_pages_are_an_archive_error(tmp_path: Path) -> None:
    path = filled(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[8 * 4096 :] = b"\xa5" * (len(raw) - 8 * 4096)
    path.write_bytes(raw)
    with pytest.raises(ArchiveError):
        everything(Store.open(tmp_path))


def test_a_schema_whose_names_are_no_text_any_more_is_an_archive_error(tmp_path: Path) -> None:
    path = filled(tmp_path)
    raw = path.read_bytes()
    assert b"indexarticles_scanned" in raw
    path.write_bytes(raw.replace(b"indexarticles_scanned", b"indexarticles_\xecanned".ljust(21, b"x")))
    with pytest.raises(ArchiveError):
        everything(Store.open(tmp_path))
    with pytest.raises(ArchiveError):
        Store.open(tmp_path, create=True)


def test_an_archive_of_another_version(tmp_path: Path, either_database: str) -> None:
    filled(tmp_path, either_database)
    tampered(tmp_path, either_database, "UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    with pytest.raises(ArchiveError, match="schema version 99, expected 1"):
        Store.open(tmp_path, url=either_database)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE articles SET text = replace(text, 'tagt', 'ruht') WHERE id = '007'", "does not match its digest"),
        ("UPDATE articles SET text = text || ' ' WHERE id = '007'", "does not match its digest"),
        ("UPDATE articles SET facts = '{' WHERE id = '007'", "does not match its digest"),
        ("UPDATE articles SET blocks = '[[0, 99999, \"prose\"]]' WHERE id = '007'", "does not match its digest"),
        ("UPDATE articles SET blocks = '[[0, 9, \"poem\"]]' WHERE id = '007'", "does not match its digest"),
        ("UPDATE passages SET sentences = '[[0, 99]]' WHERE id = 2", "does not match its digest"),
        ("UPDATE passages SET sentences = '[' WHERE id = 2", "does not match its digest"),
        ("UPDATE articles SET path = '/b.txt' WHERE id = '007'", "does not match its digest"),
        ("UPDATE articles SET language = 'dE' WHERE id = '007'", "does not match its digest"),
        ("UPDATE passages SET start = start + 1 WHERE id = 2", "does not match its digest"),
        ("DROP TABLE passages", 'no such table|relation "passages" does not exist'),
    ],
)
def test_tampered_content_is_never_shown(tmp_path: Path, either_database: str, statement: str, reason: str) -> None:
    filled(tmp_path, either_database)
    tampered(tmp_path, either_database, statement)
    store = Store.open(tmp_path, url=either_database)
    with pytest.raises(ArchiveError, match=reason):
        everything(store)
    store.close()


def test_what_cannot_be_written_is_an_archive_error(store: Store, either_database: str) -> None:
    tampered(store.path, either_database, "DROP TABLE passages")
    with pytest.raises(ArchiveError, match=r'no such table: passages|relation "passages" does not exist'):
        store.apply(change(plain("a"), ids=(1,)), "g1")
