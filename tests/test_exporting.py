"""Exported files say what was found, in each format as its own readers read it, and no text breaks out of its field."""

import csv
import io
import json
import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cli import exporting
from bot.exporting import bibtex, csl, markdown, record, ris, table
from bot.exporting.entry import Entry, Listing, Missing, Section, flat
from bot.exporting.files import FORMATS, format_of
from bot.exporting.people import given_and_family
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval.quote import Copy, Quote

DE = Texts("de")
TEXT = "Der Rat tagte. „Wir bleiben“, sagte Ada Beispiel. 100 % & mehr: {so} ist_es.\n\nDer Rat tagte."
DAY = date(2031, 7, 9)
RANGE = DateInterval(date(2018, 2, 5), date(2018, 3, 1))
YEARS = DateInterval(date(2017, 12, 1), date(2018, 3, 20))
ATTACKS = [
    '"', "'", "\n", "\r\n", "\n\n", "{", "}", "{}", "}}", "\\", "\\}", "|", "`", "```", "<b>", "<!--", "</p>", "&amp;", "„",
    "“", "\\”", "\nER  - \n", "\r\nTY  - BOOK\r\n", "\nAU  - Eve\n", "ER  - ", "\u202e", "\u2066", "\u2028", "\x85", "\x00",
    "\x1b[31m", "=1+1", "+", "-", "@article{x,\n", "@", "\t=2", "#", "# ", "1. ", "- ", "> ", "    ", "![x](y)", "**", " and ",
    "[a](https://evil.example)", "%", "$", "~", "^", "_", "*", ",", ";", "\ud800", "{:issued: 1999}", "\nissued: 1999\n",
    "---\n", "===\n", "https://x.example",
]  # fmt: skip
ODD = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=5)), max_size=7).map("".join)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def article(text: str = TEXT, odd: str = "", name: str = "a" * 10, **facts: Any) -> Article:
    say = Provenance.SIDECAR
    known: dict[str, Any] = {
        "title": Sourced(f"Rat{odd}", say),
        "source": Sourced(f"Morgenblatt{odd}", say),
        "authors": Sourced(("Ada Beispiel", f"Büro{odd}"), say),
        "published": Sourced(DateInterval.of(2018, 2), say),
        "url": Sourced("https://example.org/rat", say),
    }
    return Article(name, "/archiv/rat.txt", text, "de", **known | facts)


def listing(*entries: Entry, missing: tuple[Missing, ...] = (), heading: str = "Wer blieb?") -> Listing:
    return Listing((Section(heading, entries, missing),), ({"question": heading},), DAY)


def entry(one: Article, start: int = 15, end: int = 49, **facts: Any) -> Entry:
    return Entry.of(Quote(one, start, end, ((start, end),), 1.0, **facts))


def whole(one: Article) -> Entry:
    return entry(one, 0, len(one.text))


UNDATED = article(published=None, not_before=date(2017, 1, 1), name="b" * 10)


def test_the_endings_say_the_format() -> None:
    wanted = {"a.md": "md", "A.CSL.JSON": "csl", "b.json": "json", "c.bib": "bib", "d.ris": "ris", "e.csv": "csv"}
    assert {name: format_of(Path(name)) for name in (*wanted, "f.txt", "csv")} == wanted | {"f.txt": None, "csv": None}
    assert set(wanted.values()) == FORMATS.keys() == {*exporting.FORMATS}


def test_csl_json() -> None:
    assert json.loads(csl.render(listing(entry(article())), DE)) == [
        {
            "id": "wortlaut-aaaaaaaaaa-15-49",
            "type": "article-newspaper",
            "title": "Rat",
            "author": [{"given": "Ada", "family": "Beispiel"}, {"literal": "Büro"}],
            "container-title": "Morgenblatt",
            "URL": "https://example.org/rat#:~:text=%E2%80%9EWir%20bleiben%E2%80%9C%2C%20sagte%20Ada%20Beispiel.",
            "language": "de",
            "note": "„„Wir bleiben“, sagte Ada Beispiel.“",
            "issued": {"date-parts": [[2018, 2]]},
            "accessed": {"date-parts": [[2031, 7, 9]]},
            "custom": {
                "quotation": "„Wir bleiben“, sagte Ada Beispiel.",
                "article_id": "aaaaaaaaaa",
                "start": 15,
                "end": 49,
                "file": "rat.txt",
                "voice": "direct",
                "speaker": "Ada Beispiel",
            },
        }
    ]


