import math

import numpy as np
import pytest

from retrieval import judge
from retrieval.evidence import FEATURES
from retrieval.judge import ANSWER_FEATURES, Logistic, answer_features, load_judge, probability


def test_logistic_by_hand() -> None:
    model = Logistic(np.array([1.0, 2.0]), np.array([2.0, 0.5]), np.array([3.0, -1.0]), 0.25)
    # (3 - 1) / 2 · 3 + (2.5 - 2) / 0.5 · (-1) + 0.25 = 3 - 1 + 0.25
    assert model.logits(np.array([[3.0, 2.5], [1.0, 2.0]])).tolist() == [2.25, 0.25]


def test_probability() -> None:
    assert probability(0.0) == 0.5
    assert probability(1.5) == pytest.approx(1 / (1 + math.exp(-1.5)))
    assert probability(-1.5) == pytest.approx(1 - probability(1.5))
    assert (probability(1e9), probability(-1e9)) == (1.0, pytest.approx(0.0))


def test_answer_features_are_those_of_the_best_sentence() -> None:
    features = np.arange(3 * len(FEATURES), dtype=np.float64).reshape(3, -1)
    row = answer_features(features, np.array([0.5, 2.0, 1.0]))[0]
    assert dict(zip(ANSWER_FEATURES, row, strict=True)) == {
        "best_logit": 2.0,
        "second_logit": 1.0,
        **{name: float(len(FEATURES) + FEATURES.index(name)) for name in ANSWER_FEATURES[2:]},
    }
    assert answer_features(features[:1], np.array([0.5]))[0][:2].tolist() == [0.5, -4.5]


@pytest.mark.parametrize("relation", ["same", "cross"])
def test_the_weights_in_the_package_fit(relation: judge.Relation) -> None:
    loaded = load_judge(relation)
    for model, names in ((loaded.sentence, FEATURES), (loaded.answer, ANSWER_FEATURES)):
        assert model.mean.shape == model.scale.shape == model.weights.shape == (len(names),)
        assert (model.scale > 0).all()
        assert np.isfinite(model.logits(np.zeros((1, len(names))))).all()
    assert 0 < loaded.threshold < 1


@pytest.mark.parametrize("name", ["FEATURES", "ANSWER_FEATURES"])
def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(judge, name, tuple(reversed(getattr(judge, name))))
    with pytest.raises(ValueError, match=r"weights\.json belongs to other features"):
        load_judge.__wrapped__("same")
