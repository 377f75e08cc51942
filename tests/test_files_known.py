"""Which files the archive knows of, and with them which articles are gone: whatever was removed, interrupted or unreadable."""

import json
import threading
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from bot import wiring
from bot.settings import Settings
from corpus import collect as collecting
from corpus.collect import PIECE_STEPS, collect_pieces, list_files
from corpus.errors import FileUnreadable
from corpus.metadata import Metadata, metadata_from
from corpus.store import Store
from tests.rounds import Counting, counting_encoder, export, held, ingest, text, told


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return counting_encoder(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, counting: Counting) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text(text("Hof"), encoding="utf-8")
    return tmp_path / "a"


def sources(archive: Path) -> dict[str, str | None]:
    """Of each article, by the last of its path."""
    store = Store.open(archive)
    with store.read() as snapshot:
        every = list(snapshot.all_articles())
    store.close()
    return {each.path.rsplit("/", 1)[1]: each.source.value if each.source else None for each in every}


def remove(archive: Path, name: str) -> None:
    store = Store.open(archive)
    with store.read() as snapshot:
        ids = list(snapshot.matching(name))
    store.close()
    assert len(ids) == 1
    wiring.remove(Settings(data_dir=archive), ids)


def outlet(name: str) -> Metadata:
    return metadata_from("test", {"source": name})


def test_prune_after_one_article_of_a_file_was_removed_takes_the_others(tmp_path: Path, folder: Path) -> None:
    export(folder, "Bonn", "Ulm")
    ingest(tmp_path / "archive", folder)
    remove(tmp_path / "archive", str(folder / "export.jsonl#Ulm"))
    (folder / "export.jsonl").unlink()
    report = told(ingest(tmp_path / "archive", folder, prune=True))
    assert report["removed"] == [str(folder / "export.jsonl#Bonn")]
    assert list(sources(tmp_path / "archive")) == ["b.txt"]


def test_what_was_removed_comes_back_with_what_was_given_for_its_file(tmp_path: Path, folder: Path) -> None:
    export(folder, "Bonn", "Ulm")
    ingest(tmp_path / "archive", folder, given=outlet("Bote"))
    remove(tmp_path / "archive", str(folder / "export.jsonl#Ulm"))
    report = told(ingest(tmp_path / "archive", folder))
    assert (report["added"], report["changed"]) == ([str(folder / "export.jsonl#Ulm")], [])
    assert sources(tmp_path / "archive") == {"b.txt": "Bote", "export.jsonl#Bonn": "Bote", "export.jsonl#Ulm": "Bote"}


def test_an_interrupted_prune_is_done_by_the_next(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(folder, "Bonn", "Ulm")
    ingest(tmp_path / "archive", folder)
    (folder / "export.jsonl").unlink()

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "apply", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ingest(tmp_path / "archive", folder, prune=True)
    assert sorted(sources(tmp_path / "archive")) == ["b.txt", "export.jsonl#Bonn", "export.jsonl#Ulm"]
    assert len(ingest(tmp_path / "archive", folder, prune=True).removed) == 2
    assert list(sources(tmp_path / "archive")) == ["b.txt"]


@pytest.mark.parametrize("characters", [1, 16_000_000])
def test_a_file_called_like_a_part_of_another_takes_its_place(
    characters: int, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingesting.ROUND_CHARACTERS", characters)
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("c.txt", text("Bonn"))
    (folder / "x.zip#c.txt").write_text(text("Ulm"), encoding="utf-8")
    ingest(tmp_path / "archive", folder)
    made = held(tmp_path / "archive")
    assert made[str(folder / "x.zip#c.txt")][0] == text("Ulm")
    assert told(ingest(tmp_path / "archive", folder))["passages"] == 0
    assert held(tmp_path / "archive") == made


def test_a_large_file_that_the_disk_cannot_read_stops_no_other(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def read(self, _: int) -> bytes:
            raise OSError(5, "Input/output error")

        def close(self) -> None: ...

    export(folder, "Bonn")
    plain = collecting._opened.__enter__

    def entered(self: Any) -> tuple[BinaryIO | Broken, int]:
        return (Broken(), 30_000_000) if self._path.name == "export.jsonl" else plain(self)

    with monkeypatch.context() as patch:
        patch.setattr(collecting._opened, "__enter__", entered)
        report = ingest(tmp_path / "archive", folder)
    ((path, error),) = report.collected.skipped
    assert (path, type(error), error.data["reason"]) == (str(folder / "export.jsonl"), FileUnreadable, "Input/output error")
    assert report.exit_code == 3
    assert list(sources(tmp_path / "archive")) == ["b.txt"]
    assert len(ingest(tmp_path / "archive", folder).collected.added) == 1


def test_a_piece_is_few_files_also_where_nothing_is_new_or_all_is_broken(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02d}.txt").write_text(text("Hof") if number % 2 else "", encoding="utf-8")
    rows = [json.dumps({"id": str(number), "text": text("Ulm")}) for number in range(4000)]
    (tmp_path / "export.jsonl").write_text("\n".join(rows), encoding="utf-8")
    first = list(collect_pieces(list_files([tmp_path]), {}))
    known = {file: record for piece in first for file, record in piece.files.items()}
    for pieces in (first, list(collect_pieces(list_files([tmp_path]), known))):
        assert max(len(piece.files) for piece in pieces) == PIECE_STEPS
        assert sum(len(piece.files) for piece in pieces) == 41
        assert sum(len(piece.skipped) for piece in pieces) == 20
        assert sum(len(piece.added) + len(piece.unchanged) for piece in pieces) == 4020
    assert max(len(piece.added) for piece in first) <= 200 * PIECE_STEPS


def test_an_interruption_does_not_wait_until_all_is_read(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        (folder / f"{number:03d}.txt").write_text("Der Rat tagte.", encoding="utf-8")
    read: list[str] = []
    plain = collecting.build_article

    def build(path: Path, *arguments: Any) -> Any:
        read.append(path.name)
        return plain(path, *arguments)

    monkeypatch.setattr(collecting, "build_article", build)
    monkeypatch.setattr("corpus.collected.Collected.take", _failing_elsewhere(threading.get_ident()))
    monkeypatch.setattr("bot.ingesting.ROUND_CHARACTERS", 1000)
    with pytest.raises(KeyboardInterrupt):
        ingest(tmp_path / "archive", folder)
    assert 0 < len(read) <= 4 * PIECE_STEPS
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def _failing_elsewhere(main: int) -> Any:
    """`Collected.take` that is interrupted where the main thread takes its first piece."""
    plain = collecting.Collected.take

    def take(self: Any, piece: Any) -> None:
        if threading.get_ident() == main:
            raise KeyboardInterrupt
        plain(self, piece)

    return take
