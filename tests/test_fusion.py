import pytest

from retrieval.fusion import SENTENCE_SHARE, fuse, with_sentence


def test_fused_by_hand() -> None:
    # Passage 3 has no BM25, passage 9 has it but was not found to be near: what counts is who has a cosine.
    fused = fuse({1: 0.80, 2: 0.84, 3: 0.82}, {1: 20.0, 2: 5.0, 9: 30.0}, {1: 0.003, 2: 0.001, 3: 0.003})
    assert list(fused) == [1, 2, 3]
    assert fused == pytest.approx({1: 0.86, 2: 0.845, 3: 0.82})


def test_a_score_does_not_hang_on_what_else_was_found() -> None:
    weights = dict.fromkeys(range(5), 0.002)
    few = fuse({1: 0.8, 2: 0.85}, {1: 10.0}, weights)
    many = fuse({1: 0.8, 2: 0.85, 3: 0.9, 4: 0.1}, {1: 10.0, 3: 25.0, 4: 0.5}, weights)
    assert few == {key: many[key] for key in few}


def test_ties_go_by_id() -> None:
    assert list(fuse({9: 0.5, 3: 0.5, 5: 0.5}, {}, dict.fromkeys((3, 5, 9), 1.0))) == [3, 5, 9]


def test_nothing_found() -> None:
    assert fuse({}, {}, {}) == {}


def test_cosine_with_the_best_sentence() -> None:
    assert with_sentence(0.8, 0.8) == pytest.approx(0.8)
    assert with_sentence(0.8, 0.9) == pytest.approx(0.8 + SENTENCE_SHARE * 0.1)
