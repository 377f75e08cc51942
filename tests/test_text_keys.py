from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexDamaged
from retrieval.key_writer import KeyWriter
from retrieval.sentence_vectors import SentenceVectors, SentenceWriter
from retrieval.text_keys import FOLDER, Table, TextKeys, keys_of

DIMENSION = 2
TEXTS = st.sampled_from([f"Satz {number}." for number in range(8)])
PASSAGES = st.dictionaries(st.integers(1, 12), st.lists(TEXTS, min_size=1, max_size=3), max_size=4)
CHANGES = st.lists(st.tuples(st.sets(st.integers(1, 12), max_size=4), PASSAGES), min_size=1, max_size=7)


def vector(text: str) -> list[float]:
    """Of its own for each text, and exact in half precision."""
    return [float(text.split()[1].rstrip(".")), 0.5]


def write(folder: Path, added: dict[int, list[str]], old: SentenceVectors | None, gone: set[int]) -> SentenceVectors:
    keys = KeyWriter(folder, old, TextKeys.load(old.folder) if old else None)
    with SentenceWriter(folder, old, gone) as writer:
        for key, texts in added.items():
            writer.add(key, np.array([vector(text) for text in texts], dtype=np.float32))
            keys.add(key, keys_of([" ".join(texts)]), keys_of(texts))
        writer.finish()
    keys.finish()
    return SentenceVectors.load(folder, DIMENSION)


def test_a_digest_is_that_of_the_text_alone() -> None:
    keys = keys_of(["Rat", "Rat ", "Rat", "\udcff"])
    assert keys.shape == (4, 2)
    assert keys[0].tolist() == keys[2].tolist()
    assert len({tuple(row) for row in keys.tolist()}) == 3
    # BLAKE2b with 16 bytes of "Rat", as `b2sum -l 128` gives it
    assert keys[0].tobytes().hex() == __import__("hashlib").blake2b(b"Rat", digest_size=16).hexdigest()


def test_keys_with_the_same_first_half_are_told_apart() -> None:
    keys = np.array([[5, 1], [5, 2], [5, 1], [7, 1]], dtype=np.uint64)
    table = Table.of(keys, np.array([10, 11, 12, 13], dtype=np.uint64))
    wanted = np.array([[5, 2], [5, 1], [5, 3], [9, 1], [0, 1]], dtype=np.uint64)
    found: dict[int, set[int]] = {}
    for numbers, places in table.look_up(wanted):
        for number, place in zip(numbers.tolist(), places.tolist(), strict=True):
            found.setdefault(number, set()).add(place)
    assert found == {0: {11}, 1: {10, 12}}


@given(CHANGES)
@settings(max_examples=60, deadline=None)
def test_every_text_of_the_archive_is_found_with_its_own_vector(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[set[int], dict[int, list[str]]]]
) -> None:
    home, old = tmp_path_factory.mktemp("keys"), None
    held: dict[int, list[str]] = {}
    for step, (unwanted, added) in enumerate(changes):
        gone = unwanted | (added.keys() & held.keys())
        held = {key: texts for key, texts in held.items() if key not in gone} | added
        old = write(home / str(step), added, old, gone)
        keys = TextKeys.load(old.folder)
        texts = sorted({text for each in held.values() for text in each})
        found = set()
        for part, numbers, rows in keys.sentences(keys_of(texts)):
            for number, row in zip(numbers.tolist(), rows.tolist(), strict=True):
                assert old.parts[part][row].tolist() == vector(texts[number])
                found.add(texts[number])
        assert found == set(texts)
        whole = sorted({" ".join(each) for each in held.values()})
        named = {(whole[n], i) for numbers, ids in keys.passages(keys_of(whole)) for n, i in zip(numbers, ids, strict=True)}
        assert {(" ".join(each), key) for key, each in held.items()} <= {(text, int(key)) for text, key in named}


def test_parts_that_stay_share_their_tables_and_damage_is_noticed(tmp_path: Path) -> None:
    first = write(tmp_path / "1", {key: [f"Satz {key}."] for key in range(1, 9)}, None, set())
    second = write(tmp_path / "2", {20: ["Satz 0."]}, first, set())
    old, new = ((tmp_path / step / FOLDER / "000001.keys") for step in "12")
    assert old.stat().st_ino == new.stat().st_ino
    assert sorted(path.name for path in (tmp_path / "2" / FOLDER).glob("*.keys")) == ["000001.keys", "000002.keys"]
    assert second.count == 9
    raw = bytearray(new.read_bytes())
    raw[3] ^= 1
    new.unlink()
    new.write_bytes(raw)
    with pytest.raises(IndexDamaged):
        TextKeys.load(tmp_path / "2")


def test_a_part_of_before_without_a_table_is_searched_for_nothing(tmp_path: Path) -> None:
    first = write(tmp_path / "1", {1: ["Satz 1."], 2: ["Satz 2."]}, None, set())
    for path in (tmp_path / "1" / FOLDER).iterdir():
        path.unlink()
    second = write(tmp_path / "2", {3: ["Satz 3."]}, first, set())  # the first part is written once more with the new one
    keys = TextKeys.load(second.folder)
    found = {int(n) for _, numbers, _ in keys.sentences(keys_of(["Satz 1.", "Satz 2.", "Satz 3."])) for n in numbers}
    assert found == {2}
