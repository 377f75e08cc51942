"""Quotes too long for a terminal: cut at words around what answers, and said to be cut."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.formatting.excerpt import cut_line, quoted
from bot.formatting.shown import LONGEST, shown_span
from bot.formatting.terminal import render_answer
from bot.questions_file import FollowsNothing, read_questions
from bot.texts import Texts
from corpus.article import Article
from corpus.filters import NO_FILTER
from corpus.store import Coverage
from retrieval.answer import Answer
from retrieval.quote import Quote
from retrieval.understood import Understood

DE, EN = Texts("de"), Texts("en")
CELL = "Zelle 12 "
TABLE = CELL * 400 + "Antwort " + CELL * 400
AT = TABLE.index("Antwort")


def article(text: str) -> Article:
    return Article("tabelle", "tabelle.txt", text, "de")


def test_a_table_is_cut_at_words_around_the_answer_and_says_so() -> None:
    some, whole, bold = article(TABLE), (0, len(TABLE)), ((AT, AT + 7),)
    low, high = shown_span(TABLE, whole, bold)
    assert LONGEST - 20 < high - low <= LONGEST and abs((AT - low) - (high - AT - 7)) < 20
    assert TABLE[low - 1].isspace() and TABLE[high].isspace()
    made = quoted(some, whole, bold, DE)
    assert made.plain == f"„[…] {TABLE[low:high]} […]“"
    assert [made.plain[span.start : span.end] for span in made.spans if span.style == "bold"] == ["Antwort"]
    assert cut_line(some, whole, bold, DE) == (
        f"Gekürzt auf {high - low} von {len(TABLE)} Zeichen. Alles: wortlaut show tabelle, im Gespräch /kontext."
    )


def test_the_beginning_stays_where_the_answer_stands_there() -> None:
    low, high = shown_span(TABLE, (0, len(TABLE)), ((0, 5),))
    assert low == 0 and TABLE[high].isspace()
    assert quoted(article(TABLE), (0, len(TABLE)), ((0, 5),), EN).plain == f"“{TABLE[:high]} […]”"


def test_what_fits_is_whole_and_not_said_to_be_cut() -> None:
    some = article(TABLE[:LONGEST])
    assert quoted(some, (0, LONGEST), (), DE).plain == f"„{TABLE[:LONGEST]}“"
    assert cut_line(some, (0, LONGEST), (), DE) is None


def test_the_terminal_shows_the_line_and_json_stays_whole() -> None:
    quote = Quote(article(TABLE), 0, len(TABLE), ((AT, AT + 7),), 1.0)
    answer = Answer("Was?", Understood("de"), (quote,), 0.9, None, Coverage(1, 1, 1, None, None, {}, {}), only=NO_FILTER)
    console = Console(file=io.StringIO(), width=100, highlight=False, color_system=None)
    console.print(render_answer(answer, DE))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert " –  Gekürzt auf 1" in shown and "Antwort" in shown and len(shown) < 2200
    assert answer.as_json()["quotes"][0]["text"] == TABLE


@given(st.text(alphabet="ab \n", max_size=200), st.data())
def test_what_is_shown_lies_within_and_holds_where_the_answer_begins(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    start, first, last, end = ends
    longest = data.draw(st.integers(1, 60))
    low, high = shown_span(text, (start, end), ((first, last),), longest)
    assert start <= low <= high <= end and high - low <= longest
    assert low <= first
    assert (low, high) == (start, end) or end - start > longest
    if last - first <= longest:
        assert last <= high


def test_a_follow_up_to_no_line_before_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    rows = [{"id": 1, "question": "Wer?", "follow_up_of": None}, {"id": 2, "question": "Und wann?", "follow_up_of": 1}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [(row["id"], row.get("follow_up_of")) for _, row in read_questions(path)] == [("1", None), ("2", "1")]
    path.write_text(json.dumps({"id": "b", "question": "Und?", "follow_up_of": "a"}), encoding="utf-8")
    with pytest.raises(FollowsNothing) as raised:
        list(read_questions(path))
    assert raised.value.say("de") == f'{path}, Zeile 1: follow_up_of nennt "a", aber diese id muss in einer Zeile davor stehen.'
    assert raised.value.say("en") == f'{path}, line 1: follow_up_of names "a", but that id must stand in a line before.'
