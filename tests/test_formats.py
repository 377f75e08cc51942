"""The same article in every format: the same text, what the file says of it, and the same quote."""

import io
from pathlib import Path
from typing import Any

import pytest

from bot import opening, wiring
from bot.formatting.plain import source_line
from bot.settings import Settings
from bot.texts import Texts
from corpus.article import Article
from corpus.build import build_article
from corpus.dates import DateInterval
from corpus.formats import SUFFIXES, Reading, read_file
from corpus.provenance import Provenance, Sourced
from corpus.readers import READERS, STREAMS, ReadArticle
from retrieval import Retriever
from tests.newsroom import Story, eml, every_format, html, pdf, rss, warc

PARAGRAPHS = (
    (wiring.sample_folder() / "03_schwarzmarkt.txt").read_text(encoding="utf-8").strip().replace("\u2009", " ").split("\n\n")
)
STORY = Story("Gewehre, die niemand zurückgibt", tuple(PARAGRAPHS))
FILES = every_format(STORY)
URL = STORY.url
PARTS = {
    **dict.fromkeys("d.jsonl e.json f.csv g.tsv h.rss i.atom u.jsonl.gz".split(), "mb-1"),
    **dict.fromkeys(("o.warc", "p.warc.gz"), URL),
    "l.epub": "OEBPS/text/c1.xhtml",
    "n.mbox": "mb-1@morgenblatt.example",
    "q.zip": "2018/markt.html",
    "r.tar": "markt.jsonl#mb-1",
    "s.tar.gz": "markt.html",
    "t.tgz": "markt.eml",
    "v.zip": "innen.zip#markt.csv#mb-1",
}
WITH_TITLE = set("a.txt c.html j.pdf k.docx l.epub o.warc p.warc.gz q.zip s.tar.gz".split())
"""Where the title is printed above the text, it is part of it; elsewhere it is a field."""
WITH_LAST_LINE_END = set("a.txt b.md m.eml n.mbox t.tgz".split())
"""Text files and mails keep the file's own last line end."""


def read_all(name: str, raw: bytes, how: Reading | None = None) -> list[ReadArticle]:
    made = list(read_file(name, io.BytesIO(raw), len(raw), how or Reading({})))
    assert all(isinstance(article, ReadArticle) for article in made), made
    return made


def article_of(name: str, raw: bytes) -> Article:
    (made,) = read_all(name, raw)
    return build_article(Path("/archiv") / name, made)


def test_every_reader_is_tried() -> None:
    assert {f".{name.split('.', 1)[1]}" for name in FILES} >= {
        suffix for suffix in (*READERS, *STREAMS) if suffix not in (".text", ".markdown", ".htm", ".xhtml", ".xml", ".ndjson")
    }


@pytest.mark.parametrize("name", FILES)
def test_the_same_article_has_the_same_text_in_every_format(name: str) -> None:
    (made,) = read_all(name, FILES[name])
    text = f"{STORY.title}\n\n{STORY.body}" if name in WITH_TITLE else STORY.body
    if name == "j.pdf":  # where a paragraph's last line is full, nothing shows that it ends there
        assert made.text.split() == text.split()
        assert abs(made.text.count("\n\n") - text.count("\n\n")) <= 1
    else:
        assert made.text == text + ("\n" if name in WITH_LAST_LINE_END else "")
    assert made.part == PARTS.get(name, "")
    assert made.notes == ()


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_says_of_its_article_is_kept_with_its_provenance(name: str) -> None:
    article = article_of(name, FILES[name])
    assert article.path == f"/archiv/{name}" + (f"#{PARTS[name]}" if name in PARTS else "")
    assert article.title == Sourced(STORY.title, Provenance.TEXT if name == "a.txt" else Provenance.METADATA)
    dated = Provenance.HEADER if name == "a.txt" else Provenance.METADATA
    without_date = name in ("j.pdf", "k.docx")
    assert article.published == (None if without_date else Sourced(DateInterval.of(2018, 3, 9), dated))
    if name not in ("a.txt", "j.pdf", "k.docx"):
        assert article.source == Sourced("Morgenblatt", Provenance.METADATA)
    if name not in ("a.txt", "m.eml", "n.mbox", "t.tgz"):
        assert article.authors == Sourced(("Erika Beispiel",), Provenance.METADATA)
    assert article.conflicts == ()


