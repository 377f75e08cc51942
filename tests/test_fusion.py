import pytest

from retrieval.fusion import fuse, min_max


def test_min_max() -> None:
    assert min_max({1: 2.0, 2: 4.0, 3: 3.0}) == {1: 0.0, 2: 1.0, 3: 0.5}
    assert min_max({1: -1.0, 2: 1.0, 3: 0.5}) == {1: 0.0, 2: 1.0, 3: 0.75}
    assert min_max({4: 7.0}) == {4: 1.0}
    assert min_max({4: 0.0, 5: 0.0}) == {4: 1.0, 5: 1.0}
    assert min_max({}) == {}


def test_fused_by_hand() -> None:
    # Dense stretched: 1 → 1, 2 → 0.5, 3 → 0; lexical stretched: 2 → 1, 4 → 0.25, 3 → 0.
    fused = fuse({1: 0.9, 2: 0.85, 3: 0.8}, {2: 12.0, 4: 6.0, 3: 4.0}, 0.7)
    assert list(fused) == [1, 2, 4, 3]
    assert fused == pytest.approx({1: 0.7, 2: 0.7 * 0.5 + 0.3 * 1.0, 4: 0.3 * 0.25, 3: 0.0})


def test_one_leg_alone() -> None:
    assert fuse({1: 0.5, 2: 0.7}, {}, 0.9) == pytest.approx({2: 0.9, 1: 0.0})
    assert fuse({}, {1: 3.0}, 0.9) == pytest.approx({1: 0.1})
    assert fuse({}, {}, 0.9) == {}


def test_ties_go_by_id() -> None:
    assert list(fuse({9: 1.0, 3: 1.0, 5: 1.0}, {}, 0.7)) == [3, 5, 9]
    assert list(fuse({9: 0.5, 2: 0.1, 1: 0.1}, {7: 4.0, 8: 4.0}, 0.5)) == [7, 8, 9, 1, 2]
