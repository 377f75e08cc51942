import json
import math
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.store import Coverage
from retrieval.answer import Answer
from retrieval.evaluation import GoldSpan, JudgedQuestion, as_run, contains, evaluate, read_judged
from retrieval.quote import Quote
from retrieval.turn import Turn
from retrieval.understood import Understood

ARTICLE = Article("0123456789", "/archiv/a.txt", "x" * 100, "de")
OTHER = Article("9876543210", "/archiv/b.txt", "x" * 100, "de")
COVERAGE = Coverage(2, 2, 2, None, None, {}, {})


def quote(start: int, end: int, article: Article = ARTICLE) -> Quote:
    return Quote(article, start, end, (), 0.5)


def test_a_quote_contains_a_whole_span() -> None:
    span = GoldSpan("a.txt", 10, 20)
    assert contains(quote(10, 20), span)
    assert contains(quote(0, 30), span)
    assert not contains(quote(11, 30), span)
    assert not contains(quote(0, 19), span)
    assert not contains(quote(10, 20, OTHER), span)


def test_as_run() -> None:
    gold = [GoldSpan("a.txt", 10, 20), GoldSpan("a.txt", 30, 40)]
    quotes = [quote(0, 9), quote(5, 45), quote(8, 50), quote(9, 51), quote(10, 20, OTHER)]
    assert as_run(gold, quotes) == {
        "0123456789:0-9": 1.0,
        "a.txt:10-20": 1 / 2,
        "a.txt:30-40": 1 / 3,
        "0123456789:9-51": 1 / 4,
        "9876543210:10-20": 1 / 5,
    }
    assert as_run(gold, []) == {"nothing": 0.0}
    assert as_run([], [quote(0, 9)]) == {"0123456789:0-9": 1.0}


QUESTIONS = [
    JudgedQuestion("q1", "Erste?", "de", ("number",), (GoldSpan("a.txt", 10, 20),), None),
    JudgedQuestion("q2", "Second?", "en", ("who",), (GoldSpan("a.txt", 0, 5), GoldSpan("b.txt", 50, 60)), None),
    JudgedQuestion("q3", "Und dritte?", "de", ("number", "who"), (GoldSpan("b.txt", 0, 5),), "q1"),
    JudgedQuestion("q4", "Nicht da?", "de", ("absent",), (), None),
]
CONFIDENCES = {"Erste?": 0.9, "Second?": 0.6, "Und dritte?": 0.1, "Nicht da?": 0.2}
QUOTES = {
    "Erste?": (quote(5, 25),),  # right at once
    "Second?": (quote(60, 70), quote(0, 5), quote(70, 80)),  # one of two, at rank 2
    "Und dritte?": (),  # refused
    "Nicht da?": (),
}


def test_measures_by_hand() -> None:
    asked: list[tuple[str, Turn | None]] = []
    done: list[int] = []

    def ask(question: str, before: Turn | None) -> Answer:
        asked.append((question, before))
        nearest = quote(0, 10, OTHER) if question == "Und dritte?" else None  # it would have been right
        return Answer(question, Understood("de"), QUOTES[question], CONFIDENCES[question], nearest, COVERAGE)

    result = evaluate(QUESTIONS, ask, done.append)
    assert asked == [("Erste?", None), ("Second?", None), ("Und dritte?", Turn("Erste?", ("Erste",))), ("Nicht da?", None)]
    assert done == [1, 2, 3, 4]
    assert (result.answered, result.answerable, result.refused, result.unanswerable) == (2, 3, 1, 1)
    assert result.auroc == pytest.approx(2 / 3)  # two of three answerable ones are more confident
    assert result.risk_answerable == pytest.approx({1.0: 1 / 3, 0.9: 1 / 3, 0.8: 1 / 2, 0.7: 1 / 2})
    assert result.risk_all == pytest.approx({1.0: 2 / 4, 0.9: 2 / 4, 0.8: 2 / 3, 0.7: 2 / 3})
    second_ndcg = (1 / math.log2(3)) / (1 + 1 / math.log2(3))
    groups = {name: (count, pytest.approx(figures)) for name, (count, figures) in result.groups.items()}
    assert groups == {
        "all": (
            3,
            {"R@5": 1.5 / 3, "RR@5": 1.5 / 3, "nDCG@5": (1 + second_ndcg) / 3, "Success@1": 1 / 3, "Success@3": 2 / 3},
        ),
        "de": (2, {"R@5": 0.5, "RR@5": 0.5, "nDCG@5": 0.5, "Success@1": 0.5, "Success@3": 0.5}),
        "en": (1, {"R@5": 0.5, "RR@5": 0.5, "nDCG@5": second_ndcg, "Success@1": 0, "Success@3": 1}),
        "number": (2, {"R@5": 0.5, "RR@5": 0.5, "nDCG@5": 0.5, "Success@1": 0.5, "Success@3": 0.5}),
        "who": (2, {"R@5": 0.25, "RR@5": 0.25, "nDCG@5": second_ndcg / 2, "Success@1": 0, "Success@3": 0.5}),
    }


def test_judged_questions_are_read(tmp_path: Path) -> None:
    first = {"id": "q1", "question": "Erste?", "lang": "de", "kinds": ["number"], "gold": []}
    first["gold"] = [{"article": "a.txt", "start": 10, "end": 20, "text": "x" * 10}]
    second = {"id": "q2", "question": "Zweite?", "gold": [], "follow_up_of": "q1"}
    (tmp_path / "q.jsonl").write_text(json.dumps(first) + "\n\n" + json.dumps(second) + "\n", encoding="utf-8")
    assert read_judged(tmp_path / "q.jsonl") == [QUESTIONS[0], JudgedQuestion("q2", "Zweite?", "de", (), (), "q1")]


@pytest.mark.parametrize("line", ["{", '{"id": "q1", "question": "?"}', "[]"])
def test_a_file_of_something_else(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_judged(tmp_path / "q.jsonl")
