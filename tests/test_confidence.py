import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Passage
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval import Retriever, confidence
from retrieval.confidence import (
    CONFIDENCE_FEATURES,
    FEATURE_SIGNS,
    Confidence,
    confidence_features,
    load_confidences,
    probability,
    word_places,
)
from retrieval.evidence import FEATURES, Evidence, PassageCandidate, Relation, SentenceCandidate
from retrieval.judge import Logistic
from retrieval.question_words import QuestionWord, WordKind, largest_idf
from retrieval.understood import AskedSource, Understood

NONE = np.zeros((0, 0), dtype=np.float32)
TEXT = "Kanada leitet die Mission. Der Rat tagte.\nDie Kosten trägt Bonn.\n"
ARTICLE = Article(
    "1",
    "/a.txt",
    TEXT,
    "de",
    source=Sourced("Morgenblatt", Provenance.USER),
    published=Sourced(DateInterval.of(2019, 11), Provenance.USER),
)
OTHER = Article("2", "/b.txt", "Spanien schickt Soldaten.", "de")
POOL = [
    PassageCandidate(Passage(1, "1", 0, 41, ((0, 26), (27, 41))), ARTICLE, 0.8, 1.0, 0.9, NONE),
    PassageCandidate(Passage(2, "2", 0, 25, ((0, 25),)), OTHER, 0.7, 0.5, 0.5, NONE),
]
CANDIDATES = [SentenceCandidate(0, 0), SentenceCandidate(0, 1), SentenceCandidate(1, 0)]
LOGITS = np.array([1.0, 0.5, -2.0])
KINDS = st.sampled_from(WordKind)


def word(text: str, kind: WordKind = WordKind.NAME, *, idf: float = 1.0, known: bool = True) -> QuestionWord:
    stems = frozenset({text.lower()})
    return QuestionWord(text, kind, {"de": stems, "en": stems}, {"de": idf, "en": idf}, known)


def evidence(*words: QuestionWord) -> Evidence:
    features = np.arange(3 * len(FEATURES), dtype=np.float64).reshape(3, -1) / 100
    return Evidence(Understood("de"), POOL, CANDIDATES, features, ["same", "same"], words, 100)


def test_places_by_hand() -> None:
    words = [word(text) for text in ("Kanada", "Rat", "Bonn", "Spanien")]
    words += [word("Kuno", known=False), word("2019", WordKind.NUMBER), word("November"), word("Morgenblatt")]
    places = word_places(evidence(*words), 0, 0)
    found = {place: [member.text for member in members] for place, members in places.items()}
    assert found == {"passage": ["Rat"], "article": ["Bonn"], "elsewhere": ["Spanien"], "nowhere": ["Kuno"]}


def test_features_by_hand() -> None:
    words = [word("Kanada", idf=1), word("Rat", idf=2), word("Bonn", idf=3), word("kuno", WordKind.OTHER, idf=4, known=False)]
    made = evidence(*words)
    values = dict(zip(CONFIDENCE_FEATURES, confidence_features(made, LOGITS)[0], strict=True))
    rarest = math.log(1 + (100 + 0.5) / 0.5)  # the idf of a word in none of 100 passages
    expected = {
        "best_logit": 1.0,
        "margin": 3.0,  # to the best sentence of another passage
        "top_cosine": 0.8,
        "cosine_margin": 0.8 - 0.7,
        "legs_agree": 1.0,
        "cosine": made.features[0, FEATURES.index("cosine")],
        "lacks_time": made.features[0, FEATURES.index("lacks_time")],
        "name_in_passage": 2 / rarest,
        "name_in_article": 3 / rarest,
        "name_in_elsewhere": 0.0,
        "other_in_nowhere": 4 / rarest,
        "mass": 10 / rarest,
        "size": math.log(100),
    }
    assert {name: values[name] for name in expected} == pytest.approx(expected)


def test_features_of_one_lone_sentence() -> None:
    made = Evidence(Understood("de"), POOL[:1], CANDIDATES[:1], np.zeros((1, len(FEATURES))), ["same"], (), 100)
    values = dict(zip(CONFIDENCE_FEATURES, confidence_features(made, LOGITS[:1])[0], strict=True))
    assert (values["margin"], values["cosine_margin"], values["mass"]) == (5.0, 0.0, 0.0)
    assert values["name_in_nowhere"] == 0.0


