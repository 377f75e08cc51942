"""Every command on an archive in PostgreSQL says what it says on one in SQLite, and nothing says the password."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.opening import open_retriever, open_store
from bot.settings import load_settings
from corpus.postgres import open_engine
from corpus.postgres_errors import DatabaseSlow, DatabaseUnreachable
from corpus.store import Snapshot
from retrieval.embedded import Embedded
from retrieval.generation import index_folder
from retrieval.one_state import in_one_state
from tests.conftest import HashEncoder
from tests.postgres import Server, running_server, tampered
from tests.rounds import newsroom
from tests.test_both_databases import everything
from tests.test_cli import run

pytestmark = pytest.mark.slow
Run = Callable[..., tuple[int, str, str]]
COMMANDS = [
    ["ask", "Wann tagte der Rat in Ulm?", "--json"],
    ["ask", "Wer sprach in Kiel?", "--since", "2001", "--json"],
    ["check", "„Der Rat tagte am Montag in Hof.“", "--json"],
    ["timeline", "Rat in Bonn", "--json"],
    ["show", "Hof.txt"],
    ["status", "--articles", "--json"],
    ["remove", "Hof.txt", "--json"],
    ["status", "--articles", "--json"],
    ["ingest", "news", "--json"],
    ["ingest", "news", "--prune", "--json"],
    ["reindex"],
    ["ask", "Wann tagte der Rat in Ulm?", "--json"],
    ["doctor", "--json"],
]


@pytest.fixture
def wortlaut(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr("retrieval.encoder.load_encoder", lambda *_: HashEncoder())
    monkeypatch.setattr("retrieval.retriever.load_encoder", lambda *_: HashEncoder())
    monkeypatch.setattr("retrieval.retriever.confidence", lambda *_: (1.0, 0.0))
    monkeypatch.setenv("WORTLAUT_READER", "never")
    monkeypatch.setenv("WORTLAUT_MODEL", "words")
    return lambda *words: run(capsys, *words)


@pytest.fixture
def archive(wortlaut: Run, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A newsroom's articles in the database that the settings name, with a password that the server does not ask for."""
    url = database_url.replace("postgres:@", "postgres:sehr-geheim@")
    assert url != database_url
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", url)
    newsroom(tmp_path / "news")
    assert wortlaut("ingest", "news")[0] == 3
    return url


