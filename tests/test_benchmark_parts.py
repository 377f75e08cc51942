"""The parts of the benchmarks that figures hang on."""

import numpy as np
import pytest

from benchmarks.curves import calibration_error, reliability
from benchmarks.swapped import Entity, choose, figures, replaced, shared_names


def test_reliability_and_calibration_error_by_hand() -> None:
    probabilities, outcomes = np.array([0.05, 0.15, 0.15, 1.0]), np.array([False, True, False, True])
    weights = np.array([4.0, 1.0, 3.0, 2.0])
    expected = [(0.05, 0.0, 0.4), (0.15, 0.25, 0.4), (1.0, 1.0, 0.2)]
    for point, wanted in zip(reliability(probabilities, outcomes, weights), expected, strict=True):
        assert point == pytest.approx(wanted)
    assert calibration_error(probabilities, outcomes, weights) == pytest.approx(0.05 * 0.4 + 0.1 * 0.4)


def test_entities_of_a_question() -> None:
    years = [Entity("2019", "year"), Entity("1.200", "number of 4"), Entity("7", "number of 1")]
    assert figures("Was kosteten 2019 die 1.200, 7 oder B52?") == years
    german, english = "Wann zog Jared Allen aus Fresno in die Stadt?", "When did Jared Allen leave Fresno for town?"
    assert shared_names(german, english) == [
        Entity("Jared Allen", "name of 2"),
        Entity("Fresno", "name of 1 after a preposition"),
    ]


def test_what_is_swapped_in_is_neither_in_the_article_nor_in_the_question() -> None:
    pool = {"year": ["1900", "2016", "2017", "2018", "2019"]}
    question = "Was geschah 2018, ein Jahr vor 2019 ?"
    made = {choose(str(number), question, [Entity("2018", "year")], pool, "2017 war es ruhig") for number in range(20)}
    assert made == {(Entity("2018", "year"), "2016")}  # 1900 is too far off
    assert choose("1", question, [Entity("2018", "year")], {"year": ["2017"]}, "2017") is None
    assert replaced("Die 12018 und die 2018.", "2018", "2016") == "Die 12018 und die 2016."
