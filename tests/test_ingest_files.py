"""`wortlaut ingest` of files that hold many articles or none: what is done again, what is told, and its exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import opening, wiring
from bot.settings import Settings
from corpus import collect as collecting
from corpus.errors import FileEmpty, MetadataError, UnpacksTooMuch
from corpus.export import article_record, json_line
from corpus.faults import faults_as_json, faults_from_json
from corpus.store import Store
from retrieval.spelling import search_form
from tests.conftest import HashEncoder
from tests.newsroom import Story, html, pdf
from tests.test_cli import run

Rows = Callable[..., Path]


@pytest.fixture(autouse=True)
def _fast_encoder(words_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.encoder.load_encoder", lambda *_: words_encoder)
    monkeypatch.setattr("retrieval.retriever.load_encoder", lambda *_: words_encoder)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """Writes a/export.jsonl with a row for each id."""

    def write(**texts: str) -> Path:
        path = tmp_path / "a" / "export.jsonl"
        path.parent.mkdir(exist_ok=True)
        lines = [json.dumps({"id": name, "text": text, "headline2": f"Titel {name}"}) for name, text in texts.items()]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def summary(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, out, _ = run(capsys, "ingest", "--json", *words)
    made = json.loads(out)
    names = {key: [name.rsplit("#", 1)[-1] for name in made[key]] for key in ("added", "changed", "removed")}
    return names | {"unchanged": made["unchanged"], "passages": made["passages"], "skipped": len(made["skipped"]), "code": code}


def test_in_a_changed_file_only_what_changed_is_done(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    rows(eins="Der Rat tagte.", zwei="Der Zug fuhr ab.", drei="Die Fähre legte an.")
    first = {
        "added": ["eins", "zwei", "drei"],
        "changed": [],
        "removed": [],
        "unchanged": 0,
        "passages": 3,
        "skipped": 0,
        "code": 0,
    }
    assert summary(capsys, "a") == first
    rows(vier="Der Bus kam.", zwei="Der Zug blieb stehen.", eins="Der Rat tagte.")
    second = {
        "added": ["vier"],
        "changed": ["zwei"],
        "removed": ["drei"],
        "unchanged": 1,
        "passages": 2,
        "skipped": 0,
        "code": 0,
    }
    assert summary(capsys, "a") == second
    third = {"added": [], "changed": [], "removed": [], "unchanged": 3, "passages": 0, "skipped": 0, "code": 0}
    assert summary(capsys, "a") == third
    with Store.open(Settings().data_dir).read() as snapshot:
        assert sorted(article.part for article in snapshot.all_articles()) == ["eins", "vier", "zwei"]


def test_an_unchanged_file_is_not_parsed_again_and_its_faults_are_told_again(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = rows(eins="Der Rat tagte.", zwei="")
    (path.parent / "b.pdf").write_bytes(pdf([[]]))
    first = run(capsys, "ingest", "a")
    assert first[0] == 3
    monkeypatch.setattr(collecting, "read_file", lambda *_: pytest.fail("parsed again"))
    second = run(capsys, "ingest", "a")
    assert (second[0], second[2]) == (3, first[2])
    assert second[1] == "0 neu · 0 geändert · 1 unverändert · 0 entfernt · 2 übersprungen\n"
    assert [line.rsplit("/", 1)[1] for line in first[2].splitlines()] == [
        "b.pdf: das PDF enthält keinen Text, nur Bilder; bitte erst eine Texterkennung (OCR) darüberlaufen lassen",
        "export.jsonl#zwei: leer",
    ]


def test_what_can_no_longer_be_read_is_not_taken_for_gone(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    rows(eins="Der Rat tagte.", zwei="Der Zug fuhr ab.")
    summary(capsys, "a")
    rows(eins="Der Rat tagte.", zwei="")
    assert summary(capsys, "a")["removed"] == []
    with Store.open(Settings().data_dir).read() as snapshot:
        assert snapshot.coverage().articles == 2


def test_prune_removes_every_part_of_a_file_that_is_gone(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(eins="Der Rat tagte.", zwei="Der Zug fuhr ab.")
    (path.parent / "b.txt").write_text("Die Fähre legte an.", encoding="utf-8")
    summary(capsys, "a")
    path.unlink()
    assert summary(capsys, "a")["removed"] == []
    assert summary(capsys, "a", "--prune")["removed"] == ["eins", "zwei"]
    rows(eins="Der Rat tagte.", zwei="Der Zug fuhr ab.")
    assert summary(capsys, "a")["added"] == ["eins", "zwei"]


def test_dying_before_the_files_are_remembered_costs_only_another_reading(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows(eins="Der Rat tagte.")
    remember, calls = Store.remember_files, []

    def dies(self: Store, records: Any, gone: Any = ()) -> None:
        calls.append(records)
        if len(calls) == 2:
            raise KeyboardInterrupt
        remember(self, records, gone)

    monkeypatch.setattr(Store, "remember_files", dies)
    assert run(capsys, "ingest", "a", "--source", "Tagblatt")[0] == 130
    again = summary(capsys, "a")
    assert (again["added"], again["unchanged"], again["passages"], again["code"]) == ([], 1, 0, 0)
    with Store.open(Settings().data_dir).read() as snapshot:
        (article,) = snapshot.all_articles()
        assert article.source is not None
        assert article.source.value == "Tagblatt"


def test_an_archive_of_before_files_were_remembered_is_read_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("Der Rat tagte.", encoding="utf-8")
    summary(capsys, "a", "--source", "Tagblatt")
    import sqlite3

    with sqlite3.connect(tmp_path / "archive" / "archive.db") as database:
        database.execute("DROP TABLE files")
    database.close()
    assert wiring.preview(Settings(), [tmp_path / "a"]).changed[0].source is not None
    again = summary(capsys, "a")
    assert (again["unchanged"], again["passages"]) == (1, 0)


def test_fields_by_other_names_stay_with_a_file(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    rows(eins="Der Rat tagte.")
    summary(capsys, "a", "--map", "title=headline2")
    rows(eins="Der Rat tagte in Köln.")
    assert summary(capsys, "a")["changed"] == ["eins"]
    with Store.open(Settings().data_dir).read() as snapshot:
        (article,) = snapshot.all_articles()
        assert article.title is not None
        assert article.title.value == "Titel eins"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ["--map", "titel=x"],
            1,
            "--map: titel = 'x' ist ungültig; erwartet wird FELD=SPALTE mit einem Feld aus text, id, title",
        ),
        (["--map", "title"], 1, "--map: title = '' ist ungültig"),
        (["--format", "xls"], 2, "Das Format xls gibt es nicht. Möglich: txt, text, md"),
    ],
)
def test_a_wrong_option_says_what_is_possible(
    words: list[str], code: int, sentence: str, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    rows(eins="Der Rat tagte.")
    got, out, err = run(capsys, "ingest", "a", *words)
    assert (got, out) == (code, "")
    assert sentence in err


def test_globs_and_a_forced_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a" / "2018").mkdir(parents=True)
    page = html(Story("Der Rat", ("Der Rat tagte am Montag in Bonn.",)))
    for name in ("seite.aspx", "2018/alt.aspx", "b.txt"):
        (tmp_path / "a" / name).write_text(page, encoding="utf-8")
    found = json.loads(run(capsys, "ingest", "a", "--dry-run", "--json", "--format", "html", "--glob", "2018/*")[1])
    assert [(Path(row["path"]).name, row["title"]) for row in found["articles"]] == [("alt.aspx", "Der Rat")]
    found = json.loads(run(capsys, "ingest", "a", "--dry-run", "--json", "--glob", "*.txt")[1])
    assert [Path(row["path"]).name for row in found["articles"]] == ["b.txt"]


def test_a_dry_run_shows_what_would_be_known_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "seite.html").write_text(html(Story("Der Rat", ("Der Rat tagte am Montag in Bonn.",))), encoding="utf-8")
    (tmp_path / "a" / "leer.jsonl").write_text('{"id": 1, "text": ""}', encoding="utf-8")
    code, out, err = run(capsys, "ingest", "a", "--dry-run", "--json")
    assert code == 3
    ((row),) = json.loads(out)["articles"]
    assert {key: row[key] for key in ("format", "title", "date", "date_from", "source", "source_from", "notes", "part")} == {
        "format": "html", "title": "Der Rat", "date": "9. März 2018", "date_from": "metadata", "source": "Morgenblatt",
        "source_from": "metadata", "notes": [], "part": "",
    }  # fmt: skip
    code, out, err = run(capsys, "ingest", "a", "--dry-run")
    assert "seite.html" in out
    assert "Probelauf: 1 Artikel lesbar, 1 übersprungen; geschrieben wurde nichts." in out
    assert err.endswith("leer.jsonl#1: leer\n")
    assert not (tmp_path / "archive").exists()


def test_faults_survive_the_store() -> None:
    faults = (
        ("a#1", FileEmpty()),
        ("b", UnpacksTooMuch(limit="4 GB")),
        ("c", MetadataError(where="c.toml", name="x", value=3, expected_de="y", expected_en="z")),
    )
    back = faults_from_json(faults_as_json(faults))
    assert [(path, type(error), error.say("de")) for path, error in back] == [
        (path, type(error), error.say("de")) for path, error in faults
    ]


def test_wrongly_decoded_words_are_searched_as_they_were_meant() -> None:
    wrong = "Küstner sprach über die Größe".encode().decode("cp1252")
    assert search_form(wrong, "de") == search_form("Küstner sprach über die Größe", "de")


def test_a_damaged_row_takes_no_article_away_and_no_id_for_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.jsonl"
    first = json.dumps({"id": "2", "text": "Der Rat tagte am Montag."})
    path.write_text(first + "\n" + json.dumps({"id": "b", "text": "Der Rat ging nach Hause."}), encoding="utf-8")
    assert summary(capsys, str(path))["added"] == ["2", "b"]
    path.write_text(first + '\n{"id": "b", "text": "Der Rat gi', encoding="utf-8")
    made = summary(capsys, str(path))
    assert (made["removed"], made["unchanged"]) == ([], 1)
    path.write_text('{"id": "c", "text": "Der Rat kam wieder."}', encoding="utf-8")  # whole again: now they are gone
    assert sorted(summary(capsys, str(path))["removed"]) == ["2", "b"]


def test_an_export_is_read_as_it_was_stored(tmp_path: Path) -> None:
    tagged = "Wer <b>laut</b> ruft, zahlt 5 &amp; mehr.\n\n\n\nZweiter   Absatz."
    (tmp_path / "a.txt").write_text(tagged, encoding="utf-8")
    wiring.ingest(Settings(), [tmp_path / "a.txt"])
    with opening.open_store(Settings()).read() as snapshot:
        (article,) = snapshot.all_articles()
    (tmp_path / "b.jsonl").write_text(json_line(article_record(article)), encoding="utf-8")
    wiring.ingest(Settings(), [tmp_path / "b.jsonl"])
    with opening.open_store(Settings()).read() as snapshot:
        assert {found.text for found in snapshot.all_articles()} == {tagged}
