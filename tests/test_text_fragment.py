"""Links with a text fragment name one place: held against the draft's algorithm, and a real browser opens at it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.provenance import Provenance, Sourced
from retrieval.page_text import whole_words
from retrieval.text_fragment import fragment_link, text_directive
from tests.text_fragments import first_range, parsed

URL = "https://example.org/a"
TWICE = "Die Mission wächst. Kanada führt sie.\n\nDie Mission wächst. Schluss & Ende.\n\nDie Mission wächst."
WORDS = st.sampled_from(["Rat", "rat", "Rät", "tagt", "3,5", "3", "x-y", "„Ja“", "ja", "&", "Ende.", "U.S.", "(a)", "-", "a,"])
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=5)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def article(text: str, url: str | None = URL, title: str | None = None) -> Article:
    say = Provenance.USER
    return Article("a" * 10, "/a.txt", text, "de", title=title and Sourced(title, say), url=url and Sourced(url, say))


def linked(text: str, words: str, number: int = 0, **facts: str) -> str | None:
    """The link to the place where `words` stand for the `number`-th time."""
    at = -1
    for _ in range(number + 1):
        at = text.index(words, at + 1)
    return fragment_link(article(text, **facts), at, at + len(words))


@pytest.mark.parametrize(
    ("number", "fragment"),
    [
        (0, "Die%20Mission%20w%C3%A4chst.,-Kanada"),
        (1, "Die%20Mission%20w%C3%A4chst.,-Schluss"),
        (2, "Ende.-,Die%20Mission%20w%C3%A4chst."),
    ],
)
def test_a_sentence_that_stands_three_times(number: int, fragment: str) -> None:
    assert linked(TWICE, "Die Mission wächst.", number) == f"{URL}#:~:text={fragment}"


@pytest.mark.parametrize(
    ("text", "words", "fragment"),
    [
        ("Er kam, sah - und ging & blieb.", "kam, sah - und ging & blieb.", "kam%2C%20sah%20%2D%20und%20ging%20%26%20blieb."),
        ("Der  Rat\u00a0tagt.", "Rat\u00a0tagt", "Rat%20tagt"),  # blanks are one
        ("Das Kom\u00admando blieb.", "Kom\u00admando", "Kommando"),  # a soft hyphen is not seen
        ("Die Reform des Naturschutzes.", "schutz", "Naturschutzes"),  # whole words
        ("Es sind 3,5 Prozent.", "3", "3%2C5"),
        ("Über uns. Der Rat. uber uns", "Über uns", "Uber%20uns"),
        ("„Ja“, sagte er. «Ja» – so war es.", "Ja", "Ja,-%E2%80%9C%2C"),
    ],
)
def test_terms_are_written_so_that_browsers_find_them(text: str, words: str, fragment: str) -> None:
    link = linked(text, words)
    if fragment == "Uber%20uns":  # accents and case are no difference to a browser: more words are needed
        fragment = "%C3%9Cber%20uns,-."
    assert link == f"{URL}#:~:text={fragment}"


def test_a_long_quotation_is_named_by_its_ends() -> None:
    words = [f"Wort{number}" for number in range(40)]
    link = linked(" ".join(["Davor", *words, "Danach"]), " ".join(words))
    assert link == f"{URL}#:~:text=Wort0%20Wort1%20Wort2%20Wort3,Wort36%20Wort37%20Wort38%20Wort39"


def test_no_term_crosses_a_line_and_a_word_cut_by_one_is_in_none() -> None:
    text = "Davor. Das neue Kom-\nmando beginnt morgen im\nIrak seine Arbeit. Danach."
    assert linked(text, "Das neue Kom-\nmando beginnt") == f"{URL}#:~:text=Das%20neue,beginnt"


def test_the_title_above_the_text_counts() -> None:
    assert linked("Der Rat tagt. Ende.", "Der Rat tagt", title="Der Rat tagt") == f"{URL}#:~:text=Der%20Rat%20tagt,-."


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a#teil-2", "https://example.org/a#teil-2:~:text=tagt"),
        ("https://example.org/a#:~:text=alt", "https://example.org/a#:~:text=tagt"),
        ("HTTP://example.org/a?b=c&d", "HTTP://example.org/a?b=c&d#:~:text=tagt"),
        (" https://example.org/ü ", "https://example.org/ü#:~:text=tagt"),
        ("ftp://example.org/a", None),
        ("javascript:alert(1)", None),
        ("https://example.org/a b", None),
        ('https://example.org/"><script>', None),
        ("https://example.org/\u202ea", None),
        (None, None),
    ],
)
def test_addresses(url: str | None, link: str | None) -> None:
    assert fragment_link(article("Der Rat tagt.", url), 8, 12) == link


@pytest.mark.parametrize("text", ["Rat " * 800, "\u200b \u200b", "\ud800 x"])
def test_what_cannot_be_told_apart_is_the_page_alone(text: str) -> None:
    start = len(text) // 2 // 16 * 16
    assert fragment_link(article(text), start, start + 1) == URL


@settings(max_examples=250, deadline=None)
@given(LINES, st.data())
def test_a_browser_finds_this_place_and_no_other(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wanted = whole_words(text, start, end)
    assume(wanted[0] < wanted[1])
    directive = text_directive(text, start, end)
    first_line = re.escape(_plain(text[slice(*wanted)]).splitlines()[0])
    often = len(re.findall(rf"(?={first_line})", _plain(text)))
    if directive is None:
        assert often > 1
        return
    found = first_range(directive, text)
    assert found is not None
    if parsed(directive)[2] or ("\n" not in text[slice(*wanted)] and found[1] >= wanted[1]):
        assert found == wanted
    else:  # the last words could not be told: the first are
        assert found[0] == wanted[0]
        assert wanted[0] < found[1] < wanted[1]
    if often == 1:
        assert first_range(directive, text, wanted[0] + 1) is None


def _plain(text: str) -> str:
    return text.casefold().replace("ä", "a")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.data())
def test_any_text_has_a_link_of_plain_characters(text: str, data: st.DataObject) -> None:
    assume(text.strip())
    start = data.draw(st.integers(0, len(text) - 1))
    link = fragment_link(article(text), start, data.draw(st.integers(start + 1, len(text))))
    assert link is not None
    assert link.isascii()
    assert not set(' <>"&') & set(link.removeprefix(URL))


PAGE = """<!doctype html><meta charset="utf-8"><title>Seite</title><style>p {{ margin: 0 0 2500px }}</style>{body}
<script>setTimeout(() => {{
  const off = p => Math.abs((p.getBoundingClientRect().top + p.getBoundingClientRect().bottom - innerHeight) / 2)
  const near = [...document.querySelectorAll("p")].sort((a, b) => off(a) - off(b))[0]
  document.body.dataset.seen = scrollY ? near.id : "top"
}}, 1000)</script>"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("pages")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


