import hashlib
import os
from pathlib import Path

import pytest

from retrieval import stamps
from retrieval.stamps import FILE, Stamps, file_digest

LONG_AGO = 1_000_000_000


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read; stamps are used from the first byte on."""
    names: list[str] = []

    def digest(path: Path) -> str:
        names.append(path.name)
        return file_digest(path)

    monkeypatch.setattr(stamps, "file_digest", digest)
    monkeypatch.setattr(stamps, "FROM", 1)
    return names


def made(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


def digests(folder: Path, files: list[Path], trusted: bool = True) -> list[str]:
    one = Stamps(folder, files, trusted)
    found = [one.digest(path) for path in files]
    one.save()
    return found


def test_an_unchanged_file_is_read_once(tmp_path: Path, read: list[str]) -> None:
    files = [made(tmp_path, "a", b"eins"), made(tmp_path, "b", b"zwei")]
    expected = [hashlib.sha256(content).hexdigest() for content in (b"eins", b"zwei")]
    assert digests(tmp_path, files) == expected
    assert digests(tmp_path, files) == expected
    assert read == ["a", "b"]
    assert digests(tmp_path, files, trusted=False) == expected
    assert read == ["a", "b", "a", "b"]


def test_a_changed_file_is_read_again(tmp_path: Path, read: list[str]) -> None:
    path = made(tmp_path, "a", b"eins")
    digests(tmp_path, [path])
    path.write_bytes(b"zwei")
    os.utime(path, ns=(LONG_AGO + 1, LONG_AGO + 1))
    assert digests(tmp_path, [path]) == [hashlib.sha256(b"zwei").hexdigest()]
    made(tmp_path, "a", b"drei-vier")  # another length, the same time
    assert digests(tmp_path, [path]) == [hashlib.sha256(b"drei-vier").hexdigest()]
    other = made(tmp_path, "other", b"fuenf6789")  # the same length and time, another file
    other.replace(path)
    assert digests(tmp_path, [path]) == [hashlib.sha256(b"fuenf6789").hexdigest()]
    assert read == ["a"] * 4


def test_a_link_is_the_same_file(tmp_path: Path, read: list[str]) -> None:
    path = made(tmp_path, "a", b"eins")
    digests(tmp_path, [path])
    os.link(path, tmp_path / "b")
    assert digests(tmp_path, [tmp_path / "b"]) == [hashlib.sha256(b"eins").hexdigest()]
    assert read == ["a"]


def test_what_was_written_a_moment_ago_is_not_remembered(tmp_path: Path, read: list[str]) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"eins")
    for _ in range(2):
        digests(tmp_path, [path])
    assert read == ["a", "a"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b'{"x": 3}', b'{"1:2": [1]}', b"\xff"])
def test_a_damaged_note_is_as_none(tmp_path: Path, read: list[str], raw: bytes) -> None:
    path = made(tmp_path, "a", b"eins")
    (tmp_path / FILE).write_bytes(raw)
    assert digests(tmp_path, [path]) == [hashlib.sha256(b"eins").hexdigest()]
    assert read == ["a"]


def test_small_archives_are_read_every_time_and_get_no_note(tmp_path: Path) -> None:
    path = made(tmp_path, "a", b"eins")
    digests(tmp_path, [path])
    assert not (tmp_path / FILE).exists()
    path.write_bytes(b"zwei")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    assert digests(tmp_path, [path]) == [hashlib.sha256(b"zwei").hexdigest()]
