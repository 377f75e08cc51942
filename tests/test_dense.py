from pathlib import Path

import numpy as np
import pytest

from retrieval.dense import FILE, DenseIndex
from retrieval.encoder import Vectors

RANDOM = np.random.default_rng(3)


def unit_vectors(count: int, dimension: int = 24) -> Vectors:
    vectors = RANDOM.normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def index_of(ids: list[int], vectors: Vectors) -> DenseIndex:
    index = DenseIndex.empty(vectors.shape[1])
    index.add(ids, vectors)
    return index


def brute_force(ids: list[int], vectors: Vectors, query: Vectors, top_k: int) -> dict[int, float]:
    scores = vectors @ query
    return {ids[row]: float(scores[row]) for row in np.argsort(-scores)[:top_k]}


def test_search_is_brute_force() -> None:
    ids = RANDOM.permutation(10_000)[:300].tolist()
    vectors = unit_vectors(300)
    index = index_of(ids, vectors)
    for query in unit_vectors(20):
        found, expected = index.search(query, 10), brute_force(ids, vectors, query, 10)
        assert list(found) == list(expected)
        assert list(found.values()) == pytest.approx(list(expected.values()), abs=1e-6)


@pytest.mark.parametrize("share", [1, 3, 50, 299, 300])
def test_search_among_some_is_brute_force_over_these(share: int) -> None:
    ids = RANDOM.permutation(10_000)[:300].tolist()
    vectors = unit_vectors(300)
    index = index_of(ids, vectors)
    for query in unit_vectors(10):
        rows = sorted(RANDOM.permutation(300)[:share].tolist(), key=lambda row: ids[row])
        allowed = np.array([ids[row] for row in rows] + [20_000], dtype=np.int64)
        found = index.search(query, 10, allowed)
        expected = brute_force([ids[row] for row in rows], vectors[rows], query, 10)
        assert list(found) == list(expected)
        assert list(found.values()) == pytest.approx(list(expected.values()), abs=1e-6)
    assert index.search(vectors[0], 5, np.array([], dtype=np.int64)) == {}


def test_fewer_than_asked_for() -> None:
    vectors = unit_vectors(3)
    found = index_of([7, 5, 9], vectors).search(vectors[1], 10)
    assert list(found) == sorted([7, 5, 9], key=lambda key: -found[key])
    assert found[5] == pytest.approx(1, abs=1e-6) == max(found.values())


def test_an_empty_index() -> None:
    index = DenseIndex.empty(24)
    assert index.search(unit_vectors(1)[0], 5) == {}
    assert (index.count, index.dimension) == (0, 24)


def test_the_ids_are_told_in_order() -> None:
    assert index_of([14, 10, 2**40, 11], unit_vectors(4)).ids.tolist() == [10, 11, 14, 2**40]


def test_vectors_of_an_unknown_id() -> None:
    with pytest.raises(RuntimeError):
        index_of([1], unit_vectors(1)).vectors([2])


def test_save_and_load(tmp_path: Path) -> None:
    ids, vectors = [3, 1, 2**40], unit_vectors(3)
    index_of(ids, vectors).save(tmp_path)
    index = DenseIndex.load(tmp_path)
    assert (index.count, index.dimension) == (3, 24)
    np.testing.assert_array_equal(index.vectors(ids), vectors)
    assert list(index.search(vectors[2], 1)) == [2**40]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full there")
def test_a_full_disk_is_told_also_at_the_end_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    index = DenseIndex.empty(8)
    index.add([1], np.eye(1, 8, dtype=np.float32))  # so short that it is written when the file is closed
    with pytest.raises(OSError, match="No space left"):
        index.save(tmp_path)
