"""Readers and writers at once: each answer is of one state of the archive, and none is refused for a switch."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.opening import open_checker, open_retriever
from bot.settings import Settings
from corpus.errors import ArchiveBusy
from corpus.lock import writing
from retrieval import Retriever
from retrieval.encoder import Kind, Vectors
from retrieval.generation import Generation, generation_names, index_folder
from tests.rounds import QUESTIONS, Counting, counting_encoder, ingest, newsroom, text
from tests.slow import slow_but

DAYS = ("Montag", "Dienstag", "Mittwoch", "Freitag")


@pytest.fixture
def both(either_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name a database, or none."""
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", either_database)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr("retrieval.retriever.confidence", lambda *_: (1.0, 0.0))  # vectors that mean nothing promise nothing
    return counting_encoder(monkeypatch)


@pytest.fixture
def archive(encoder: Counting, tmp_path: Path) -> Path:
    """In the data folder alone, unless the settings name a database."""
    ingest(tmp_path / "archive", newsroom(tmp_path / "a"))
    return tmp_path / "archive"


def print_on(archive: Path, day: str) -> None:
    """An ingest after which the articles say another day."""
    (archive.parent / "a" / "Ulm.txt").write_text(text("Ulm").replace("Montag", day), encoding="utf-8")
    ingest(archive, archive.parent / "a")


def opened(archive: Path) -> Retriever:
    return open_retriever(Settings(data_dir=archive, reader="never"))


def said(retriever: Retriever) -> str:
    return " ".join(quote.text for quote in retriever.answer(QUESTIONS[0], top_k=20).quotes if "Ulm" in quote.article.path)


@pytest.mark.parametrize("front", slow_but(("retriever",), ("retriever", "its check", "checker")))
def test_a_generation_that_goes_before_it_is_opened_is_asked_for_no_more(
    both: None, archive: Path, monkeypatch: pytest.MonkeyPatch, front: str
) -> None:
    asked = open_checker(Settings(data_dir=archive)) if front == "checker" else opened(archive)
    print_on(archive, "Dienstag")
    real, names = Generation.open.__func__, []

    def slow(cls: type[Generation], folder: Path, name: str, **others: Any) -> Generation:
        names.append(name)
        if len(names) == 1:
            with monkeypatch.context() as patch:
                patch.setattr(Generation, "open", classmethod(real))
                print_on(archive, "Mittwoch")
                print_on(archive, "Freitag")
            assert name not in generation_names(folder)
        return real(cls, folder, name, **others)

    monkeypatch.setattr(Generation, "open", classmethod(slow))
    if isinstance(asked, Retriever) and front == "retriever":
        assert "Freitag" in said(asked)
    else:
        assert asked.check(text("Ulm").replace("Montag", "Freitag")).verdict == "exact"
    assert len(names) == 2
    asked.close()


@pytest.mark.slow
def test_a_question_that_takes_longer_than_three_ingests_is_answered_from_its_own_state(
    both: None, archive: Path, encoder: Counting
) -> None:
    retriever = opened(archive)
    name = generation_names(index_folder(archive))

    class Slow(Counting):
        def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
            if kind == "query":
                for day in DAYS[1:]:
                    print_on(archive, day)
                assert not set(name) & set(generation_names(index_folder(archive)))
            return super().encode(texts, kind, progress)

    retriever._encoder = Slow()
    assert "Montag" in said(retriever)
    retriever._encoder = encoder
    assert "Freitag" in said(retriever)
    retriever.close()


@pytest.fixture
def asking(archive: Path) -> Iterator[Callable[[], list[object]]]:
    """Three threads that ask one Retriever without end; called, it says what they were answered."""
    retriever, going, heard = opened(archive), threading.Event(), []

    def ask() -> None:
        while not going.is_set():
            try:
                heard.append(said(retriever))
            except Exception as error:
                heard.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()

    def end() -> list[object]:
        going.set()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        return heard

    yield end
    end()
    retriever.close()


@pytest.mark.slow
def test_threads_are_answered_from_one_state_each_while_it_changes(
    both: None, archive: Path, asking: Callable[[], list[object]]
) -> None:
    states = []
    for day in DAYS:
        print_on(archive, day)
        retriever = opened(archive)
        states.append(said(retriever))
        retriever.close()
    heard = asking()
    assert len(heard) > 20
    assert set(heard) <= set(states)
    assert len(set(states)) == len(DAYS)


@pytest.mark.parametrize(("note", "owner"), [("4711", "PID 4711"), ("", "PID ?"), ("\udcff", "PID ?"), (None, "PID ?")])
def test_a_second_writer_is_told_who_writes_where_that_is_known(tmp_path: Path, note: str | None, owner: str) -> None:
    with writing(tmp_path):
        path = tmp_path / "writing.pid"
        path.unlink()
        if note is not None:
            path.write_text(note, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(ArchiveBusy) as caught, writing(tmp_path):
            pass
        assert f"({owner})" in caught.value.say("de")


def test_what_an_ingest_wrote_does_not_stay_in_the_log_while_a_bot_is_open(archive: Path) -> None:
    retriever = opened(archive)
    said(retriever)
    print_on(archive, "Freitag")
    assert (archive / "archive.db-wal").stat().st_size < 50_000  # what is noted of the files comes after
    assert "Freitag" in said(retriever)
    retriever.close()


def test_a_view_that_is_held_keeps_no_ingest_waiting(archive: Path) -> None:
    held = sqlite3.connect(archive / "archive.db", isolation_level=None)
    held.execute("BEGIN")
    count = held.execute("SELECT count(*), max(text) FROM articles").fetchall()
    began = time.monotonic()
    print_on(archive, "Freitag")
    assert time.monotonic() - began < 20
    assert held.execute("SELECT count(*), max(text) FROM articles").fetchall() == count
    held.close()
    retriever = opened(archive)
    assert "Freitag" in said(retriever)
    retriever.close()
