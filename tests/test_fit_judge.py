from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.fit_judge import figures
from benchmarks.fit_reading import Read, fit_reading
from benchmarks.judged import Asked, Fitted
from retrieval.evidence import Matrix
from retrieval.reader import Reading


def asked(seed: int, count: int = 200) -> list[Asked]:
    """Right is the sentence with the highest first feature; each question shifts that of all its sentences."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        features = random.normal(size=(5, 4))
        features[:, 0] += random.normal() * 5
        right = np.zeros(5, dtype=np.bool_)
        right[int(np.argmax(features[:, 0] + 0.1 * random.normal(size=5)))] = True
        made.append(Asked(features, right, number % 6))
    return made


def test_the_judge_orders_the_sentences_of_a_question() -> None:
    fitted = Fitted(asked(1))
    unseen = asked(2)
    assert np.mean([a.right[int(np.argmax(fitted.logits(a.features)))] for a in unseen]) > 0.9
    assert abs(fitted.weights[0]) > 5 * np.abs(fitted.weights[1:]).max()


def test_its_logits_are_calibrated() -> None:
    """A logistic regression's probabilities add up to the number of right sentences it was fitted on."""
    questions = asked(3)
    fitted = Fitted(questions)
    expected = sum(float(np.sum(1 / (1 + np.exp(-fitted.logits(a.features))))) for a in questions)
    assert expected == pytest.approx(len(questions), rel=0.01)


def test_a_question_that_weighs_twice_is_as_good_as_two() -> None:
    questions = asked(4, 60)
    twice = Fitted([*questions, *questions[:20]])
    weighed = Fitted([Asked(a.features, a.right, a.fold, 2.0 if n < 20 else 1.0) for n, a in enumerate(questions)])
    # The scaler alone counts sentences, not weights: compare the orders.
    for a in asked(5, 20):
        assert np.argmax(twice.logits(a.features)) == np.argmax(weighed.logits(a.features))


def test_figures_are_of_judges_that_have_not_seen_the_question() -> None:
    class First:
        """Prefers the sentence with the highest feature of its number."""

        def __init__(self, number: int) -> None:
            self.number = number

        def logits(self, features: Matrix) -> NDArray[np.float64]:
            return features[:, self.number]

    features = np.array([[1.0, 0.0], [0.0, 1.0]])
    right, gold = np.array([True, False]), np.array([True, True])
    judges: Any = [First(0), First(1)]
    made = [Asked(features, right, 0, gold=gold), Asked(features, right, 1, gold=gold), Asked(features, right, 1, gold=right)]
    assert figures(made, judges) == {"right_sentence@1": 0.3333, "right_article@1": 0.6667}


def test_the_readers_word_weighs_as_much_as_it_is_right() -> None:
    right = np.array([True, False])
    shares = np.array([0.5, -0.5])
    helpful = [Read(np.array([0.0, 0.6]), shares, right, 0.6)] * 9 + [Read(np.array([0.6, 0.0]), -shares, right, 0.6)]
    useless = [Read(np.array([0.6, 0.0]), shares * sign, right, 0.6) for sign in (1, -1)] * 5 + [
        Read(np.array([0.0, 0.6]), shares * sign, right, 0.6) for sign in (1, -1)
    ]
    assert fit_reading(helpful) > 0.6
    assert fit_reading(useless) == pytest.approx(0, abs=0.01)


def test_a_sure_judge_is_left_alone() -> None:
    read = Read(np.array([2.0, 0.5]), np.array([-3.0, 3.0]), np.array([False, True]), 1.5)
    assert read.chosen(Reading(1.0, sure=2.0))
    assert not read.chosen(Reading(1.0, sure=1.5))
