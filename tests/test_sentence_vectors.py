from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoder import Vectors
from retrieval.sentence_vectors import FOLDER, SentenceVectors, SentenceWriter

DIMENSION = 4
IDS = st.integers(min_value=1, max_value=12)
CHANGES = st.lists(st.tuples(st.sets(IDS, max_size=4), st.dictionaries(IDS, st.integers(1, 3), max_size=4)), max_size=8)


def made(passage: int, count: int, step: int) -> Vectors:
    """Values that half precision holds exactly and that no other passage or step has."""
    return np.array([[passage, row, step, 0.5] for row in range(count)], dtype=np.float32).reshape(count, 4)


def write(folder: Path, added: dict[int, Vectors], old: SentenceVectors | None = None, removed: set[int] = frozenset()) -> int:
    with SentenceWriter(folder, old, removed) as writer:
        for key, vectors in added.items():
            writer.add(key, vectors)
        return writer.finish()


def sizes(folder: Path) -> dict[str, int]:
    """Each part's file with its number of rows."""
    return {path.name: path.stat().st_size // (2 * DIMENSION) for path in sorted((folder / FOLDER).glob("*.f16"))}


@given(CHANGES)
@settings(max_examples=100, deadline=None)
def test_changes_against_a_plain_dict(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[set[int], dict[int, int]]]
) -> None:
    oracle: dict[int, Vectors] = {}
    home = tmp_path_factory.mktemp("vectors")
    vectors = None
    for step, (unwanted, wanted) in enumerate(changes):
        removed = unwanted | (wanted.keys() & oracle.keys())  # ids that are added must be new
        added = {key: made(key, count, step) for key, count in wanted.items()}
        before = dict(oracle)
        oracle = {key: value for key, value in oracle.items() if key not in removed} | added
        count = write(home / str(step), added, vectors, removed)
        for key, expected in before.items():
            np.testing.assert_array_equal(vectors.of(key), expected)  # the old one stays as it was
        vectors = SentenceVectors.load(home / str(step), DIMENSION)
        assert count == vectors.count == sum(len(value) for value in oracle.values())
        for key in range(14):
            if key in oracle:
                np.testing.assert_array_equal(vectors.of(key), oracle[key])
            else:
                with pytest.raises(KeyError):
                    vectors.of(key)
        asked = np.array([7, 3, 14, 0, 12, 1])
        assert vectors.holds(asked).tolist() == [key in oracle for key in asked.tolist()]
        stored = sum(sizes(home / str(step)).values())
        assert stored - vectors.count <= stored / 4


def test_a_small_change_shares_the_large_parts_and_writes_only_itself(tmp_path: Path) -> None:
    write(tmp_path / "a", {key: made(key, 2, 0) for key in range(1, 101)})
    write(tmp_path / "b", {101: made(101, 3, 1)}, SentenceVectors.load(tmp_path / "a", DIMENSION), {5})
    assert sizes(tmp_path / "a") == {"000001.f16": 200}
    assert sizes(tmp_path / "b") == {"000001.f16": 200, "000002.f16": 3}
    shared = [tmp_path / name / FOLDER / "000001.f16" for name in "ab"]
    assert shared[0].stat().st_ino == shared[1].stat().st_ino
    assert SentenceVectors.load(tmp_path / "b", DIMENSION).count == 200 - 2 + 3


def test_there_are_few_parts_after_many_small_changes(tmp_path: Path) -> None:
    vectors, written = None, 0
    for step in range(64):
        write(tmp_path / str(step), {step: made(step, 1, step)}, vectors)
        if vectors:
            names = sizes(tmp_path / str(step)).keys() - sizes(tmp_path / str(step - 1)).keys()
            written += sum(sizes(tmp_path / str(step))[name] for name in names)
        vectors = SentenceVectors.load(tmp_path / str(step), DIMENSION)
    assert len(sizes(tmp_path / "63")) <= 7  # each at least twice the next: 2^7 > 64
    assert written < 64 * 7  # each vector is written once for every doubling
    assert vectors is not None
    np.testing.assert_array_equal(vectors.of(17), made(17, 1, 17))


def test_a_part_of_which_a_quarter_is_gone_is_written_anew(tmp_path: Path) -> None:
    write(tmp_path / "a", {key: made(key, 1, 0) for key in range(100)})
    old = SentenceVectors.load(tmp_path / "a", DIMENSION)
    write(tmp_path / "b", {}, old, set(range(25)))
    assert sizes(tmp_path / "b") == {"000001.f16": 100}
    write(tmp_path / "c", {}, old, set(range(26)))
    assert sizes(tmp_path / "c") == {"000002.f16": 74}


def test_half_precision_is_near_enough(tmp_path: Path) -> None:
    vector = np.array([[0.123456, -0.7, 0.002, 0.7]], dtype=np.float32)
    write(tmp_path / "a", {1: vector})
    found = SentenceVectors.load(tmp_path / "a", DIMENSION).of(1)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, vector, atol=5e-4)


def test_an_empty_one_is_written_and_loaded(tmp_path: Path) -> None:
    assert write(tmp_path / "a", {}) == 0
    assert SentenceVectors.load(tmp_path / "a", DIMENSION).count == 0
