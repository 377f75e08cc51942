"""An ingest into a real PostgreSQL server of which something ends in the middle: the server, the ingest, the lock's connection.

Afterwards the same command comes to what an undisturbed one comes to in SQLite: the same articles, passages, ids and answers.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import ingesting
from bot.opening import open_store
from bot.settings import Settings
from corpus.errors import ArchiveBusy, ArchiveMissing, FolderOfAnother
from corpus.postgres import open_engine
from corpus.postgres_errors import WriterLost
from corpus.store import Store
from tests.postgres import Server, own_schema, running_server
from tests.rounds import Counting, counting_encoder, held, ingest, newsroom
from tests.test_store import change, plain

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="no such signals there")]

STEPWISE = """
import sys, time
import corpus.store, retrieval.encoder, retrieval.filling
from bot import ingesting
from tests.conftest import HashEncoder

def told(step):
    print(step, file=sys.stderr, flush=True)
    time.sleep(0.15)

class Slow(HashEncoder):
    def encode(self, texts, kind, progress=lambda done: None):
        if kind == "passage":
            told("encoding")
        return super().encode(texts, kind, progress)

def counting(*arguments, plain=corpus.store.write_coverage):
    plain(*arguments)
    told("changing")  # in the middle of the transaction

retrieval.encoder.load_encoder = lambda *_: Slow()
retrieval.filling.BATCH_PASSAGES = 1
ingesting.ROUND_CHARACTERS = 300
corpus.store.write_coverage = counting
from bot.cli.main import main
main()
"""
STEPS = ("encoding", "changing")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as made:
        yield made


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with own_schema(server) as made:
        yield made


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr("retrieval.retriever.confidence", lambda *_: (1.0, 0.0))
    return counting_encoder(monkeypatch)


def begun(archive: Path, folder: Path, url: str) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[1]), "WORTLAUT_READER": "never",
        "WORTLAUT_DATA_DIR": str(archive), "WORTLAUT_DATABASE_URL": url,
    }  # fmt: skip
    command = [sys.executable, "-c", STEPWISE, "ingest", str(folder)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def reached(running: "subprocess.Popen[str]", steps: int, kind: str = "") -> None:
    """Wait until it has made so many steps of the kind."""
    assert running.stderr is not None
    while steps:
        line = running.stderr.readline().strip()
        assert line in STEPS, line
        steps -= kind in ("", line)


def ended(running: "subprocess.Popen[str]") -> tuple[int, list[str]]:
    """The exit code, and what it says of itself."""
    err = running.communicate(timeout=90)[1]
    return running.returncode, [line for line in err.splitlines() if line not in STEPS and "leer.txt" not in line]


def whole(archive: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> dict[Any, Any]:
    """All there is to compare, with the ids."""
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", url)
    made: dict[Any, Any] = held(archive)
    store = open_store(Settings(data_dir=archive))
    with store.read() as snapshot:
        files = {path: (one.digest, [str(each) for each in one.faults], one.paths) for path, one in snapshot.files().items()}
        made |= {passage.id: (passage.article_id, passage.start) for passage in snapshot.all_passages()}
        made |= {"next": snapshot.next_passage_id(), "coverage": snapshot.coverage(), "files": files}
    store.close()
    return made


@pytest.fixture
def undisturbed(tmp_path: Path, encoder: Counting, monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    folder = newsroom(tmp_path / "a")
    with monkeypatch.context() as patch:
        patch.setattr(ingesting, "ROUND_CHARACTERS", 300)
        ingest(tmp_path / "undisturbed", folder)
    return whole(tmp_path / "undisturbed", monkeypatch, "")


@pytest.mark.parametrize(("steps", "kind"), [(1, ""), (6, ""), (1, "changing"), (3, "changing")])
def test_the_server_is_killed(
    server: Server,
    url: str,
    tmp_path: Path,
    undisturbed: dict[Any, Any],
    monkeypatch: pytest.MonkeyPatch,
    steps: int,
    kind: str,
) -> None:
    running = begun(tmp_path / "archive", tmp_path / "a", url)
    reached(running, steps, kind)
    server.kill()
    code, said = ended(running)
    assert code == 1
    assert len(said) == 1, said
    assert said[0].startswith(("Die Verbindung zur Datenbank postgresql://", "Die Datenbank postgresql://"))
    assert "Traceback" not in said[0]
    code, said = ended(begun(tmp_path / "archive", tmp_path / "a", url))
    assert (code, said[0].partition(" (")[0]) == (1, said[0].partition(" antwortet nicht (")[0] + " antwortet nicht")
    server.start()
    assert ended(begun(tmp_path / "archive", tmp_path / "a", url)) == (3, [])  # 3: one file is empty
    assert whole(tmp_path / "archive", monkeypatch, url) == undisturbed


@pytest.mark.parametrize(("steps", "kind"), [(1, ""), (7, ""), (1, "changing"), (3, "changing")])
def test_the_ingest_is_killed(
    url: str, tmp_path: Path, undisturbed: dict[Any, Any], monkeypatch: pytest.MonkeyPatch, steps: int, kind: str
) -> None:
    running = begun(tmp_path / "archive", tmp_path / "a", url)
    reached(running, steps, kind)
    running.kill()
    assert ended(running)[0] == -signal.SIGKILL
    assert ended(begun(tmp_path / "archive", tmp_path / "a", url)) == (3, [])
    assert whole(tmp_path / "archive", monkeypatch, url) == undisturbed


@pytest.mark.parametrize("folder", ["archive", "on another machine"])
def test_a_second_ingest_is_told_who_writes(
    url: str, tmp_path: Path, undisturbed: dict[Any, Any], monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    running = begun(tmp_path / "archive", tmp_path / "a", url)
    reached(running, 2)
    code, said = ended(begun(tmp_path / folder, tmp_path / "a", url))
    assert code == 1
    assert said[0].startswith("Ein anderer Vorgang (")
    assert f"PID {running.pid})" in said[0]
    assert ended(running) == (3, [])
    assert whole(tmp_path / "archive", monkeypatch, url) == undisturbed


def test_the_connection_that_holds_the_lock_is_lost(
    url: str, tmp_path: Path, undisturbed: dict[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = begun(tmp_path / "archive", tmp_path / "a", url)
    reached(running, 1, "changing")
    reached(running, 1)
    engine = open_engine(url)
    with engine.begin() as connection:
        before = connection.execute(text("SELECT value FROM meta WHERE name = 'generation'")).scalar()
        killed = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        assert connection.execute(text(killed)).scalars().all() == [True]
    code, said = ended(running)
    assert code == 1
    assert said[0].startswith("Die Verbindung zur Datenbank postgresql://")
    assert "das Archiv ist heil" in said[0]
    with engine.begin() as connection:
        assert connection.execute(text("SELECT value FROM meta WHERE name = 'generation'")).scalar() == before
    engine.dispose()
    assert ended(begun(tmp_path / "archive", tmp_path / "a", url)) == (3, [])
    assert whole(tmp_path / "archive", monkeypatch, url) == undisturbed


def test_who_lost_the_lock_never_writes_again(url: str, tmp_path: Path) -> None:
    """Not even where the database can be reached again: another may be writing by then."""
    store = Store.open(tmp_path, create=True, url=url)
    with pytest.raises(WriterLost), store.held():
        store.apply(change(plain("a")), "g1")
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"))
        engine.dispose()
        for name in ("g2", "g3"):
            with pytest.raises(WriterLost):
                store.apply(change(plain("b")), name)
        store.remember_files({})
    with store.read() as snapshot:
        assert (snapshot.generation, list(snapshot.article_paths())) == ("g1", ["a"])
    with store.held():
        store.apply(change(plain("b")), "g4")
    store.close()


def test_one_writer_after_another_need_not_wait(url: str, tmp_path: Path) -> None:
    store, other = (Store.open(tmp_path, create=True, url=url) for _ in range(2))
    for number in range(30):
        with store.held():
            store.apply(change(plain(f"a{number}")), f"g{number}")
            assert "wortlaut" in (other.writer() or "")
            with pytest.raises(ArchiveBusy, match=f"PID {os.getpid()}"), other.held():
                pass
            with pytest.raises(ArchiveBusy):
                other.apply(change(plain("b")), "g")
        assert other.writer() is None
        store, other = other, store
    with store.read() as snapshot:
        assert len(snapshot.article_paths()) == 30
    store.close()
    other.close()


def test_a_folder_with_the_index_of_another_archive(url: str, server: Server, tmp_path: Path) -> None:
    Store.open(tmp_path / "one", create=True, url=url).close()
    Store.open(tmp_path / "two", create=True).close()
    with own_schema(server) as other:
        with pytest.raises(ArchiveMissing, match="There is no archive at postgresql://"):
            Store.open(tmp_path / "one", url=other)
        Store.open(tmp_path / "three", create=True, url=other).close()
        for folder, create in (("one", False), ("one", True), ("two", False)):
            with pytest.raises(FolderOfAnother):
                Store.open(tmp_path / folder, create=create, url=other)
    with pytest.raises(FolderOfAnother, match="WORTLAUT_DATABASE_URL"):
        Store.open(tmp_path / "one")