BROWSED = [
    "Anfang der Seite, ohne Belang.",
    "„Die Mission wächst“, sagte Käthe Muster. Das ist neu.",
    "Die MISSION wachst – so Bo Beispiel, 3,5 Jahre danach & später.",
    "„Die Mission wächst“, sagte Käthe Muster. Das ist alt.",
    "Ein langer Satz, der von der Mission im Irak erzählt und kein Ende nimmt, " * 3 + "steht nur hier und sonst nirgends.",
    "Ein langer Satz, der von der Mission im Irak erzählt und kein Ende nimmt, " * 3 + "steht auch hier, aber anders.",
    "Die Mission wächst",
    "Schluss der Seite.",
]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (1, "Die Mission wächst"),
        (1, "„Die Mission wächst“, sagte Käthe Muster."),
        (2, "Die MISSION wachst"),
        (2, "3,5 Jahre danach & später"),
        (3, "Die Mission wächst"),
        (3, "„Die Mission wächst“, sagte Käthe Muster."),
        (5, BROWSED[5]),
        (6, "Die Mission wächst"),
        (3, BROWSED[3] + "\n\n" + BROWSED[4]),
    ],
)
def test_chromium_opens_at_this_place(line: int, words: str, served: tuple[Path, str]) -> None:
    folder, address = served
    body = "".join(f'<p id="p{number}">{escape(each)}</p>' for number, each in enumerate(BROWSED))
    (folder / "a.html").write_text(PAGE.format(body=body), encoding="utf-8")
    text = "\n\n".join(BROWSED)
    start = text.index(words, len("\n\n".join(BROWSED[:line])))
    link = fragment_link(article(text, f"{address}/a.html"), start, start + len(words))
    assert link is not None
    assert CHROMIUM is not None
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"]
    done = subprocess.run([CHROMIUM, *options, link], capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    assert f'data-seen="p{line}"' in done.stdout
