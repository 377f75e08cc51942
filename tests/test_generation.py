import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from corpus.language import Language
from retrieval.dense import DenseIndex
from retrieval.dense_writer import DenseWriter
from retrieval.generation import FORMAT_VERSION, MANIFEST, Generation, generation_names
from retrieval.generation_writer import Contents, remove_old, write_generation
from retrieval.lexical_writer import LexicalWriter
from retrieval.sentence_vectors import SentenceWriter
from tests.lexical_files import build_lexical

PASSAGES: list[tuple[int, Language, str]] = [(1, "de", "Kanada führt die Mission."), (2, "de", "Der Bundestag stimmt ab.")]
VECTORS = np.eye(2, 8, dtype=np.float32)


def write(folder: Path, model: str = "words", weight: float = 1.0) -> str:
    def fill(home: Path) -> Contents:
        dense = DenseIndex.empty(8)
        dense.add([1, 2], VECTORS * weight)
        dense.save(home)
        with SentenceWriter(home) as sentences:
            sentences.add(1, VECTORS[:1] * weight)
            sentences.add(2, VECTORS[1:] * weight)
            return Contents(8, 2, sentences.finish(), build_lexical(home, PASSAGES))

    return write_generation(folder, model=model, splitter=1, fill=fill)


def all_files(home: Path) -> Iterator[Path]:
    """The manifest and every file it names."""
    yield home / MANIFEST
    yield from (home / name for name in json.loads((home / MANIFEST).read_text())["files"])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one whole generation; tests work on copies."""
    folder = tmp_path_factory.mktemp("index")
    return folder / write(folder)


def copied(written: Path, folder: Path) -> Path:
    return Path(shutil.copytree(written, folder / written.name, dirs_exist_ok=True))


def assert_damaged(folder: Path, name: str) -> IndexDamaged:
    with pytest.raises(IndexDamaged) as caught:
        Generation.open(folder, name, model="words")
    assert "`wortlaut reindex`" in caught.value.say("de")
    assert "`wortlaut reindex`" in caught.value.say("en")
    return caught.value


def test_a_written_generation_opens(written: Path) -> None:
    generation = Generation.open(written.parent, written.name, model="words")
    assert generation.dense.search(VECTORS[1], 1) == {2: 1.0}
    assert generation.sentences.of(1).tolist() == VECTORS[:1].tolist()
    assert list(generation.lexical.search("Mission", 5)) == [1]
    manifest = generation.manifest
    assert (manifest.model, manifest.dimension, manifest.splitter) == ("words", 8, 1)
    assert (manifest.passages, manifest.sentences) == (2, 2)


def test_the_manifest_names_every_file_with_its_digest(written: Path) -> None:
    files = json.loads((written / MANIFEST).read_text())["files"]
    present = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert {name for name in present if not name.endswith(".lock")} == {*files, MANIFEST}
    assert {
        "passages.faiss",
        "sentences/000001.f16",
        "sentences/000001.f16.sums",
        "rows.npy",
        "lexical/meta.json",
        "lexical-dead.json",
    } < files.keys()
    for name, digest in files.items():
        told = f"{name}.sums" if name.endswith(".f16") else name
        assert hashlib.sha256((written / told).read_bytes()).hexdigest() == digest
    assert written.name == "000001-" + hashlib.sha256((written / MANIFEST).read_bytes()).hexdigest()[:16]


def test_one_wrong_byte_anywhere_is_noticed(written: Path, tmp_path: Path) -> None:
    home = copied(written, tmp_path)
    for path in all_files(home):
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            told = path.name.removesuffix(".sums")  # the checksums of a file, and the file
            assert told in assert_damaged(tmp_path, home.name).data["reason_de"]
        path.write_bytes(whole)
    Generation.open(tmp_path, home.name)


def test_every_missing_file_is_noticed(written: Path, tmp_path: Path) -> None:
    home = copied(written, tmp_path)
    for path in all_files(home):
        whole = path.read_bytes()
        path.unlink()
        assert path.name in assert_damaged(tmp_path, home.name).data["reason_de"]
        path.write_bytes(whole)
    Generation.open(tmp_path, home.name)


def test_every_file_cut_short_is_noticed(written: Path, tmp_path: Path) -> None:
    home = copied(written, tmp_path)
    for path in all_files(home):
        whole = path.read_bytes()
        for length in (0, len(whole) - 1):
            path.write_bytes(whole[:length])
            assert_damaged(tmp_path, home.name)
        path.write_bytes(whole)
    Generation.open(tmp_path, home.name)


def test_every_file_of_another_generation_is_noticed(written: Path, tmp_path: Path) -> None:
    home = copied(written, tmp_path / "here")
    other = tmp_path / "other" / write(tmp_path / "other", model="others", weight=0.5)
    swapped = []
    for path in (home / MANIFEST, home / "passages.faiss", home / "sentences/000001.f16"):
        whole, others = path.read_bytes(), (other / path.relative_to(home)).read_bytes()
        assert whole != others
        path.write_bytes(others)
        assert_damaged(home.parent, home.name)
        path.write_bytes(whole)
        swapped.append(path.name)
    shutil.rmtree(home)
    shutil.copytree(other, home)
    assert_damaged(home.parent, home.name)  # all of the other's files under this one's name


def test_a_missing_generation(tmp_path: Path) -> None:
    assert_damaged(tmp_path, "000001-0123456789abcdef")


def test_another_model_is_refused_with_both_names(written: Path) -> None:
    with pytest.raises(IndexDamaged) as caught:
        Generation.open(written.parent, written.name, model="others")
    for sentence in (caught.value.say("de"), caught.value.say("en")):
        assert "words" in sentence
        assert "others" in sentence


def rename_by_manifest(home: Path, **changes: object) -> str:
    """The manifest with changed fields, under the name that fits it."""
    raw = json.dumps(json.loads((home / MANIFEST).read_text()) | changes).encode()
    (home / MANIFEST).write_bytes(raw)
    name = f"000001-{hashlib.sha256(raw).hexdigest()[:16]}"
    home.rename(home.parent / name)
    return name


@pytest.mark.parametrize("changes", [{"format": FORMAT_VERSION - 1}, {"unknown": 1}, {"files": {"nirgends": "00"}}])
def test_a_manifest_of_another_form(written: Path, tmp_path: Path, changes: dict[str, object]) -> None:
    assert_damaged(tmp_path, rename_by_manifest(copied(written, tmp_path), **changes))


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("x")])
def test_a_failed_write_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    def fail(home: Path) -> Contents:
        build_lexical(home, PASSAGES)
        raise error

    with pytest.raises(type(error)):
        write_generation(tmp_path, model="words", splitter=1, fill=fail)
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_run_was_writing_goes_before_the_next_one_writes(tmp_path: Path) -> None:
    (tmp_path / ".writing-left").mkdir()
    (tmp_path / ".writing-left" / "rows.npy").write_bytes(bytes(1000))

    def fail(home: Path) -> Contents:
        assert [path.name for path in tmp_path.iterdir()] == [home.name]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_generation(tmp_path, model="words", splitter=1, fill=fail)
    assert list(tmp_path.iterdir()) == []


def test_all_is_synced_before_a_generation_has_its_name_and_its_folders_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive" / "index"
    synced: list[tuple[int, bool]] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append((os.fstat(file).st_ino, bool(generation_names(folder)))))
    home = folder / write(folder)
    before = {inode for inode, named in synced if not named}
    assert {path.stat().st_ino for path in (home, *home.rglob("*")) if path.suffix != ".lock"} <= before
    assert [inode for inode, named in synced if named] == [path.stat().st_ino for path in (folder, folder.parent, tmp_path)]


def test_a_generation_opens_where_its_words_cannot_be_locked(written: Path, tmp_path: Path) -> None:
    home = copied(written, tmp_path)
    lock = home / "lexical" / ".tantivy-meta.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()  # as on a read-only disk it cannot be opened for writing
    generation = Generation.open(tmp_path, home.name)
    assert list(generation.lexical.search("Mission", 5)) == [1]
    assert generation.lexical.count == 2


def test_unequal_counts_are_refused(tmp_path: Path) -> None:
    def fill(home: Path) -> Contents:
        return Contents(8, 0, 0, build_lexical(home, PASSAGES))

    with pytest.raises(ValueError, match="2 passages in the lexical index, 0 in the dense one"):
        write_generation(tmp_path, model="words", splitter=1, fill=fill)
    assert list(tmp_path.iterdir()) == []


def grow(folder: Path, old: Generation, fails: bool = False) -> str:
    """The old generation with a third passage."""

    def fill(home: Path) -> Contents:
        with (
            DenseWriter(home, 8, old.dense) as dense,
            SentenceWriter(home, old.sentences) as sentences,
            LexicalWriter(home, old.home) as lexical,
        ):
            dense.add([3], np.full((1, 8), 8**-0.5, dtype=np.float32))
            sentences.add(3, VECTORS[:1])
            lexical.add(3, "de", "Ein Sturm zieht auf.")
            made = Contents(8, dense.finish(), sentences.finish(), lexical.finish())
        if fails:
            raise OSError(28, "No space left on device")
        return made

    return write_generation(folder, model="words", splitter=1, fill=fill, old=old)


@pytest.mark.parametrize("fails", [False, True])
def test_a_new_generation_shares_files_and_leaves_the_old_one_as_it_was(written: Path, tmp_path: Path, fails: bool) -> None:
    home = copied(written, tmp_path)
    before = {path: path.read_bytes() for path in all_files(home)}
    old = Generation.open(tmp_path, home.name)
    if fails:
        with pytest.raises(OSError, match="No space"):
            grow(tmp_path, old, fails=True)
        assert list(tmp_path.iterdir()) == [home]
    else:
        name = grow(tmp_path, old)
        new = Generation.open(tmp_path, name)
        assert (new.dense.count, new.lexical.count, new.sentences.count) == (3, 3, 3)
        inodes = {path.stat().st_ino for path in before}
        shared = [path for path in all_files(tmp_path / name) if path.stat().st_ino in inodes]
        assert {path.suffix for path in shared} >= {".idx", ".term", ".store"}
        assert not {MANIFEST, "meta.json", "passages.faiss"} & {path.name for path in shared}
        for path in shared:  # the digest was taken from the old manifest: it is this file's
            named = new.manifest.files[path.relative_to(tmp_path / name).as_posix()]
            told = path.with_name(f"{path.name}.sums") if path.suffix == ".f16" else path
            assert named == hashlib.sha256(told.read_bytes()).hexdigest()
        shutil.rmtree(tmp_path / name)
    assert {path: path.read_bytes() for path in before} == before
    assert list(Generation.open(tmp_path, home.name).lexical.search("Mission", 5)) == [1]


def test_names_count_up_and_old_ones_go(tmp_path: Path) -> None:
    names = [write(tmp_path) for _ in range(4)]
    assert [name[:7] for name in names] == ["000001-", "000002-", "000003-", "000004-"]
    assert generation_names(tmp_path) == names
    (tmp_path / ".writing-left").mkdir()
    (tmp_path / "notes.txt").touch()
    orphan = write(tmp_path)  # its update died before the store named it
    remove_old(tmp_path, names[3], names[2])
    assert generation_names(tmp_path) == names[2:]
    assert {path.name for path in tmp_path.iterdir()} == {*names[2:], "notes.txt"}
    assert not (tmp_path / orphan).exists()
    remove_old(tmp_path, names[3], names[2])
    assert generation_names(tmp_path) == names[2:]
    assert generation_names(tmp_path / "nirgends") == []
