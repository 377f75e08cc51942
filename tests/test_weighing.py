"""Which of several places is believed, and what is kept of those that say otherwise."""

import re
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article, BlockKind
from corpus.build import build_article
from corpus.dates import DateInterval, parse_date
from corpus.metadata import NOTHING, Metadata
from corpus.provenance import Conflict, Provenance, Sourced
from corpus.readers.base import Claim, ReadArticle
from corpus.store import Change, Store
from corpus.weighing import weigh

TODAY = date(2026, 3, 1)
PLACES = {place.value: place for place in Provenance}


def said(place: str, **values: str) -> Claim:
    made = {name: parse_date(value) if name == "date" else value for name, value in values.items()}
    if "authors" in made:
        made["authors"] = tuple(values["authors"].split(";"))
    return Metadata(**made), PLACES[place]


def built(text: str, *claims: Claim, name: str = "rat.txt", beside: Metadata = NOTHING, part: str = "") -> Article:
    return build_article(Path("/archiv") / name, ReadArticle(text, part=part, claims=claims), beside, today=lambda: TODAY)


def dated(article: Article) -> tuple[str, str] | None:
    return (article.published.value.iso(), article.published.provenance.value) if article.published else None


def contradictions(article: Article) -> list[tuple[str, str, str]]:
    return [
        (
            c.field,
            c.other.value.iso() if isinstance(c.other.value, DateInterval) else str(c.other.value),
            c.other.provenance.value,
        )
        for c in article.conflicts
    ]


@pytest.mark.parametrize(
    ("claims", "value", "place", "others"),
    [
        ("header 2018-02, url 2018-02-15", "2018-02-15", "url", []),
        ("header 2018-02-15, url 2018-02", "2018-02-15", "header", []),
        ("user 2018, header 2018-02, url 2018-02-15", "2018-02-15", "url", []),
        ("header 2018-02, url 2018-03-15", "2018-02", "header", ["2018-03-15"]),
        ("header 2018-02, url 2018-02-15, filename 2018-02-16", "2018-02-15", "url", ["2018-02-16"]),
        ("header 2018-02, url 2018-03, filename 2018-02-16", "2018-02-16", "filename", ["2018-03"]),
        ("json-ld 2018-02-15, metadata 2018-02-15", "2018-02-15", "json-ld", []),
        ("user 2017, sidecar 2018, header 2018-02", "2017", "user", ["2018", "2018-02"]),
        ("header 2018-02-10/2018-02-20, url 2018-02", "2018-02-10/2018-02-20", "header", []),
        (
            "header 2018-02-10/2018-02-20, url 2018-02-15/2018-03-01",
            "2018-02-10/2018-02-20",
            "header",
            ["2018-02-15/2018-03-01"],
        ),
        ("filename 2018-02-16, dateline 2018-02-15", "2018-02-16", "filename", []),
        ("filename 2018-02-15, dateline 2018-02-16", "2018-02-15", "filename", ["2018-02-16"]),
        ("header 2018-02, filename 2018-02-16, dateline 2018-02-15", "2018-02-16", "filename", []),
        ("header 2018-02, dateline 2018-02-15", "2018-02-15", "dateline", []),
        ("header 2018-02-20, dateline 2018-02-15", "2018-02-20", "header", ["2018-02-15"]),
    ],
)
def test_dates_that_agree_and_dates_that_do_not(claims: str, value: str, place: str, others: list[str]) -> None:
    made = [said(one.split()[0], date=one.split()[1]) for one in claims.split(", ")]
    for order in (made, made[::-1]):
        chosen, conflicts = weigh(order)
        assert chosen["date"] == Sourced(parse_date(value), PLACES[place])
        assert sorted(c.other.value.iso() for c in conflicts) == sorted(others)
        assert all(c.kept == chosen["date"] for c in conflicts)


@pytest.mark.parametrize(
    ("field", "one", "other", "agree"),
    [
        ("source", "Der Spiegel", "spiegel.de", True),
        ("source", "Süddeutsche Zeitung", "SZ", True),
        ("source", "Morgenblatt (Beispiel)", "MORGENBLATT", True),
        ("source", "dpa/RND", "rnd.de", True),
        ("source", "ARD", "tagesschau.de", True),
        ("source", "Morgenblatt", "Abendkurier", False),
        ("origin", "Reuters", "rtr", True),
        ("origin", "dpa", "AFP", False),
        ("authors", "Jane Doe;John Roe", "JANE DOE", True),
        ("authors", "Jane Doe", "John Roe", False),
        ("title", "Neue Stühle", "Neue Stühle – Morgenblatt", True),
        ("title", "Neue Stühle", "Alte Tische", False),
        ("url", "https://www.morgenblatt.de/a/", "http://morgenblatt.de/a?x=1", True),
        ("url", "https://morgenblatt.de/a", "https://morgenblatt.de/b", False),
        ("language", "de", "en", True),
    ],
)
def test_names_that_mean_the_same_are_no_conflict(field: str, one: str, other: str, agree: bool) -> None:
    chosen, conflicts = weigh([said("json-ld", **{field: one}), said("url", **{field: other})])
    assert chosen[field].provenance is Provenance.JSON_LD
    assert [c.field for c in conflicts] == ([] if agree else [field])


