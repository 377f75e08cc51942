import pytest

from bot.formatting.plain import origins_line
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval, parse_date
from corpus.origins import Cluster, Origin, agency_of, likely_origin
from corpus.provenance import Provenance, Sourced
from retrieval.answer import Origins
from retrieval.independence import count_origins
from retrieval.quote import Copy, Quote

TEXT = "Der Rat tagt am Montag in der Halle."


def article(name: str, source: str | None = None, origin: str | None = None, day: str | None = None) -> Article:
    published: Sourced[DateInterval] | None = Sourced(parse_date(day), Provenance.HEADER) if day else None
    return Article(
        name,
        f"/{name}.txt",
        TEXT,
        "de",
        source=Sourced(source, Provenance.SIDECAR) if source else None,
        origin=Sourced(origin, Provenance.BYLINE) if origin else None,
        published=published,
    )


@pytest.mark.parametrize(
    ("source", "origin", "expected"),
    [
        ("Morgenblatt", "dpa", ("dpa", Provenance.BYLINE)),
        ("dpa", None, ("dpa", Provenance.SIDECAR)),
        ("dpa/RND", None, ("dpa", Provenance.SIDECAR)),
        ("Beispiel-Agentur", None, ("Beispiel-Agentur", Provenance.SIDECAR)),
        ("Morgenblatt", None, None),
        ("Sample Tribune", None, None),
        (None, None, None),
    ],
)
def test_the_agency_of_an_article(source: str | None, origin: str | None, expected: tuple[str, str] | None) -> None:
    found = agency_of(article("a", source, origin))
    assert (found and (found.value, found.provenance)) == expected


def by_agency(name: str, article_id: str, provenance: Provenance = Provenance.BYLINE) -> Origin:
    return Origin(name, True, provenance, article_id)


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([article("a", "A"), article("b", "B", "dpa")], by_agency("dpa", "b")),
        ([article("a", "dpa"), article("b", "B", "DPA")], by_agency("dpa", "a", Provenance.SIDECAR)),
        ([article("a", "A", "AFP"), article("b", "B", "dpa"), article("c", "C", "dpa")], by_agency("dpa", "b")),
        (
            [article("a", "A", "AFP", "2018-02-16"), article("b", "B", "dpa", "2018-02-15"), article("c", "C", "KNA")],
            by_agency("dpa", "b"),
        ),
        (
            [article("a", "A", day="2018-02-16"), article("b", "B", day="2018-02-15")],
            Origin("B", False, Provenance.HEADER, "b"),
        ),
        ([article("a", "A", day="2018-02-16"), article("b", "B", day="2018-02")], None),  # the 16th may be the first
        ([article("a", "A", day="2018-02-16"), article("b", "B", day="2018-02-16")], None),
        ([article("a", "A", day="2018-02-16"), article("b", None, day="2018-02-15")], None),
        ([article("a", "A", day="2018-02-16"), article("b", "B")], None),
        ([article("a", "A"), article("b", "B")], None),
    ],
)
def test_the_likely_origin(articles: list[Article], expected: Origin | None) -> None:
    assert likely_origin(articles) == likely_origin(articles[::-1]) == expected


def quote(first: Article, *others: Article) -> Quote:
    return Quote(first, 0, len(TEXT), (), 1.0, tuple(Copy(other, 0, len(TEXT)) for other in others))


A, B, C, D = (article(name, name.upper()) for name in "abcd")
DPA = by_agency("dpa", "a")
WIRE = Cluster("a", ("a", "b", "c", "d"), DPA)
FIRST = Cluster("a", ("a", "b"), Origin("A", False, Provenance.HEADER, "a"))


@pytest.mark.parametrize(
    ("quotes", "clusters", "expected"),
    [
        ((), {}, Origins()),
        ((quote(A),), {}, Origins(1, 1, 1)),
        ((quote(A, B, C), quote(D)), dict.fromkeys("abcd", WIRE), Origins(4, 4, 1, ("dpa",))),
        ((quote(A, B), quote(D)), dict.fromkeys("ab", FIRST), Origins(3, 3, 2, (), ("A",))),
        # the same sentence, but nothing says that it has one origin: a speech may have been heard by both
        ((quote(A, B),), {}, Origins(2, 2, 2)),
        # the same sentence and agency, though not the same text
        ((quote(article("a", "A", "dpa"), article("b", "B", "DPA")),), {}, Origins(2, 2, 1, ("dpa",))),
        # the same agency with two reports
        ((quote(article("a", "A", "dpa")), quote(article("b", "B", "dpa"))), {}, Origins(2, 2, 2, ("dpa",))),
        # an article that names the agency goes with the text that is known to be the agency's
        ((quote(article("d", "D", "dpa"), A), quote(B)), dict.fromkeys("ab", WIRE), Origins(3, 3, 1, ("dpa",))),
        # one outlet with two texts of its own; with one of its own and a wire copy
        ((quote(article("a", "X")), quote(article("b", "x"))), {}, Origins(2, 1, 1)),
        ((quote(article("a", "X")), quote(article("b", "X"), C)), dict.fromkeys("bc", WIRE), Origins(3, 2, 2, ("dpa",))),
        # nobody knows whether unknown outlets are one: they are told apart
        ((quote(article("a")), quote(article("b"))), {}, Origins(2, 0, 0, (), (), 2)),
    ],
)
def test_counting_origins(quotes: tuple[Quote, ...], clusters: dict[str, Cluster], expected: Origins) -> None:
    assert count_origins(quotes, clusters) == expected


def test_json() -> None:
    assert WIRE.as_json() == {
        "id": "a",
        "articles": ["a", "b", "c", "d"],
        "origin": {"name": "dpa", "known_by": "agency", "provenance": "byline", "article_id": "a"},
    }
    assert Cluster("a", ("a", "b"), None).as_json()["origin"] is None
    assert FIRST.as_json()["origin"] == {"name": "A", "known_by": "earliest", "provenance": "header", "article_id": "a"}
    assert Origins(4, 4, 1, ("dpa",)).as_json() == {
        "articles": 4,
        "sources": 4,
        "origins": 1,
        "named": ["dpa"],
        "presumed": [],
        "unknown": 0,
    }


@pytest.mark.parametrize(
    ("origins", "german", "english"),
    [
        (Origins(), None, None),
        (Origins(1, 1, 1, ("dpa",)), None, None),
        (Origins(4, 4, 1, ("dpa",)), "4 Quellen, 1 Ursprung (dpa)", "4 sources, 1 origin (dpa)"),
        (Origins(2, 1, 2), "1 Quelle, 2 Ursprünge", "1 source, 2 origins"),
        (
            Origins(5, 5, 2, ("dpa", "AFP"), ("A\u202e",)),
            "5 Quellen, 2 Ursprünge (dpa, AFP, vermutlich A\ufffd)",
            "5 sources, 2 origins (dpa, AFP, probably A\ufffd)",
        ),
    ],
)
def test_the_line_below_the_quotes(origins: Origins, german: str | None, english: str | None) -> None:
    assert (origins_line(origins, Texts("de")), origins_line(origins, Texts("en"))) == (german, english)