def test_every_command_says_the_same(wortlaut: Run, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(said: tuple[int, str, str], folder: Path) -> list[object]:
        lines = (
            re.sub(r"\b0000\d\d-[0-9a-f]{16}", "GENERATION", "\n".join(said[1:])).replace(str(folder), "FOLDER").splitlines()
        )
        return [said[0], *(_without_times(line) for line in lines)]

    newsroom(tmp_path / "news")
    told = []
    for name, url in (("sqlite", ""), ("postgres", database_url)):
        folder = tmp_path / name
        monkeypatch.setenv("WORTLAUT_DATA_DIR", str(folder))
        monkeypatch.setenv("WORTLAUT_DATABASE_URL", url)
        told.append([plain(wortlaut(*words), folder) for words in (["ingest", "news"], *COMMANDS)])
    assert told[0] == told[1]
    assert [each[0] for each in told[0]] == [3, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0]


def _without_times(line: str) -> object:
    """What a command says, but for how long it took what is written of the disk, and how many files there are."""
    if not line.startswith("{"):
        return line
    said = json.loads(line)
    for name in ("seconds", "disk", "database"):
        said.pop(name, None)
    if isinstance(said.get("checks"), list):
        said["checks"] = {
            each["check"]: (each["state"], each["check"] == "modes" or each["checked"]) for each in said["checks"]
        }
    return said


def test_an_archive_moves_into_a_database_with_its_index(
    wortlaut: Run, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom(tmp_path / "news")
    wortlaut("ingest", "news")
    wortlaut("remove", "Hof.txt")
    asked = ["ask", "Wann tagte der Rat in Ulm?", "--json"]
    before = [json.loads(line) for line in wortlaut(*asked)[1].splitlines()]
    code, _, err = wortlaut("move")
    assert (code, err.split(" ")[0]) == (1, "WORTLAUT_DATABASE_URL"), "none is set"
    data = load_settings().data_dir
    with closing(open_store(load_settings())) as store:
        held = everything(store, [])
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", database_url)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refused)  # it dies after the database has it
        assert wortlaut("move")[0] == 1
    code, out, _ = wortlaut("move")
    assert (code, out.partition(" Artikel")[0]) == (0, "7")
    assert (data / "archive.db.moved").exists()
    assert not (data / "archive.db").exists()
    with closing(open_store(load_settings())) as store:
        assert everything(store, []) == held
    after = [json.loads(line) for line in wortlaut(*asked)[1].splitlines()]
    assert [without(each, "seconds") for each in after] == [without(each, "seconds") for each in before]
    assert wortlaut("doctor")[0] == 0
    assert wortlaut("ingest", "news")[1].startswith("1 neu · 0 geändert · 7 unverändert")
    (data / "database.id").unlink()
    (data / "archive.db.moved").rename(data / "archive.db")
    code, _, err = wortlaut("move")
    assert (code, "ist schon ein Archiv" in err) == (1, True)


def refused(path: Path, target: Path) -> Path:
    raise PermissionError(13, "Permission denied")


def without(said: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in said.items() if key != name}


def test_status_names_the_database_and_never_the_password(wortlaut: Run, archive: str) -> None:
    code, out, err = wortlaut("status")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "][:3] == ["Archiv", "Datenbank", "Artikel"]
    assert "postgresql://postgres@/" in out
    said = json.loads(wortlaut("status", "--json")[1])
    assert said["database"].startswith("postgresql://postgres@/")
    assert said["disk"]["articles"] > 100_000, "tables and indexes of PostgreSQL have pages of 8 kB"
    assert "sehr-geheim" not in out + str(said) + repr(load_settings())


FAULTS = {
    "text": ("articles", "UPDATE articles SET text = replace(text, 'Bonn', 'Bern') WHERE path LIKE '%Bonn.txt'"),
    "facts": ("articles", "UPDATE articles SET facts = '[]' WHERE path LIKE '%Hof.txt'"),
    "all texts": ("articles", "UPDATE articles SET text = text || ' '"),
    "no passage": ("passages", "DELETE FROM passages WHERE id = 2"),
    "next": ("passages", "UPDATE meta SET value = '2' WHERE name = 'next_passage_id'"),
    "columns": ("columns", "UPDATE columns SET data = x'00'"),
    "signature": ("copies", "UPDATE duplicates SET signature = x'00' WHERE number = 1"),
    "runs": ("copies", "DELETE FROM duplicate_runs WHERE run = (SELECT max(run) FROM duplicate_runs)"),
    "other index": ("index", "UPDATE meta SET value = '000009-x' WHERE name = 'generation'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_damaged_row_is_found_and_mended(wortlaut: Run, archive: str, name: str) -> None:
    check, statement = FAULTS[name]
    tampered(load_settings().data_dir, archive, statement)
    code, out, _ = wortlaut("doctor", "--json")
    found = {each["check"]: each for each in json.loads(out)["checks"]}
    assert code != 0
    assert found[check]["wrong"] > 0
    assert wortlaut("doctor", "--repair")[0] == 0
    assert wortlaut("doctor")[0] == 0
    assert "Montag" in wortlaut("ask", "Wann tagte der Rat in Ulm?")[1]


def test_a_doctor_looks_while_an_ingest_writes(wortlaut: Run, archive: str) -> None:
    store = open_store(load_settings())
    with store.held():
        code, out, _ = wortlaut("doctor", "--json")
        assert code == 0
        assert "wortlaut" in json.loads(out)["writing"]
    store.close()


def test_a_question_that_the_server_takes_too_long_for(archive: str, monkeypatch: pytest.MonkeyPatch, wortlaut: Run) -> None:
    engine = open_engine(archive)
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", f"{archive}%20-cstatement_timeout%3D300")
    retriever = open_retriever(load_settings())
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE articles"))
        with pytest.raises(DatabaseSlow, match="takes too long"):
            retriever.answer("Wann tagte der Rat in Ulm?")
    assert retriever.answer("Wann tagte der Rat in Ulm?").quotes
    retriever.close()
    engine.dispose()


def test_a_server_that_was_started_again_between_questions(
    wortlaut: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_server() as server:
        monkeypatch.setenv("WORTLAUT_DATABASE_URL", server.url)
        newsroom(tmp_path / "news")
        wortlaut("ingest", "news")
        retriever = open_retriever(load_settings())
        before = retriever.answer("Wann tagte der Rat in Ulm?").quotes
        assert before
        server.kill()
        with pytest.raises(DatabaseUnreachable) as caught:
            retriever.answer("Wann tagte der Rat in Ulm?")
        assert "antwortet nicht" in caught.value.say("de")
        server.start()
        assert retriever.answer("Wann tagte der Rat in Ulm?").quotes == before
        retriever.close()


def test_a_connection_that_is_lost_in_the_middle_of_a_question_is_made_again(
    archive: str, postgres_server: Server, wortlaut: Run
) -> None:
    store = open_store(load_settings())
    engine = open_engine(archive)
    tries = []

    def read(snapshot: Snapshot) -> int:
        tries.append(1)
        if len(tries) == 1:
            with engine.begin() as connection:
                mine = "pid <> pg_backend_pid() AND application_name LIKE 'wortlaut%'"
                connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"))
        return len(snapshot.article_paths())

    assert in_one_state(store, Embedded(index_folder(store.path)), read) == 8
    assert len(tries) == 2
    engine.dispose()
    store.close()
