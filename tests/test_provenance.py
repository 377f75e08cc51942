import itertools
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.build import build_article
from corpus.dates import DateInterval, parse_date
from corpus.metadata import NOTHING, Metadata, metadata_from
from corpus.provenance import TRUST, Conflict, Provenance, Sourced
from corpus.readers import ReadArticle, plain
from corpus.weighing import weigh

WIRE = (
    " date 2018-02 Brüssel. Die Stadt wird ihren Saal mit neuen Stühlen ausstatten, um den Rat nicht stehen zu lassen.\n\n"
    "Die alten Stühle hatten 2012 ausgedient.\n\nVon dpa/RND"
)


def article(text: str, beside: Metadata = NOTHING, given: Metadata = NOTHING) -> Article:
    (read,) = plain.read(text.encode(), {})
    assert isinstance(read, ReadArticle)
    return build_article(Path("/archiv/rat.txt"), read, beside, given)


def test_user_before_sidecar_before_header_before_byline_before_text() -> None:
    assert [p.value for p in TRUST] == [
        *("user", "sidecar", "header", "json-ld", "metadata", "byline", "dateline", "url", "filename", "text", "unknown"),
    ]


def test_the_most_trusted_wins_in_any_order() -> None:
    for first, second in itertools.permutations(Provenance, 2):
        chosen, conflicts = weigh([(Metadata(title="eins"), first), (Metadata(title="zwei"), second)])
        winner, loser = sorted((Sourced("eins", first), Sourced("zwei", second)), key=lambda one: TRUST.index(one.provenance))
        assert chosen == {"title": winner}
        assert conflicts == (Conflict("title", winner, loser),)


def test_the_first_of_equals_wins_and_none_of_none() -> None:
    one, other = (Metadata(title="eins"), Provenance.TEXT), (Metadata(title="zwei"), Provenance.TEXT)
    assert weigh([one, other])[0] == {"title": Sourced("eins", Provenance.TEXT)}
    assert weigh([]) == ({}, ())


def test_a_header_and_an_agency_byline() -> None:
    found = article(WIRE)
    assert found.published == Sourced(DateInterval.of(2018, 2), Provenance.HEADER)
    assert found.text.startswith("Brüssel. Die Stadt")
    assert found.source == Sourced("dpa/RND", Provenance.BYLINE)
    assert found.origin == Sourced("dpa", Provenance.BYLINE)
    assert (found.authors, found.title, found.url, found.not_before) == (None, None, None, None)
    assert (found.published_label(), found.published_from) == ("Februar 2018", Provenance.HEADER)


def test_two_bylines_of_a_broadcaster() -> None:
    text = (
        "Zuletzt gab es wieder Streit im Rathaus.\n\n\n\nVon Erika Mustermann, ARD-Studio Brüssel\n\n"
        "Nun sollen neue Stühle helfen.\n\nErika Mustermann, ARD Brüssel\n\n"
    )
    found = article(text)
    assert found.authors == Sourced(("Erika Mustermann",), Provenance.BYLINE)
    assert found.source == Sourced("ARD", Provenance.BYLINE)
    assert (found.origin, found.published, found.not_before) == (None, None, None)
    assert (found.published_label(), found.published_from) == ("undatiert", Provenance.UNKNOWN)
    assert found.text == text


def test_an_undated_article_has_the_bound_its_text_proves_and_no_outlet() -> None:
    text = "Der Umbau hatte 2018 begonnen. Ein zweiter soll 2025 beginnen. Gezählt wurden 2019 Stühle."
    found = article(text)
    assert (found.published, found.not_before, found.published_from) == (None, date(2018, 1, 1), Provenance.TEXT)
    assert (found.source, found.origin, found.authors) == (None, None, None)
    assert (found.published_label(), found.published_label("en")) == ("undatiert, nicht vor 2018", "undated, not before 2018")


@pytest.mark.parametrize(
    ("beside", "given", "expected"),
    [
        (None, None, ("2018-02", "header")),
        ("2018-03", None, ("2018-03", "sidecar")),
        (None, "2018-04", ("2018-04", "user")),
        ("2018-03", "2018-04", ("2018-04", "user")),
    ],
)
def test_whose_date_counts(beside: str | None, given: str | None, expected: tuple[str, str]) -> None:
    def dated(text: str | None) -> Metadata:
        return Metadata(date=parse_date(text) if text else None)

    assert article(WIRE, dated(beside), dated(given)).published == Sourced(parse_date(expected[0]), Provenance(expected[1]))


def test_what_a_sidecar_says_fills_each_field() -> None:
    said = {"title": " Stühle ", "source": "Beispielblatt", "origin": "Beispiel-Agentur", "url": "https://example.org/1"}
    found = article(WIRE, metadata_from("rat.toml", {**said, "authors": "Erika Mustermann", "language": "en"}))
    assert found.title == Sourced("Stühle", Provenance.SIDECAR)
    assert found.source == Sourced("Beispielblatt", Provenance.SIDECAR)
    assert found.origin == Sourced("Beispiel-Agentur", Provenance.SIDECAR)
    assert found.authors == Sourced(("Erika Mustermann",), Provenance.SIDECAR)
    assert found.url == Sourced("https://example.org/1", Provenance.SIDECAR)
    assert found.language == "en"


def test_a_headline_is_the_title_by_text() -> None:
    found = article("Neue Stühle im Rathaus\n\nDer Rat der Stadt hat sie am Montag bestellt.")
    assert found.title == Sourced("Neue Stühle im Rathaus", Provenance.TEXT)


def test_the_language_is_guessed() -> None:
    assert article("The council has ordered the chairs for the town hall.").language == "en"
    assert article("Der Rat hat die Stühle für das Rathaus bestellt.").language == "de"


def test_a_markdown_heading_is_the_title_without_its_mark() -> None:
    found = article("# Neue Stühle für den Rat\n\nDer Rat bekommt am Montag neue Stühle.\n")
    assert found.title == Sourced("Neue Stühle für den Rat", Provenance.TEXT)
    assert found.text.startswith("# Neue")
    assert article("#42 tagt nicht\n\nDer Rat bekommt am Montag neue Stühle.\n").title == Sourced(
        "#42 tagt nicht", Provenance.TEXT
    )
