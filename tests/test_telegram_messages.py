"""Answers as Telegram messages: parsed back, each is the stored text, and none breaks Telegram's rules."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.formatting.plain import visible
from bot.telegram.limits import clip, cut, fitting, parts, units
from bot.telegram.markup import emphasised, escape, link, plain, sendable
from bot.telegram.messages import (
    CONTEXT_PARTS,
    Page,
    context_html,
    copy_html,
    copy_text,
    inline_html,
    not_found_html,
    page_html,
)
from bot.texts import Texts
from corpus.article import Article
from corpus.blocks import find_blocks
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER, Filter
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval.answer import Origins
from retrieval.quote import Copy, Quote
from retrieval.understood import AskedPeriod, Carried, Understood
from tests.telegram_rules import Parsed, check, cleaned, parse_html, utf16

DE, EN = Texts("de"), Texts("en")
AWKWARD = [
    "<b>fett</b> & <i>schräg</i>",
    "</blockquote>",
    "&lt;b&gt; &amp; &nbsp; &#65; &",
    "\u202eabc\u202c",
    "\u2066x\u2069",
    "a\u200bb",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "🇩🇪🇫🇷",
    "e\u0301",
    '<a href="https://evil.example">x</a>',
    "שלום עולם",
    "👍🏽",
    "<",
    ">",
    '"',
    "'",
]
words = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
texts_of_articles = st.lists(words, min_size=1, max_size=30).map(" ".join).filter(lambda text: cleaned(text) != "")
UNDERSTOOD = Understood("de")
COVERAGE = Coverage(36, 90, 2, None, None, {"Morgenblatt": 36}, {"de": 36})


def article(text: str, **facts: object) -> Article:
    return Article(id="a1", path="/x/<b>&.txt", text=text, language="de", blocks=find_blocks(text)[0], **facts)


def quote(text: str, highlights: tuple[tuple[int, int], ...] = ()) -> Quote:
    return Quote(article(text), 0, len(text), highlights, 1.0)


def parsed(markup: str) -> Parsed:
    made = check("sendMessage", {"chat_id": 1, "text": markup, "parse_mode": "HTML"})
    assert made is not None
    return made


def quoted(markup: str) -> list[str]:
    made = parsed(markup)
    return made.covered("blockquote") + made.covered("expandable_blockquote")


@settings(deadline=None)
@given(texts_of_articles, st.data())
@example("„Er sagte: <b>nein</b> & ging.“ </blockquote>", None)
def test_a_page_parsed_back_is_the_stored_text(text: str, data: st.DataObject | None) -> None:
    start = data.draw(st.integers(0, len(text) - 1)) if data else 3
    end = data.draw(st.integers(start + 1, len(text))) if data else 9
    page = page_html(Page(quote(text, ((start, end),)), 1, 5, UNDERSTOOD, Filter(source=f"Blatt {text}")), DE)
    made = parsed(page)
    shown = made.covered("blockquote") + made.covered("expandable_blockquote")
    assert shown == [sendable(text)]
    assert unicodedata.normalize("NFC", shown[0]) == unicodedata.normalize("NFC", text)
    assert made.covered("bold") == [sendable(text[start:end])] or "\u030a" in text
    assert plain(page) == made.text


@settings(deadline=None)
@given(st.text(max_size=300))
def test_what_is_escaped_is_shown_literally(text: str) -> None:
    exact = text.encode("utf-8", "replace").decode() == text and "\u030a" not in text
    assert parse_html(escape(text)).text == sendable(text)
    assert sendable(text) == text or not exact


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_is_sent_as_it_is_stored(text: str) -> None:
    assert quoted(page_html(Page(quote(f"A {text} B."), 1, 1, UNDERSTOOD, NO_FILTER), DE)) == [f"A {text} B."]
    assert parse_html("".join(copy_html(quote(f"A {text} B."), DE))).covered("pre")[0].startswith(f"„A {text} B.“ (")
    assert quoted(inline_html(quote(f"A {text} B."), EN)) == [f"A {text} B."]


def test_a_decomposed_ring_arrives_though_telegram_takes_rings_out() -> None:
    text = "A\u030angstro\u0308m"
    assert cleaned(text) == "Angstro\u0308m"
    assert cleaned(sendable(text)) == "Ångstro\u0308m"


def test_metadata_cannot_steer_the_line_it_stands_in() -> None:
    source = Sourced("Blatt\u202e<b>", Provenance.USER)
    page = page_html(Page(Quote(article("Ja.", source=source), 0, 3, (), 1.0), 1, 1, UNDERSTOOD, NO_FILTER), DE)
    assert "Blatt\ufffd<b> (Angabe beim Einlesen) · undatiert · <b>&.txt" in parsed(page).text


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(0, 5000))
def test_units_count_as_utf_16_does(bmp: int, astral: int) -> None:
    text = "ä" * bmp + "😀" * astral
    assert units(text) == utf16(text) == bmp + 2 * astral
    assert utf16(text[: fitting(text, 100)]) in (99, 100) or fitting(text, 100) == len(text)


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(1, 120))
def test_parts_are_short_enough_and_make_the_text(text: str, limit: int) -> None:
    made = parts(text, limit, "de")
    assert "".join(made) == text
    assert all(utf16(part) <= limit or len(part) == 1 for part in made)


def test_a_cut_is_after_a_sentence_else_a_word_else_a_whole_emoji() -> None:
    text = "Der Erste ging. Der Zweite blieb lange stehen."
    assert text[: cut(text, 30, "de")] == "Der Erste ging. "
    assert text[: cut(text, 12, "de")] == "Der Erste "
    family = "👩‍👩‍👧‍👦"
    assert family * 2 == "".join(parts(family * 2, 12, "de")) and parts(family * 2, 12, "de") == [family, family]
    assert parts("🇩🇪🇫🇷🇮🇹", 6, "de") == ["🇩🇪", "🇫🇷", "🇮🇹"]
    assert parts("e\u0301e\u0301", 3, "de") == ["e\u0301", "e\u0301"]


@settings(deadline=None)
@given(st.text(max_size=50), st.integers(1, 20))
def test_a_label_is_clipped_to_its_limit(text: str, limit: int) -> None:
    made = clip(text, limit)
    assert made == text if utf16(text) <= limit else (utf16(made) <= limit or utf16(text[0]) > limit) and made.endswith("…")


SENTENCES = [f"Satz Nummer {n} steht hier und sagt etwas über die Lage im Land & anderswo." for n in range(90)]
LONG = " ".join(SENTENCES)


def test_a_long_quote_is_folded_and_one_too_long_is_cut_at_a_sentence_and_says_so() -> None:
    some = " ".join(SENTENCES[:12])
    assert parsed(page_html(Page(quote(some), 1, 1, UNDERSTOOD, NO_FILTER), DE)).covered("expandable_blockquote") == [some]
    made = parsed(page_html(Page(quote(LONG, ((0, len(SENTENCES[0])),)), 1, 1, UNDERSTOOD, NO_FILTER), DE))
    (shown,) = made.covered("expandable_blockquote")
    assert LONG.startswith(shown) and shown.rstrip().endswith("anderswo.") and 3000 < len(shown) < 4096
    assert f"Gekürzt: {len(shown)} von {len(LONG)} Zeichen." in made.text


def test_the_answering_sentence_is_never_cut_off() -> None:
    last = LONG.rindex("Satz Nummer 85")
    made = parsed(page_html(Page(quote(LONG, ((last, last + len(SENTENCES[85])),)), 1, 1, UNDERSTOOD, NO_FILTER), EN))
    assert made.covered("bold") == [SENTENCES[85]]
    assert made.covered("blockquote") == [LONG[last:]]
    assert f"Shortened: {len(LONG) - last} of {len(LONG)} characters." in made.text


@settings(deadline=None)
@given(st.integers(1, 9000))
def test_every_page_of_every_length_fits(length: int) -> None:
    text = ("😀" * 7 + ". ") * (length // 9 + 1)
    filters = Filter(source="Q" * 5000)
    understood = Understood("de", carried=Carried("K" * 2000, ("K" * 60,) * 12, "K" * 2000))
    assert utf16(parsed(page_html(Page(quote(text[:length]), 1, 9, understood, filters), DE)).text) <= 4096


def test_the_context_is_the_paragraphs_around_in_parts_and_its_end_is_said() -> None:
    paragraphs = "\n\n".join(["Kurzer Anfang.", LONG, "Ein kurzes Ende hier."])
    at = paragraphs.index(SENTENCES[3])
    found = Quote(article(paragraphs), at, at + len(SENTENCES[3]), (), 1.0)
    made = [parsed(part) for part in context_html(found, 2, DE)]
    shown = "".join(text for part in made for text in part.covered("blockquote") + part.covered("expandable_blockquote"))
    assert shown == paragraphs
    assert made[0].text.startswith("Um Zitat 2 herum\nKurzer Anfang.") and SENTENCES[3] in made[0].covered("bold")
    assert "undatiert" in made[-1].text and "Hier endet" not in made[-1].text

    whole = quote(LONG * 5)  # a quote that no context shows whole: nothing may promise it
    shown = [text for part in context_html(whole, 1, DE) for text in parsed(part).covered("expandable_blockquote")]
    assert len("".join(shown)) < len(whole.text)
    assert "„Kontext“ zeigt mehr." in parsed(page_html(Page(whole, 1, 1, UNDERSTOOD, NO_FILTER), DE)).text

    endless = Quote(article(LONG * 5), 0, len(SENTENCES[0]), (), 1.0)
    made = [parsed(part) for part in context_html(endless, 1, DE)]
    assert len(made) == CONTEXT_PARTS
    shown = "".join(text for part in made for text in part.covered("expandable_blockquote"))
    assert (LONG * 5).startswith(shown) and f"Hier endet der Auszug: {len(shown)} von {len(LONG * 5)} Zeichen." in made[-1].text


def test_the_whole_of_a_page() -> None:
    text = "Vorher war nichts. Kern leitet die Mission. Danach auch nicht."
    facts = {
        "source": Sourced("Morgenblatt", Provenance.HEADER),
        "origin": Sourced("dpa", Provenance.BYLINE),
        "published": Sourced(DateInterval.of(2018, 2), Provenance.HEADER),
        "url": Sourced("https://example.org/?a=1&b=2", Provenance.SIDECAR),
    }
    other = article("Kern leitet die Mission.", source=Sourced("Abendkurier", Provenance.USER), origin=facts["origin"])
    object.__setattr__(other, "id", "a2")
    found = Quote(article(text, **facts), 0, len(text), ((19, 43),), 1.0, (Copy(other, 0, 24),))
    understood, own, behind = (
        Understood("de", period=AskedPeriod.of(DateInterval.of(2018))),
        Origins(2, 2, 1, ("dpa",)),
        Origins(4, 3, 2),
    )
    page = Page(found, 1, 3, understood, Filter(source="Morgenblatt"), own, behind, apart=2)
    made = parsed(page_html(page, DE))
    assert made.text == (
        "Verstanden: Zeitraum 2018\nEingeschränkt auf: Quelle Morgenblatt\n"
        "Vorher war nichts. Kern leitet die Mission. Danach auch nicht.\n"
        "Morgenblatt (Kopfzeile) · Ursprung dpa · Februar 2018 (Kopfzeile) · <b>&.txt · Artikel\n"
        "auch in: Abendkurier, undatiert\n2 Quellen, 1 Ursprung (dpa)\n"
        "Zitat 1 von 3 · zusammen 3 Quellen, 2 Ursprünge\n"
        "2 undatierte Artikel blieben gesondert: Ob sie in den Zeitraum gehören, ist offen."
    )
    assert made.covered("bold") == ["Kern leitet die Mission."]
    opened = "#:~:text=Vorher%20war%20nichts.%20Kern%20leitet%20die%20Mission.%20Danach%20auch%20nicht."
    links = [entity.url for entity in made.entities if entity.type == "text_link"]
    assert links == [f"https://example.org/?a=1&b=2{opened}"]
    assert copy_text(found, DE) == f"„{text}“ (Morgenblatt, Februar 2018, https://example.org/?a=1&b=2)"


def test_a_no_says_what_was_searched_and_marks_the_nearest_miss() -> None:
    made = parsed(not_found_html(quote("Das Nächste."), UNDERSTOOD, NO_FILTER, COVERAGE, ["Pech & <b>"], EN))
    assert made.text == (
        "Not found in the archive.\nSearched: 36 articles, without a date, 2 of them undated.\n"
        "Nowhere in the searched text: “Pech & <b>”.\nThe nearest miss (it probably does not answer the question):\n"
        "Das Nächste.\nsource unknown · undated · <b>&.txt"
    )
    assert made.covered("bold") == ["Not found in the archive."] and made.covered("blockquote") == ["Das Nächste."]
    assert parsed(not_found_html(None, UNDERSTOOD, NO_FILTER, COVERAGE, [], DE)).covered("blockquote") == []


def test_a_no_under_a_filter_speaks_of_the_filter_alone() -> None:
    made = parsed(not_found_html(None, UNDERSTOOD, Filter(source="dpa"), COVERAGE, ["Pech"], DE, apart=1))
    assert made.text == (
        "Eingeschränkt auf: Quelle dpa\nUnter dieser Einschränkung nicht gefunden.\n"
        "Durchsucht: 36 Artikel, ohne Datum, davon 2 undatiert.\n"
        "Ein undatierter Artikel blieb gesondert: Ob er in den Zeitraum gehört, ist offen.\n"
        "Im durchsuchten Text steht nirgends: „Pech“."
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "tg://user?id=1", 'https://x"onclick="', "nur Text", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link("Artikel", url) == "Artikel"


def test_emphasis_leaves_the_text_and_ignores_what_lies_outside() -> None:
    assert emphasised("abcdef", 1, 5, [(0, 2), (1, 3), (4, 9)]) == "<b>b</b><b>c</b>d<b>e</b>"
    assert visible("a\u202e") == "a\ufffd"
