from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import duplicate_store
from corpus.article import Article
from corpus.blocks import find_blocks
from corpus.coverage import Duplicates
from corpus.duplicates import clusters, pack, sampled, share, signature, unpack
from corpus.errors import IndexDamaged
from corpus.store import Change, Store
from tests.postgres import tampered

Window = tuple[int, int]


def article(name: str, text: str) -> Article:
    return Article(name, f"/archiv/{name}.txt", text, "de", blocks=find_blocks(text)[0])


def window(first: int, last: int) -> str:
    """A sentence of the words „wort17“ from `first` up to `last`: it has `last - first - 3` runs."""
    return " ".join(f"wort{n}" for n in range(first, last)) + "."


def runs(text: str) -> frozenset[int]:
    return frozenset(signature(article("a", text)))


def test_a_signature_counts_runs_of_four_words() -> None:
    assert len(runs(window(0, 100))) == 97
    assert runs("Der Rat tagt.") == frozenset()
    assert runs(window(0, 4)) != runs(window(1, 5))


LEAD = "Die Nato-Mission wächst deutlich, sagte der Sprecher des Bündnisses am Montag."


@pytest.mark.parametrize(
    "same",
    [
        LEAD.upper().replace("WÄCHST", "wa\u0308chst"),
        LEAD.replace("Nato-Mission", "Nato\u00ad-Mis\u00adsion"),
        LEAD.replace("Nato-Mission", "Natomission"),
        LEAD.replace("Bündnisses", "Bünd-\nnisses"),
        "BRÜSSEL (dpa) – " + LEAD,
        "Brüssel/Bagdad - " + LEAD,
        f"Nato wächst weiter\n\n{LEAD}\n\nVon dpa/RND",
        f"{LEAD}\n\nBild: Ein Soldat an der Tafel. Foto: Muster",
    ],
)
def test_furniture_case_and_hyphens_are_no_words(same: str) -> None:
    assert runs(same) == runs(LEAD)


def test_another_number_is_another_run_and_no_other_text() -> None:
    one, other = (f"{window(0, 30)} Es sind {n} Soldaten. {window(40, 70)}" for n in (20, 21))
    assert len(runs(one) & runs(other)) == 64 - 3 - 4  # 64 words; four runs hold the number
    assert share(runs(one), runs(other)) == 57 / 61


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 100), (0, 100), 1.0),
        ((0, 100), (0, 35), 1.0),  # cut to a third
        ((0, 100), (50, 150), 47 / 97),
        ((0, 100), (67, 200), 30 / 97),
        ((0, 100), (68, 200), 0.0),  # 29 of 97 are less than three in ten
        ((0, 23), (0, 23), 1.0),  # 20 runs
        ((0, 22), (0, 22), 0.0),  # 19: too few to be sure
        ((0, 100), (100, 200), 0.0),
    ],
)
def test_the_share_is_of_the_shorter(one: Window, other: Window, expected: float) -> None:
    assert share(runs(window(*one)), runs(window(*other))) == pytest.approx(expected)
    assert share(runs(window(*other)), runs(window(*one))) == pytest.approx(expected)


def symmetric(**pairs: float) -> dict[str, dict[str, float]]:
    """Relatives from shares by pair of one-letter names."""
    made: dict[str, dict[str, float]] = {name: {} for pair in pairs for name in pair}
    for (one, other), part in pairs.items():
        made[one][other] = made[other][one] = part
    return made


@pytest.mark.parametrize(
    ("relatives", "expected"),
    [
        (symmetric(ab=0.9), ["ab"]),
        (symmetric(ab=0.9, bc=0.8, ac=0.4), ["abc"]),
        (symmetric(ra=0.6, rb=0.5, rc=0.4), ["ar"]),  # a roundup goes with the report that it has most of
        (symmetric(ra=0.6, rb=0.5, ac=0.9, bd=0.9), ["ac", "bd"]),
        (symmetric(ab=0.9, cd=0.9, bc=0.5), ["ab", "cd"]),
        (symmetric(ab=0.9, cd=0.9, bc=0.5, ad=0.5), ["ab", "cd"]),  # half of the four is not most
        (symmetric(ab=0.9, cd=0.9, bc=0.5, ad=0.5, ac=0.5), ["abcd"]),
        ({"a": {}}, []),
    ],
)
def test_clusters_do_not_chain(relatives: dict[str, dict[str, float]], expected: list[str]) -> None:
    assert clusters(relatives) == [frozenset(group) for group in expected]