@pytest.mark.parametrize(
    ("days", "parts"),
    [
        (DateInterval.of(2018), [[2018]]),
        (DateInterval.of(2018, 2), [[2018, 2]]),
        (DateInterval.of(2018, 2, 15), [[2018, 2, 15]]),
        (RANGE, [[2018, 2, 5], [2018, 3, 1]]),
    ],
)
def test_csl_dates_are_as_precise_as_they_are_known(days: DateInterval, parts: list[list[int]]) -> None:
    assert csl.date_parts(days) == parts


def test_bibtex() -> None:
    dated = article(published=Sourced(DateInterval.of(2018, 2, 15), Provenance.URL))
    assert bibtex.render(listing(entry(dated, 50, 77)), DE) == (
        "@article{wortlaut-aaaaaaaaaa-50-77,\n"
        "  author = {Beispiel, Ada and {Büro}},\n"
        "  title = {{Rat}},\n"
        "  journal = {Morgenblatt},\n"
        "  url = {https://example.org/rat#:~:text=100%20%25%20%26%20mehr%3A%20%7Bso%7D%20ist_es.},\n"
        "  language = {ngerman},\n"
        r"  annote = {„100 \% \& mehr: \textbraceleft{}so\textbraceright{} ist\_es.“}," "\n"
        "  year = {2018},\n"
        "  day = {15},\n"
        "  urldate = {2031-07-09},\n"
        "  month = feb,\n"
        "}\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "bib", "tags"),
    [
        (DateInterval.of(2018), {"year": "2018"}, ["PY  - 2018", "DA  - 2018///"]),
        (DateInterval.of(2018, 2), {"year": "2018", "month": "February"}, ["PY  - 2018", "DA  - 2018/02//"]),
        (DateInterval.of(2018, 2, 5), {"year": "2018", "month": "February", "day": "5"}, ["PY  - 2018", "DA  - 2018/02/05/"]),
        (RANGE, {"year": "2018", "date": "2018-02-05/2018-03-01"}, ["PY  - 2018", "N1  - 2018-02-05/2018-03-01"]),
        (YEARS, {"date": "2017-12-01/2018-03-20"}, ["N1  - 2017-12-01/2018-03-20"]),
    ],
)
def test_dates_of_bibtex_and_ris(days: DateInterval, bib: dict[str, str], tags: list[str]) -> None:
    one = listing(entry(article(published=Sourced(days, Provenance.URL), url=None)))
    (read,) = bib_entries(bibtex.render(one, DE))
    assert {name: read[name] for name in ("year", "month", "day", "date") if name in read} == bib
    lines = ris.render(one, DE).split("\r\n")
    assert [line for line in lines if line[:2] in ("PY", "DA", "Y2") or re.match(r"N1  - \d{4}-", line)] == tags


def test_ris() -> None:
    assert ris.render(listing(entry(article())), DE).split("\r\n") == [
        "TY  - NEWS",
        "ID  - wortlaut-aaaaaaaaaa-15-49",
        "AU  - Beispiel, Ada",
        "AU  - Büro",
        "TI  - Rat",
        "T2  - Morgenblatt",
        "PY  - 2018",
        "DA  - 2018/02//",
        "AB  - „„Wir bleiben“, sagte Ada Beispiel.“",
        "N1  - aaaaaaaaaa [15, 49) rat.txt",
        "LA  - de",
        "UR  - https://example.org/rat#:~:text=%E2%80%9EWir%20bleiben%E2%80%9C%2C%20sagte%20Ada%20Beispiel.",
        "Y2  - 2031/07/09/",
        "ER  - ",
        "",
        "",
    ]


def test_markdown() -> None:
    copy = Copy(article(name="c" * 10, source=Sourced("dpa*", Provenance.USER)), 0, 14)
    made = markdown.render(listing(entry(article(), 15, len(TEXT), also_in=(copy,)), heading="Wer *blieb*?"), DE)
    assert made == (
        "# Wer \\*blieb\\*?\n\n"
        "> „Wir bleiben“, sagte Ada Beispiel. 100 % \\& mehr: \\{so\\} ist\\_es.\n"
        ">\n"
        "> Der Rat tagte.\n"
        ">\n"
        "> — wörtlich: Ada Beispiel · [Rat](<https://example.org/rat#:~:text=%E2%80%9EWir%20bleiben%E2%80%9C%2C%20sagte%20Ada,"
        "Der%20Rat%20tagte.>) · Morgenblatt · Februar 2018 · rat.txt, aaaaaaaaaa \\[15, 92) · auch in: dpa\\*\n"
    )


