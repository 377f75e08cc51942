from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.journal import BESIDE, NAME, RECORD_BYTES, Journal, _write, drop_journal
from retrieval.text_keys import keys_of

MODEL, DIMENSION = "words@1", 3


def vectors(*texts: str) -> np.ndarray:
    return np.array([[len(text), ord(text[0]), 0.5] for text in texts], dtype=np.float16)


def add(folder: Path, *texts: str, model: str = MODEL) -> None:
    with Journal(folder, model, DIMENSION) as journal:
        journal.add(keys_of(texts), vectors(*texts))


def found(folder: Path, *texts: str, model: str = MODEL) -> list[list[float] | None]:
    with Journal(folder, model, DIMENSION) as journal:
        numbers = journal.find(keys_of(texts))
        return [journal.vectors(numbers[[at]])[0].tolist() if number >= 0 else None for at, number in enumerate(numbers)]


def test_what_was_added_is_found_again_by_its_text(tmp_path: Path) -> None:
    add(tmp_path / "index", "Rat", "Zug fährt")
    add(tmp_path / "index", "Bus")
    assert found(tmp_path / "index", "Bus", "Schiff", "Rat", "Zug fährt") == [
        [3.0, 66.0, 0.5],
        None,
        [3.0, 82.0, 0.5],
        [9.0, 90.0, 0.5],
    ]
    head = (tmp_path / "index" / NAME).read_bytes().split(b"\n", 1)[0] + b"\n"
    assert (tmp_path / "index" / NAME).stat().st_size == len(head) + 3 * (RECORD_BYTES + 2 * DIMENSION)


def test_without_anything_to_keep_there_is_no_file(tmp_path: Path) -> None:
    with Journal(tmp_path / "index", MODEL, DIMENSION) as journal:
        journal.add(keys_of([]), vectors())
        assert journal.find(keys_of(["Rat"])).tolist() == [-1]
        journal.settle()
    assert not (tmp_path / "index").exists()


@given(cut=st.integers(0, 200), flipped=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_torn_tail_and_a_damaged_record_are_dropped_with_what_follows(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flipped: int
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    texts = [f"Text {number}" for number in range(6)]
    for text in texts:
        add(folder, text)
    raw = bytearray((folder / NAME).read_bytes())
    head, record = raw.index(b"\n") + 1, RECORD_BYTES + 2 * DIMENSION
    whole = max(0, (len(raw) - cut - head) // record)
    at = head + flipped % (len(raw) - head)
    raw[at] ^= 0x10
    (folder / NAME).write_bytes(raw[: max(head, len(raw) - cut)])
    left = min(whole, (at - head) // record)
    expected = [vectors(text)[0].tolist() for text in texts[:left]] + [None] * (6 - left)
    assert found(folder, *texts) == expected
    add(folder, "Neu")  # what comes after is whole again
    assert found(folder, *texts[:left], "Neu") == [*expected[:left], vectors("Neu")[0].tolist()]


def test_that_of_another_model_is_not_used_and_goes(tmp_path: Path) -> None:
    add(tmp_path, "Rat")
    assert found(tmp_path, "Rat", model="other") == [None]
    add(tmp_path, "Zug", model="other")
    assert found(tmp_path, "Rat", "Zug", model="other") == [None, [3.0, 90.0, 0.5]]
    assert found(tmp_path, "Zug") == [None]


def test_what_an_earlier_update_left_stays_until_it_is_used(tmp_path: Path) -> None:
    add(tmp_path, "Rat", "Zug", "Bus")
    with Journal(tmp_path, MODEL, DIMENSION) as journal:
        assert journal.find(keys_of(["Zug", "neu"])).tolist() == [1, -1]
        journal.add(keys_of(["neu"]), vectors("neu"))
        journal.settle()
    assert found(tmp_path, "Rat", "Zug", "Bus", "neu") == [[3.0, 82.0, 0.5], None, [3.0, 66.0, 0.5], None]
    with Journal(tmp_path, MODEL, DIMENSION) as journal:
        journal.find(keys_of(["Rat", "Bus"]))
        journal.settle()
    assert list(tmp_path.iterdir()) == []
    add(tmp_path, "Rat")
    drop_journal(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_many_batches_are_searched_in_few_tables(tmp_path: Path) -> None:
    with Journal(tmp_path, MODEL, DIMENSION) as journal:
        for number in range(100):
            journal.add(keys_of([f"{number}"]), vectors(f"{number}"))
        assert journal.find(keys_of([f"{number}" for number in range(100)])).tolist() == list(range(100))
        assert len(journal._tables) <= 7  # 64 + 32 + 4 by halves


def test_a_disk_that_is_full_is_noticed_before_a_record_is_taken_for_whole(tmp_path: Path) -> None:
    class Full:
        """Takes so many bytes, then none, as an unbuffered file on a full disk does."""

        def __init__(self, room: int) -> None:
            self.room, self.written = room, b""

        def write(self, data: memoryview) -> int:
            if not self.room:
                raise OSError(28, "No space left on device")
            taken = bytes(data[: min(self.room, 7)])
            self.room -= len(taken)
            self.written += taken
            return len(taken)

    enough, little = Full(100), Full(20)
    _write(enough, b"r" * 26)
    assert enough.written == b"r" * 26
    with pytest.raises(OSError, match="No space left"):
        _write(little, b"r" * 26)


def test_what_an_interrupted_update_wrote_beside_it_goes_too(tmp_path: Path) -> None:
    add(tmp_path, "Rat")
    (tmp_path / BESIDE).write_bytes(b"half")
    drop_journal(tmp_path)
    assert list(tmp_path.iterdir()) == []