@given(st.lists(st.integers(0, 2**32 - 1)).map(tuple))
def test_a_packed_signature_comes_back(found: tuple[int, ...]) -> None:
    assert unpack(pack(found)) == found


def apply(store: Store, *articles: Article, removed: tuple[str, ...] = ()) -> None:
    store.apply(Change(articles, (), {each.path: "d" for each in articles}, removed), "g")


@dataclass(frozen=True)
class Archive:
    """An archive in either database."""

    folder: Path
    url: str

    def store(self, create: bool = False) -> Store:
        return Store.open(self.folder, create=create, url=self.url)


def known(folder: Path, url: str = "") -> tuple[dict[str, tuple[bytes, str, str | None]], set[tuple[int, str]]]:
    """All that is stored of copies, without the numbers that the order of coming gives."""
    with closing(Store.open(folder, url=url)) as store, store.checked() as db:
        rows = db.exec_driver_sql("SELECT number, article_id, signature, relatives, cluster FROM duplicates").all()
        names = {row[0]: row[1] for row in rows}
        indexed = {(run, names[number]) for run, number in db.exec_driver_sql("SELECT run, number FROM duplicate_runs")}
    return {row[1]: tuple(row[2:]) for row in rows}, indexed


def stored(batches: list[list[Article]], removed: tuple[str, ...] = ()) -> tuple[object, object]:
    """What an archive knows of copies after these ingests, and then the removal of some."""
    with TemporaryDirectory() as name:
        store = Store.open(Path(name), create=True)
        for batch in batches:
            apply(store, *batch)
        if removed:
            apply(store, removed=removed)
        store.close()
        return known(Path(name))


WINDOWS = st.tuples(st.integers(0, 20), st.integers(3, 12)).map(lambda drawn: (drawn[0] * 5, (drawn[0] + drawn[1]) * 5))
ARTICLES = st.lists(WINDOWS, min_size=1, max_size=8).map(
    lambda windows: [article(f"{n:02}", window(*found)) for n, found in enumerate(windows)]
)
few = settings(max_examples=25, deadline=None)


@pytest.mark.slow
@few
@given(ARTICLES, st.randoms(use_true_random=False), st.sampled_from([2, 200]))
def test_the_order_of_coming_changes_nothing(articles: list[Article], random, common: int) -> None:
    with patch.object(duplicate_store, "COMMON", common):
        at_once = stored([articles])
        mixed = random.sample(articles, len(articles))
        assert stored([[each] for each in mixed]) == at_once
        assert stored([mixed[:3], mixed[3:], mixed[:2]]) == at_once  # and some once more


@pytest.mark.slow
@few
@given(ARTICLES, ARTICLES, st.sampled_from([2, 200]))
def test_what_was_added_and_removed_leaves_no_trace(kept: list[Article], gone: list[Article], common: int) -> None:
    others = [article(f"x{each.id}", each.text) for each in gone]
    with patch.object(duplicate_store, "COMMON", common):
        assert stored([kept, others], tuple(each.id for each in others)) == stored([kept])


@pytest.mark.slow
@few
@given(ARTICLES, st.sampled_from([2, 200]))
def test_relatives_are_what_comparing_every_pair_gives(articles: list[Article], common: int) -> None:
    signatures = {each.id: frozenset(signature(each)) for each in articles}
    counts = Counter(run for found in signatures.values() for run in sampled(found))
    expected: dict[str, dict[str, float]] = {each.id: {} for each in articles}
    for one, other in combinations(signatures, 2):
        together = signatures[one] & signatures[other]
        rare = [run for run in sampled(together) if counts[run] <= common]
        if len(rare) >= 2 and share(signatures[one], signatures[other]):
            expected[one][other] = expected[other][one] = share(signatures[one], signatures[other])
    of = {key: min(group) for group in clusters(expected) for key in group}
    with patch.object(duplicate_store, "COMMON", common), TemporaryDirectory() as name:
        store = Store.open(Path(name), create=True)
        for each in articles:
            apply(store, each)
        with store.read() as snapshot:
            assert {key: found.id for key, found in snapshot.clusters(signatures).items()} == of
            assert snapshot.coverage().duplicates == Duplicates(len(set(of.values())), len(of))
        store.close()
        assert {key: eval(row[1]) for key, row in known(Path(name))[0].items()} == expected


COPIES = [article("a1", window(0, 100)), article("b2", window(0, 60)), article("c3", window(30, 110))]
OTHER = article("d4", window(500, 560))


