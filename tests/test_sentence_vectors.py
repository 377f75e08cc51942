from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoder import Vectors
from retrieval.sentence_vectors import SentenceVectors

DIMENSION = 4
IDS = st.integers(min_value=1, max_value=12)
CHANGES = st.lists(st.tuples(st.sets(IDS, max_size=4), st.dictionaries(IDS, st.integers(1, 3), max_size=4)), max_size=6)


def made(passage: int, count: int, step: int) -> Vectors:
    """Values that half precision holds exactly and that no other passage or step has."""
    return np.array([[passage, row, step, 0.5] for row in range(count)], dtype=np.float32)


@given(CHANGES)
@settings(max_examples=100, deadline=None)
def test_changes_against_a_plain_dict(changes: list[tuple[set[int], dict[int, int]]]) -> None:
    oracle: dict[int, Vectors] = {}
    vectors = SentenceVectors.empty(DIMENSION)
    for step, (unwanted, wanted) in enumerate(changes):
        removed = unwanted | (wanted.keys() & oracle.keys())  # ids that are added must be new
        added = {key: made(key, count, step) for key, count in wanted.items()}
        before = {key: vectors.of(key) for key in oracle}
        changed = vectors.changed(removed, added)
        for key, expected in before.items():
            np.testing.assert_array_equal(vectors.of(key), expected)  # a change is a copy
        vectors = changed
        oracle = {key: value for key, value in oracle.items() if key not in removed} | added
        assert vectors.count == sum(len(value) for value in oracle.values())
        for key in range(14):
            if key in oracle:
                np.testing.assert_array_equal(vectors.of(key), oracle[key])
            else:
                with pytest.raises(KeyError):
                    vectors.of(key)


def test_half_precision_is_near_enough() -> None:
    vector = np.array([[0.123456, -0.7, 0.002, 0.7]], dtype=np.float32)
    found = SentenceVectors.empty(DIMENSION).changed((), {1: vector}).of(1)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, vector, atol=5e-4)


def test_save_and_load(tmp_path: Path) -> None:
    vectors = SentenceVectors.empty(DIMENSION).changed((), {9: made(9, 2, 0), 4: made(4, 1, 0)})
    vectors.save(tmp_path)
    loaded = SentenceVectors.load(tmp_path)
    assert loaded.count == 3
    np.testing.assert_array_equal(loaded.of(9), made(9, 2, 0))
    changed = loaded.changed([9], {5: made(5, 1, 1)})
    np.testing.assert_array_equal(changed.of(4), made(4, 1, 0))
    np.testing.assert_array_equal(changed.of(5), made(5, 1, 1))


def test_an_empty_one_is_saved_and_loaded(tmp_path: Path) -> None:
    SentenceVectors.empty(DIMENSION).save(tmp_path)
    assert SentenceVectors.load(tmp_path).count == 0
