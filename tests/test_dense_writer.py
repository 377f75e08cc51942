"""Flat and in lists: what a series of changes leaves, against a plain dict and brute force."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexDamaged
from retrieval import block_sums
from retrieval.block_sums import BLOCK
from retrieval.dense import DenseIndex
from retrieval.dense_lists import FOLDER, ListIndex
from retrieval.dense_writer import Dense, DenseWriter, lists_for, load_dense
from retrieval.encoder import Vectors

DIMENSION = 24
LISTS_FROM = 60
CHANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=8)
"""So many vectors added and so many of the present ones removed, step by step."""


def unit_vectors(count: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    """Around twelve middles, as texts lie around their topics."""
    draw = np.random.default_rng(seed)
    middles = np.random.default_rng(0).normal(size=(12, dimension))
    vectors = (middles[draw.integers(12, size=count)] + 0.7 * draw.normal(size=(count, dimension))).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def write(
    folder: Path, added: dict[int, Vectors], old: Dense | None = None, removed: set[int] = frozenset(), **more: int
) -> Dense:
    dimension = len(next(iter(added.values()))) if added else DIMENSION
    with DenseWriter(folder, dimension, old, removed, **{"lists_from": LISTS_FROM, **more}) as writer:
        for key, vector in added.items():
            writer.add([key], vector[None, :])
        count = writer.finish()
    index = load_dense(folder)
    assert index.count == count
    return index


def nearest(vectors: dict[int, Vectors], query: Vectors, top_k: int) -> list[int]:
    return sorted(vectors, key=lambda key: -float(vectors[key] @ query))[:top_k]


@pytest.mark.slow
@given(CHANGES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_changes_against_a_plain_dict(tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], draw) -> None:
    folder = tmp_path_factory.mktemp("dense")
    expected: dict[int, Vectors] = {}
    index: Dense | None = None
    free = 1
    for step, (added, removed) in enumerate(changes):
        fresh = dict(zip(range(free, free + added), unit_vectors(added, step + 1), strict=True))
        gone = set(draw.sample(sorted(expected), min(removed, len(expected))))
        free += added
        index = write(folder / str(step), fresh, index, gone)
        expected = {key: vector for key, vector in expected.items() if key not in gone} | fresh
        assert index.ids.tolist() == sorted(expected)
        if len(expected) >= LISTS_FROM:
            assert isinstance(index, ListIndex)
        if not expected:
            continue
        ids = draw.sample(sorted(expected), min(5, len(expected)))
        exact = [expected[key] for key in ids]
        np.testing.assert_allclose(index.vectors(ids), exact, atol=3e-4)  # half precision: 11 bits of at most 1
        allowed = np.array(sorted(draw.sample(sorted(expected), -(-len(expected) // 3))), dtype=np.int64)
        for query in unit_vectors(3, 99):
            found, among = index.search(query, 10), index.search(query, 10, allowed)
            assert found.keys() <= expected.keys()
            assert among.keys() <= set(allowed.tolist())
            assert len(among) == min(10, len(allowed))
            for key, score in (found | among).items():
                assert score == pytest.approx(float(expected[key] @ query), abs=1e-3)
            # fewer than 64 lists here, so every list is read and only ties of half precision may differ
            least = expected[nearest(expected, query, 10)[-1]] @ query
            assert len(found) == min(10, len(expected))
            assert min(found.values()) >= least - 2e-3


def test_recall_without_and_with_filters(tmp_path: Path) -> None:
    vectors = dict(enumerate(unit_vectors(30_000, 5), 1))
    index = write(tmp_path, vectors, lists_from=1000)
    assert isinstance(index, ListIndex)
    assert len(index.centroids) == lists_for(30_000) == 512
    matrix = np.stack(list(vectors.values()))
    draw = np.random.default_rng(8)
    for share in (1.0, 0.8, 0.01):
        allowed = np.flatnonzero(draw.random(len(matrix)) < share) + 1
        hits = 0
        for query in unit_vectors(50, 6):
            scores = matrix[allowed - 1] @ query
            best = set(allowed[np.argsort(-scores)[:10]].tolist())
            hits += len(best & index.search(query, 10, None if share == 1 else allowed).keys())
        assert hits >= 0.97 * 500


def test_lists_are_shared_with_the_old_index_and_few(tmp_path: Path) -> None:
    index = write(tmp_path / "0", dict(enumerate(unit_vectors(400, 1), 1)))
    assert isinstance(index, ListIndex)
    first = (tmp_path / "0" / FOLDER / "000001.lists").stat().st_ino
    for step in range(1, 20):
        index = write(tmp_path / str(step), {1000 + step: unit_vectors(1, step)[0]}, index, {step})
        assert isinstance(index, ListIndex)
        assert (tmp_path / str(step) / FOLDER / "000001.lists").stat().st_ino == first
        assert len(index.parts) <= 6  # each at least twice the next
    assert index.count == 400
    assert index.search(unit_vectors(1, 7)[0], 1).keys() == {1007}
    assert 7 not in index.search(unit_vectors(400, 1)[6], 400)


def test_what_grows_fourfold_gets_new_lists_and_what_shrinks_is_flat_again(tmp_path: Path) -> None:
    small = write(tmp_path / "a", dict(enumerate(unit_vectors(100, 1), 1)))
    assert isinstance(small, ListIndex)
    more = write(tmp_path / "a2", dict(enumerate(unit_vectors(150, 2), 1000)), small)
    grown = write(tmp_path / "b", dict(enumerate(unit_vectors(150, 3), 2000)), more)
    assert isinstance(more, ListIndex)
    assert isinstance(grown, ListIndex)
    assert (len(small.centroids), len(more.centroids), more.count) == (32, 32, 250)
    assert (len(grown.centroids), grown.count, len(grown.parts)) == (64, 400, 1)
    still = write(tmp_path / "c", {}, small, set(range(1, 71)))
    assert isinstance(still, ListIndex)
    flat = write(tmp_path / "d", {}, still, {71})
    assert isinstance(flat, DenseIndex)
    assert flat.ids.tolist() == list(range(72, 101))
    assert write(tmp_path / "e", {}, flat, set(range(72, 101))).search(unit_vectors(1, 1)[0], 3) == {}


@pytest.mark.slow
@given(st.integers(0, 10**9), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_never_gives_a_wrong_score(tmp_path_factory: pytest.TempPathFactory, place: int, bit: int) -> None:
    folder = tmp_path_factory.mktemp("dense")
    vectors = dict(enumerate(unit_vectors(900, 3), 1))
    write(folder, vectors)
    path = folder / FOLDER / "000001.lists"
    raw = bytearray(path.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_sums, "READ_AT_ONCE", 0)
        index = load_dense(folder)  # opened while all is well
        at = BLOCK + place % (len(raw) - BLOCK)  # the first block is read, and checked, when the index is opened
        raw[at] ^= 1 << bit
        with path.open("r+b") as file:  # in place, as a failing disk does, and after the index was opened
            file.write(raw)
        damaged = 0
        for query in unit_vectors(4, 4):
            try:
                found = index.search(query, 5)
            except IndexDamaged:
                damaged += 1
                continue
            for key, score in found.items():
                assert score == pytest.approx(float(vectors[key] @ query), abs=1e-3)
        assert damaged == 4  # every list is read, as there are 64
        with pytest.raises(IndexDamaged):
            index.files[0].check_all()


@pytest.mark.parametrize("at", [0, 40, 200, BLOCK - 1])
def test_a_flipped_bit_in_what_is_read_first_is_noticed_on_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    write(tmp_path, dict(enumerate(unit_vectors(900, 3), 1)))
    path = tmp_path / FOLDER / "000001.lists"
    raw = bytearray(path.read_bytes())
    raw[at] ^= 4
    path.write_bytes(raw)
    monkeypatch.setattr(block_sums, "READ_AT_ONCE", 0)
    with pytest.raises(IndexDamaged):
        load_dense(tmp_path)
