"""What is damaged at rest is refused with its cure or answered as before, whatever file it is in."""

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.torture.ways import copy_tree, each_file, flip, mixed
from bot import wiring
from bot.opening import open_retriever
from bot.settings import Settings
from corpus.errors import ArchiveError, IndexDamaged, ModelError
from corpus.snapshot import Snapshot
from retrieval import Retriever, block_sums
from retrieval.encoder import Kind, RuntimeEncoder, Vectors
from retrieval.models.bundled import made_once
from retrieval.models.eight_bit import eight_bit_folder
from retrieval.models.sealed import CheckedRows, check
from tests.conftest import CACHE
from tests.rounds import QUESTIONS, Counting, counting_encoder, ingest, newsroom


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive that nobody harms; the encoder that it was made with is in place."""
    with pytest.MonkeyPatch.context() as patch:
        counting_encoder(patch)
        patch.setattr("retrieval.retriever.confidence", lambda *_: (1.0, 0.0))  # vectors that mean nothing promise nothing
        home = tmp_path_factory.mktemp("damage")
        ingest(home / "archive", newsroom(home / "a"))
        wiring.reindex(Settings(data_dir=home / "archive"))  # of equal passages the first is quoted: now in the same order
        yield home / "archive"


@pytest.fixture
def archive(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "archive"))


def opened(archive: Path) -> Retriever:
    return open_retriever(Settings(data_dir=archive, reader="never"))


def answers(archive: Path) -> list[set[object]]:
    retriever = opened(archive)
    try:
        made = [retriever.answer(question, top_k=20) for question in QUESTIONS]
        assert all(answer.quotes for answer in made)
        return [{(quote.article.path, quote.start, quote.end, quote.text) for quote in answer.quotes} for answer in made]
    finally:
        retriever.close()


def home_of(archive: Path) -> Path:
    return max(archive.glob("index/0*"))


def change(archive: Path, statement: str) -> None:
    database = sqlite3.connect(archive / "archive.db")
    with database:
        database.execute(statement)
    database.close()


def test_a_language_that_is_none_is_no_passage_of_another_language(archive: Path) -> None:
    change(archive, "UPDATE articles SET language = 'ee'")
    with pytest.raises(ArchiveError, match="backup"):
        answers(archive)


@pytest.mark.parametrize("method", ["articles", "passages"])
def test_what_the_store_does_not_find_is_no_shorter_answer(archive: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    found = getattr(Snapshot, method)
    monkeypatch.setattr(Snapshot, method, lambda *asked: dict(list(found(*asked).items())[1:]))
    with pytest.raises(ArchiveError, match="passages are missing that the index holds"):
        answers(archive)


@pytest.mark.parametrize("name", ["centroids.npy", "sentences/000009.f16", "texts/000009.keys", "lexical/x.idx", "x"])
def test_a_file_that_the_manifest_does_not_name_is_refused(sound: Path, archive: Path, name: str) -> None:
    shutil.copyfile(home_of(archive) / "passages.faiss", home_of(archive) / name)
    with pytest.raises(IndexDamaged, match=name.rpartition("/")[2]):
        answers(archive)
    wiring.reindex(Settings(data_dir=archive))
    assert answers(archive) == answers(sound)


def test_a_missing_database_beside_an_index_is_lost_and_not_yet_to_come(archive: Path, tmp_path: Path) -> None:
    (archive / "archive.db").rename(tmp_path / "backup")
    index = sorted(archive.glob("index/**/*"))
    for act in (
        lambda: answers(archive),
        lambda: ingest(archive, tmp_path),
        lambda: wiring.reindex(Settings(data_dir=archive)),
    ):
        with pytest.raises(ArchiveError, match="it is missing") as caught:
            act()
        assert type(caught.value) is ArchiveError
    (tmp_path / "backup").rename(archive / "archive.db")
    assert sorted(archive.glob("index/**/*")) == index
    assert answers(archive)


def test_any_file_in_any_way_is_refused_or_answered_as_before(sound: Path, archive: Path) -> None:
    expected, outcomes = answers(sound), []
    for damage in random.Random(8).sample([*each_file(sound, 4), *mixed(sound, sound, sound)], 40):
        copy_tree(sound, archive)
        damage.harm(archive / damage.file)
        try:
            assert answers(archive) == expected, damage
            outcomes.append("answered")
        except (ArchiveError, IndexDamaged) as error:
            assert "`wortlaut reindex`" in error.say("de") or "Sicherung" in error.say("de")
            outcomes.append("refused")
    assert outcomes.count("refused") > 10
    assert outcomes.count("answered") > 3


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["fast", "idx", "pos", "term", "store", "json"])
def test_what_a_disk_forgets_of_a_file_that_is_trusted_is_told_or_mended(
    sound: Path, archive: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr("retrieval.stamps.FROM", 0)  # as in an archive of a million
    expected, draw = answers(sound), random.Random(suffix)
    for path in archive.rglob("*"):
        os.utime(path, (1e9, 1e9))
    assert answers(archive) == expected
    assert (archive / "index" / "checked.json").exists()
    told = 0
    for path in home_of(archive).glob(f"lexical/*.{suffix}"):
        whole = path.read_bytes()
        for place in (len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(3))):
            flip(path, place, 6)
            os.utime(path, (1e9, 1e9))
            try:
                answers(archive)  # the disk's own forgetting may also stay unnoticed here
            except IndexDamaged:
                told += 1
            path.write_bytes(whole)
            os.utime(path, (1e9, 1e9))
        flip(path, len(whole) - 1, 6)
        os.utime(path, (1e9, 1e9))
    assert told
    ingest(archive, sound.parent / "a")  # is_current
    wiring.reindex(Settings(data_dir=archive))
    assert answers(archive) == expected


class Permuted(Counting):
    """Another model of the same name and dimension."""

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        return super().encode(texts, kind, progress)[:, ::-1]


def test_another_model_under_the_same_name_is_refused_and_cured(
    sound: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Permuted()
    with monkeypatch.context() as patch:
        for module in ("retrieval.encoder", "retrieval.retriever"):
            patch.setattr(f"{module}.load_encoder", lambda *_: other)
        with pytest.raises(IndexDamaged, match="other vectors"):
            answers(archive)
        ingest(archive, sound.parent / "a")  # nothing is new, but the index is not this model's
        assert len(other.texts) > 10
        assert answers(archive)
    with pytest.raises(IndexDamaged, match="other vectors"):
        answers(archive)


def test_an_index_made_before_there_was_a_probe_answers(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.indexer.probe_of", lambda encoder: "")
    wiring.reindex(Settings(data_dir=archive))
    assert json.loads((home_of(archive) / "manifest.json").read_text())["probe"] == ""
    assert answers(archive)


@pytest.mark.parametrize("probe", ["AAAA", "!", "x"])
def test_a_probe_that_is_none_is_refused(archive: Path, monkeypatch: pytest.MonkeyPatch, probe: str) -> None:
    monkeypatch.setattr("retrieval.indexer.probe_of", lambda encoder: probe)
    wiring.reindex(Settings(data_dir=archive))
    with pytest.raises(IndexDamaged, match="other vectors"):
        answers(archive)


def models(home: Path) -> Path:
    """A finished folder of models: one file of many blocks, one of rows, one beside the others."""

    def write(work: Path) -> None:
        (work / "runtime").mkdir()
        (work / "runtime" / "encoder.onnx").write_bytes(bytes(range(256)) * 80)
        (work / "about.json").write_text("{}")
        np.save(work / "runtime" / "words.npy", np.arange(8000 * 8, dtype=np.float16).reshape(-1, 8))

    made_once(home, write, lambda code: None)
    return home


@pytest.mark.parametrize("name", ["about.json", "runtime/encoder.onnx"])
@pytest.mark.parametrize("suffix", ["", ".sums"])
def test_a_flipped_bit_in_a_model_is_noticed_and_its_folder_named(tmp_path: Path, name: str, suffix: str) -> None:
    home = models(tmp_path / "home")
    check(home / name)
    flip(home / f"{name}{suffix}", 1, 3)
    with pytest.raises(ModelError, match=f"{home}: .*; delete this folder"):
        check(home / name)
    shutil.rmtree(home)
    check(models(home) / name)


def test_a_model_s_files_are_not_one_another_s(tmp_path: Path) -> None:
    home = models(tmp_path / "home")
    for suffix in ("", ".sums"):
        shutil.copyfile(home / f"about.json{suffix}", home / f"runtime/encoder.onnx{suffix}")
    with pytest.raises(ModelError, match="checksums are damaged"):
        check(home / "runtime" / "encoder.onnx")


def test_word_vectors_are_checked_where_they_are_read(tmp_path: Path) -> None:
    path = models(tmp_path / "home") / "runtime" / "words.npy"
    flip(path, path.stat().st_size - 5, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_sums, "READ_AT_ONCE", 0)
        rows = CheckedRows(path)
        assert rows[np.array([[3, 2]])].tolist() == [[list(range(24, 32)), list(range(16, 24))]]
        with pytest.raises(ModelError, match=r"words\.npy: wrong checksum"):
            rows[np.array([7999])]
    with pytest.raises(ModelError, match=r"words\.npy: wrong checksum"):
        CheckedRows(path)  # a short file is checked at once


def test_models_made_before_there_were_checksums_get_them(tmp_path: Path) -> None:
    home = models(tmp_path / "home")
    for path in home.rglob("*.sums"):
        path.unlink()
    (home / "done").write_bytes(b"")
    check(home / "about.json")  # nothing is known of it
    models(home)
    flip(home / "about.json", 0, 0)
    with pytest.raises(ModelError, match="wrong checksum"):
        check(home / "about.json")


def test_a_folder_of_models_that_lacks_its_note_is_made_again(tmp_path: Path) -> None:
    home = models(tmp_path / "home")
    (home / "done").unlink()
    flip(home / "about.json", 0, 0)
    check(models(home) / "about.json")


def test_a_flipped_weight_of_the_encoder_is_noticed(tmp_path: Path) -> None:
    home = eight_bit_folder(CACHE)
    shutil.copytree(home, tmp_path / "int8")
    flip(tmp_path / "int8" / "encoder.onnx", 9_000_000, 6)
    (runtime,) = (CACHE / "models").glob("*/runtime")
    with pytest.raises(ModelError, match=f"{tmp_path}/int8: encoder.onnx: wrong checksum; delete this folder"):
        RuntimeEncoder(runtime, tmp_path / "int8")