@pytest.mark.slow
def test_every_format_gives_the_same_quote(tmp_path: Path) -> None:
    names = "a.txt b.md c.html d.jsonl f.csv h.rss j.pdf k.docx l.epub m.eml o.warc q.zip v.zip".split()
    (tmp_path / "alle").mkdir()
    for name in names:
        (tmp_path / "alle" / name).write_bytes(FILES[name])
    settings = Settings()
    report = wiring.ingest(settings, [tmp_path / "alle"])
    assert (len(report.collected.added), report.collected.skipped, report.exit_code) == (len(names), [], 0)
    answer = opening.open_retriever(settings).answer("Was ist im Nordirak so gut wie Bargeld?")
    best = answer.quotes[0]
    sentence = (
        "Im Nordirak, sagt ein Mitarbeiter einer Hilfsorganisation, der seit Jahren zwischen Dohuk und Erbil pendelt, "
        "sei ein Sturmgewehr so gut wie Bargeld."
    )
    (highlight,) = best.highlights
    assert best.article.text[slice(*highlight)] == sentence
    assert {copy.text for copy in best.also_in} == {sentence}
    found = {Path(article.file).name for article in (best.article, *(copy.article for copy in best.also_in))}
    assert found == set(names)


def test_a_quote_of_a_pdf_names_its_page(tmp_path: Path) -> None:
    (tmp_path / "heft").mkdir()
    pages = [
        ["Der Rat tagte am Montag in Bonn."],
        ["Der Haushalt wurde vertagt."],
        ["Der Bus fährt künftig auch nachts nach Köln."],
    ]
    (tmp_path / "heft" / "heft.pdf").write_bytes(pdf(pages))
    (tmp_path / "heft" / "text.txt").write_text("Die Fähre fährt künftig auch im Winter nach Amrum.", encoding="utf-8")
    wiring.ingest(Settings(), [tmp_path / "heft"])
    retriever = opening.open_retriever(Settings())
    quote = next(q for q in retriever.answer("Wohin fährt der Bus künftig nachts?").quotes if q.file_name == "heft.pdf")
    assert quote.text == "Der Bus fährt künftig auch nachts nach Köln."
    assert (quote.page, quote.as_json()["page"]) == (3, 3)
    assert source_line(quote, Texts("de")).endswith(" · heft.pdf · S. 3")
    assert source_line(quote, Texts("en")).endswith(" · heft.pdf · p. 3")
    other = next(q for q in retriever.answer("Wohin fährt die Fähre im Winter?").quotes if q.file_name == "text.txt")
    assert (other.page, other.as_json()["page"]) == (None, None)
    assert source_line(other, Texts("de")).endswith(" · text.txt")
    assert isinstance(retriever, Retriever)


