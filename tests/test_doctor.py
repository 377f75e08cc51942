"""`wortlaut doctor`: each fault turns its own check bad and no other, and `--repair` mends what can be mended."""

import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot import wiring
from bot.settings import Settings, load_settings
from bot.telegram.state import State
from corpus.errors import ArchiveBusy, ArchiveMissing, BeyondRepair, ModelError
from corpus.lock import writing
from corpus.tables import row_digest
from retrieval.encoder import Kind, Vectors
from tests.conftest import HashEncoder
from tests.slow import slow_but
from tests.test_cli import run

NEWS = {
    "eins": "Der Rat tagte in Bonn. Er beschloss den Bau einer Brücke über den Rhein.",
    "zwei": "Die Feuerwehr löschte in Köln einen Brand. Verletzt wurde niemand.\n\nDer Schaden ist hoch.",
    "drei": "Am Montag kommen die Minister in Kiel zusammen, um über den Ausbau der Häfen an der Küste und die Kosten der "
    "neuen Schleuse zu beraten, die das Land im kommenden Jahr bauen will, wenn der Bund zustimmt und Geld gibt.",
}
NEWS["vier"] = NEWS["drei"] + " Das teilte die Staatskanzlei mit."
Fault = Callable[[Path], None]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words_encoder: HashEncoder) -> Settings:
    """An archive of four articles, two of them one text, in which nothing is wrong."""
    monkeypatch.setattr("retrieval.encoder.load_encoder", lambda *_: words_encoder)
    monkeypatch.setenv("WORTLAUT_MODEL", "words")
    (tmp_path / "news").mkdir()
    for name, text in NEWS.items():
        (tmp_path / "news" / f"{name}.txt").write_text(text, encoding="utf-8")
    made = load_settings()
    wiring.ingest(made, [tmp_path / "news"])
    State(made.data_dir, keep=60).close()
    return made


def bad(settings: Settings) -> set[str]:
    """The checks that find something wrong."""
    return {name for name, check in wiring.examine(settings).checks.items() if check.wrong}


def sql(*statements: str) -> Fault:
    def damage(folder: Path) -> None:
        with sqlite3.connect(folder / "archive.db") as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
        connection.close()

    return damage


def rewritten(table: str, column: str, change: Callable[[object], object]) -> Fault:
    """A row changed with its digest: what only the other rows and the articles can tell."""

    def damage(folder: Path) -> None:
        connection = sqlite3.connect(folder / "archive.db")
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute(f"SELECT * FROM {table} ORDER BY length({column}) DESC LIMIT 1").fetchone())
        row[column] = change(row[column])
        row["row_digest"] = row_digest(row)
        key = next(iter(row))
        connection.execute(
            f"UPDATE {table} SET {column} = ?, row_digest = ? WHERE {key} = ?", (row[column], row["row_digest"], row[key])
        )
        connection.commit()
        connection.close()

    return damage


def moved_rows(folder: Path) -> None:
    """An index of SQLite's that knows nothing of a change of its table."""
    name = "articles_scanned"
    connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    kept = connection.execute("SELECT * FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    connection.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
    connection.close()
    connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
    connection.execute("UPDATE articles SET rowid = rowid + 100")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", kept)
    connection.close()


def flipped(pattern: str) -> Fault:
    def damage(folder: Path) -> None:
        path = max((path for path in folder.glob(pattern) if path.is_file()), key=lambda path: path.stat().st_size)
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 0x10
        path.unlink()
        path.write_bytes(raw)
        path.chmod(0o600)

    return damage


def other_counts(folder: Path) -> None:
    connection = sqlite3.connect(folder / "archive.db")
    row = json.loads(connection.execute("SELECT value FROM meta WHERE name = 'coverage'").fetchone()[0])
    row["counts"]["articles"] += 1
    row["row_digest"] = row_digest(row)
    connection.execute("UPDATE meta SET value = ? WHERE name = 'coverage'", (json.dumps(row),))
    connection.commit()
    connection.close()


def other_days(folder: Path) -> None:
    connection = sqlite3.connect(folder / "archive.db")
    with np.load(io.BytesIO(connection.execute("SELECT data FROM columns").fetchone()[0])) as kept:
        values = {name: kept[name] for name in kept.files}
    values["first"] = values["first"] + 1
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **values)
    data = file.getvalue()
    connection.execute("UPDATE columns SET data = ?, digest = ?", (data, hashlib.sha256(data).hexdigest()))
    connection.commit()
    connection.close()


