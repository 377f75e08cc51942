"""Markup and quotation marks in what articles say of themselves reach a person literally, wherever Telegram shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formatting.differing import differing_line
from bot.telegram.messages import Page, context_html, copy_html, not_found_html, page_html
from bot.telegram.timeline import timeline_html
from bot.texts import Texts
from corpus.article import Article
from corpus.blocks import find_blocks
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER, Filter
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval import Timeline
from retrieval.disagreement import Disagreement, Value
from retrieval.quote import Quote
from retrieval.timeline import Entry
from retrieval.understood import AskedPeriod, AskedSource, Remark, Understood
from tests.telegram_rules import Parsed, parse_html

DE = Texts("de")
HOSTILE = [
    "<b>",
    "</blockquote>",
    "&",
    "&amp;",
    "&lt;i&gt;",
    '"',
    "'",
    '<a href="https://evil.example">x</a>',
    "<!--",
    "]]>",
    "*_`[",
]
KNOWN = {"bold", "italic", "blockquote", "expandable_blockquote", "pre", "u"}
DAY = DateInterval.of(2020, 1, 24)


def article(name: str, text: str, odd: str) -> Article:
    return Article(
        name,
        f"/x/{name}{odd}.txt".replace("/blockquote", "blockquote"),
        text,
        "de",
        title=Sourced(f"Titel {odd}", Provenance.SIDECAR),
        source=Sourced(f"Blatt {odd} {name}", Provenance.SIDECAR),
        published=Sourced(DAY, Provenance.SIDECAR),
        origin=Sourced(f"Agentur {odd}", Provenance.SIDECAR),
        blocks=find_blocks(text)[0],
    )


def said_of(odd: str) -> tuple[Quote, Disagreement]:
    """A quote, spoken by someone of an odd name, and two values that hold markup."""
    texts = f"„Es kamen rund {odd} 500 Menschen“, sagte Anna {odd} Beispiel.", f"Es kamen {odd} Tausende."
    one, other = (article(name, text, odd) for name, text in zip("ab", texts, strict=True))
    values = []
    for each, begin, last in ((one, "rund", "500"), (other, odd, "Tausende")):
        start, end = each.text.index(begin), each.text.index(last) + len(last)
        values.append(Value(each, start, end, (0, len(each.text)), 1.0 if begin == odd else 500.0))
    return Quote(one, 0, len(one.text), ((0, len(one.text)),), 1.0), Disagreement("number", "contradiction", tuple(values))


def read(messages: list[str]) -> list[Parsed]:
    made = [parse_html(message) for message in messages]
    for each in made:
        assert {entity.type for entity in each.entities} <= KNOWN
    return made


@pytest.mark.parametrize("odd", HOSTILE)
def test_names_values_and_texts_are_literal_in_answers(odd: str) -> None:
    quote, differing = said_of(odd)
    period = AskedPeriod.of(DateInterval.of(2018, 2), f"Februar {odd}")
    understood = Understood("de", period, AskedSource(f"Zeitung {odd}", ()), remarks=(Remark("unknown_source", f"Z{odd}"),))
    only = Filter(since=DAY.earliest, source="Kurier & <b>")
    coverage = Coverage(2, 2, 0, DAY.earliest, DAY.latest, {f"Blatt {odd} a": 2}, {"de": 2})
    page = Page(quote, 1, 2, understood, only, differing=(differing,), coverage=coverage)
    shown = read([page_html(page, DE)])[0]
    assert quote.text in shown.text
    assert f"Blatt {odd} a (Beidatei) · Ursprung Agentur {odd} · " in shown.text
    assert f"≠ {differing_line(differing, DE)}" in shown.text and f"rund {odd} 500 (24. Januar 2020)" in shown.text
    assert f"Die Quelle Z{odd} ist nicht im Archiv" in shown.text
    assert f"Die Frage nennt die Quelle Zeitung {odd}, die Suche ist aber eingeschränkt auf: Kurier & <b>." in shown.text
    assert "Eingeschränkt auf: ab 24. Januar 2020 · Quelle Kurier & <b>" in shown.text

    missed = read([not_found_html(quote, understood, only, coverage, (f"Wort{odd}",), DE)])[0]
    assert f"„Wort{odd}“" in missed.text and quote.text in missed.text
    assert quote.text in "".join(part.text for part in read(context_html(quote, 1, DE)))
    assert f"Blatt {odd} a" in "".join(part.text for part in read(copy_html(quote, DE)))


@pytest.mark.parametrize("odd", HOSTILE)
def test_a_time_line_is_literal(odd: str) -> None:
    quote, differing = said_of(odd)
    coverage = Coverage(2, 2, 0, DAY.earliest, DAY.latest, {}, {})
    entries = (Entry(DAY, (quote,)),)
    made = Timeline(f"Thema {odd}", Understood("de"), entries, (), (), 0.9, None, coverage, disagreements=(differing,))
    shown = "\n".join(part.text for part in read(timeline_html(made, DE, with_head=True)))
    assert f"„Thema {odd}“" in shown and quote.text in shown
    assert f"≠ {differing_line(differing, DE)}" in shown


@pytest.mark.parametrize("odd", ["<b>", "&amp;", "'"])
def test_who_speaks_stays_who_speaks(odd: str) -> None:
    text = f"Jens Stoltenberg sagte: „{odd} Es kamen 500 Menschen.“"
    quote = Quote(article("c", text, odd), 0, len(text), ((0, len(text)),), 1.0)
    shown = read([page_html(Page(quote, 1, 1, Understood("de"), NO_FILTER), DE)])[0]
    assert quote.speaker == "Jens Stoltenberg" and "wörtlich: Jens Stoltenberg" in shown.text and quote.text in shown.text


@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=5).map("".join))
def test_any_mixture_is_literal(odd: str) -> None:
    quote, differing = said_of(odd)
    shown = read([page_html(Page(quote, 1, 1, Understood("de"), NO_FILTER, differing=(differing,)), DE)])[0]
    assert quote.text in shown.text and differing_line(differing, DE)[:380] in shown.text