JSON_LD = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": "NewsArticle",
"headline": "Aus JSON-LD", "datePublished": "2018-02", "author": [{"name": "Max Muster"}, {"name": "Ina Bild"}],
"publisher": {"name": "Abendblatt"}, "mainEntityOfPage": {"@id": "https://abendblatt.example/1"}}]}</script>"""


def test_json_ld_wins_over_meta_tags_and_keeps_the_precision_of_its_date() -> None:
    head = JSON_LD + '<meta property="og:title" content="Aus OpenGraph"><meta name="date" content="2018-03-15">'
    article = article_of("a.html", html(STORY, head).encode())
    assert article.title == Sourced("Aus JSON-LD", Provenance.JSON_LD)
    assert article.published == Sourced(DateInterval.of(2018, 2), Provenance.JSON_LD)
    assert article.authors == Sourced(("Max Muster", "Ina Bild"), Provenance.JSON_LD)
    assert article.source == Sourced("Abendblatt", Provenance.JSON_LD)
    assert article.url == Sourced("https://abendblatt.example/1", Provenance.JSON_LD)
    others = {conflict.field: (conflict.other.value, conflict.other.provenance) for conflict in article.conflicts}
    assert others["date"] == (DateInterval.of(2018, 3, 15), Provenance.METADATA)


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ('<time datetime="2018-02-15T10:00">gestern</time>', DateInterval.of(2018, 2, 15)),
        ("<time>15. Februar 2018</time>", DateInterval.of(2018, 2, 15)),
        ('<time datetime="P2D">x</time><time class="published" datetime="2018-02">x</time>', DateInterval.of(2018, 2)),
        ('<span class="date">15. Februar 2018</span>', DateInterval.of(2018, 2, 15)),
        ('<span class="date">Februar 2018</span>', None),
        ("", None),
    ],
)
def test_a_pages_date_is_what_it_writes_and_no_more(markup: str, date: DateInterval | None) -> None:
    page = html(STORY, "").replace("<h1>", f"{markup}<h1>", 1)
    article = article_of("a.html", page.encode())
    assert article.published == (Sourced(date, Provenance.METADATA) if date else None)


def test_a_pages_byline_is_known_though_it_is_not_part_of_the_text() -> None:
    article = article_of("a.html", html(STORY, "").replace("<p>", '<p class="author">Von dpa/RND</p><p>', 1).encode())
    assert article.source == Sourced("dpa/RND", Provenance.BYLINE)
    assert "dpa" not in article.text


@pytest.mark.parametrize(
    ("raw", "declared"),
    [
        (html(STORY, "").replace("utf-8", "iso-8859-1").replace("…", "").replace("‚", "'").encode("cp1252"), ""),
        (html(STORY, "").replace('<meta charset="utf-8">', "").encode("cp1252"), "encoding:cp1252"),
        (b"\xff\xfe" + html(STORY, "").replace('<meta charset="utf-8">', "").encode("utf-16-le"), "encoding:utf-16-le"),
    ],
)
def test_a_pages_encoding(raw: bytes, declared: str) -> None:
    (made,) = read_all("a.html", raw)
    assert "Die größte Sorge gilt den Schwarzmärkten." in made.text
    assert made.notes == ((declared,) if declared else ())


def test_columns_are_renamed() -> None:
    raw = b"Kopf;Haupt;Blatt\nEin Titel;Der Rat tagte.;Abendblatt\n"
    (made,) = read_all("a.csv", raw, Reading({"title": "Kopf", "text": "Haupt", "source": "Blatt"}))
    assert made.text == "Der Rat tagte."
    assert made.claims[0][0].title == "Ein Titel"
    assert (made.claims[0][0].source, made.part) == ("Abendblatt", "1")


def test_markup_in_a_column_is_taken_out_and_noted() -> None:
    (made,) = read_all("a.jsonl", b'{"text": "<p>Der Rat <b>tagte</b>.</p><p>Es ging um Geld &amp; Zeit.</p>"}')
    assert (made.text, made.notes) == ("Der Rat tagte.\n\nEs ging um Geld & Zeit.", ("markup",))


def test_rows_of_one_id_are_told_apart_and_rows_without_have_their_number() -> None:
    raw = b'{"id": 7, "text": "Eins."}\n\n{"id": 7, "text": "Zwei."}\n{"text": "Drei."}\n'
    raw += b'{"url": "https://x.example/4", "text": "Vier."}'
    made = read_all("a.jsonl", raw)
    assert [(each.part, each.text) for each in made] == [
        ("7", "Eins."), ("7~2", "Zwei."), ("4", "Drei."), ("https://x.example/4", "Vier."),
    ]  # fmt: skip


def test_a_row_in_another_encoding_is_read_and_noted() -> None:
    raw = "text;id\nDer Rat tagte in Köln.;1\n".encode() + "Grüße aus Köln.;2\n".encode("cp1252")
    made = read_all("a.csv", raw)
    assert [(each.text, each.notes) for each in made] == [
        ("Der Rat tagte in Köln.", ()), ("Grüße aus Köln.", ("encoding:cp1252",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.csv", "id,text\n1,Größe\n"), ("a.jsonl", '{"id": 1, "text": "Größe"}\n'), ("a.tsv", "id\ttext\n1\tGröße\n")],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_tables_behind_a_byte_order_mark(name: str, raw: str, encoding: str) -> None:
    (made,) = read_all(name, ("\ufeff" + raw if encoding == "utf-16-be" else raw).encode(encoding))
    assert (made.text, made.part) == ("Größe", "1")


def test_a_feed_of_summaries_says_so() -> None:
    raw = rss(STORY).partition("<content:encoded>")[0] + "</item></channel></rss>"
    (made,) = read_all("a.rss", raw.encode())
    assert (made.text, made.notes) == ("Kurz.", ("summary:",))


def test_a_mail_in_html_alone_is_read_as_text() -> None:
    (made,) = read_all("a.eml", eml(STORY, page=True))
    assert made.text == STORY.body


def test_only_pages_that_were_answered_are_read_from_a_web_archive() -> None:
    page = html(STORY).encode()
    raw = warc(
        *((f"https://x.example/{n}", n, "text/html", page) for n in (200, 301, 404, 500)),
        ("https://x.example/j", 200, "a/b", page),
    )
    assert [made.part for made in read_all("a.warc", raw)] == ["https://x.example/200"]


FRONT = "---\ndatum: 2018-02\nTitel: Ein Titel\nautoren: [Max Muster, Ina Bild]\n---\n\n# Ein Titel\n\nDer *Rat* tagte.\n"


def test_front_matter_is_read_and_the_text_after_it_kept_as_it_is() -> None:
    (made,) = read_all("a.md", FRONT.encode())
    assert made.text == "# Ein Titel\n\nDer *Rat* tagte.\n"
    said = made.claims[0][0]
    assert (said.title, said.date, said.authors) == ("Ein Titel", DateInterval.of(2018, 2), ("Max Muster", "Ina Bild"))
    (toml,) = read_all("a.md", b'+++\ntitle = "T"\ndate = 2018-02-15\n+++\nDer Rat tagte.')
    assert (toml.text, toml.claims[0][0].date) == ("Der Rat tagte.", DateInterval.of(2018, 2, 15))


@pytest.mark.parametrize("matter", ["- a\n- b", "a: [", "a: b: c", "[" * 5000, "x: !!python/object/apply:os.system [ls]"])
def test_front_matter_that_is_none_stays_in_the_text(matter: str) -> None:
    raw = f"---\n{matter}\n---\nDer Rat tagte.\n"
    (made,) = read_all("a.md", raw.encode())
    assert (made.text, made.notes) == (raw, ("frontmatter:",))


def test_wrongly_decoded_text_is_noted_and_kept() -> None:
    text = "Der Rat tagte in Köln über die Größe des Marktes.".encode().decode("cp1252")
    (made,) = read_all("a.txt", text.encode())
    assert (made.text, made.notes) == (text, ("mojibake:",))
    assert Texts("de").note("mojibake:").startswith("falsch dekodierte Zeichen")


def test_the_reader_in_the_docs_works(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], names)  # the very lines that people copy
    monkeypatch.setitem(READERS, ".vtx", names["read"])
    raw = "100\nRat tagt\nDer Rat tagte in Köln.\f101\nZug\nDer Zug fuhr ab.".encode("cp1252")
    made = read_all("a.vtx", raw)
    assert [(each.part, each.text, each.claims[0][0].title) for each in made] == [
        ("100", "Der Rat tagte in Köln.", "Rat tagt"), ("101", "Der Zug fuhr ab.", "Zug"),
    ]  # fmt: skip


def test_every_format_is_in_the_docs() -> None:
    page = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    written = {word for line in page.splitlines() if line.startswith("| .") for word in line.split("|")[1].split()}
    assert written == set(SUFFIXES)
