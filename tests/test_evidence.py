import math
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article, Passage
from corpus.language import Language
from retrieval.evidence import FEATURES, Matrix, PassageCandidate, SentenceCandidate, sentence_features
from retrieval.lexical import LexicalIndex
from retrieval.question import AnswerKind
from tests.lexical_files import build_lexical

FIRST = "Kanada leitet die Mission. Der Rat tagte am Montag."
SECOND = "Die Ausbildungsmission kostet 20 Millionen Euro."
OTHERS = ["Es regnet.", "Es schneit."]
QUESTION = "Was kostet die Mission?"
QUERY = np.array([1.0, 0.0], dtype=np.float32)


def idf(frequency: int) -> float:
    return math.log(1 + (4 - frequency + 0.5) / (frequency + 0.5))


KOSTET, MISSION = idf(1), idf(1)  # both stand in one passage of four
TOTAL = KOSTET + MISSION


def candidate(number: int, text: str, cosine: float, lexical: float, vectors: list[list[float]]) -> PassageCandidate:
    article = Article(str(number), f"/{number}.txt", text, "de")
    cut = text.find(". ") + 1
    spans = ((0, cut), (cut + 1, len(text))) if cut else ((0, len(text)),)
    passage = Passage(number, article.id, 0, len(text), spans)
    return PassageCandidate(passage, article, cosine, lexical, 0.5 + cosine / 10, np.array(vectors, dtype=np.float32))


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    documents: list[tuple[int, Language, str]] = [(n, "de", text) for n, text in enumerate([FIRST, SECOND, *OTHERS], start=1)]
    build_lexical(tmp_path, documents)
    return LexicalIndex.load(tmp_path)


@pytest.fixture
def pool() -> list[PassageCandidate]:
    return [
        candidate(1, FIRST, 0.8, 1.0, [[0.6, 0.8], [0.0, 1.0]]),
        candidate(2, SECOND, 0.6, 0.5, [[0.9, 0.1]]),
    ]


def column(features: Matrix, name: str) -> list[float]:
    return [float(value) for value in features[:, FEATURES.index(name)]]


def test_every_sentence_has_a_row(pool: list[PassageCandidate], lexical: LexicalIndex) -> None:
    candidates, features = sentence_features(QUESTION, "de", AnswerKind.NUMBER, QUERY, pool, lexical)
    assert candidates == [SentenceCandidate(0, 0), SentenceCandidate(0, 1), SentenceCandidate(1, 0)]
    assert features.shape == (3, len(FEATURES))
    assert np.isfinite(features).all()


def test_features_by_hand(pool: list[PassageCandidate], lexical: LexicalIndex) -> None:
    _, features = sentence_features(QUESTION, "de", AnswerKind.NUMBER, QUERY, pool, lexical)
    share = MISSION / TOTAL
    cosines, mean = [0.6, 0.0, 0.9], 0.5
    spread = math.sqrt(sum((value - mean) ** 2 for value in cosines) / 3)
    expected = {
        "passage_cosine": [0.8, 0.8, 0.6],
        "passage_lexical": [1.0, 1.0, 0.5],
        "passage_fused": [0.58, 0.58, 0.56],
        "passage_first": [1, 1, 0],
        "passage_coverage": [share, share, 1 - share],
        "cosine": cosines,
        "cosine_z": [(value - mean) / spread for value in cosines],
        "cosine_to_passage_best": [0, -0.6, 0],
        "cosine_to_best": [-0.3, -0.9, 0],
        "cosine_rank": [1 / 3, 2 / 3, 0],
        "overlap": [share, 0, 1 - share],
        "overlap_to_passage_best": [0, -share, 0],
        "compound_overlap": [share, 0, share],  # „mission“ is in „ausbildungsmission“; „kost“ has under five letters
        "overlap_mass": [MISSION, 0, KOSTET],
        "missing_mass": [KOSTET, TOTAL, MISSION],
        "passage_mass": [MISSION, MISSION, KOSTET],
        "compound_mass": [MISSION, 0, MISSION],
        "previous_overlap": [0, share, 0],
        "next_overlap": [0, 0, 0],
        "previous_cosine": [0.75, 0.6, 0.75],
        "next_cosine": [0, 0.75, 0.75],
        "length": [math.log(26), math.log(24), math.log(48)],
        "leads_passage": [1, 0, 1],
        "place_in_passage": [0, 0.5, 0],
        "has_number": [0, 0, 1],
        "lacks_number": [1, 1, 0],
        "has_time": [0, 0, 0],
        "is_question": [0, 0, 0],
        "new_words": [2, 3, 4],
    }
    for name, values in expected.items():
        assert column(features, name) == pytest.approx(values, abs=1e-4), name


def test_idf_weighs_rare_words_more(tmp_path: Path) -> None:
    documents: list[tuple[int, Language, str]] = [(1, "de", FIRST), (2, "de", SECOND + " Mission"), (3, "de", "Regen")]
    build_lexical(tmp_path, [*documents, (4, "de", "Schnee")])
    pool = [candidate(1, FIRST, 0.8, 1.0, [[0.6, 0.8], [0.0, 1.0]])]
    _, features = sentence_features(QUESTION, "de", AnswerKind.OTHER, QUERY, pool, LexicalIndex.load(tmp_path))
    assert column(features, "overlap")[0] == pytest.approx(idf(2) / (idf(2) + idf(1)))


@pytest.mark.parametrize(
    ("kind", "has"),
    [(AnswerKind.TIME, [0, 1, 0]), (AnswerKind.PERSON, [1, 1, 1]), (AnswerKind.REASON, [0, 0, 0])],
)
def test_what_the_question_wants(
    pool: list[PassageCandidate], lexical: LexicalIndex, kind: AnswerKind, has: list[float]
) -> None:
    _, features = sentence_features(QUESTION, "de", kind, QUERY, pool, lexical)
    assert column(features, f"has_{kind}") == has
    if f"lacks_{kind}" in FEATURES:
        assert column(features, f"lacks_{kind}") == [1 - value for value in has]


def test_of_another_kind_no_wish_is_set(pool: list[PassageCandidate], lexical: LexicalIndex) -> None:
    _, features = sentence_features(QUESTION, "de", AnswerKind.OTHER, QUERY, pool, lexical)
    for name in FEATURES:
        if name.startswith(("has_", "lacks_")):
            assert column(features, name) == [0, 0, 0]


def test_an_empty_pool(lexical: LexicalIndex) -> None:
    candidates, features = sentence_features(QUESTION, "de", AnswerKind.OTHER, QUERY, [], lexical)
    assert candidates == []
    assert features.shape == (0, len(FEATURES))