def test_csv() -> None:
    copy = Copy(article(name="c" * 10), 0, 14)
    missing = (Missing("Wir gehen.", "not found"),)
    made = table.render(listing(entry(article(), also_in=(copy,)), missing=missing, heading="=Wer?"), DE)
    assert made.startswith("\ufeffquestion,number,quotation,")
    assert made.count("\r\n") == 3
    found, lost = csv.DictReader(io.StringIO(made[1:], newline=""))
    assert {name: value for name, value in found.items() if value} == {
        "question": "'=Wer?",
        "number": "1",
        "quotation": "„Wir bleiben“, sagte Ada Beispiel.",
        "title": "Rat",
        "authors": "Ada Beispiel; Büro",
        "source": "Morgenblatt",
        "published_from": "2018-02-01",
        "published_to": "2018-02-28",
        "published_precision": "month",
        "url": "https://example.org/rat",
        "link": "https://example.org/rat#:~:text=%E2%80%9EWir%20bleiben%E2%80%9C%2C%20sagte%20Ada%20Beispiel.",
        "file": "rat.txt",
        "article_id": "aaaaaaaaaa",
        "start": "15",
        "end": "49",
        "highlights": "15-49",
        "voice": "direct",
        "speaker": "Ada Beispiel",
        "also_in": "cccccccccc:0-14",
    }
    assert {name: value for name, value in lost.items() if value} == {
        "question": "'=Wer?", "number": "2", "claim": "Wir gehen.", "verdict": "not found",
    }  # fmt: skip


def test_json_is_what_json_prints() -> None:
    one = Listing((), ({"question": "a\u202e"},), DAY)
    assert record.render(one, DE) == '{"question": "a\\u202e"}\n'
    assert json.loads(record.render(Listing((), ({"id": 1}, {"id": 2}), DAY, many=True), DE)) == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize("render", [csl.render, bibtex.render, ris.render, markdown.render, table.render])
def test_an_undated_article_has_no_date(render: Any) -> None:
    """Its bound is named as one; neither the day of the export nor of an ingest stands there."""
    made = render(listing(entry(UNDATED)), DE)
    assert "2031" not in made
    assert not re.search(r"issued|accessed|year =|date =|^PY|^DA|^Y2", made, re.MULTILINE)
    assert set(re.findall(r"\b20\d\d\b", made)) <= {"2017"}
    if render is table.render:
        (row,) = csv.DictReader(io.StringIO(made[1:], newline=""))
        assert (row["published_from"], row["published_to"], row["not_before"]) == ("", "", "2017-01-01")


def test_a_place_is_cited_once_and_nothing_found_is_a_file_too() -> None:
    twice = Listing((Section("a", (entry(article()),)), Section("b", (entry(article()),))), ({}, {}), DAY, many=True)
    assert len(json.loads(csl.render(twice, DE))) == len(bib_entries(bibtex.render(twice, DE))) == 1
    assert len(list(csv.reader(io.StringIO(table.render(twice, DE))))) == 3
    assert (csl.render(listing(), DE), bibtex.render(listing(), DE), ris.render(listing(), DE)) == ("[]\n", "", "")
    assert markdown.render(listing(), DE) == "# Wer blieb?\n\nNicht im Archiv gefunden.\n"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Beispiel", ("Ada", "Beispiel")),
        ("Anna-Lena Maria Groß-Muster", ("Anna-Lena Maria", "Groß-Muster")),
        ("J. Muster", ("J.", "Muster")),
        ("Ursula von Muster", None),
        ("Muster, Ada", None),
        ("dpa", None),
        ("Deutsche Welle", None),
        ("Ada and Bo", None),
        ("A{da B}", None),
    ],
)
def test_names(name: str, parts: tuple[str, str] | None) -> None:
    assert given_and_family(name) == parts


# Each format's own reader as the oracle: hostile text stays in its field, whole.


def bib_entries(text: str) -> list[dict[str, str]]:
    return list(bibtexparser.loads(text, parser=BibTexParser(common_strings=True, ignore_nonstandard_types=False)).entries)


def _latex(text: str) -> str:
    """What LaTeX prints of our escapes."""
    names = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^"}
    return re.sub(r"\\(?:([a-z]+)\{\}|([#$%&_]))", lambda m: names[m.group(1)] if m.group(1) else m.group(2), text)


def hostile(odd: str) -> Article:
    return article(f"Der Rat {odd} tagte am Montag.", odd, url=Sourced(f"https://example.org/{odd}", Provenance.USER))


