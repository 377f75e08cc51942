"""Sources that disagree, as the fronts show them."""

import io
import json

import pytest
from rich.console import Console

from bot.formatting.differing import differing_line, value_source
from bot.formatting.terminal import render_answer
from bot.telegram.differing import Differing, article_ids, read_all
from bot.telegram.kept import Kept
from bot.telegram.messages import Page, page_html
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval.answer import Answer
from retrieval.disagreement import Disagreement, Relation, Value, told_once
from retrieval.quote import Quote
from retrieval.understood import Understood

DE, EN = Texts("de"), Texts("en")


def article(name: str, text: str, month: int) -> Article:
    published = Sourced(DateInterval.of(2020, month), Provenance.HEADER)
    return Article(name, f"{name}.txt", text, "de", source=Sourced(f"Blatt {name}", Provenance.SIDECAR), published=published)


ONE = article("a", "Es kamen bis zu\nvier Millionen Menschen.", 1)
OTHER = article("b", "Es kamen Zehntausende.", 2)
VALUES = (Value(ONE, 9, 30, (0, len(ONE.text)), 4e6), Value(OTHER, 9, 21, (0, 22), (20_000.0, 99_999.0)))


def answer(relation: Relation = "contradiction") -> Answer:
    return Answer(
        "Wie viele kamen?",
        Understood("de"),
        (Quote(ONE, 0, len(ONE.text), (), 1.0),),
        0.9,
        None,
        Coverage(2, 2, 0, None, None, {}, {}),
        disagreements=(Disagreement("number", relation, VALUES),),
    )


def shown(made: Answer, texts: Texts, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    console.print(render_answer(made, texts))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_contradiction_and_change_are_worded_differently_in_both_languages() -> None:
    lines = [
        differing_line(Disagreement("number", how, VALUES), texts) for texts in (DE, EN) for how in ("contradiction", "change")
    ]
    assert lines == [
        "Die Quellen widersprechen sich: bis zu vier Millionen (Januar 2020) · Zehntausende (Februar 2020)",
        "Im Lauf der Zeit: bis zu vier Millionen (Januar 2020) · Zehntausende (Februar 2020)",
        "The sources contradict each other: bis zu vier Millionen (January 2020) · Zehntausende (February 2020)",
        "Over time: bis zu vier Millionen (January 2020) · Zehntausende (February 2020)",
    ]
    assert value_source(VALUES[1], DE) == "Blatt b · Februar 2020"


def test_yes_and_no_are_said_before_the_words() -> None:
    values = (Value(ONE, 0, 8, (0, 8), "yes"), Value(OTHER, 0, 8, (0, 22), "no"))
    line = differing_line(Disagreement("yes_no", "contradiction", values), DE)
    assert line == "Die Quellen sagen Gegenteiliges: ja: „Es kamen“ (Januar 2020) · nein: „Es kamen“ (Februar 2020)"


def test_the_terminal_sets_them_side_by_side_under_the_quotes() -> None:
    lines = shown(answer(), DE).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(" ≠"))
    assert lines[at].startswith(" ≠  Die Quellen widersprechen sich: bis zu vier Millionen (Januar 2020)")
    assert "    „Es kamen Zehntausende.“" in lines[at:]
    assert " –  Blatt b · Februar 2020" in lines[at:]
    assert at > next(number for number, line in enumerate(lines) if line.startswith(" 1"))


@pytest.mark.parametrize("width", [20, 40, 80])
def test_the_terminal_keeps_its_width(width: int) -> None:
    assert all(len(line) <= width for line in shown(answer(), DE, width).splitlines())


def test_without_a_disagreement_nothing_is_said() -> None:
    made = answer()
    assert "≠" not in shown(Answer(made.question, made.understood, made.quotes, 0.9, None, made.coverage), DE)


def test_telegram_says_it_on_every_page() -> None:
    made = answer()
    for number in (1, 2):
        page = Page(made.quotes[0], number, 2, made.understood, NO_FILTER, differing=made.disagreements)
        assert "\n≠ Die Quellen widersprechen sich: bis zu vier Millionen (Januar 2020) · Zehnt" in page_html(page, DE)


def test_what_is_kept_has_no_word_of_theirs_and_comes_back_as_it_was() -> None:
    kept = Kept.of(answer("change"), 1, 2, NO_FILTER)
    body = kept.as_json()
    differing = json.dumps(json.loads(body)["differing"])
    assert "Zehntausende" not in differing and "Millionen" not in differing
    again = Kept.from_json(1, 2, body)
    assert again == kept
    assert article_ids(again.differing) == {"a", "b"}
    assert read_all(again.differing, {"a": ONE, "b": OTHER}) == answer("change").disagreements


def test_values_of_changed_articles_are_gone() -> None:
    kept = Differing.of(answer().disagreements[0])
    changed = article("b", "Es kamen Hunderte Leute.", 2)
    assert kept.read({"a": ONE, "b": changed}) is None
    assert kept.read({"a": ONE}) is None


def test_an_answer_kept_before_has_none() -> None:

    row = json.loads(Kept.of(answer(), 1, 2, NO_FILTER).as_json())
    del row["differing"]
    assert Kept.from_json(1, 2, json.dumps(row)).differing == ()


def test_each_value_says_whose_word_it_is() -> None:
    said = article("c", "„Es waren 500 Menschen“, sagte Anna Beispiel. Nach Angaben der Polizei waren es 90.", 3)
    values = (Value(said, 10, 13, (0, 45), 500.0), Value(said, 80, 82, (46, 83), 90.0), VALUES[1])
    assert [value.text for value in values] == ["500", "90", "Zehntausende"]
    assert [value_source(value, DE) for value in values] == [
        "Blatt c · März 2020 · wörtlich: Anna Beispiel",
        "Blatt c · März 2020 · Polizei, indirekt wiedergegeben",
        "Blatt b · Februar 2020",
    ]
    rows = [value.as_json() for value in values]
    assert [row["voice"] for row in rows] == ["direct", "reported", "own"]
    assert [row["speaker"] for row in rows] == ["Anna Beispiel", "Polizei", None]


def test_a_value_stands_in_one_block_of_an_answer() -> None:
    text = "Es waren 10, dann 20, dann 30, dann 40, wieder 10."
    some = article("d", text, 1)
    ten, twenty, thirty, forty = (
        Value(some, at, at + 2, (0, len(text)), float(text[at : at + 2])) for at in map(text.index, ("10", "20", "30", "40"))
    )
    again = Value(some, text.rindex("10"), text.rindex("10") + 2, (0, len(text)), 10.0)
    clash = Disagreement("number", "contradiction", (ten, twenty))
    assert told_once([Disagreement("number", "change", (again, twenty, thirty)), clash]) == (clash,)
    change = Disagreement("number", "change", (again, thirty, forty))
    assert told_once([clash, change]) == (clash, Disagreement("number", "change", (thirty, forty)))
    assert told_once([change]) == (change,)
    yes, no, later = Value(some, 0, 8, (0, 8), "yes"), Value(some, 9, 20, (0, 22), "no"), Value(some, 21, 29, (21, 30), "no")
    first = Disagreement("yes_no", "contradiction", (yes, no))
    assert told_once([first, Disagreement("yes_no", "change", (no, later))]) == (first,)