def test_a_notice_in_very_many_articles_makes_no_copies() -> None:
    notice = window(900, 940)
    with patch.object(duplicate_store, "COMMON", 3), TemporaryDirectory() as name:
        store = Store.open(Path(name), create=True)
        apply(store, *(article(f"n{n}", f"{window(n * 50, n * 50 + 40)} {notice}") for n in range(3)))
        with store.read() as snapshot:
            assert snapshot.coverage().duplicates == Duplicates(1, 3)
        apply(store, article("n9", f"{window(450, 490)} {notice}"))
        with store.read() as snapshot:
            assert snapshot.coverage().duplicates == Duplicates(0, 0)
        apply(store, removed=("n0",))
        with store.read() as snapshot:
            assert snapshot.clusters(["n9"])["n9"].articles == ("n1", "n2", "n9")
        store.close()


@pytest.fixture
def archive(tmp_path: Path, either_database: str) -> Archive:
    made = Archive(tmp_path, either_database)
    with closing(made.store(create=True)) as store:
        apply(store, *COPIES, OTHER)
    return made


def clusters_in(archive: Archive) -> dict[str, tuple[str, ...]]:
    store = archive.store()
    try:
        with store.read() as snapshot:
            return {key: found.articles for key, found in snapshot.clusters(["a1", "b2", "c3", "d4"]).items()}
    finally:
        store.close()


def change(archive: Archive, *statements: str) -> None:
    for statement in statements:
        tampered(archive.folder, archive.url, statement)


def test_a_cluster_names_all_its_articles(archive: Archive) -> None:
    # c3 shares 67 of its 77 runs with a1, and 27 of the 57 of b2
    assert clusters_in(archive) == dict.fromkeys(("a1", "b2", "c3"), ("a1", "b2", "c3"))


def test_an_article_that_was_removed_since_it_was_quoted_has_no_cluster_and_is_no_damage(archive: Archive) -> None:
    store = archive.store()
    store.apply(Change([], [], {}, ["b2"]), "without")
    with store.read() as snapshot:
        assert snapshot.clusters(["a1", "b2"]).keys() == {"a1"}
    store.close()


@pytest.mark.parametrize("column", ["signature = x'00000000'", "relatives = '{}'", "cluster = 'd4'", "number = 77"])
def test_a_damaged_row_is_refused_and_made_anew_by_the_next_change(archive: Archive, column: str) -> None:
    change(archive, f"UPDATE duplicates SET {column} WHERE article_id = 'b2'")
    with pytest.raises(IndexDamaged, match="reindex"):
        clusters_in(archive)
    store = archive.store()
    apply(store, COPIES[1])
    store.close()
    assert clusters_in(archive)["a1"] == ("a1", "b2", "c3")


@pytest.mark.parametrize("lost", ["article_id = 'b2'", "article_id = 'd4'", "cluster IS NOT NULL", "true"])
def test_a_lost_row_is_refused_and_made_anew_with_the_index(archive: Archive, lost: str) -> None:
    change(archive, f"DELETE FROM duplicates WHERE {lost}")
    with pytest.raises(IndexDamaged, match="reindex"):
        clusters_in(archive)  # to leave it out would make copies texts of their own
    store = archive.store()
    store.apply(Change([], [], {}, resplit=True), "anew")
    store.close()
    assert clusters_in(archive) == dict.fromkeys(("a1", "b2", "c3"), ("a1", "b2", "c3"))


def test_an_archive_of_before_has_no_copies_until_it_changes(archive: Archive) -> None:
    change(
        archive,
        "DROP TABLE duplicates",
        "DROP TABLE duplicate_runs",
        "DELETE FROM meta WHERE name IN ('duplicates', 'coverage')",
    )
    assert clusters_in(archive) == {}
    store = archive.store(create=True)
    with store.read() as snapshot:
        assert snapshot.coverage().duplicates == Duplicates(0, 0)
    apply(store, OTHER)
    store.close()
    assert clusters_in(archive)["b2"] == ("a1", "b2", "c3")


def test_another_version_of_signatures_makes_all_anew(archive: Archive) -> None:
    before = known(archive.folder, archive.url)
    change(archive, "UPDATE meta SET value = '0' WHERE name = 'duplicates'", "UPDATE duplicates SET row_digest = ''")
    store = archive.store()
    apply(store, removed=("unknown",))
    store.close()
    assert known(archive.folder, archive.url) == before
