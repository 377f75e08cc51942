import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bylines import Byline, parse_byline

ERIKA = ("Erika Mustermann",)


@pytest.mark.parametrize(
    ("line", "authors", "source", "origin"),
    [
        ("Von dpa/RND", (), "dpa/RND", "dpa"),
        ("Von dpa", (), "dpa", "dpa"),
        ("von afp", (), "afp", "afp"),
        ("Von Beispiel-Agentur/XYZ", (), "Beispiel-Agentur/XYZ", "Beispiel-Agentur"),
        ("Von Erika Mustermann", ERIKA, None, None),
        ("  Von \t Erika   Mustermann ", ERIKA, None, None),
        ("Von Erika Mustermann,", ERIKA, None, None),
        ("By Erika Mustermann", ERIKA, None, None),
        ("Text: Erika Mustermann", ERIKA, None, None),
        ("Autorin: Erika Mustermann", ERIKA, None, None),
        ("Von Dr. Erika von der Mustermann", ("Dr. Erika von der Mustermann",), None, None),
        ("Von Erika Mustermann und Max Mustermann", ("Erika Mustermann", "Max Mustermann"), None, None),
        (
            "By Erika Mustermann and Max Mustermann, Example Times",
            ("Erika Mustermann", "Max Mustermann"),
            "Example Times",
            None,
        ),
        ("Von Erika Mustermann, ARD-Studio Brüssel", ERIKA, "ARD", None),
        ("Von Erika Mustermann, ARD-Hauptstadtstudio", ERIKA, "ARD", None),
        ("Von Erika Mustermann, ARD Brüssel", ERIKA, "ARD", None),
        ("Von Erika Mustermann, Beispielblatt", ERIKA, "Beispielblatt", None),
        ("Von Erika Mustermann, dpa", ERIKA, "dpa", "dpa"),
        ("Erika Mustermann, ARD Brüssel", ERIKA, "ARD", None),
        ("Erika Mustermann, XYZ", ERIKA, "XYZ", None),
        ("Erika Mustermann, dpa", ERIKA, "dpa", "dpa"),
        ("Von der Redaktion, Morgenblatt", (), "Morgenblatt", None),
        ("Von unserer Korrespondentin, Abendkurier", (), "Abendkurier", None),
        ("By Sample Tribune", (), "Sample Tribune", None),
        ("Von Beispielstädter Zeitung", (), "Beispielstädter Zeitung", None),
    ],
)
def test_a_byline_names_authors_outlet_and_agency(
    line: str, authors: tuple[str, ...], source: str | None, origin: str | None
) -> None:
    assert parse_byline(line) == Byline(authors, source, origin)


@pytest.mark.parametrize(
    "line",
    [
        *("", "   ", "Von", "Von , Berlin", "von ,", "Von Erika Mustermann kam ein Brief.", "Erika Mustermann"),
        *("Erika Mustermann, Berlin", "Erika Mustermann, CDU", "Erika Mustermann, NATO-Generalsekretärin", "Fragen, XYZ"),
        *("Von nun an teurer, aber besser", "Von Angst und Hoffnung", "Von der Leiter gefallen", "Saal, Bühne, XYZ"),
        "Von Erika Mustermann, " + "Beispielblatt und " * 5 + "mehr",
    ],
)
def test_a_headline_or_sentence_is_no_byline(line: str) -> None:
    assert parse_byline(line) is None


@given(st.text() | st.text("Von By,: /-dpaEM").map("Von ".__add__))
def test_any_line_is_parsed_or_refused(line: str) -> None:
    byline = parse_byline(line)
    assert byline is None or byline.authors or byline.source or byline.origin


@pytest.mark.parametrize("line", ["Von der Redaktion, Morgenblatt (Beispiel)", "Von Erika Muster, Morgenblatt (Beispiel)"])
def test_brackets_behind_an_outlet_are_of_its_name(line: str) -> None:
    found = parse_byline(line)
    assert found is not None
    assert found.source == "Morgenblatt (Beispiel)"
