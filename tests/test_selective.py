import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from retrieval.selective import auroc, risk

NUMBERS = st.lists(st.integers(0, 5).map(lambda value: value / 5), min_size=1, max_size=20)


def test_auroc_by_hand() -> None:
    # pairs: 0.9 beats both, 0.4 beats 0.1 and draws with 0.4: (2 + 1.5) / 4
    assert auroc([0.9, 0.4], [0.4, 0.1]) == 3.5 / 4
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([], [0.5]) is None
    assert auroc([0.5], []) is None


@given(NUMBERS, NUMBERS)
def test_auroc_is_that_of_scikit_learn(answerable: list[float], unanswerable: list[float]) -> None:
    labels = [1] * len(answerable) + [0] * len(unanswerable)
    assert auroc(answerable, unanswerable) == pytest.approx(roc_auc_score(labels, answerable + unanswerable))


def test_risk_by_hand() -> None:
    confidences, right = [0.2, 0.9, 0.8, 0.5, 0.4], [False, True, False, True, True]
    assert risk(confidences, right, 1.0) == pytest.approx(2 / 5)
    assert risk(confidences, right, 0.8) == pytest.approx(1 / 4)
    assert risk(confidences, right, 0.4) == pytest.approx(1 / 2)
    assert risk(confidences, right, 0.01) == 0.0
    assert risk([0.5, 0.5], [False, True], 0.5) == 1.0
    with pytest.raises(ValueError, match="no questions"):
        risk([], [], 1.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1), st.floats(0, 1))
def test_risk_is_a_share_and_at_full_coverage_that_of_all(pairs: list[tuple[float, bool]], coverage: float) -> None:
    confidences, right = [c for c, _ in pairs], [r for _, r in pairs]
    assert 0 <= risk(confidences, right, coverage) <= 1
    assert math.isclose(risk(confidences, right, 1.0), right.count(False) / len(right), abs_tol=1e-9)
