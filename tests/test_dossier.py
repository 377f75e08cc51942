"""The dossier: what it holds against what was found, held against the archive; what the page may do; who can read it."""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as checks
from hypothesis import strategies as st
from lxml import etree

from bot.dossier.elements import shown
from bot.dossier.gathering import Dossier, How, Part, gather
from bot.dossier.page import holds, page
from bot.dossier.questions import DossierLineError, Item, read_items
from bot.dossier.strip import figures_of, strip
from bot.dossier.style import DARK, LIGHT, READ_ON, css
from bot.formatting.timeline_plot import periods_of, span_of
from bot.opening import open_checker, open_store
from bot.settings import Settings
from bot.texts import TEXTS, Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.filters import Filter
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval import Answer, Quote, Retriever, Timeline, Understood
from retrieval.checking.result import GRAVITY, WEIGHT, Check, Checked, Claim, Remark
from tests.test_cli import run
from tests.test_timeline_plot import timeline

DE, EN = Texts("de"), Texts("en")
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ASKED = """\
# Notizen, die nicht gefragt werden
Wie viele Soldaten darf die Bundeswehr im Irak einsetzen?

## Verlauf & Streit
Wann gewann Pechstein Gold in Nagano?
zeitleiste: Ausbilder der Nato im Irak
Timeline: Rezept für Zwetschgenkuchen
How many Canadian troops are in Iraq?
## Zitate
Prüfen: „Wir werden die Kosten der Rakete verdoppeln“, sagte Angela Merkel
check: „Sie folgt auf Generalmajor Dany Fortin, der die Mission seit deren Start im Herbst 2017 geführt und aufgebaut hatte.“
Prüfen: „Diplomaten halten mehrere Hundert Soldaten für wahrscheinlich, womöglich würden es über 1000.“
"""


@pytest.fixture(scope="module")
def parts(sample_settings: Settings, sample_retriever: Retriever, tmp_path_factory: pytest.TempPathFactory) -> tuple[Part, ...]:
    """What came of ASKED in the sample archive."""
    path = tmp_path_factory.mktemp("asked") / "fragen.txt"
    path.write_text(ASKED, encoding="utf-8")
    return gather(read_items(path), sample_retriever, open_checker(sample_settings).check, How())


@pytest.fixture(scope="module")
def dossier(sample_settings: Settings, parts: tuple[Part, ...]) -> Dossier:
    """These parts as a dossier."""
    with open_store(sample_settings).read() as snapshot:
        return Dossier("Die Nato im <Irak>", parts, snapshot.coverage(), AT, "1.2.3")


@pytest.fixture(scope="module")
def tree(dossier: Dossier) -> Any:
    """Its page in German, parsed."""
    return parsed(page(dossier, DE))


def parsed(text: str) -> Any:
    return etree.fromstring(text, etree.HTMLParser(remove_blank_text=False, huge_tree=True))


def words(element: Any) -> str:
    return "".join(element.itertext())


def section(tree: Any, number: int) -> Any:
    return tree.find(f".//h3[@id='t{number}']").getparent()


def cited(part: Part) -> Iterator[tuple[Article, int, int]]:
    """What the part quotes, in the order of the page."""
    found = part.found
    if isinstance(found, Answer):
        yield from ((quote.article, quote.start, quote.end) for quote in found.quotes or [found.nearest] if quote)
    elif isinstance(found, Timeline):
        quotes = [entry.quotes[0] for entry in found.numbered] or [found.nearest]
        yield from ((quote.article, quote.start, quote.end) for quote in quotes if quote)
    elif isinstance(found, Check):
        for checked in found.quotations:
            copies = [*checked.matches, *([checked.nearest] if checked.nearest else [])]
            yield from ((copy.article, copy.start, copy.end) for copy in copies)


# --- the file of questions


