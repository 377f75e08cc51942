"""Which files the archive knows of, and with them which articles are gone: whatever was removed, interrupted or unreadable."""

import errno
import signal
import threading
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from bot import wiring
from bot.settings import Settings
from corpus import collect as collecting
from corpus import opened
from corpus.errors import ArchiveUnwritable, FileUnreadable
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
    plain = opened.opened.__enter__

    def entered(self: Any) -> tuple[BinaryIO | Broken, int]:
        return (Broken(), 30_000_000) if self._path.name == "export.jsonl" else plain(self)

    with monkeypatch.context() as patch:
        patch.setattr(opened.opened, "__enter__", entered)
        report = ingest(tmp_path / "archive", folder)
    ((path, error),) = report.collected.skipped
    assert (path, type(error), error.data["reason"]) == (str(folder / "export.jsonl"), FileUnreadable, "Input/output error")
    assert report.exit_code == 3
    assert list(sources(tmp_path / "archive")) == ["b.txt"]
    assert len(ingest(tmp_path / "archive", folder).collected.added) == 1


@pytest.mark.parametrize(("waiting", "known"), [(False, False), (True, False), (True, True)])
def test_an_interruption_waits_for_one_file_and_not_for_all(
    waiting: bool, known: bool, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(200):
        (folder / f"{number:03d}.txt").write_text("Der Rat tagte.", encoding="utf-8")
    if known:
        ingest(tmp_path / "archive", folder)
    read: list[str] = []
    plain = collecting._collect_file

    def collect_file(path: Path, *arguments: Any) -> Any:
        read.append(path.name)
        if waiting and len(read) == 20:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)  # Ctrl-C, while it waits for the first piece
            assert stopped.wait(30)
        yield from plain(path, *arguments)

    stopped = threading.Event()

    class Noted(threading.Event):
        def set(self) -> None:
            super().set()
            stopped.set()

    monkeypatch.setattr(collecting, "_collect_file", collect_file)
    monkeypatch.setattr("bot.ingesting.Event", Noted)
    if not waiting:
        monkeypatch.setattr("bot.outlook.Outlook.take", _interrupted)
        monkeypatch.setattr("bot.ingesting.ROUND_CHARACTERS", 100)
    with pytest.raises(KeyboardInterrupt):
        ingest(tmp_path / "archive", folder)
    assert 0 < len(read) <= (20 if waiting else 40)
    for thread in threading.enumerate():
        if thread.name.startswith("ahead"):
            thread.join(10)  # it has been told to end, and may be at its last instruction
            assert not thread.is_alive()


def _interrupted(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_note_that_cannot_be_dropped_is_told_and_the_articles_are_in(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("retrieval.journal.drop_journal", fails)
        with pytest.raises(ArchiveUnwritable, match="Input/output error"):
            ingest(tmp_path / "archive", folder)
    assert sources(tmp_path / "archive").keys() == {"b.txt"}
    ingest(tmp_path / "archive", folder)