@pytest.mark.parametrize(("passages", "counted"), [(1, 100), (100, 100), (1000, 1000), (5000, 5000), (10**6, 5000)])
def test_no_archive_is_of_a_size_that_was_not_measured(passages: int, counted: int) -> None:
    row = confidence_features(replace(evidence(), passages=passages), LOGITS)[0]
    assert row[CONFIDENCE_FEATURES.index("size")] == pytest.approx(math.log(counted))


@given(st.integers(1, 10**6))
def test_a_name_that_stands_nowhere_weighs_the_same_in_any_archive(passages: int) -> None:
    made = replace(evidence(word("Kuno", idf=largest_idf(passages), known=False)), passages=passages)
    assert confidence_features(made, LOGITS)[0][CONFIDENCE_FEATURES.index("name_in_nowhere")] == pytest.approx(1.0)


def test_thresholds_by_hand() -> None:
    model = Confidence((), ((100, 0.1), (10_000, 0.3)))
    # along the logarithm 1,000 is half way
    assert [model.threshold(passages) for passages in (1, 100, 1000, 10_000, 10**6)] == pytest.approx([0.1, 0.1, 0.2, 0.3, 0.3])
    for stored in load_confidences().values():
        sizes, least = zip(*stored.thresholds, strict=True)
        assert list(sizes) == sorted(set(sizes))
        assert all(0 < value < 0.5 for value in least)


@given(st.floats(allow_nan=False))
def test_probability_is_one(logit: float) -> None:
    assert 0 <= probability(logit) <= 1
    assert probability(1.5) == pytest.approx(1 / (1 + math.exp(-1.5)))


def test_doubts_add_up_by_hand() -> None:
    def reason(bias: float) -> Logistic:
        zeros = np.zeros(len(CONFIDENCE_FEATURES))
        return Logistic(zeros, zeros + 1, zeros, bias)

    model = Confidence((reason(math.log(2)), reason(math.log(4)), reason(math.log(8))), ())
    # odds of 1 / (1/2 + 1/4 + 1/8) = 8/7
    assert model.probability(evidence(), LOGITS) == pytest.approx(8 / 15)
    calibrated = replace(model, stretch=2.0, shift=math.log(3))
    # odds of (8/7)² · 3
    assert calibrated.probability(evidence(), LOGITS) == pytest.approx(192 / (192 + 49))


def test_what_the_question_names_adds_to_the_logit() -> None:
    model = load_confidences()["same"]
    plain = evidence(word("Kanada"))
    named = replace(plain, understood=Understood("de", source=AskedSource("Morgenblatt", ("Morgenblatt",))))
    logits = [math.log(p / (1 - p)) for p in (model.probability(e, LOGITS) for e in (plain, named))]
    assert logits[1] - logits[0] == pytest.approx(3.0)


@given(KINDS, st.floats(0.1, 8), st.floats(0.1, 8), st.booleans())
def test_what_is_rarer_and_missing_makes_no_answer_likelier(kind: WordKind, less: float, more: float, known: bool) -> None:
    low, high = sorted((less, more))
    for model in load_confidences().values():
        rows = [confidence_features(evidence(word("Kuno", kind, idf=idf, known=known)), LOGITS)[0] for idf in (low, high)]
        rows[1][CONFIDENCE_FEATURES.index("mass")] = rows[0][CONFIDENCE_FEATURES.index("mass")]  # it has no direction
        before, after = model.logits(np.array(rows))
        assert after <= before + 1e-9


@pytest.mark.parametrize("name", CONFIDENCE_FEATURES)
def test_no_weight_turns_against_its_direction(name: str) -> None:
    for model in load_confidences().values():
        for reason in model.reasons:
            assert reason.weights[CONFIDENCE_FEATURES.index(name)] * FEATURE_SIGNS[name] >= 0


@pytest.mark.parametrize("relation", ["same", "cross"])
def test_the_calibration_keeps_the_order(relation: Relation) -> None:
    assert load_confidences()[relation].stretch > 0


def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidence, "CONFIDENCE_FEATURES", CONFIDENCE_FEATURES[1:])
    with pytest.raises(ValueError, match=r"confidence\.json belongs to other features"):
        load_confidences.__wrapped__()


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        ("Wer leitet die Nato-Mission im Irak?", "Wer leitet die Greenpeace-Mission in Paraguay?"),
        ("Wie weit ist Tadschi von Bagdad entfernt?", "Wie weit ist Fresno von Sacramento entfernt?"),
    ],
)
def test_an_unknown_name_makes_an_answer_unlikelier(sample_retriever: Retriever, asked: str, unknown: str) -> None:
    assert sample_retriever.answer(unknown).confidence < sample_retriever.answer(asked).confidence / 2