def test_each_line_is_what_it_says_it_is(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("\ufeff" + ASKED.replace("\n", "\r\n"), encoding="utf-8")
    items = read_items(tmp_path / "q.txt")
    assert [(item.line, item.kind) for item in items] == [
        (2, "question"), (4, "section"), (5, "question"), (6, "timeline"), (7, "timeline"), (8, "question"), (9, "section"),
        (10, "check"), (11, "check"), (12, "check"),
    ]  # fmt: skip
    assert [item.text for item in items[1:5:2]] == ["Verlauf & Streit", "Ausbilder der Nato im Irak"]


@pytest.mark.parametrize(
    ("lines", "number", "reason"),
    [
        ("Wer?\n?!", 2, "Hier steht nichts"),
        ("Wer?\n\n##", 3, "Hier steht nichts"),
        ("Wer?\nZeitleiste:  ", 2, "Hier steht nichts"),
        ("Prüfen:", 1, "Hier steht nichts"),
        ("# nur eine Notiz\n", 1, "Hier steht nichts"),
        ("## nur eine Überschrift", 1, "Hier steht nichts"),
        ("", 1, "Hier steht nichts"),
        ("Wer?\n" + "x" * 2001, 2, "Die Frage hat 2001 Zeichen"),
        ('{"id": "a", "question": "Wer?"}\n{"id": "b", "question": "?"}', 2, "Hier steht nichts"),
    ],
)
def test_a_wrong_line_is_named(lines: str, number: int, reason: str, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text(lines, encoding="utf-8")
    with pytest.raises(DossierLineError) as raised:
        read_items(tmp_path / "q.txt")
    assert f"q.txt, Zeile {number}: {reason}" in raised.value.say("de")
    assert f"q.txt, line {number}: " in raised.value.say("en")


def test_json_lines_may_follow_up(sample_retriever: Retriever, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(
        '{"id": "z", "question": "Wie groß war im Mai 2019 das deutsche Kontingent im Irak insgesamt?"}\n'
        '{"id": "a", "question": "Und wie viele davon waren in Tadschi?", "follow_up_of": "z"}\n',
        encoding="utf-8",
    )
    told: list[tuple[int, int]] = []
    how = How(top_k=2)
    found = gather(read_items(tmp_path / "q.jsonl"), sample_retriever, Check, how, lambda *done: told.append(done))
    assert told == [(0, 2), (1, 2), (2, 2)]
    second = found[1].found
    assert isinstance(second, Answer) and second.understood.carried and len(second.quotes) == 2
    assert second.understood.carried.terms == ("groß", "deutsche", "Kontingent", "Irak")


# --- what the page says


def test_quotes_are_the_archives_characters_and_no_others(tree: Any, parts: tuple[Part, ...]) -> None:
    expected = [article.text[start:end] for part in parts for article, start, end in cited(part)]
    assert len(expected) > 25
    assert [words(quote) for quote in tree.iter("blockquote")] == expected


def test_each_quote_leads_to_a_receipt_that_proves_it(tree: Any, sample_settings: Settings) -> None:
    """With the receipt and the archive alone, nothing of what made the page."""
    rows = {row.find(".//*[@id]").get("id"): row for row in tree.xpath("//section[@aria-labelledby='belege']//tbody/tr")}
    with open_store(sample_settings).read() as snapshot:
        for quote in [*tree.iter("blockquote"), *tree.iterfind(".//td[@class='words']")]:
            ref = quote.getparent().xpath(".//a[starts-with(@href, '#b')]")[0].get("href")[1:]
            place, digest, moment = rows[ref].iterfind("td")
            article_id, start, end = re.fullmatch(r"(\w+) Zeichen (\d+)–(\d+)", words(place)).groups()
            article = snapshot.article(article_id)
            assert article.text[int(start) : int(end)] == words(quote)
            assert words(digest) == "sha256:" + hashlib.sha256(article.text.encode()).hexdigest()
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", words(moment))
    assert "Wortlaut 1.2.3" in words(tree.find(".//section[@aria-labelledby='belege']//caption"))


def test_what_answers_is_marked(tree: Any, parts: tuple[Part, ...]) -> None:
    answer = parts[0].found
    assert isinstance(answer, Answer) and answer.quotes
    for quote, element in zip(answer.quotes, section(tree, 1).iter("blockquote"), strict=True):
        assert [words(mark) for mark in element.iter("mark")] == [
            quote.article.text[low:high] for low, high in quote.highlights
        ]


def test_what_disagrees_stands_side_by_side(tree: Any) -> None:
    (table,) = section(tree, 1).iter("table")
    assert words(table.find("caption")).startswith("Im Lauf der Zeit: bis zu 100 (Januar 2015) · Bis zu 800 (23. März 2018)")
    assert [words(head) for head in table.iterfind(".//th[@scope='row']")] == ["bis zu 100", "Bis zu 800", "bis zu 500"]
    first = table.find("tbody/tr")
    assert [words(mark) for mark in first.iter("mark")] == ["bis zu 100"]
    assert words(first[2]).startswith("Beispiel-Agentur · Januar 2015")


def test_an_honest_no_says_what_was_searched_and_what_comes_nearest(tree: Any) -> None:
    no = section(tree, 2)
    assert [words(each) for each in no.iterfind("p")] == [
        "Nicht im Archiv gefunden.",
        "Durchsucht: 36 Artikel, September 2014 bis Februar 2021, davon 2 undatiert.",
        "Im durchsuchten Text steht nirgends: „Pechstein“, „Gold“, „Nagano“.",
        "Am nächsten kommt (beantwortet die Frage vermutlich nicht):",
    ]
    assert [each.get("class") for each in no.iter("figure")] == ["quote miss"]
    assert words(tree.xpath("//nav//a[@href='#t2']/following-sibling::span")[0]) == "(nicht gefunden)"


def test_checks_say_the_verdict_and_mark_what_differs(tree: Any, parts: tuple[Part, ...]) -> None:
    verdicts = [words(section(tree, number).find(".//p[@class='verdict']/strong")) for number in (6, 7, 8)]
    assert verdicts == ["Nicht gefunden", "Verändert", "Wörtlich gedruckt"]
    altered = section(tree, 7)
    assert [words(each) for each in altered.iter("del")] == ["2017"]
    assert [words(each) for each in altered.iter("ins")] == ["2018"]
    assert [words(cell) for cell in altered.find(".//tbody/tr")] == ["Zahl", "2017", "2018"]
    assert words(altered.find(".//figure[@class='claim']/p")) == ASKED.splitlines()[10].removeprefix("check: „")[:-1]
    assert not list(section(tree, 8).iter("ins", "del"))


def test_a_time_line_is_a_picture_a_table_and_quotes(tree: Any, parts: tuple[Part, ...]) -> None:
    found = parts[3].found
    assert isinstance(found, Timeline)
    line = section(tree, 3)
    dates = [words(each) for each in line.iterfind(".//ol/li/p[@class='date']")]
    assert dates == [f"{number} {entry.label()}" for number, entry in enumerate(found.numbered, start=1)]
    svg = line.find(".//svg")
    assert svg.get("role") == "img"
    title, desc = (line.find(f".//*[@id='{name}']") for name in svg.get("aria-labelledby").split())
    assert words(title) == "Zeitleiste: Ausbilder der Nato im Irak"
    counted = Counter(
        group.days.earliest.replace(day=1)
        for group in found.written
        for _ in range(group.count)
        if group.days and _month(group.days)
    )
    figures = [(DateInterval.of(day.year, day.month).label(), count) for day, count in sorted(counted.items())]
    assert [(words(row[0]), int(words(row[1]))) for row in line.iterfind(".//tbody/tr")] == figures
    said = "; ".join(f"{label}: {count}" for label, count in figures)
    numbered = "; ".join(f"{number}: {entry.label()}" for number, entry in enumerate(found.entries, start=1))
    assert words(desc) == f"Artikel je Monat: {said}. Zitate nach Nummer: {numbered}."


def _month(days: DateInterval) -> bool:
    return (days.earliest.year, days.earliest.month) == (days.latest.year, days.latest.month)


def test_the_head_says_of_what_when_and_with_what(tree: Any, dossier: Dossier) -> None:
    names = [words(each) for each in tree.iterfind(".//header//dt")]
    values = [words(each) for each in tree.iterfind(".//header//dd")]
    assert dict(zip(names, values, strict=True)) == {
        "Archiv": "36 Artikel, September 2014 bis Februar 2021, davon 2 undatiert",
        "Enthält": "3 Fragen, 2 Zeitleisten, 3 Prüfungen",
        "Erstellt": "4. März 2026, 05:06 UTC",
        "Mit": "Wortlaut 1.2.3",
    }
    assert words(tree.find(".//title")) == words(tree.find(".//h1")) == "Die Nato im <Irak>"
    assert holds(dossier, EN) == "3 questions, 2 time lines, 3 checks"


def test_a_limit_says_that_checks_do_not_have_it(dossier: Dossier) -> None:
    only = Filter(since=date(2019, 1, 1))
    limited = [words(each) for each in parsed(page(replace(dossier, only=only), DE)).iterfind(".//header//dd")]
    assert [each for each in limited if each.endswith("; geprüft wird am ganzen Archiv")] == [limited[1]]
    asked = tuple(part for part in dossier.parts if part.item.kind != "check")
    assert "am ganzen Archiv" not in page(replace(dossier, only=only, parts=asked), DE)
    assert "am ganzen Archiv" not in page(dossier, DE)


def test_on_paper_an_address_has_no_text_fragment(tree: Any) -> None:
    links = [each for each in tree.iter("a") if each.get("href").startswith("http")]
    shown = [each.get("data-address") for each in links]
    assert all(each.get("href").partition("#:~:")[0] == there for each, there in zip(links, shown, strict=True))
    assert any("#:~:text=" in each.get("href") for each in links)
    assert "attr(data-address)" in css()
    assert "attr(href)" not in css()


def test_sources_are_listed_once_each(tree: Any, parts: tuple[Part, ...]) -> None:
    listed = [words(each) for each in tree.iterfind(".//ol[@class='sources']/li/code")]
    articles = [article.id for part in parts for article, _, _ in cited(part)]
    assert len(set(listed)) == len(listed)
    assert set(articles) <= set(listed)


def test_the_picture_has_bars_as_high_as_their_counts_and_a_mark_for_each_entry() -> None:
    days = [DateInterval(date(2019, 5, 3), date(2019, 5, 3)), DateInterval.of(2019, 5), DateInterval.of(2018, 1)]
    made = timeline([(each, "Blatt") for each in [*days, days[0]]])
    svg = strip(made, "x", DE)
    bars = [each for each in svg.iter("rect") if each.get("class") == "bar"]
    assert [float(each.get("height")) for each in bars] == [33.3, 100.0]  # one article and three, at most 100 high
    assert [float(each.get("y")) + float(each.get("height")) for each in bars] == pytest.approx([132, 132])
    numbers = [words(each) for each in svg.iter("text") if each.get("class") in ("on", "in")]
    assert sorted(numbers) == [str(number) for number in range(1, len(made.entries) + 1)]
    periods = periods_of(made, *span_of(days))
    assert list(figures_of(periods, "de")) == [("Januar 2018", 1, {"Blatt": 1}), ("Mai 2019", 3, {"Blatt": 3})]


# --- who can read it


def test_headings_landmarks_and_references_are_in_order(dossier: Dossier) -> None:
    tree = parsed(page(replace(dossier, parts=(*dossier.parts, *dossier.parts[:4])), DE))  # asked twice
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [each.tag for each in tree.find("body")] == ["a", "header", "nav", "main", "footer"]
    skip = tree.find("body/a")
    assert (skip.get("href"), tree.find("body/main").get("id")) == ("#inhalt", "inhalt")
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)
    named = [name for each in tree.iter() for name in (each.get("aria-labelledby") or "").split()]
    named += [each.get("href")[1:] for each in tree.iter("a") if each.get("href").startswith("#")]
    assert set(named) <= set(ids)


def test_tables_say_what_their_cells_are(tree: Any) -> None:
    tables = list(tree.iter("table"))
    assert len(tables) >= 4
    for table in tables:
        assert words(table.find("caption"))
        assert {each.get("scope") for each in table.iterfind("thead//th")} == {"col"}
        assert all(
            [each.tag for each in row][:1] == ["th"] and row[0].get("scope") == "row" for row in table.iterfind("tbody/tr")
        )
        assert table.getparent().get("tabindex") == "0" and table.getparent().get("aria-labelledby")


def test_what_is_in_another_language_says_so(tree: Any, parts: tuple[Part, ...], dossier: Dossier) -> None:
    languages = [article.language for part in parts for article, _, _ in cited(part)]
    assert {"de", "en"} == set(languages)
    assert [each.get("lang") or "de" for each in tree.iter("blockquote")] == languages
    assert tree.get("lang") == "de"
    assert [each.get("lang") for each in tree.iterfind(".//h3/span")] == [None, None, None, None, "en", None, None, None]
    english = parsed(page(dossier, EN))
    assert english.get("lang") == "en"
    assert [each.get("lang") or "en" for each in english.iter("blockquote")] == languages
    assert words(english.find(".//nav/h2")) == "Contents"


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrasts_are_high_enough_in_light_and_dark() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    for colours in (LIGHT, DARK):
        for ink, paper in READ_ON:
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
        for part in ("line", "soft", "ink"):  # what is drawn, not read
            assert contrast(colours[part], colours["paper"]) >= 3, part
    inks = set(re.findall(r"(?<![-\w])(?:color|fill): var\(--(\w+)\)", css())) - {"paper"}
    assert inks <= {ink for ink, _ in READ_ON}
    palettes = [" ".join(f"--{name}: {value};" for name, value in colours.items()) for colours in (LIGHT, DARK)]
    rest = css().replace(palettes[0], "", 1).replace(palettes[1], "", 1)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", rest)


# --- what the page may do


def test_the_page_loads_and_runs_nothing(dossier: Dossier, tree: Any) -> None:
    text = page(dossier, DE)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert len(style) == 1 and not re.search(r"url\(|@import|expression|</", style[0])
    assert [each.tag for each in tree.find("head")] == ["meta"] * 5 + ["title", "style"]
    assert {each.tag for each in tree.iter()} <= ALLOWED
    assert not {name for each in tree.iter() for name in each.attrib if name.startswith("on") or name in ("src", "style")}


ALLOWED = set(
    """html head meta title style body a header nav main footer section h1 h2 h3 p dl dt dd ol li span strong time code
    div figure figcaption blockquote mark del ins cite table caption thead tbody tr th td svg desc text tspan rect line
    circle""".split()
)
HOSTILE = st.lists(
    st.sampled_from(
        ["</p></blockquote>", "<script>alert(1)</script>", "<!--", "-->", "]]>", "<![CDATA[", "&lt;", "&#0;", "&amp", "\u202e",
         "\u2066", "\x00", "\x1b[31m", "\ufffe", "\ud800", "</style>", "</title>", "<svg onload=x>",
         "\"", "'", "x" * 300, "\r\n",
         "\n\n ", "{0}", "javascript:alert(1)", "https://a.example/\"><b>"]
    )
    | st.text(alphabet=st.characters(exclude_categories=()), max_size=12),
    min_size=1, max_size=8,
).map("".join)  # fmt: skip


@checks(max_examples=40, deadline=None)
@given(body=HOSTILE, name=HOSTILE, asked=HOSTILE, address=HOSTILE, claim=HOSTILE, lang=st.sampled_from([DE, EN]))
def test_no_text_breaks_out(body: str, name: str, asked: str, address: str, claim: str, lang: Texts) -> None:
    article = Article(
        "a1", f"/x/{name}.txt", f"A{body}Z", "en",
        title=Sourced(name, Provenance.HEADER), source=Sourced(name, Provenance.HEADER),
        url=Sourced(address, Provenance.HEADER),
        authors=Sourced((name,), Provenance.HEADER), published=Sourced(DateInterval.of(2018), Provenance.HEADER),
    )  # fmt: skip
    whole = 0, len(article.text)
    quote = Quote(article, *whole, ((0, 1), (max(1, whole[1] // 2), whole[1])), 1.0)
    coverage = Coverage(1, 1, 0, date(2018, 1, 1), date(2018, 12, 31), {name: 1}, {"en": 1})
    found = [
        ("question", Answer(asked, Understood("de"), (quote,), 0.9, None, coverage)),
        ("timeline", timeline([(DateInterval.of(2018, 5), name)], asked)),
        ("check", Check(claim, (Checked(Claim(claim, 0, len(claim), name, name), "not found", speakers=(name,)),))),
    ]
    parts = tuple(Part(Item(kind, asked, 1), AT, each) for kind, each in found)
    made = parsed(page(Dossier(asked, (Part(Item("section", name, 1), AT), *parts), coverage, AT, "1"), lang))
    assert {each.tag for each in made.iter()} <= ALLOWED
    assert words(made.find(".//blockquote")) == shown(article.text)
    assert words(made.find(".//figure[@class='claim']/p")) == shown(claim)
    assert all(re.match(r"#|https?://", each.get("href")) for each in made.iter("a"))
    assert not {key for each in made.iter() for key in each.attrib if key.startswith("on") or key in ("src", "style")}
    assert len(made.xpath("//style")) == len(made.xpath("//title")) - 1 == 1  # the picture has a title, too


def test_every_verdict_remark_and_difference_has_its_words() -> None:
    keys = [f"{kind}_{verdict.replace(' ', '_')}" for verdict in GRAVITY for kind in ("verdict", "meant")]
    keys += [f"kind_{kind}" for kind in WEIGHT] + [f"remark_check_{remark}" for remark in Remark.__args__]
    assert set(keys) <= TEXTS.keys()


# --- the command


def test_the_command_writes_one_whole_page(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    Path("fragen.txt").write_text("Wer leitet die Nato-Mission im Irak?\n?!\n", encoding="utf-8")
    code, out, err = run(capsys, "dossier", "fragen.txt")
    assert (code, out) == (1, "")
    assert err == (
        "fragen.txt, Zeile 2: Hier steht nichts, wonach zu fragen wäre. Je Zeile: eine Frage, „Zeitleiste: THEMA“, "
        "„Prüfen: ZITAT“ oder „## Überschrift“.\n"
    )
    assert [path.name for path in Path().iterdir()] == ["fragen.txt"]
    Path("fragen.txt").write_text("Wer leitet die Nato-Mission im Irak?\nPrüfen: „robust“\n", encoding="utf-8")
    code, out, err = run(
        capsys, "dossier", "fragen.txt", "--title", "Irak", "--since", "2019", "--until", "2020", "--top-k", "2"
    )
    assert (code, out, err) == (0, "", "Geschrieben: fragen.html (1 Frage, 1 Prüfung).\n")
    tree = parsed(Path("fragen.html").read_text(encoding="utf-8"))
    assert words(tree.find(".//h1")) == "Irak"
    limits = "ab 1. Januar 2019 · bis 31. Dezember 2020; geprüft wird am ganzen Archiv"
    assert limits in [words(each) for each in tree.iterfind(".//dd")]
    assert len(list(section(tree, 1).iter("blockquote"))) == 2
    code, _, err = run(capsys, "dossier", "fragen.txt", "-o", "en.html", "--lang", "en")
    assert (code, err) == (0, "Written: en.html (1 question, 1 check).\n")
    assert sorted(path.name for path in Path().iterdir()) == ["en.html", "fragen.html", "fragen.txt"]
    Path("fragen.txt").write_text("Prüfen: „robust“\n", encoding="utf-8")
    code, out, err = run(capsys, "dossier", "fragen.txt", "-o", "-")
    assert (code, err) == (0, "")
    assert out.startswith('<!DOCTYPE html>\n<html lang="de">') and out.endswith("</html>\n")


@pytest.mark.parametrize(
    ("words_given", "code", "said"),
    [
        (["dossier"], 2, "Es fehlt: FRAGEN."),
        (["dossier", "gibtsnicht.txt"], 1, "gibtsnicht.txt ist nicht lesbar"),
        (["dossier", "f.html"], 1, "f.html ist die Datei der Fragen; mit -o"),
        (["dossier", "f.html", "-o", "ordner/nicht/da.html"], 1, "ordner/nicht/da.html lässt sich nicht schreiben"),
        (["dossier", "f.html", "-o", "x.html"], 1, "liegt noch kein Archiv"),
        (["dossier", "f.html", "-o", "x.html", "--since", "neulich"], 2, "Das Datum"),
    ],
)
def test_a_wrong_call_writes_nothing(words_given: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.html").write_text("Wer?\n", encoding="utf-8")
    got, out, err = run(capsys, *words_given)
    assert (got, out) == (code, "")
    assert said in err and len(err.splitlines()) == 1
    assert [path.name for path in Path().iterdir()] == ["f.html"]
    assert Path("f.html").read_text(encoding="utf-8") == "Wer?\n"


def test_codes_lead_back_and_receipts_verify(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    Path("f.txt").write_text("Wie viele Soldaten darf die Bundeswehr im Irak einsetzen?\n", encoding="utf-8")
    assert run(capsys, "dossier", "f.txt", "--receipts", "b.jsonl")[0] == 0
    tree = parsed(Path("f.html").read_text(encoding="utf-8"))
    codes = [words(code) for code in tree.xpath("//section[@aria-labelledby='belege']//tbody/tr/th/code")]
    receipts = [json.loads(line) for line in Path("b.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(codes) == len(receipts) > 5
    assert all(receipt["code"].startswith(code) for receipt, code in zip(receipts, codes, strict=True))
    assert [words(quote) for quote in tree.iter("blockquote")] == [receipt["text"] for receipt in receipts[:5]]
    assert run(capsys, "verify", "b.jsonl")[0] == 0
    assert json.loads(run(capsys, "receipt", codes[0], "--json")[1])["text"] == receipts[0]["text"]