def no_generation(folder: Path) -> None:
    shutil.rmtree(next((folder / "index").glob("0*")))


def left(*names: str) -> Fault:
    def damage(folder: Path) -> None:
        for name in names:
            path = folder / "index" / name
            if name.startswith("0") or name.startswith(".writing"):
                path.mkdir(mode=0o700)
            else:
                path.write_text("{", encoding="utf-8")
                path.chmod(0o600)

    return damage


FAULTS: dict[str, tuple[set[str], Fault]] = {
    "index of SQLite": ({"database"}, moved_rows),
    "text": ({"articles"}, sql("UPDATE articles SET text = replace(text, 'Bonn', 'Bern') WHERE path LIKE '%eins%'")),
    "no text": ({"articles"}, sql("UPDATE articles SET text = CAST(x'ff41' AS TEXT) WHERE path LIKE '%zwei%'")),
    "facts": ({"articles"}, sql("UPDATE articles SET facts = '{' WHERE path LIKE '%drei%'")),
    "digest": ({"articles"}, sql("UPDATE articles SET digest = 'a' WHERE path LIKE '%drei%'")),
    "path": ({"articles"}, sql("UPDATE articles SET path = 'nirgends' WHERE path LIKE '%vier%'")),
    "all texts": ({"articles"}, sql("UPDATE articles SET text = text || ' '")),
    "passage": ({"passages"}, sql("UPDATE passages SET end = end + 1 WHERE id = 2")),
    "no passage": ({"passages"}, sql("DELETE FROM passages WHERE id = 2")),
    "sentences": ({"passages"}, sql("UPDATE passages SET sentences = CAST(x'ff' AS TEXT) WHERE id = 1")),
    "other passage": ({"passages"}, rewritten("passages", "sentences", lambda _: "[[0, 2]]")),
    "outside": ({"passages"}, rewritten("passages", "end", lambda _: 9999)),
    "next": ({"passages"}, sql("UPDATE meta SET value = '2' WHERE name = 'next_passage_id'")),
    "orphan": ({"passages"}, sql("UPDATE passages SET article_id = 'x' WHERE id = 1")),
    "columns": ({"columns"}, sql("UPDATE columns SET data = x'00'")),
    "other columns": ({"columns"}, sql("UPDATE columns SET generation = '000009-x'")),
    "counts": ({"counts"}, sql("UPDATE meta SET value = replace(value, '4', '5') WHERE name = 'coverage'")),
    "wrong columns": ({"columns"}, other_days),
    "wrong counts": ({"counts"}, other_counts),
    "signature": ({"copies"}, sql("UPDATE duplicates SET signature = x'00' WHERE number = 1")),
    "other signature": ({"copies"}, rewritten("duplicates", "signature", lambda _: b"")),
    "cluster": ({"copies"}, rewritten("duplicates", "cluster", lambda _: None)),
    "relatives": ({"copies"}, rewritten("duplicates", "relatives", lambda _: "{}")),
    "no copies": ({"copies"}, sql("DELETE FROM duplicates WHERE number = 2")),
    "runs": ({"copies"}, sql("DELETE FROM duplicate_runs WHERE run = (SELECT max(run) FROM duplicate_runs)")),
    "more copies": (
        {"copies"},
        sql("INSERT INTO duplicates SELECT 'x', 99, signature, '{}', NULL, row_digest FROM duplicates LIMIT 1"),
    ),
    "more runs": ({"copies"}, sql("INSERT INTO duplicate_runs VALUES (3, 99)")),
    "faiss": ({"index"}, flipped("index/0*/passages.faiss")),
    "words": ({"index"}, flipped("index/0*/lexical/*.store")),
    "sentence vectors": ({"index"}, flipped("index/0*/sentences/*.f16")),
    "text keys": ({"index"}, flipped("index/0*/texts/*.keys")),
    "manifest": ({"index"}, flipped("index/0*/manifest.json")),
    "no index": ({"index"}, no_generation),
    "other index": ({"index"}, sql("UPDATE meta SET value = '000009-x' WHERE name = 'generation'")),
    "no name": ({"index"}, sql("UPDATE meta SET value = 'x' WHERE name = 'generation'")),
    "begun": ({"leftovers"}, left(".writing-x")),
    "never current": ({"leftovers"}, left("000007-0123456789abcdef")),
    "torn": ({"leftovers"}, left("checked.json", "encoded.new")),
    "modes": ({"modes"}, lambda folder: (folder / "archive.db").chmod(0o644)),
    "folder's mode": ({"modes"}, lambda folder: (folder / "index").chmod(0o755)),
}
STALE = {"other index": {"columns", "counts"}, "no name": {"columns", "counts"}}
"""What belongs to a generation is stale, too, when another is named."""


