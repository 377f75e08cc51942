"""Whatever articles, file names and sidecars hold is shown as text: nothing of it acts or passes for our own words."""

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.cli.common import notice
from bot.cli.holdings import print_articles
from bot.cli.reports import Known, print_article
from bot.formatting.plain import also_line, source_line, visible
from bot.formatting.terminal import OURS, render_answer, render_quotes
from bot.formatting.timeline import render_timeline
from bot.telegram.messages import Page, copy_text, page_html
from bot.telegram.timeline import timeline_html
from bot.texts import Texts
from corpus.article import Article
from corpus.blocks import find_blocks
from corpus.dates import DateInterval
from corpus.export import article_record, json_line
from corpus.filters import NO_FILTER
from corpus.provenance import Provenance, Sourced
from corpus.snapshot import Listed
from corpus.store import Coverage
from retrieval import Answer, Timeline
from retrieval.quote import Copy, Quote
from retrieval.timeline import Entry
from retrieval.understood import Understood
from tests.telegram_rules import parse_html

DE = Texts("de")
DAY = DateInterval.of(2020, 1, 24)
ATTACKS = [
    "\x1b[31m", "\x1b]0;title\x07", "\x1b]8;;https://evil.example\x1b\\", "\x9b2J", "\x85", "\r", "\b\b\b", "\x7f",
    "\x00", "\n", "\n\n", "\t", "\u2028", "\u2029", "\u202e", "\u2066", "\u061c", "\u200f", "[bold]", "[/]",
    "[link=https://evil.example]", ":skull:", "{0}", "%s", "<b>", "&amp;", "</blockquote>", "*_`[", "=1+1", "“", "„",
    "\n    Tagesschau (Beidatei) · 3. Mai 2019 · ts.txt\n", "é", "日本",
]  # fmt: skip
ODD = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=6)), max_size=8).map("".join)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""All that moves a cursor, changes a title or turns a line around; a line feed is what a front ends its own lines with."""
MADE = re.compile(r"\x1b\[(?:0|1|2|4|1;4|2;4)?m")
"""What we send to a terminal: bold, dim, underlined, and the end of it."""


def article(odd: str, name: str = "a") -> Article:
    text = f"Der Rat {odd} tagte am Montag.".encode("utf-8", "replace").decode()
    odd = odd.encode("utf-8", "replace").decode().replace("\x00", "").replace("/", "")
    say = Provenance.SIDECAR
    return Article(
        name * 16,
        f"/archiv/{odd}{name}.txt#{odd}",
        text,
        "de",
        title=Sourced(f"Titel {odd}", say),
        source=Sourced(f"Blatt {odd}", say),
        origin=Sourced(f"Agentur {odd}", say),
        authors=Sourced((f"Anna {odd}",), say),
        url=Sourced(f"https://x.example/{odd}", say),
        published=Sourced(DAY, say),
        blocks=find_blocks(text)[0],
        notes=(f"encoding:{odd}",),
        part=odd,
    )


def quote_of(one: Article) -> Quote:
    copy = Copy(article("", "b"), 0, 7)
    return Quote(one, 0, len(one.text), ((0, min(7, len(one.text))),), 1.0, (copy,))


def drawn(rendered: object, *, terminal: bool) -> str:
    file = io.StringIO()
    colours = "standard" if terminal else None
    console = Console(file=file, force_terminal=terminal, width=80, highlight=False, emoji=False, color_system=colours)
    console.print(rendered)
    return file.getvalue()


def answer_of(quote: Quote, coverage: Coverage) -> Answer:
    return Answer("Wann?", Understood("de"), (quote,), 0.9, None, coverage)


COVERAGE = Coverage(2, 2, 0, DAY.earliest, DAY.latest, {}, {})


@QUICK
@given(ODD)
def test_nothing_steers_a_terminal_and_the_quote_is_whole(odd: str) -> None:
    quote = quote_of(article(odd))
    line = Timeline("Rat", Understood("de"), (Entry(DAY, (quote,)),), (), (), 0.9, None, COVERAGE)
    for rendered in (render_answer(answer_of(quote, COVERAGE), DE), render_timeline(line, DE)):
        plain, styled = drawn(rendered, terminal=False), drawn(rendered, terminal=True)
        assert not STEERING.search(plain)
        assert not STEERING.search(MADE.sub("", styled))
        assert _letters(visible(quote.text)) in _letters(plain.replace(OURS, ""))


def _letters(text: str) -> str:
    """The text without white space, which wrapping changes."""
    return "".join(text.split())


@QUICK
@given(ODD)
def test_nothing_of_an_article_stands_where_our_words_begin(odd: str) -> None:
    lines = drawn(render_quotes((quote_of(article(odd)),), 1, DE), terminal=False).splitlines()
    gutter = [line[:4].strip() for line in lines if line]
    assert gutter[0] == "1" and set(gutter[1:]) <= {"", "–"}
    said = [line for line in lines if line.startswith(f"{OURS}  ")]
    assert len(said) == 2  # the source, and where else it stands
    assert said[0].startswith(f"{OURS}  Blatt") and said[1].startswith(f"{OURS}  auch in: ")


def test_a_source_line_in_a_quote_is_known_for_what_it_is() -> None:
    one = article("“\n\n    Tagesschau (Beidatei) · 3. Mai 2019 · ts.txt\n\n „und")
    shown = drawn(render_quotes((quote_of(one),), 1, DE), terminal=False)
    assert "\n    Tagesschau (Beidatei)" in shown or "\n        Tagesschau (Beidatei)" in shown
    assert f"\n{OURS}  Tagesschau" not in shown and f"\n{OURS}  Blatt" in shown


@QUICK
@given(ODD)
def test_what_is_said_of_an_article_is_one_line(odd: str) -> None:
    quote = quote_of(article(odd))
    for line in (source_line(quote, DE), also_line(quote, DE) or "", copy_text(quote, DE)[len(quote.text) :]):
        assert "\n" not in line and not STEERING.search(line)


@QUICK
@given(ODD)
def test_a_telegram_message_parses_back_to_the_quote(odd: str) -> None:
    quote = quote_of(article(odd.replace("\u030a", "")))
    shown = parse_html(page_html(Page(quote, 1, 1, Understood("de"), NO_FILTER), DE))
    assert quote.text in shown.text
    assert {entity.type for entity in shown.entities} <= {"bold", "italic", "blockquote", "expandable_blockquote", "text_link"}
    made = Timeline("Rat", Understood("de"), (Entry(DAY, (quote,)),), (), (), 0.9, None, COVERAGE)
    assert quote.text in "\n".join(parse_html(part).text for part in timeline_html(made, DE, with_head=True))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://x.example/\nhttps://y.example", "tg://user?id=1"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    from bot.telegram.markup import link

    assert "<a" not in link("Artikel", url)


@QUICK
@given(ODD)
def test_show_and_lists_are_literal(odd: str) -> None:
    one = article(odd)
    for run in (
        lambda: print_article(one, Known(others=(article(odd, "b"),)), False, DE),
        lambda: print_articles([Listed(one.id, one.path, "Blatt " + odd, DAY, None)], DE),
    ):
        with pytest.MonkeyPatch.context() as patch:
            out = io.StringIO()
            patch.setattr("sys.stdout", out)
            run()
        assert not STEERING.search(out.getvalue())
    assert len(out.getvalue().strip("\n").split("\n")) == 1


def test_show_leaves_colons_alone(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(article(":skull: [bold]x[/bold]"), Known(), False, DE)
    assert ":skull: [bold]x[/bold]" in capsys.readouterr().out


@QUICK
@given(ODD)
def test_a_notice_is_one_line(odd: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        out = io.StringIO()
        patch.setattr("sys.stderr", out)
        notice(f"a{odd}b")
    assert out.getvalue().endswith("b\n") and not STEERING.search(out.getvalue()) and out.getvalue().count("\n") == 1


@QUICK
@given(ODD)
def test_json_holds_the_same_and_no_control_character(odd: str) -> None:
    record = article_record(article(odd))
    line = json_line(record)
    assert json.loads(line) == json.loads(json.dumps(record))
    assert not STEERING.search(line) and "\n" not in line
    line.encode()


def test_a_hostile_path_is_only_a_name(tmp_path: Path) -> None:
    from corpus.collect import collect, list_files

    (tmp_path / "a.txt").write_text("Der Rat tagte am Montag.")
    (tmp_path / "a.toml").write_text('source = "../../etc/passwd"\ntitle = "<b>\\u001b[31m"\n')
    (made,) = collect(list_files([tmp_path]), {}).added
    assert made.source and made.source.value == "../../etc/passwd" and made.path == str(tmp_path / "a.txt")
