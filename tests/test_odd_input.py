"""Input that once broke something: each is answered with one sentence or read right, and nothing is lost."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import wiring
from bot.settings import Settings
from corpus.metadata import metadata_from
from corpus.store import Store
from tests.test_cli import articles, run

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _fast_encoder(words_encoder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """No vector matters here."""
    monkeypatch.setattr("retrieval.encoder.load_encoder", lambda *_: words_encoder)
    monkeypatch.setattr("retrieval.retriever.load_encoder", lambda *_: words_encoder)


@pytest.mark.parametrize("name", ["w?x", "a#b", "mit leer", "100%", "ü"])
def test_a_data_folder_of_any_name_keeps_its_archive(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    articles(tmp_path / "a", eins="Der Rat tagte in Bonn. Es ging um Geld.")
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(tmp_path / name))
    assert run(capsys, "ingest", "a")[0] == 0
    assert (tmp_path / name / "archive.db").exists()
    assert run(capsys, "ingest", "a")[1].startswith("0 neu · 0 geändert · 1 unverändert")


def test_what_a_user_gave_stays_until_they_give_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn. Es ging um Geld.")
    run(capsys, "ingest", "a", "--source", "Tagblatt", "--date", "2018-02")
    assert run(capsys, "ingest", "a")[1].startswith("0 neu · 0 geändert · 1 unverändert")
    articles(folder, eins="Der Rat tagte in Köln. Es ging um Geld.")
    run(capsys, "ingest", "a", "--source", "Abendblatt")
    shown = json.loads(run(capsys, "show", "eins.txt", "--json")[1])
    assert shown["source"] == {"value": "Abendblatt", "provenance": "user"}
    assert (shown["published"]["label"], shown["published"]["provenance"]) == ("Februar 2018", "user")


def test_given_metadata_survives_as_values() -> None:
    values = {"title": "T", "date": "2018-02-15", "authors": ["A B", "C D"], "url": "https://example.org/", "language": "en"}
    assert metadata_from("test", values).as_values() == values
    assert metadata_from("test", {"date": "Februar 2018"}).as_values() == {"date": "2018-02"}


def test_a_pruned_folder_that_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    articles(tmp_path / "b", zwei="Der Zug fuhr ab.")
    run(capsys, "ingest", "a", "b")
    (folder / "eins.txt").unlink()
    folder.rmdir()
    assert run(capsys, "ingest", "a")[0] == 1
    assert run(capsys, "ingest", "a", "--prune")[1].startswith("0 neu · 0 geändert · 0 unverändert · 1 entfernt")
    assert json.loads(run(capsys, "status", "--json")[1])["articles"] == 1


@pytest.mark.parametrize("content", ["\u200b\n", "\u00ad", "… – !"])
def test_text_that_nobody_can_see_is_no_article(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles(tmp_path / "a", eins=content)
    code, out, err = run(capsys, "ingest", "a")
    assert code == 1
    assert "1 übersprungen" in out
    assert err.endswith("eins.txt: leer\n")


def test_an_article_of_short_lines_is_found_by_them(tmp_path: Path) -> None:
    articles(tmp_path / "a", ticker="Rat tagt in Bonn\nZug fährt nach Köln\n")
    settings = Settings()
    wiring.ingest(settings, [tmp_path / "a"])
    with Store.open(settings.data_dir).read() as snapshot:
        assert snapshot.coverage().passages == 1


@pytest.mark.parametrize("toml", ["title=" + 3000 * "[", "date=" + 5000 * "9", "title=" + 5000 * "9"])
def test_a_monstrous_sidecar_is_skipped_and_the_rest_read(
    toml: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.", zwei="Der Zug fuhr ab.")
    (folder / "eins.toml").write_text(toml, encoding="utf-8")
    code, out, err = run(capsys, "ingest", "a")
    assert (code, out.splitlines()[0]) == (3, "1 neu · 0 geändert · 0 unverändert · 0 entfernt · 1 übersprungen")
    assert len(err.splitlines()) == 1


def test_a_fifo_as_sidecar_does_not_hang(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    os.mkfifo(folder / "eins.toml")
    assert "not a regular file" in run(capsys, "ingest", "a")[2]


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "[/]", "question": "[bold]Rat[/] und [/]?"}',
        '{"id": "1", "question": "Rat \\ud800?"}',
        '{"id": "1", "question": "Wo\u2028Rat?"}',
    ],
)
def test_markup_and_odd_characters_in_a_questions_file(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles(tmp_path / "a", eins="Der Rat [bold]tagte[/bold] in Bonn [/].")
    run(capsys, "ingest", "a")
    (tmp_path / "q.jsonl").write_text(line, encoding="utf-8")
    assert run(capsys, "ask", "--questions", "q.jsonl")[0] == 0
    answer = json.loads(run(capsys, "ask", "--questions", "q.jsonl", "--json")[1])
    assert answer["id"] == json.loads(line)["id"]


@pytest.mark.parametrize("content", ["", "\n\n", '{"id": ' + 5000 * "9" + ', "question": "a"}', 200_000 * "["])
def test_a_questions_file_without_questions(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "q.jsonl").write_text(content, encoding="utf-8")
    code, out, err = run(capsys, "ask", "--questions", "q.jsonl")
    assert (code, out) == (1, "")
    assert err.startswith("q.jsonl, Zeile 1: ")


def test_an_empty_database_beside_an_index_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    run(capsys, "ingest", "a")
    database = tmp_path / "archive" / "archive.db"
    database.write_bytes(b"")
    for extra in ("-wal", "-shm"):
        Path(f"{database}{extra}").unlink(missing_ok=True)
    code, _, err = run(capsys, "ingest", "a")
    assert code == 1
    assert "it is empty" in err


def test_passages_lost_from_the_database_are_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles(tmp_path / "a", eins="Der Rat tagte in Bonn.", zwei="Der Zug fuhr ab.")
    run(capsys, "ingest", "a")
    with sqlite3.connect(tmp_path / "archive" / "archive.db") as database:
        database.execute("DELETE FROM passages WHERE id = 1")
    database.close()
    code, out, err = run(capsys, "ask", "Wo tagte der Rat?")
    assert (code, out) == (1, "")
    assert "passages are missing that the index holds" in err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_or_closed_output(sample_settings: Settings) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "WORTLAUT_DATA_DIR": str(sample_settings.data_dir)}
    command = f"exec {sys.executable} -m bot.cli.main status"
    full = subprocess.run(
        ["sh", "-c", f"{command} >/dev/full"], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert full.returncode == 1
    assert full.stderr.startswith("Die Ausgabe ließ sich nicht schreiben")
    assert len(full.stderr.splitlines()) == 1
    closed = subprocess.run(["sh", "-c", f"{command} >&-"], env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (closed.returncode, closed.stderr) == (0, "")


@pytest.mark.slow
def test_bytes_that_are_no_text_in_the_arguments(sample_settings: Settings) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "WORTLAUT_DATA_DIR": str(sample_settings.data_dir)}
    command = [os.fsencode(sys.executable), b"-m", b"bot.cli.main", b"show", b"\xff"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Kein Artikel heißt „\ufffd“")
