import json
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, BlockKind
from corpus.build import build_article
from corpus.language import guess_language
from corpus.readers import ReadArticle, plain
from corpus.sidecar import read_sidecar
from retrieval.sentences import split_sentences

SAMPLE = Path(__file__).parents[1] / "corpus/sample"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
BY_ID = {question["id"]: question for question in QUESTIONS}
ASKED_FOR = {"number", "who", "what", "when", "where", "why"}
KINDS = {*ASKED_FOR, "period", "source", "follow_up", "unanswerable"}


def read(path: Path) -> Article:
    beside, _ = read_sidecar(path)
    (found,) = plain.read(path.read_bytes(), {})
    assert isinstance(found, ReadArticle)
    return build_article(path, found, beside)


ARTICLES = {path.name: read(path) for path in sorted((SAMPLE / "articles").glob("*.txt"))}


def sentences(name: str) -> list[str]:
    article = ARTICLES[name]
    prose = [article.text[block.start : block.end] for block in article.blocks if block.kind is BlockKind.PROSE]
    return [text[start:end] for text in prose for start, end in split_sentences(text, article.language)]


def test_articles() -> None:
    languages = Counter(article.language for article in ARTICLES.values())
    assert languages["de"] >= 24
    assert languages["en"] >= 4
    assert languages.total() >= 30
    assert {path.stem for path in (SAMPLE / "articles").glob("*.toml")} <= {Path(name).stem for name in ARTICLES}


@pytest.mark.parametrize("name", ARTICLES)
def test_article_is_of_a_news_items_length(name: str) -> None:
    assert 150 <= len(ARTICLES[name].text.split()) <= 500


def test_no_two_articles_are_equal() -> None:
    texts = {" ".join(article.text.split()) for article in ARTICLES.values()}
    assert len(texts) == len(ARTICLES)


@pytest.mark.parametrize(
    ("agency", "copy"),
    [
        ("10_planung_agentur.txt", "11_planung_morgenblatt.txt"),
        ("10_planung_agentur.txt", "12_planung_abendkurier.txt"),
        ("24_nato_stoppt.txt", "25_nato_stoppt_ak.txt"),
    ],
)
def test_wire_copies_share_most_sentences_but_not_all(agency: str, copy: str) -> None:
    original, copied = sentences(agency), sentences(copy)
    shared = [one for one in original if any(SequenceMatcher(None, one, other).ratio() > 0.8 for other in copied)]
    assert len(original) / 2 < len(shared) < len(original)
    assert 5 <= len(set(original) & set(copied)) < len(copied)


def test_other_articles_share_no_sentence() -> None:
    wire = {("10", "11"), ("10", "12"), ("11", "12"), ("24", "25")}
    for one, other in combinations(ARTICLES, 2):
        if (one[:2], other[:2]) not in wire:
            assert not {sentence for sentence in sentences(one) if len(sentence) > 40} & set(sentences(other)), (one, other)


def test_questions_are_many_and_of_all_kinds() -> None:
    kinds = Counter(kind for question in QUESTIONS for kind in question["kinds"])
    assert len(QUESTIONS) >= 100
    assert len(BY_ID) == len(QUESTIONS)
    assert len({question["question"] for question in QUESTIONS if "follow_up" not in question["kinds"]}) >= 100
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 5


@pytest.mark.parametrize("id_", BY_ID)
def test_question_is_well_formed(id_: str) -> None:
    question = BY_ID[id_]
    kinds = question["kinds"]
    assert question["question"].strip()
    assert question["lang"] in ("de", "en")
    assert len(set(kinds)) == len(kinds)
    assert ASKED_FOR & set(kinds)
    assert set(kinds) <= KINDS
    assert question["answerable"] == bool(question["gold"]) == ("unanswerable" not in kinds)
    assert ("follow_up" in kinds) == ("follow_up_of" in question)
    assert ("full" in question) == ("follow_up_of" in question)
    if "follow_up_of" in question:
        earlier = list(BY_ID).index(question["follow_up_of"])
        assert earlier < list(BY_ID).index(id_)


def test_follow_ups_are_many_in_both_languages_and_some_are_a_third_turn() -> None:
    follow_ups = [question for question in QUESTIONS if "follow_up_of" in question]
    languages = Counter(question["lang"] for question in follow_ups)
    assert len(follow_ups) >= 44
    assert 0.3 <= languages["en"] / len(follow_ups) <= 0.5
    assert sum("follow_up_of" in BY_ID[question["follow_up_of"]] for question in follow_ups) >= 10


@pytest.mark.parametrize("id_", [id_ for id_, question in BY_ID.items() if "full" in question])
def test_a_follow_up_asked_in_full_names_what_it_leaves_out(id_: str) -> None:
    """It is of the same language, longer, and has a capitalised word (a name or a German noun) that the follow-up lacks."""
    question = BY_ID[id_]
    names = {word.strip("?,.") for word in question["full"].split()[1:] if word[0].isupper()}
    assert guess_language(question["full"]) == question["lang"]
    assert len(question["full"].split()) > len(question["question"].split())
    assert names - {word.strip("?,.") for word in question["question"].split()}
    assert question["full"] not in {other["question"] for other in QUESTIONS}


def test_questions_that_come_after_another_topic_are_complete() -> None:
    after = [question for question in QUESTIONS if "after" in question]
    assert len(after) >= 30
    for question in after:
        assert "follow_up_of" not in question
        earlier = BY_ID[question["after"]]
        spans, others = ({(gold["article"], gold["text"]) for gold in one["gold"]} for one in (question, earlier))
        assert spans and others
        assert not spans & others


@pytest.mark.parametrize("id_", [id_ for id_, question in BY_ID.items() if question["gold"]])
def test_gold_stands_in_quotable_text(id_: str) -> None:
    for gold in BY_ID[id_]["gold"]:
        article = ARTICLES[gold["article"]]
        assert article.text[gold["start"] : gold["end"]] == gold["text"]
        assert any(
            block.kind is BlockKind.PROSE and block.start <= gold["start"] < gold["end"] <= block.end
            for block in article.blocks
        )