@QUICK
@given(ODD)
@example("\nER  - \nTY  - BOOK\n")
def test_ris_parses_back(odd: str) -> None:
    one = whole(hostile(odd))
    read = rispy.loads(ris.render(listing(one, whole(article(name="c" * 10))), DE))
    assert len(read) == 2
    assert read[0]["abstract"].strip() == f"„{flat(one.text)}“"
    assert read[0]["title"].strip() == flat(f"Rat{odd}")
    assert len(read[0]["authors"]) == 2
    fields = "type_of_reference id authors title secondary_title year date abstract notes language urls access_date"
    assert set(read[0]) <= {*fields.split()}


@QUICK
@given(ODD)
@example("}, year = {1999}")
@example("\\}")
@example("@article{x,\n title = {y}}")
def test_bibtex_parses_back(odd: str) -> None:
    one = whole(hostile(odd))
    made = bibtex.render(listing(one, entry(article())), DE)
    read = bib_entries(made)
    assert [each["ID"] for each in read] == [one.key, "wortlaut-aaaaaaaaaa-15-49"]
    assert _latex(read[0]["annote"]) == f"„{flat(one.text)}“"
    assert _latex(read[0]["title"]).strip("{}") == flat(f"Rat{odd}").strip("{}")
    assert read[0]["year"] == "2018"
    assert set(read[0]) <= {*"ENTRYTYPE ID author title journal url language annote year month urldate".split()}
    for value in re.findall(r"= \{(.*)\},$", made, re.MULTILINE):
        assert _balanced(value)


def _balanced(value: str) -> bool:
    """Braces as BibTeX counts them, escaped or not."""
    depth = 0
    for char in value:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


@QUICK
@given(ODD)
def test_csl_json_parses_back(odd: str) -> None:
    one = whole(hostile(odd))
    (item,) = json.loads(csl.render(listing(one), DE))
    assert item["custom"]["quotation"] == one.text
    assert "\n" not in item["note"]
    assert "{:" not in item["note"]
    assert item["note"] == f"„{flat(one.text)}“".replace("{:", "{ :")
    assert item["issued"] == {"date-parts": [[2018, 2]]}


def test_a_citation_processor_reads_csl_json() -> None:
    items = json.loads(csl.render(listing(entry(article()), entry(UNDATED)), DE))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it knows no `custom`, which the schema has
        source = CiteProcJSON(items)
        made = CitationStylesBibliography(
            CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain
        )
        for item in items:
            made.register(Citation([CitationItem(item["id"].lower())]))
        dated, undated = (str(each) for each in made.bibliography())
    assert dated.startswith("Beispiel, A. and Büro (2018)")
    assert "Morgenblatt" in dated
    assert "2018" not in undated
    assert "2031" not in undated


@QUICK
@given(ODD)
@example("=1+1")
@example("'=1")
def test_csv_parses_back_and_no_cell_is_a_formula(odd: str) -> None:
    one = hostile(odd)
    places = Entry.of(Quote(one, 8, len(one.text), (), 1.0)), whole(article())
    made = table.render(listing(*places, heading=odd), DE)
    rows = list(csv.reader(io.StringIO(made[1:], newline=""), strict=True))
    assert [len(row) for row in rows] == [len(table.COLUMNS)] * 3
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows for cell in row)
    given_back = rows[1][2].removeprefix("'")
    assert given_back == table.visible(places[0].text.replace("\r\n", "\n"))


@QUICK
@given(ODD)
@example("\n# Mein Titel\n")
@example("\n\n    code\n")
@example("<script>")
def test_markdown_parses_back(odd: str) -> None:
    one = whole(hostile(odd))
    tokens = MarkdownIt("commonmark").parse(markdown.render(listing(one, heading=f"Frage {odd}"), DE))
    outer = [token.type for token in tokens if token.level == 0]
    assert outer == ["heading_open", "heading_close", "blockquote_open", "blockquote_close"]
    assert {token.type for token in tokens} <= {*outer, "paragraph_open", "paragraph_close", "inline"}
    inline = [token for token in tokens if token.type == "inline"]
    shown = ["".join(" " if each.type == "softbreak" else each.content for each in token.children or ()) for token in inline]
    assert shown[0] == flat(f"Frage {odd}")
    assert " ".join(" ".join(shown[1:-1]).split()) == " ".join(table.visible(one.text).split())
    parts = {each.type for token in inline[:-1] for each in token.children or ()}
    assert parts <= {"text", "softbreak"}, "nothing is set off, nothing linked"
    links = [each.attrs["href"] for token in inline for each in token.children or () if each.type == "link_open"]
    assert links == ([MarkdownIt().normalizeLink(one.link)] if one.link else [])
