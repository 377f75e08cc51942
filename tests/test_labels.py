"""The labelled disagreements: every span stands in its article, and its words hold the value that the label gives them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus.article import BlockKind
from tests.test_sample import ARTICLES
from tests.test_sample import BY_ID as SAMPLE_QUESTIONS

DATA = Path(__file__).parent / "data"
Label = dict[str, Any]


def load(name: str) -> list[Label]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


SAMPLE = load("disagreements.jsonl")
REAL = load("disagreements_real.jsonl")
LABELS = [*SAMPLE, *REAL]
DISAGREEING = [label for label in LABELS if label["expected"]]

# By hand, and only what the labels hold: a parser here would share the errors of the one that the labels are to judge.
WORDS = {
    "sechs": 6,
    "several hundred": [200, 999],
    "mehrere hundert": [200, 999],
    "zehntausende": [20_000, 99_999],
    "zehntausenden": [20_000, 99_999],
    "hunderttausende": [200_000, 999_999],
    "einige hunderttausend": [200_000, 999_999],
    "einigen hunderttausend": [200_000, 999_999],
    "mehr als einer million": [1_000_000, None],
    "bis zu einer million": [None, 1_000_000],
    "vier millionen": 4_000_000,
    "bis zu vier millionen": [None, 4_000_000],
    "deutlich mehr als 100 millionen euro": [100_000_000, None],
    "eher im zweistelligen millionenbereich": [10_000_000, 99_999_999],
}
UPPER = ("bis zu ", "höchstens ", "maximal ")
MONTHS = {"Januar": "01", "January": "01", "März": "03", "April": "04", "Oktober": "10"}


def disagreements(label: Label) -> list[Label]:
    return [*label["expected"], *label.get("allowed", [])]


def values(label: Label) -> list[tuple[str, Label]]:
    return [(one["kind"], value) for one in disagreements(label) for value in [*one["values"], *one.get("also", [])]]


def number_in(words: str) -> object:
    words = words.lower()
    if words in WORDS:
        return WORDS[words]
    (digits,) = re.findall(r"\d+", words)
    return [None, int(digits)] if words.startswith(UPPER) else int(digits)


def holds_date(words: str, value: str) -> bool:
    """Day and month as said, and the year where it is said: without it the year is the article's."""
    year, month, *day = value.split("-")
    (named,) = set(re.findall(r"\w+", words)) & MONTHS.keys()
    said_day, said_year = re.search(r"(\d+)\.", words), re.search(r"\d{4}", words)
    return (
        MONTHS[named] == month
        and ([f"{int(said_day[1]):02}"] if said_day else []) == day
        and (said_year is None or said_year[0] == year)
    )


@pytest.mark.parametrize("label", [label for label in SAMPLE if disagreements(label)], ids=lambda label: label["id"])
def test_sample_span_stands_in_prose(label: Label) -> None:
    for _, value in values(label):
        article = ARTICLES[value["article"]]
        assert article.text[value["start"] : value["end"]] == value["text"]
        assert any(
            block.kind is BlockKind.PROSE and block.start <= value["start"] < value["end"] <= block.end
            for block in article.blocks
        )


@pytest.mark.parametrize("label", [label for label in LABELS if disagreements(label)], ids=lambda label: label["id"])
def test_words_hold_the_value(label: Label) -> None:
    for kind, value in values(label):
        assert value["end"] - value["start"] == len(value["text"])
        if kind == "number":
            assert number_in(value["text"]) == value["value"]
        elif kind == "date":
            assert holds_date(value["text"], value["value"])
        else:
            assert value["value"] in ("yes", "no")


@pytest.mark.parametrize("label", [label for label in SAMPLE if disagreements(label)], ids=lambda label: label["id"])
def test_sample_value_has_its_articles_days(label: Label) -> None:
    for _, value in values(label):
        published = ARTICLES[value["article"]].published
        days = (str(published.value.earliest), str(published.value.latest)) if published else (None, None)
        assert (value.get("earliest"), value.get("latest")) == days


@pytest.mark.parametrize("label", DISAGREEING, ids=lambda label: label["id"])
def test_expected_values_differ(label: Label) -> None:
    for one in label["expected"]:
        assert len({json.dumps(value["value"]) for value in one["values"]}) > 1


def test_a_disagreement_is_on_one_side() -> None:
    sides: dict[str, set[str]] = {}
    for label in LABELS:
        for one in disagreements(label):
            sides.setdefault(json.dumps(one["values"]), set()).add(label["part"])
    assert len(sides) == 18
    assert all(len(parts) == 1 for parts in sides.values())
    for part in ("dev", "heldout"):
        assert sum(parts == {part} for parts in sides.values()) == 9


def test_the_first_questions_of_the_sample_are_labelled() -> None:
    """All but the follow-ups and second questions f… to u…, which came later."""
    labels = {label["id"]: label for label in SAMPLE}
    assert len(labels) == len(SAMPLE)
    first = {id_: question for id_, question in SAMPLE_QUESTIONS.items() if id_ in labels}
    assert len(first) == 146
    for id_, question in first.items():
        assert labels[id_]["question"] == question["question"]
        assert labels[id_].get("follow_up_of") == question.get("follow_up_of")
        assert labels[id_]["part"] == labels[question.get("follow_up_of", id_)]["part"]
    written = [label for label in LABELS if label["id"] not in SAMPLE_QUESTIONS]
    assert sum(bool(label["expected"]) for label in written) == 57
    assert sum(not label["expected"] for label in written) == 108