def test_nothing_wrong_is_said_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(settings.data_dir)
    code, out, _ = run(capsys, "doctor", "--json")
    told = json.loads(out)
    assert (code, told["well"], told["repaired"]) == (0, True, [])
    assert {each["state"] for each in told["checks"]} == {"good"}
    checked = {each["check"]: each["checked"] for each in told["checks"]}
    assert (checked["articles"], checked["copies"], checked["passages"], checked["ids"], checked["vectors"]) == (4, 4, 4, 4, 4)
    assert wiring.repair(settings)[0] == []
    assert contents(settings.data_dir) == before
    code, out, _ = run(capsys, "doctor", "--lang", "en")
    assert (code, len(out.splitlines()), out.splitlines()[-1]) == (0, 15, "All is well.")


@pytest.mark.parametrize("name", slow_but(("text", "passage", "columns", "faiss", "begun", "modes"), FAULTS))
def test_a_fault_turns_its_check_bad_and_is_mended(settings: Settings, name: str) -> None:
    expected, damage = FAULTS[name]
    rows = held(settings)
    damage(settings.data_dir)
    assert bad(settings) == expected | STALE.get(name, set())
    steps, found = wiring.repair(settings)
    assert steps
    assert (found.is_well, bad(settings), held(settings)) == (True, set(), rows)
    before = contents(settings.data_dir)
    assert wiring.repair(settings)[0] == []
    assert contents(settings.data_dir) == before


def held(settings: Settings) -> list[tuple[str, ...]]:
    """Every article as it is stored."""
    connection = sqlite3.connect(settings.data_dir / "archive.db")
    rows = connection.execute("SELECT * FROM articles ORDER BY id").fetchall()
    connection.close()
    return rows


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file that is the archive's; SQLite's log and its index come and go."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".db-wal", ".db-shm"))
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class OtherModel(HashEncoder):
    """Says it is the same and is not: the same dimension, other vectors."""

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        return np.ascontiguousarray(np.roll(super().encode(texts, kind, progress), 7, axis=1))


def test_vectors_of_another_model_under_a_forged_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setattr("retrieval.encoder.load_encoder", lambda *_: OtherModel())
        wiring.reindex(settings)
    assert bad(settings) == {"vectors"}
    assert wiring.repair(settings)[1].is_well


@pytest.mark.slow
def test_vectors_of_another_model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setattr(HashEncoder, "identity", "others")
        wiring.reindex(settings)
    assert bad(settings) == {"vectors"}
    assert wiring.repair(settings)[1].is_well