def test_a_byline_of_agencies_names_the_outlet_only_where_nothing_else_does() -> None:
    text = "Der Rat tagt im Saal.\n\nVon dpa"
    assert built(text).source == Sourced("dpa", Provenance.BYLINE)
    article = built(text, said("metadata", url="https://www.morgenblatt.de/2018/02/15/rat"))
    assert article.source == Sourced("morgenblatt.de", Provenance.URL)
    assert article.origin == Sourced("dpa", Provenance.BYLINE)
    assert (dated(article), article.conflicts) == (("2018-02-15", "url"), ())


def test_every_place_speaks_and_each_field_knows_which() -> None:
    text = "Neue Stühle\n\nVon Erika Mustermann\n\nBERLIN (dpa) – Der Rat hat sie bestellt.\n\nStand: 16.02.2018, 14:30 Uhr"
    article = built(text, said("json-ld", date="2018-02"), name="2018-02-15_tagesschau.txt")
    assert dated(article) == ("2018-02-16", "byline")
    assert article.source == Sourced("tagesschau", Provenance.FILENAME)
    assert article.origin == Sourced("dpa", Provenance.DATELINE)
    assert article.authors == Sourced(("Erika Mustermann",), Provenance.BYLINE)
    assert article.title == Sourced("Neue Stühle", Provenance.TEXT)
    assert contradictions(article) == [("date", "2018-02-15", "filename")]
    assert [b.kind.value for b in article.blocks] == ["title", "byline", "prose", "byline"]


def test_the_name_of_a_file_of_many_articles_says_nothing_of_one() -> None:
    article = built("Der Rat tagt.", name="2018-02-15_tagesschau.jsonl", part="7")
    assert (article.published, article.source) == (None, None)


@pytest.mark.parametrize(
    ("dateline", "known", "expected", "others"),
    [
        ("Berlin, 15. Februar (dpa) – ", None, None, []),
        ("Berlin, 15. Februar (dpa) – ", "2018-02", ("2018-02-15", "dateline"), []),
        ("Berlin, 15. Februar (dpa) – ", "2018", ("2018-02-15", "dateline"), []),
        ("Berlin, 15. Februar (dpa) – ", "2018-02-16", ("2018-02-16", "metadata"), []),
        ("Berlin, 31. Dezember (dpa) – ", "2018-01-01", ("2018-01-01", "metadata"), []),
        ("Berlin, 31. Dezember (dpa) – ", "2018-12", ("2018-12-31", "dateline"), []),
        ("Berlin, 15. März (dpa) – ", "2018-02", ("2018-02", "metadata"), [("date", "2018-03-15", "dateline")]),
        ("Berlin, 15. Februar 2018 (dpa) – ", None, ("2018-02-15", "dateline"), []),
        ("BAGHDAD, Feb 15 (Reuters) - ", "2018-02", ("2018-02-15", "dateline"), []),
        ("Berlin, 15. Februar (dpa) – ", "2017-06-01/2018-06-01", ("2018-02-15", "dateline"), []),
        ("Berlin, 15. Februar (dpa) – ", "2017-01-01/2018-12-31", ("2017-01-01/2018-12-31", "metadata"), []),
        ("Berlin, 29. Februar (dpa) – ", "2019-02", ("2019-02", "metadata"), []),
    ],
)
def test_a_dateline_has_a_year_only_from_elsewhere(
    dateline: str, known: str | None, expected: tuple[str, str] | None, others: list[tuple[str, str, str]]
) -> None:
    article = built(dateline + "Der Rat tagt im Saal.", *([said("metadata", date=known)] if known else []))
    assert (dated(article), contradictions(article)) == (expected, others)
    assert article.text.startswith(dateline)


