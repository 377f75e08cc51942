"""What articles are chosen by, in columns, against reading every article."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Passage
from corpus.columns import Columns
from corpus.dates import DateInterval
from corpus.faults import FileRecord
from corpus.filters import NO_FILTER, Filter, Fit
from corpus.holdings import Extent
from corpus.provenance import Provenance, Sourced
from corpus.store import Change, Coverage, Store
from retrieval.archive_facts import Held
from retrieval.favoured_passages import Favoured
from retrieval.ids import among
from retrieval.selection import Selection
from retrieval.understood import AskedPeriod, AskedSource, Understood
from tests.postgres import tampered

DAYS = st.dates(date(2017, 12, 25), date(2018, 1, 8)) | st.sampled_from([date.min, date.max, date(1969, 12, 31)])
SPANS = st.tuples(DAYS, DAYS).map(lambda days: DateInterval(min(days), max(days)))
NAMES = st.sampled_from(["Der Spiegel", "spiegel.de", "dpa/RND", "RND", "dpa", "Blatt (Ort)", "Äther", "…"])


def sourced(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | values.map(lambda value: Sourced(value, Provenance.USER))


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    since, until = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if since and until:
        since, until = min(since, until), max(since, until)
    return Filter(since, until, draw(st.none() | NAMES.filter(lambda name: name != "…")))


@st.composite
def archives(draw: st.DrawFn) -> tuple[list[Article], list[Passage]]:
    """Articles, and passages of which some are written in turns."""
    ids = draw(st.lists(st.text("abc01ä", min_size=1, max_size=6), max_size=7, unique=True))
    articles = [
        Article(
            id=key,
            path=f"/{number}.txt",
            text="Der Rat tagt.",
            language=draw(st.sampled_from(["de", "en"])),
            source=draw(sourced(NAMES)),
            origin=draw(sourced(NAMES)),
            published=draw(sourced(SPANS)),
            not_before=draw(st.none() | DAYS),
        )
        for number, key in enumerate(ids)
    ]
    owners = draw(st.lists(st.sampled_from(ids), max_size=20)) if ids else []
    numbers = sorted(draw(st.sets(st.integers(1, 60), min_size=len(owners), max_size=len(owners))))
    return articles, [Passage(number, owner, 0, 3, ((0, 3),)) for number, owner in zip(numbers, owners, strict=True)]


def written(folder: Path, archive: tuple[list[Article], list[Passage]], url: str = "") -> Store:
    articles, passages = archive
    store = Store.open(folder, create=True, url=url)
    store.apply(Change(articles, passages, {article.path: "d" for article in articles}), "g1")
    return store


def names_of(article: Article) -> list[str]:
    return [fact.value for fact in (article.source, article.origin) if fact]


def days_of(article: Article) -> DateInterval | None:
    return article.published.value if article.published else None


def plain_coverage(articles: list[Article], passages: list[Passage]) -> Coverage:
    kept = {article.id for article in articles}
    dated = [days for article in articles if (days := days_of(article))]
    return Coverage(
        articles=len(articles),
        passages=sum(passage.article_id in kept for passage in passages),
        undated=len(articles) - len(dated),
        earliest=min((days.earliest for days in dated), default=None),
        latest=max((days.latest for days in dated), default=None),
        sources=dict(Counter(article.source.value if article.source else "" for article in articles)),
        languages=dict(Counter(article.language for article in articles)),
    )


def plain_favoured(articles: list[Article], passages: list[Passage], asked: Understood) -> list[int] | None:
    by_id = {article.id: article for article in articles}
    tests = []
    if asked.period:
        period = asked.period.days
        tests.append(lambda article: (days := days_of(article)) is not None and days.overlaps(period))
    if asked.source:
        names = asked.source.sources
        tests.append(lambda article: any(name in names for name in names_of(article)))
    if not tests:
        return None
    for rule in (all, any):
        found = [passage.id for passage in passages if rule(test(by_id[passage.article_id]) for test in tests)]
        if found:
            return found
    return None


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(archives(), filters())
def test_a_filter_leaves_what_reading_every_article_does(
    tmp_path_factory: pytest.TempPathFactory, archive: tuple[list[Article], list[Passage]], only: Filter
) -> None:
    articles, passages = archive
    store = written(tmp_path_factory.mktemp("archive"), archive)
    with store.read() as snapshot:
        found, coverage, extent = snapshot.fits(only), snapshot.coverage_of(only), snapshot.extent()
    store.close()
    plain: dict[str, Fit] = {a.id: fit for a in articles if (fit := only.fit(days_of(a), a.not_before, names_of(a)))}
    assert (dict(found), len(found), "missing" in found) == (plain, len(plain), False)
    for fit in ("certain", "possible", "undated"):
        assert found.passages(fit).tolist() == [p.id for p in passages if plain.get(p.article_id) == fit]
    assert found.passages("certain", "undated").tolist() == [
        p.id for p in passages if plain.get(p.article_id) in ("certain", "undated")
    ]
    expected = plain_coverage([article for article in articles if article.id in plain], passages)
    assert coverage == expected
    assert list(coverage.sources) == sorted(expected.sources, key=lambda name: (-expected.sources[name], name))
    assert extent.names == tuple(sorted({name for article in articles for name in names_of(article)}))


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(
    archives(),
    st.none() | SPANS.map(AskedPeriod.of),
    st.none() | st.sets(NAMES, min_size=1).map(lambda names: AskedSource("x", tuple(sorted(names)))),
    st.sets(st.integers(1, 60)),
    st.none() | st.sets(st.integers(1, 60)),
)
def test_a_period_and_outlet_favour_what_reading_every_article_does(
    tmp_path_factory: pytest.TempPathFactory,
    archive: tuple[list[Article], list[Passage]],
    period: AskedPeriod | None,
    source: AskedSource | None,
    more: set[int],
    allowed: set[int] | None,
) -> None:
    asked = Understood("de", period, source)
    store = written(tmp_path_factory.mktemp("archive"), archive)
    with store.read() as snapshot:
        favoured, held = Favoured(snapshot.columns()), Held(snapshot.extent(), snapshot.columns())
    store.close()
    plain, found = plain_favoured(*archive, asked), favoured.of(asked)
    assert (None if found is None else found.ids.tolist()) == plain
    assert found is None or found.count == len(found.ids)
    ids = np.array(sorted(more), dtype=np.int64)
    limit = None if allowed is None else Selection.of(np.array(sorted(allowed), dtype=np.int64))
    within = {*(plain or ()), *more} & (allowed if allowed is not None else {*range(100)})
    twice = [held.favoured(asked, ids, limit) for _ in range(2)]
    assert [each.ids.tolist() for each in twice] == [sorted(within)] * 2
    unnarrowed = held.favoured(replace(asked, narrow=False), ids, limit)
    assert unnarrowed.ids.tolist() == sorted(more & (allowed if allowed is not None else more))


@given(st.lists(SPANS, max_size=8))
def test_the_extent_overlaps_and_lacks_what_the_days_do(spans: list[DateInterval]) -> None:
    first, last = (np.array([getattr(days, end).toordinal() for days in spans], np.int32) for end in ("earliest", "latest"))
    none = np.zeros(len(spans), np.int32)
    ids = np.array([str(number).encode() for number in range(len(spans))], dtype="S2")
    runs = np.zeros(0, np.int64)
    columns = Columns(ids, first, last, none, none - 1, none - 1, none, runs, runs, none[:0], (), ("de",))
    extent = columns.extent()
    one_by_one = Extent((), tuple(sorted(spans, key=lambda days: days.earliest)))
    assert all(
        one.latest.toordinal() + 1 < other.earliest.toordinal()
        for one, other in zip(extent.spans, extent.spans[1:], strict=False)
    )
    assert {day for days in extent.spans for day in (days.earliest, days.latest)} <= {
        day for days in spans for day in (days.earliest, days.latest)
    }
    for start in range(date(2017, 12, 20).toordinal(), date(2018, 1, 12).toordinal()):
        day = DateInterval(date.fromordinal(start), date.fromordinal(start))
        assert extent.overlaps(day) == any(days.overlaps(day) for days in one_by_one.spans)


def test_the_same_passages_are_the_same_selection(tmp_path: Path) -> None:
    may = DateInterval.of(2018, 5)
    article = Article("a", "/a.txt", "Der Rat tagt.", "de", published=Sourced(may, Provenance.USER))
    store = written(tmp_path, ([article], [Passage(4, "a", 0, 3, ((0, 3),)), Passage(5, "a", 4, 7, ((4, 7),))]))
    with store.read() as snapshot:
        held = Held(snapshot.extent(), snapshot.columns())
    store.close()
    asked, every = Understood("de", AskedPeriod.of(may)), Selection.of(np.arange(1, 9))
    one, other = (held.favoured(asked, np.array(more), None) for more in ([4], []))
    assert one is other
    assert one.ids is other.ids and one.ids.tolist() == [4, 5]
    assert held.favoured(asked, np.array([5]), every) is held.favoured(asked, np.array([], dtype=np.int64), every)


@given(st.lists(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_among(ids: list[int], allowed: set[int]) -> None:
    found = among(np.array(ids, dtype=np.int64), np.array(sorted(allowed), dtype=np.int64))
    assert found.tolist() == [one in allowed for one in ids]


@pytest.fixture
def archive(tmp_path: Path, either_database: str) -> Iterator[Store]:
    paper = Article("a", "/a.txt", "Der Rat tagt.", "de", source=Sourced("Blatt", Provenance.USER))
    made = [paper, Article("b", "/b.txt", "Er ruht.", "en")], [Passage(3, "b", 0, 3, ((0, 3),))]
    store = written(tmp_path, made, either_database)
    yield store
    store.close()


def seen(store: Store, url: str) -> list[tuple[list[bytes], list[int], tuple[str, ...]]]:
    """As a store that has read nothing yet, and as one that has, find it."""
    found = []
    for each in (other := Store.open(store.path, url=url), store):
        with each.read() as snapshot:
            columns = snapshot.columns()
        found.append((columns.ids.tolist(), columns.lengths.tolist(), columns.names))
    other.close()
    return found


@pytest.mark.parametrize(
    "damage",
    ["DROP TABLE columns", "DELETE FROM columns", "UPDATE columns SET data = x'00'", "UPDATE columns SET generation = 'g0'"],
)
def test_columns_that_are_missing_damaged_or_of_others_are_made_anew(archive: Store, either_database: str, damage: str) -> None:
    assert seen(archive, either_database) == [([b"a", b"b"], [0, 1], ("Blatt",))] * 2
    tampered(archive.path, either_database, damage)
    archive.close()  # a server is asked once on each connection whether a table is there
    assert seen(archive, either_database) == [([b"a", b"b"], [0, 1], ("Blatt",))] * 2


def test_columns_follow_every_change_under_whatever_name(archive: Store, either_database: str) -> None:
    assert seen(archive, either_database)[0] == seen(archive, either_database)[1]
    archive.apply(Change([], [], {}, removed=["a"]), "g1")
    assert seen(archive, either_database) == [([b"b"], [1], ())] * 2
    with archive.read() as snapshot:
        assert len(snapshot.fits(NO_FILTER)) == 1


def test_an_archive_made_before_gets_the_tables_it_lacks_at_its_next_change(archive: Store, either_database: str) -> None:
    tampered(archive.path, either_database, "DROP TABLE columns")
    tampered(archive.path, either_database, "DROP TABLE files")
    archive.remember_files({"/b.txt": FileRecord("x")})
    archive.apply(Change([], [], {}, removed=["a"]), "g1")
    assert seen(archive, either_database) == [([b"b"], [1], ())] * 2
    with archive.read() as snapshot:
        assert snapshot.files()["/b.txt"].digest == "x"
