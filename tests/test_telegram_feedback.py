"""Feedback as judged questions: what is right, what is wrong, and what judges nothing."""

from typing import Any

from bot.telegram.answers import Feedback
from bot.telegram.feedback import article_ids, judged_questions
from bot.telegram.kept import Kept
from corpus.article import Article
from corpus.filters import NO_FILTER, Filter
from corpus.store import Coverage
from retrieval.answer import Answer
from retrieval.quote import Quote
from retrieval.understood import Carried, Understood

TEXT = "Vorher. Kern leitet die Mission. Nachher."
NAMES = ("a", "b")
ARTICLES = {name: Article(id=name, path=f"/x/{name}.txt", text=TEXT, language="de") for name in NAMES}


def said(
    question: str, number: int, good: bool, *, found: bool = True, context: str | None = None, only: Filter = NO_FILTER
) -> Feedback:
    quotes = tuple(Quote(ARTICLES[name], 0, 32, ((8, 32),), 0.5) for name in NAMES)
    understood = Understood("de", carried=Carried(context, ("leitet",), f"leitet {question}") if context else None)
    coverage = Coverage(2, 2, 2, None, None, {}, {})
    answer = Answer(question, understood, quotes if found else (), 0.9, None if found else quotes[0], coverage)
    return Feedback(Kept.of(answer, 5, 7, only), number, good)


def span(name: str) -> dict[str, Any]:
    return {"article": f"{name}.txt", "start": 8, "end": 32, "text": "Kern leitet die Mission."}


def test_right_and_wrong_answers_to_one_question_are_one_row() -> None:
    rows = judged_questions([said("Wer?", 1, True), said("Wer?", 2, False), said("Wer?", 1, True)], ARTICLES)
    assert rows == [
        {
            "id": "f1", "kinds": ["feedback"], "answerable": True, "question": "Wer?", "lang": "de",
            "gold": [span("a")], "wrong": [span("b")],
        }
    ]  # fmt: skip
    assert article_ids([said("Wer?", 1, True)]) == {"a", "b"}


def test_a_praised_no_is_unanswerable_and_blame_alone_judges_nothing() -> None:
    rows = judged_questions(
        [said("Wo?", 0, True, found=False), said("Wann?", 0, False, found=False), said("Wer?", 1, False)], ARTICLES
    )
    assert [(row["question"], row["answerable"], row["gold"]) for row in rows] == [("Wo?", False, [])]


def test_a_praised_no_under_a_filter_says_nothing_of_the_whole_archive() -> None:
    only = Filter(source="dpa")
    assert judged_questions([said("Wo?", 0, True, found=False, only=only)], ARTICLES) == []
    rows = judged_questions([said("Wer?", 0, True, found=False, only=only), said("Wer?", 1, True, only=only)], ARTICLES)
    assert [(row["answerable"], row["gold"]) for row in rows] == [(True, [span("a")])]


def test_a_question_judged_both_ways_is_left_out_and_a_follow_up_stands_as_it_was_searched() -> None:
    both = [said("Wer?", 1, True), said("Wer?", 0, True, found=False)]
    rows = judged_questions([*both, said("Und wann?", 1, True, context="Wer leitet?")], ARTICLES)
    assert [row["question"] for row in rows] == ["leitet Und wann?"]


def test_what_the_archive_no_longer_bears_out_is_left_out() -> None:
    changed = {"a": Article(id="a", path="/x/a.txt", text=TEXT + " Neu.", language="de")}
    assert judged_questions([said("Wer?", 1, True)], changed) == []