@pytest.mark.slow
def test_a_passage_that_is_not_in_the_index(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from retrieval.filling import _Batch

    with monkeypatch.context() as other:
        plain = _Batch.add
        other.setattr(_Batch, "add", lambda batch, article, one: None if "eins" in article.path else plain(batch, article, one))
        wiring.reindex(settings)
    assert bad(settings) == {"ids"}
    encoded: list[str] = []
    plain_encode = HashEncoder.encode
    monkeypatch.setattr(
        HashEncoder, "encode", lambda self, texts, *rest: encoded.extend(texts) or plain_encode(self, texts, *rest)
    )
    assert wiring.repair(settings)[1].is_well
    assert [text for text in encoded if "Brücke" in text]  # what was missing alone; the sample is encoded to compare


@pytest.mark.slow
def test_vectors_noted_under_another_text(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from retrieval.text_keys import keys_of

    with monkeypatch.context() as other:
        other.setattr("retrieval.filling.keys_of", lambda texts: keys_of(texts[::-1]))
        wiring.reindex(settings)
    assert bad(settings) == {"keys"}
    assert wiring.repair(settings)[1].is_well


def test_a_model_that_does_not_compute(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(HashEncoder):
        def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
            return 2 * super().encode(texts, kind, progress)

    monkeypatch.setattr("retrieval.encoder.load_encoder", lambda *_: Broken())
    assert bad(settings) == {"model"}

    def missing(*_: object) -> None:
        raise ModelError(model="words", reason="gone")

    monkeypatch.setattr("retrieval.encoder.load_encoder", missing)
    found = wiring.examine(settings)
    assert (found.checks["model"].said, found.checks["vectors"].state) == ([("gone", "gone")], "unmade")


def test_an_article_whose_file_is_gone_is_set_aside(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "news" / "eins.txt"
    text = file.read_text(encoding="utf-8")
    file.unlink()
    sql("UPDATE articles SET text = text || '!', facts = '{' WHERE path LIKE '%eins%'")(settings.data_dir)
    code, out, _ = run(capsys, "doctor", "--repair")
    assert (code, str(file) in out) == (1, True)
    assert "nicht mehr durchsuchbar" in out
    assert "Nicht zu reparieren: Artikel." in out
    assert bad(settings) == {"articles"}
    assert "Nicht zu reparieren: Artikel." in run(capsys, "doctor")[1]
    wiring.reindex(settings)  # the others go on
    assert len(held(settings)) == 3
    file.write_text(text, encoding="utf-8")
    wiring.ingest(settings, [tmp_path / "news"])
    assert (bad(settings), len(held(settings))) == (set(), 4)


@pytest.mark.slow
@pytest.mark.parametrize("names", [("path",), ("id",), ("id", "path")])
def test_an_article_that_nothing_names_can_be_given_up(
    settings: Settings, tmp_path: Path, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news" / "zwei.txt").unlink()
    change = ", ".join(f"{name} = CAST(x'ff' || {name} AS TEXT)" for name in names)
    sql("PRAGMA foreign_keys = OFF", f"UPDATE articles SET {change} WHERE path LIKE '%zwei%'")(settings.data_dir)
    assert "articles" in bad(settings)
    assert wiring.repair(settings)[1].bad("articles")
    assert bad(settings) == {"articles"}
    connection = sqlite3.connect(settings.data_dir / "archive.db")
    key, text = connection.execute("SELECT id, text FROM set_aside").fetchone()
    connection.close()
    assert text == NEWS["zwei"]
    assert run(capsys, "remove", key, "--yes")[0] == 0
    assert bad(settings) == set()


def test_a_changed_file_is_not_taken_for_the_article(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "news" / "eins.txt").write_text("Der Rat tagte in Ulm.", encoding="utf-8")
    sql("UPDATE articles SET text = text || '!' WHERE path LIKE '%eins%'")(settings.data_dir)
    assert [step.key for step in wiring.repair(settings)[0]][:1] == ["repaired_aside"]
    assert not any("Ulm" in str(row) for row in held(settings))


@pytest.mark.slow
def test_what_a_user_gave_goes_into_it_again(settings: Settings, tmp_path: Path) -> None:
    from corpus.metadata import Metadata

    wiring.ingest(settings, [tmp_path / "news" / "eins.txt"], given=Metadata(source="Der Bote"))
    rows = held(settings)
    assert sum("Der Bote" in str(row) for row in rows) == 1
    sql("UPDATE articles SET facts = '{}' WHERE path LIKE '%eins%'")(settings.data_dir)
    assert wiring.repair(settings)[1].is_well
    assert held(settings) == rows


def test_a_database_that_cannot_be_read_is_left_alone(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path = settings.data_dir / "archive.db"
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"x" * 5000, whole[:8192] + bytes(4096) + whole[12288:]):
        path.write_bytes(damaged)
        found = wiring.examine(settings)
        assert {name for name, check in found.checks.items() if check.wrong} == {"database"}
        assert found.checks["articles"].state == "unmade"
        with pytest.raises(BeyondRepair, match="Restore a backup"):
            wiring.repair(settings)
        code, _, err = run(capsys, "doctor", "--repair")
        assert (code, "Eine Sicherung einspielen" in err) == (1, True)
        assert path.read_bytes() == damaged
    path.write_bytes(whole)
    assert bad(settings) == set()


def test_the_bots_state(settings: Settings) -> None:
    path = settings.data_dir / "telegram.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x07" * 4096 + whole[8192:])
    assert bad(settings) == {"telegram"}
    found = wiring.repair(settings)[1]  # it is derived from nothing
    assert "rename the file" in found.checks["telegram"].said[0][1]


def test_while_someone_writes(settings: Settings) -> None:
    left(".writing-x")(settings.data_dir)
    with writing(settings.data_dir):
        found = wiring.examine(settings)
        assert (found.is_well, found.checks["leftovers"].state) == (True, "unmade")
        assert str(found.writing).startswith("PID ")
        with pytest.raises(ArchiveBusy):
            wiring.repair(settings)
    assert bad(settings) == {"leftovers"}


def test_what_an_interrupted_ingest_left_is_kept(settings: Settings) -> None:
    journal = settings.data_dir / "index" / "encoded.journal"
    journal.write_bytes(bytes(5000))
    journal.chmod(0o600)
    found = wiring.repair(settings)[1]
    assert (found.is_well, found.checks["leftovers"].note and found.checks["leftovers"].note[1][:21]) == (
        True,
        "an interrupted ingest",
    )
    assert journal.exists()


def test_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        wiring.examine(load_settings())
    with pytest.raises(ArchiveMissing):
        wiring.repair(load_settings())
    assert not load_settings().data_dir.exists()


def test_a_question_that_meets_a_damaged_row_names_the_cure(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    from corpus.errors import RowDamaged
    from corpus.store import Store

    sql("UPDATE articles SET text = text || '!' WHERE path LIKE '%eins%'")(settings.data_dir)
    with Store.open(settings.data_dir).read() as snapshot, pytest.raises(RowDamaged, match="wortlaut doctor --repair"):
        list(snapshot.all_articles())


@pytest.mark.slow
def test_a_part_of_a_file_with_facts_that_are_none(settings: Settings, tmp_path: Path) -> None:
    lines = [json.dumps({"id": name, "text": text}) for name, text in NEWS.items()]
    (tmp_path / "more.jsonl").write_text("\n".join(lines), encoding="utf-8")
    wiring.ingest(settings, [tmp_path / "more.jsonl"])
    rows = held(settings)
    sql("UPDATE articles SET facts = '{' WHERE path LIKE '%more.jsonl#%' AND text LIKE '%Bonn%'")(settings.data_dir)
    assert bad(settings) == {"articles"}
    assert wiring.repair(settings)[1].is_well
    assert held(settings) == rows


@pytest.mark.slow
def test_an_orphan_of_a_crash_does_not_take_the_place_of_the_state_before(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.store import Store
    from retrieval.generation import generation_names

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    folder = settings.data_dir / "index"
    before = generation_names(folder)[-1]
    file = tmp_path / "news" / "eins.txt"
    with monkeypatch.context() as crash:
        crash.setattr(Store, "apply", dies)
        file.write_text("Der Rat tagte in Ulm.", encoding="utf-8")
        with pytest.raises(KeyboardInterrupt):
            wiring.ingest(settings, [file])
    assert len(generation_names(folder)) == 2
    assert bad(settings) == {"leftovers"}
    wiring.ingest(settings, [file])
    names = generation_names(folder)
    assert (names[0], len(names), bad(settings)) == (before, 2, set())


@pytest.mark.slow
def test_a_table_of_the_tokenizer_that_is_damaged_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.check import Check
    from retrieval import model_checks

    def write(tokenizer: Path, folder: Path) -> None:
        for name in ("about.json", "hashes.npy"):
            (folder / name).write_bytes(tokenizer.read_bytes() + name.encode())

    home = tmp_path / "pieces-1"
    (tmp_path / "tokenizer.model").write_bytes(b"pieces")
    monkeypatch.setattr(model_checks, "write_vocabulary", write)
    monkeypatch.setattr(model_checks, "_pieces", lambda cache: (tmp_path / "tokenizer.model", home))

    def faults() -> list[str]:
        check = Check("model")
        model_checks.check_pieces(tmp_path, check)
        return [en for _, en in check.said]

    assert faults() == []
    model_checks.made_once(home, lambda work: write(tmp_path / "tokenizer.model", work), lambda code: None)
    assert faults() == []
    (home / "hashes.npy").write_bytes(b"piecesHashes.npy")
    (home / "about.json").unlink()
    assert faults() == ["pieces-1/about.json: unlike the tokenizer", "pieces-1/hashes.npy: unlike the tokenizer"]
    model_checks.remake_pieces(tmp_path)
    assert faults() == []


DEATHS = ("mend_row", "set_aside", "renew_derived", "renew_next_id", "Updater.update", "Updater.finish")


@pytest.mark.parametrize("where", slow_but(("Updater.update",), DEATHS))
def test_a_repair_that_dies_is_run_again(
    settings: Settings, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import opening
    from corpus.errors import ArchiveError

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("retrieval.retriever.load_encoder", lambda *_: HashEncoder())
    (tmp_path / "news" / "zwei.txt").unlink()
    sql("UPDATE articles SET text = text || '!' WHERE path LIKE '%eins%' OR path LIKE '%zwei%'")(settings.data_dir)
    sql("UPDATE passages SET end = end + 1 WHERE article_id IN (SELECT id FROM articles WHERE path LIKE '%drei%')")(
        settings.data_dir
    )
    with monkeypatch.context() as crash:
        crash.setattr(f"bot.repairing.{where}", dies)
        with pytest.raises(KeyboardInterrupt):
            wiring.repair(settings)

    def answered() -> str:
        answer = opening.open_retriever(settings.model_copy(update={"reader": "never"})).answer("Wo tagte der Rat?")
        return " ".join(quote.text for quote in (*answer.quotes, *filter(None, [answer.nearest])))

    if where == "Updater.finish":
        assert "Bonn" in answered()
    else:  # as before the repair: refused, with the cure
        with pytest.raises(ArchiveError, match="wortlaut doctor"):
            answered()
    found = wiring.repair(settings)[1]
    assert ({name for name, check in found.checks.items() if check.wrong}, len(held(settings))) == ({"articles"}, 3)
    assert "Bonn" in answered()