def test_a_dateline_alone_is_a_block_that_is_never_quoted() -> None:
    article = built("Neue Stühle\n\nBRÜSSEL (dpa) –\n\nDer Rat hat sie am Montag bestellt.")
    assert [(b.kind, article.text[b.start : b.end]) for b in article.blocks][1] == (BlockKind.DATELINE, "BRÜSSEL (dpa) –")
    assert article.origin == Sourced("dpa", Provenance.DATELINE)


def test_a_date_line_near_the_top_dates_and_a_chronicle_does_not() -> None:
    rest = "Der Rat hat sie am Montag im großen Saal bestellt."
    assert dated(built(f"Neue Stühle\n\n15. Februar 2018, 14:30 Uhr\n\n{rest}")) == ("2018-02-15", "byline")
    assert dated(built(f"Chronik\n\n15. Februar 2018\n\n{rest}\n\n16. Februar 2018\n\n{rest}")) is None
    assert dated(built(f"Neue Stühle\n\nFebruar 2018\n\n{rest}")) is None


@pytest.mark.parametrize(
    ("when", "taken"), [("2026-03-01", True), ("2026-03-02", False), ("2026-03", True), ("2026-04", False), ("2031", False)]
)
def test_a_date_after_today_is_noted_and_never_taken(when: str, taken: bool) -> None:
    article = built("Der Rat tagt im Saal.", said("json-ld", date=when), said("url", date="2018-02-15"))
    if taken:
        assert dated(article) == (when, "json-ld")
        assert article.notes == ()
    else:
        assert dated(article) == ("2018-02-15", "url")
        assert article.notes == (f"future:{when}",)
        assert contradictions(article) == [("date", when, "json-ld")]


def test_the_future_alone_leaves_an_article_undated() -> None:
    article = built("Der Rat tagt. Er begann 2018 damit.", name="2031-01-02_tagesschau.txt")
    assert (article.published, article.not_before) == (None, date(2018, 1, 1))
    assert article.conflicts == (Conflict("date", None, Sourced(parse_date("2031-01-02"), Provenance.FILENAME)),)
    given = build_article(
        Path("/a.txt"), ReadArticle("Der Rat tagt."), given=Metadata(date=parse_date("2031")), today=lambda: TODAY
    )
    assert (given.published, given.notes) == (None, ("future:2031",))


@pytest.mark.parametrize(
    ("name", "text", "written", "place"),
    [
        ("2018-02-30_tagesschau.txt", "Der Rat tagt.", "2018-02-30", "filename"),
        ("rat.txt", "Der Rat tagt im Saal.\n\nStand: 30.02.2018", "30.02.2018", "byline"),
        ("rat.txt", "Berlin, 31. April (dpa) – Der Rat tagt.", "31. April", "dateline"),
    ],
)
def test_a_date_that_no_calendar_has_is_noted(name: str, text: str, written: str, place: str) -> None:
    article = built(text, name=name)
    assert article.published is None
    assert article.notes == (f"impossible:{written}",)
    assert contradictions(article) == [("date", written, place)]


def test_a_text_that_proves_its_date_wrong_contradicts_it() -> None:
    article = built("Am 11. Juli 2018 beschloss der Gipfel die Mission.", said("header", date="2018-02"))
    assert dated(article) == ("2018-02", "header")
    assert contradictions(article) == [("date", "2018-07-11", "text")]
    assert article.not_before is None
    assert built("Am 11. Juli 2018 beschloss der Gipfel sie.", said("header", date="2018-07")).conflicts == ()


def test_conflicts_are_stored_and_read_again(tmp_path: Path) -> None:
    text = "Am 11. Juli 2018 beschloss der Gipfel die Mission.\n\nStand: 30.02.2018"
    articles = [
        built(text, said("header", date="2018-02"), said("metadata", title="A", source="Morgenblatt"), said("url", title="B")),
        built(text, name="2031-01-02_taz.txt"),
    ]
    store = Store.open(tmp_path, create=True)
    store.apply(Change(articles, [], dict.fromkeys([a.path for a in articles], "x")), "1")
    with store.read() as snapshot:
        assert sorted(snapshot.all_articles(), key=lambda a: a.path) == sorted(articles, key=lambda a: a.path)
    assert [len(a.conflicts) for a in articles] == [3, 2]


def test_only_the_clock_asks_what_day_it_is() -> None:
    root = Path(__file__).parents[1]
    asks = re.compile(r"\b(?:datetime|date|time)\.(?:today|now|utcnow|localtime|gmtime|fromtimestamp|time)\(")
    assert {path.name for path in (root / "corpus").rglob("*.py") if asks.search(path.read_text("utf-8"))} == {"clock.py"}
