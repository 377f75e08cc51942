"""What every search engine owes the retrieval: one suite over the one inside and over Milvus."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from corpus.check import Check
from corpus.errors import IndexDamaged
from corpus.filters import FITS, Filter, Fit
from corpus.store import Snapshot, Store
from retrieval.encoder import Encoder
from retrieval.favoured_passages import Favoured
from retrieval.one_state import in_one_state
from retrieval.passage_index import Engine
from retrieval.scope import scope_of
from retrieval.selection import NOTHING, OneOf, Selection
from retrieval.understood import AskedPeriod, AskedSource, Understood
from tests.conftest import HashEncoder
from tests.engine_world import FIRST, NAMES, World, counted, halves, passages_of, vectors_of
from tests.postgres import own_schema

ALL = 10_000
QUESTIONS = ("Wo sind die Soldaten der Ausbildungsmission?", "Friedensplan im Irak 2018", "Which minister voted in Canada?")
Make = Callable[..., World]


@pytest.fixture(params=["embedded", "milvus", pytest.param("milvus beside PostgreSQL", marks=pytest.mark.slow)])
def world(request: pytest.FixtureRequest, tmp_path: Path, words_encoder: Encoder) -> Iterator[Make]:
    """Makes an archive over the engine; one called twice in a test makes another."""
    url = ""
    if request.param != "embedded":
        pytest.importorskip("milvus_lite", reason="Milvus Lite is not for this system", exc_type=ImportError)
        url = str(tmp_path / "engine.db")
    with ExitStack() as opened:
        server = request.getfixturevalue("postgres_server") if "PostgreSQL" in request.param else None

        def make(name: str = "archive", encoder: Encoder = words_encoder, seed: int = 1) -> World:
            database = opened.enter_context(own_schema(server)) if server else ""
            made = World(tmp_path / name, url, encoder, seed, database)
            opened.callback(made.close)
            return made

        yield make


def faults(world: World) -> list[str]:
    """What a thorough look finds wrong, after one that finds nothing where all is right."""
    ids, keys = Check("ids"), Check("keys")
    with world.store.read() as snapshot:
        found = world.engine.examined(snapshot, snapshot.generation)
        rows = found.rows(ids, keys)
        articles = list(snapshot.all_articles())
        by_article: dict[str, list] = {article.id: [] for article in articles}
        for passage in snapshot.all_passages():
            by_article[passage.article_id].append(passage)
        rows.look(articles, by_article)
        rows.finish()
        assert found.passages == ids.looked == snapshot.coverage().passages
    return [en for check in (ids, keys) for _, en in check.said]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_nearest_are_those_of_comparing_with_all(world: Make, words_encoder: Encoder, seed: int) -> None:
    archive = world(seed=seed)
    for step in ((30, 0, 0), (10, 12, 5)):
        archive.update(*step)
    with archive.opened() as (snapshot, index):
        held = vectors_of(words_encoder, passages_of(snapshot))
        for question in QUESTIONS:
            sought = archive.sought(question)
            expected = {key: float(vector @ sought.vector) for key, vector in held.items()}
            for count in (1, 7, ALL):
                found, _ = index.search(sought, count)
                assert len(found) == min(count, len(held))
                assert list(found.values()) == pytest.approx(sorted(expected.values(), reverse=True)[:count], abs=1e-5)
                assert {key: expected[key] for key in found} == pytest.approx(found, abs=1e-5)
        assert index.passage_vectors(list(held)) == pytest.approx(np.stack(list(held.values())), abs=1e-6)
        assert index.vocabulary.count == len(held)


def test_sentence_vectors_are_those_of_the_encoder_in_half_precision(world: Make, words_encoder: Encoder) -> None:
    archive = world()
    archive.update(add=12)
    archive.update(add=3, remove=2, change=4)
    with archive.opened() as (snapshot, index):
        held = passages_of(snapshot)
        found = index.sentence_vectors(list(held))
        for key, (article, passage) in held.items():
            sentences = [article.text[start:end] for start, end in passage.sentences]
            assert np.array_equal(found[key], halves(words_encoder.encode(sentences, "passage")))
            assert found[key].dtype == np.float32


def fit_of(article: Article, only: Filter) -> Fit | None:
    names = [fact.value for fact in (article.source, article.origin) if fact]
    return only.fit(article.published.value if article.published else None, article.not_before, names)


def test_a_filter_leaves_what_reading_every_article_does(world: Make) -> None:
    archive = world(seed=5)
    archive.update(add=60)
    days = [FIRST + timedelta(days=each) for each in (0, 25, 41, 42, 43, 90, 300)]
    filters = [Filter(since=one) for one in days] + [Filter(until=one) for one in days]
    filters += [Filter(one, other) for one in days for other in days if one <= other]
    filters += [Filter(source=name) for name in (*NAMES, "Unbekannt")] + [Filter(days[1], days[5], name) for name in NAMES]
    sought = archive.sought(QUESTIONS[0])
    with archive.opened() as (snapshot, index):
        held = passages_of(snapshot)
        words = index.search(sought, ALL)[1].keys()
        for only in filters:
            scope = scope_of(snapshot, only)
            parts = {("certain", "possible"): scope.dated, ("undated",): scope.undated, FITS: scope.searched}
            for fits, selection in parts.items():
                expected = {key for key, (article, _) in held.items() if fit_of(article, only) in fits}
                dense, lexical = index.search(sought, ALL, selection)
                assert (dense.keys(), lexical.keys()) == (expected, expected & words), (only, fits)
                assert (selection.count, set(selection.ids.tolist())) == (len(expected), expected)


def test_the_period_and_outlet_of_a_question_and_given_ids_narrow_alike(world: Make) -> None:
    archive = world(seed=6)
    archive.update(add=50)
    sought = archive.sought(QUESTIONS[0])
    with archive.opened() as (snapshot, index):
        favoured, ids = Favoured(snapshot.columns()), np.array(sorted(passages_of(snapshot)), dtype=np.int64)
        some = Selection.of(ids[::3])
        periods = [None, AskedPeriod(FIRST, FIRST + timedelta(days=20)), AskedPeriod(FIRST, None)]
        sources = [None, *(AskedSource(name, (name,)) for name in NAMES)]
        for asked in (Understood("de", period, source) for period in periods for source in sources if period or source):
            found = favoured.of(asked) or NOTHING
            for selection in (found, found.and_also(some), found.or_else(ids[:5]), some.and_also(found.or_else(ids[5:9]))):
                dense, lexical = index.search(sought, ALL, selection)
                assert dense.keys() == set(selection.ids.tolist())
                assert lexical.keys() <= dense.keys()
        assert index.search(sought, 5, NOTHING) == ({}, {})
        assert index.search(sought, 5, Selection(OneOf(()), 0, lambda: ids[:0])) == ({}, {})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_words_are_counted_as_brute_force_counts_them(world: Make, seed: int) -> None:
    archive, chance = world(seed=seed), np.random.default_rng(seed)
    archive.update(add=15)
    for _ in range(4):
        add, remove, change = chance.integers(0, 7, 3).tolist()
        archive.update(add, remove, change)
        with archive.opened() as (snapshot, index):
            held = passages_of(snapshot)
            expected = counted(held)
            vocabulary = index.at(snapshot).vocabulary
            assert {(field, term): vocabulary.frequency(field, term) for field, term in expected} == expected
            assert vocabulary.frequency("de", "gibtesnicht") == vocabulary.frequency("en", "soldat") == 0
            assert vocabulary.languages() == sorted({article.language for article, _ in held.values()})
            assert vocabulary.count == len(held)
            assert vocabulary.mentions("Kanada") == (expected["de", "kanada"] + expected["de_context", "kanada"] > 0)
    assert faults(archive) == []


def test_words_rank_by_bm25_whatever_the_engine(world: Make) -> None:
    """Not to the bit: an engine may count removed passages until it clears them away, and measure lengths as it stores them."""
    archive = world(seed=8)
    archive.update(add=80)
    with archive.opened() as (snapshot, index):
        held = passages_of(snapshot)
        _, found = index.search(archive.sought("Ölpreis"), ALL)
        holding = {key for key, (article, one) in held.items() if "ölpreis" in article.text[one.start : one.end].lower()}
        assert found and min(found.values()) > 0
        assert holding <= found.keys()
        assert list(found.values()) == sorted(found.values(), reverse=True)
        near = index.near("Ölpreis", ALL)
        assert near.keys() == holding
        assert list(index.near("Ölpreis", 3)) == list(near)[:3]
        _, misspelt = index.search(archive.sought("Kanadda"), ALL)
        assert misspelt.keys() == index.search(archive.sought("Kanada"), ALL)[1].keys() != set()
        assert index.near("der die nicht", ALL), "words that are left out of questions were printed, too"


def test_what_is_removed_or_changed_is_found_no_more(world: Make) -> None:
    archive = world(seed=9)
    archive.update(add=20)
    with archive.opened() as (snapshot, _):
        before = set(passages_of(snapshot))
    archive.update(remove=8, change=4)
    for _ in range(3):
        with archive.opened() as (snapshot, index):
            held = set(passages_of(snapshot))
            dense, lexical = index.search(archive.sought(QUESTIONS[0]), ALL)
            assert dense.keys() == held != before
            assert lexical.keys() <= held
            few, _ = index.search(archive.sought(QUESTIONS[0]), 5)
            assert list(few) == list(dense)[:5]
        assert faults(archive) == []
        archive.update(add=1)


def test_who_reads_the_state_of_before_gets_all_of_it(world: Make) -> None:
    archive = world(seed=10)
    archive.update(add=25)
    sought = archive.sought(QUESTIONS[0])
    with archive.opened() as (snapshot, index):
        held = passages_of(snapshot)
        dense, lexical = index.search(sought, 10)
        all_words = index.search(sought, ALL)[1].keys()
        archive.update(add=15, remove=10, change=5)  # while this reader still reads
        again, words = index.search(sought, 10)
        assert again == dense
        assert words.keys() <= held.keys() and len(words) == len(lexical)
        assert index.search(sought, ALL)[1].keys() == all_words
        assert index.sentence_vectors(list(held)).keys() == held.keys()
        assert len(index.passage_vectors(list(held))) == len(held)
        assert passages_of(snapshot).keys() == held.keys()
        assert index.at(snapshot).vocabulary.count == len(held)
    with archive.opened() as (snapshot, index):
        assert index.search(sought, ALL)[0].keys() == passages_of(snapshot).keys() != held.keys()


def test_who_reads_so_long_that_it_was_cleared_away_reads_the_state_of_now(world: Make) -> None:
    archive = world(seed=16)
    archive.update(add=20)
    sought = archive.sought(QUESTIONS[0])
    states: list[int] = []

    def read(snapshot: Snapshot) -> tuple[set[int], set[int]]:
        states.append(len(states))
        index = archive.engine.open(snapshot, snapshot.generation or "")
        if len(states) == 1:
            for _ in range(3):
                archive.update(add=1, remove=4)
        return set(index.search(sought, ALL)[0]), set(passages_of(snapshot))

    found, held = in_one_state(archive.store, archive.engine, read)
    assert found == held
    assert len(states) == (2 if archive.url else 1)


@pytest.mark.parametrize("everything", [False, True])
def test_an_update_that_dies_leaves_nothing_to_see(world: Make, monkeypatch: pytest.MonkeyPatch, everything: bool) -> None:
    archive = world(seed=11)
    archive.update(add=12)
    sought = archive.sought(QUESTIONS[0])
    with archive.opened() as (snapshot, index):
        name, held, found = index.name, passages_of(snapshot), index.search(sought, ALL)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        chance, articles = archive.chance.getstate(), dict(archive.articles)
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(Store, "apply", dies)
            archive.update(add=6, remove=2, change=2, everything=everything)
        archive.chance.setstate(chance)
        archive.articles = articles
        with archive.opened() as (snapshot, index):
            assert (index.name, passages_of(snapshot)) == (name, held)
            dense, lexical = index.search(sought, ALL)
            assert (dense, lexical.keys()) == (found[0], found[1].keys())
    archive.update(add=6, remove=2, change=2, everything=everything)
    assert faults(archive) == []
    with archive.opened() as (snapshot, index):
        assert index.search(sought, ALL)[0].keys() == passages_of(snapshot).keys()


class OtherEncoder(HashEncoder):
    identity = "other words"


def test_another_model_is_refused_and_takes_the_place_of_the_first(world: Make, words_encoder: Encoder) -> None:
    archive = world(seed=12)
    archive.update(add=10)
    other = OtherEncoder()
    with archive.store.read() as snapshot:
        name = snapshot.generation or ""
        with pytest.raises(IndexDamaged, match="it belongs to the model words, set is other words"):
            archive.engine.open(snapshot, name, other.identity)
        archive.encoder = other
        assert archive.update(add=2).rebuilt
        index = archive.engine.open(snapshot, name, words_encoder.identity)  # who still reads has the first beside it
        assert index.search(archive.sought(QUESTIONS[0]), ALL)[0].keys() == passages_of(snapshot).keys()
    assert faults(archive) == []
    archive.update(add=1)
    with archive.opened() as (snapshot, index):
        assert index.model == "other words"
        with pytest.raises(IndexDamaged):
            archive.engine.open(snapshot, name, words_encoder.identity)


def test_two_archives_of_one_engine_know_nothing_of_each_other(world: Make) -> None:
    one, other = world("one", seed=13), world("other", seed=14)
    one.update(add=8)
    other.update(add=5)
    one.update(add=1, everything=True)
    other.update(add=1)
    for archive in (one, other):
        with archive.opened() as (snapshot, index):
            assert index.search(archive.sought(QUESTIONS[0]), ALL)[0].keys() == passages_of(snapshot).keys()
        assert faults(archive) == []


def test_nothing_is_encoded_twice_of_what_changes(world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = world(seed=15)
    archive.update(add=10)
    article = next(iter(archive.articles.values()))
    texts: list[str] = []
    encode = HashEncoder.encode
    monkeypatch.setattr(HashEncoder, "encode", lambda *given: texts.extend(given[1]) or encode(*given))
    archive.write([article], [])  # as it was: all its vectors are there
    assert [text for text in texts if text in article.text] == []
    assert faults(archive) == []


def test_an_engine_that_holds_nothing_says_so(world: Make) -> None:
    archive = world()
    engine: Engine = archive.engine
    with archive.store.read() as snapshot, pytest.raises(IndexDamaged, match="there is none yet"):
        engine.examined(snapshot, snapshot.generation)
    archive.update()
    with archive.opened() as (_, index):
        assert index.search(archive.sought(QUESTIONS[0]), 5) == ({}, {})
        assert index.near("Irak", 5) == {}
        assert index.vocabulary.languages() == []
