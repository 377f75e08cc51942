import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexDamaged
from retrieval import block_sums
from retrieval.block_sums import BLOCK, CheckedFile, sums_of, write_sums


@pytest.fixture
def by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read when a file is opened."""
    monkeypatch.setattr(block_sums, "READ_AT_ONCE", 0)


def content(length: int) -> bytes:
    return bytes((at * 7 + at // BLOCK) % 251 for at in range(length))


def test_the_sums_are_the_length_and_a_crc_for_each_block(tmp_path: Path) -> None:
    raw = content(2 * BLOCK + 5)
    (tmp_path / "a").write_bytes(raw)
    write_sums(tmp_path / "a")
    crcs = [zlib.crc32(raw[:BLOCK]), zlib.crc32(raw[BLOCK : 2 * BLOCK]), zlib.crc32(raw[-5:])]
    assert sums_of(tmp_path / "a").read_bytes() == struct.pack("<Q3I", len(raw), *crcs)
    assert bytes(CheckedFile(tmp_path / "a").bytes) == raw


@given(st.integers(1, 5 * BLOCK), st.data())
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_is_noticed_exactly_where_its_block_is_read(
    tmp_path_factory: pytest.TempPathFactory, length: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("sums") / "a"
    raw = bytearray(content(length))
    path.write_bytes(raw)
    write_sums(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_sums, "READ_AT_ONCE", 0)
        file = CheckedFile(path)
    place = data.draw(st.integers(0, length - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    with path.open("r+b") as opened:
        opened.write(raw)
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    touched = start < end and start // BLOCK <= place // BLOCK <= (end - 1) // BLOCK
    for _ in range(2):  # a wrong block stays wrong
        if touched:
            with pytest.raises(IndexDamaged):
                file.check(start, end)
        else:
            file.check(start, end)


@pytest.mark.usefixtures("by_block")
def test_another_length_is_noticed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content(BLOCK))
    write_sums(path)
    for length in (BLOCK - 1, BLOCK + 1, 0):
        path.write_bytes(content(length))
        with pytest.raises(IndexDamaged):
            CheckedFile(path)


def test_a_short_file_is_read_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content(BLOCK))
    write_sums(path)
    path.write_bytes(b"x" + content(BLOCK)[1:])
    with pytest.raises(IndexDamaged):
        CheckedFile(path)
