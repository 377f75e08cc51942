"""Verification: what is the same is valid, one changed character is shown, what is not there is unknown."""

import hashlib
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wiring
from bot.opening import open_store
from bot.receipts import receipts_of
from bot.settings import Settings
from corpus.article import Article
from corpus.collect import collect, list_files
from corpus.provenance import Provenance, Sourced
from corpus.store import Store
from retrieval import Quote, Retriever
from retrieval.changed_text import find_now
from retrieval.receipts import Receipt, receipt_of
from retrieval.verification import verify_in_archive, verify_in_file
from tests.conftest import CACHE
from tests.newsroom import Story, every_format
from tests.test_cli import run
from tests.test_sample import QUESTIONS

AT = datetime(2026, 3, 9, 7, 15, tzinfo=UTC)
STORY = Story(
    "Der Markt am Hafen",
    (
        "Der Markt am alten Hafen bleibt bis zum Herbst geschlossen, weil das Dach undicht ist und die Stadt kein Geld hat.",
        "Die Händlerin Erika Beispiel sagte, 14 Stände seien nach Norden umgezogen. Das koste jeden rund 300 Euro im Monat.",
        "Im Rat fand der Antrag auf ein neues Dach am Dienstag keine Mehrheit; im Mai soll noch einmal abgestimmt werden.",
    ),
)
FILES = every_format(STORY)
OLD = "Der Rat tagte am Montag in Bonn. Er beschloss den Haushalt mit 500 Euro. Danach sprach die Ministerin lange."
OTHER = "Ein ganz anderer Artikel handelt vom Wetter an der Küste. Es regnete den ganzen Tag."


def receipt(article: Article, start: int, end: int) -> Receipt:
    return receipt_of(article, start, end, at=AT, version="0.1.0")


@pytest.mark.slow
def test_every_quote_of_the_sample_questions_verifies(sample_settings: Settings, sample_retriever: Retriever) -> None:
    shown: dict[tuple[str, int, int], Quote] = {}
    for question in QUESTIONS:
        answer = sample_retriever.answer(question["question"])
        shown |= {(quote.article.id, quote.start, quote.end): quote for quote in answer.quotes}
    store = open_store(sample_settings)
    receipts = receipts_of(shown.values(), store)
    assert len(receipts) > 150
    read = [Receipt.from_json(made.as_line()) for made in receipts]
    with store.read() as snapshot:
        found = verify_in_archive(read, snapshot)
    assert {(each.outcome, each.same_file, each.differs) for each in found} == {("valid", True, ())}
    for made, quote in zip(read, shown.values(), strict=True):
        assert made.text == quote.text
        (alone,) = verify_in_file([made], Path(quote.article.path))
        assert (alone.outcome, alone.same_file, alone.differs) == ("valid", True, ())


@pytest.mark.parametrize("name", FILES)
def test_the_original_file_alone_proves_it_in_every_format(name: str, tmp_path: Path) -> None:
    here, there = tmp_path / "a" / name, tmp_path / "b" / f"umbenannt-{name}"
    for path in (here, there):
        path.parent.mkdir()
        path.write_bytes(FILES[name])
    collected = collect(list_files([here]), {})
    (article,) = collected.added
    start = article.text.index("Händlerin")
    made = receipt_of(article, start, start + 40, at=AT, version="1", input_digest=collected.input_digests[article.path])
    (found,) = verify_in_file([Receipt.from_json(made.as_line())], there)
    assert (found.outcome, found.same_file) == ("valid", True)
    assert not {*found.differs} - {"title", "published"}, "what the file's name says may be another"

    changed = Story(STORY.title, tuple(text.replace("14 Stände", "24 Stände") for text in STORY.paragraphs))
    there.write_bytes(every_format(changed)[name])
    (found,) = verify_in_file([made], there)
    assert found.outcome == "changed"
    assert found.now is not None
    assert [(change.was, change.now) for change in found.now.changes] == [("14", "24")]
    there.write_bytes(every_format(Story("Wetter", (OTHER, OTHER)))[name])
    assert verify_in_file([made], there)[0].outcome == "unknown"


WORDS = [f"w{number}ort" for number in range(400)]
TEXT = "".join(word + (". " if number % 9 == 8 else "\n\n" if number % 50 == 49 else " ") for number, word in enumerate(WORDS))


@given(st.integers(0, len(TEXT) - 200), st.integers(10, 190), st.data())
def test_one_changed_character_is_the_one_change(start: int, length: int, data: st.DataObject) -> None:
    end = start + length
    made = receipt(Article("a" * 16, "/x/a.txt", TEXT, "de"), start, end)
    at = data.draw(st.integers(start, end - 1).filter(lambda at: TEXT[at].isalnum()))
    now = TEXT[:at] + "Q" + TEXT[at + 1 :]
    (word,) = (match.span() for match in re.finditer(r"\w+", TEXT) if match.start() <= at < match.end())
    shown = max(word[0], start - len(made.prefix)), min(word[1], end + len(made.suffix))
    found = find_now(now, made.prefix, made.text, made.suffix, start)
    assert found.verbatim == ()
    (change,) = found.changes
    assert (change.at, change.now_at) == (shown, shown)
    assert (change.was, change.now) == (TEXT[slice(*shown)], now[slice(*shown)])


SOME = st.text(st.sampled_from("abc ab. \nÄ1"), min_size=1, max_size=120).filter(str.strip)


@given(SOME, SOME, st.data())
def test_the_changes_make_of_what_was_what_is(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    made = receipt(Article("a" * 16, "/x/a.txt", old, "de"), start, end)
    found = find_now(new, made.prefix, made.text, made.suffix, start)
    assert found.verbatim == tuple((at, at + end - start) for at in range(len(new)) if new.startswith(made.text, at))[:20]
    if found.span is None:
        assert not set(re.findall(r"\w+", made.prefix + made.text + made.suffix)) & set(re.findall(r"\w+", new))
        return
    before, origin, at, built = made.prefix + made.text + made.suffix, start - len(made.prefix), 0, ""
    for change in found.changes:
        low, high = change.at[0] - origin, change.at[1] - origin
        assert before[low:high] == change.was
        assert new[slice(*change.now_at)] == change.now
        built += before[at:low] + change.now
        at = high
    assert built + before[at:] == new[slice(*found.span)]


@given(SOME, st.data())
def test_a_span_of_the_same_text_is_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = receipt(Article("a" * 16, "/x/a.txt", text, "de"), start, end)
    found = find_now(text, made.prefix, made.text, made.suffix, start)
    assert found.changes == ()
    assert text[slice(*found.span or (0, 0))] == made.prefix + made.text + made.suffix


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """An archive of two articles, and their folder."""
    folder = tmp_path_factory.mktemp("texte")
    (folder / "rat.txt").write_text(OLD, encoding="utf-8")
    (folder / "wetter.txt").write_text(OTHER, encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("archiv"), cache_dir=CACHE)
    wiring.ingest(settings, [folder])
    return settings, folder


@pytest.fixture
def mine(archived: tuple[Settings, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Settings, Path, Path]:
    """A copy of that archive as the one in force, its folder, and a receipt of „Er beschloss … Euro.“ as a file."""
    folder, data = archived[1], tmp_path / "data"
    shutil.copytree(archived[0].data_dir, data)
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(data))
    settings = archived[0].model_copy(update={"data_dir": data})
    article = the_article(settings, folder / "rat.txt")
    (made,) = receipts_of([Quote(article, 33, 72, (), 1.0)], open_store(settings))
    (tmp_path / "b.json").write_text(made.as_line() + "\n", encoding="utf-8")
    return settings, folder, tmp_path / "b.json"


def the_article(settings: Settings, path: Path) -> Article:
    with open_store(settings).read() as snapshot:
        return snapshot.articles_at([str(path)])[str(path)]


def test_valid_changed_and_removed(mine: tuple[Settings, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    settings, folder, file = mine
    code, out, err = run(capsys, "verify", str(file))
    assert (code, err) == (0, "")
    assert out.startswith("gültig · Beleg ")
    assert "„Er beschloss den Haushalt mit 500 Euro.“" in out
    try:
        (folder / "rat.txt").write_text("Neu: " + OLD.replace("500", "900"), encoding="utf-8")
        wiring.ingest(settings, [folder])
        code, out, _ = run(capsys, "verify", str(file))
        assert code == 1
        assert out.startswith("Quelle geändert · ")
        assert "Er beschloss den Haushalt mit [-500-]{+900+} Euro. Danach" in out
        assert "Wörtlich steht das Zitat dort nicht mehr." in out
        assert re.search(r"bis \d{4}-\d\d-\d\d; dann war der Artikel geändert", out)
        code, out, _ = run(capsys, "verify", "--json", str(file))
        row = json.loads(out)
        assert (code, row["outcome"], row["verbatim"]) == (1, "changed", [])
        assert row["changes"] == [{"was": "500", "now": "900", "at": [63, 66], "now_at": [68, 71]}]
        assert [each["ended"] for each in row["history"]] == ["changed"]

        (folder / "rat.txt").write_text("Neu: " + OLD, encoding="utf-8")
        wiring.ingest(settings, [folder])
        code, out, _ = run(capsys, "--lang", "en", "verify", str(file))
        assert code == 1
        assert "still stands there verbatim: characters 38 to 77." in out
    finally:
        (folder / "rat.txt").write_text(OLD, encoding="utf-8")
    wiring.ingest(settings, [folder])
    wiring.remove(settings, [the_article(settings, folder / "rat.txt").id])
    code, out, _ = run(capsys, "verify", str(file))
    assert code == 3
    assert out.startswith("unbekannt · ")
    assert "dann wurde der Artikel entfernt" in out


def test_another_archive_with_the_same_file_at_another_place(
    mine: tuple[Settings, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder, file = mine
    shutil.copytree(folder, tmp_path / "anderswo")
    elsewhere = mine[0].model_copy(update={"data_dir": tmp_path / "data2"})
    wiring.ingest(elsewhere, [tmp_path / "anderswo"])
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(elsewhere.data_dir))
    code, out, _ = run(capsys, "verify", str(file), "--json")
    row = json.loads(out)
    assert (code, row["outcome"], row["same_file"], row["file"]) == (0, "valid", True, "rat.txt")
    assert row["article_id"] != json.loads(file.read_text(encoding="utf-8"))["article_id"]
    (tmp_path / "anderswo" / "rat.txt").write_text(OLD.replace("Haushalt", "Etat"), encoding="utf-8")
    wiring.ingest(elsewhere, [tmp_path / "anderswo"])
    code, out, _ = run(capsys, "verify", str(file), "--json")
    assert (code, [(change["was"], change["now"]) for change in json.loads(out)["changes"]]) == (1, [("Haushalt", "Etat")])


def test_without_an_archive_it_is_unknown_and_with_the_file_it_is_not(
    mine: tuple[Settings, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder, file = mine
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(tmp_path / "leer"))
    code, out, err = run(capsys, "verify", str(file))
    assert (code, out.split(" · ")[0]) == (3, "unbekannt")
    assert "Hier ist kein Archiv" in err
    assert not (tmp_path / "leer").exists()
    assert run(capsys, "verify", str(file), "--file", str(folder / "rat.txt"))[0] == 0
    assert run(capsys, "verify", str(file), "--file", str(folder / "wetter.txt"))[0] == 3
    code, _, err = run(capsys, "verify", str(file), "--file", str(folder / "nichts.txt"))
    assert (code, bool(err)) == (1, True)


def test_forged_receipts(mine: tuple[Settings, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings, folder, file = mine
    article = the_article(settings, folder / "rat.txt")
    forged = Article(article.id, article.path, OLD.replace("500", "900"), "de", source=Sourced("FAZ", Provenance.BYLINE))
    made = receipt(forged, 33, 72)
    object.__setattr__(made, "text_digest", article.digest)
    file.write_text(made.as_line(), encoding="utf-8")
    code, out, _ = run(capsys, "verify", str(file))
    assert code == 1
    assert "an seiner Stelle steht im Artikel etwas anderes" in out
    told = receipt(replace(article, source=Sourced("FAZ", Provenance.BYLINE)), 33, 72)
    file.write_text(told.as_line(), encoding="utf-8")
    code, out, _ = run(capsys, "verify", str(file))
    assert code == 0
    assert "Anders als im Beleg steht hier: Quelle. Der Text selbst ist derselbe." in out


def test_many_at_once_some_of_them_broken(
    mine: tuple[Settings, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = mine[2].read_bytes()
    other = receipt(Article("b" * 16, "/x/fremd.txt", OTHER + OLD, "de"), 3, 9).as_line().encode()
    broken = good.replace(b"500", b"501")
    (tmp_path / "viele.jsonl").write_bytes(good + broken + b"\n" + other + b"\n\xff\xfe\n" + good.replace(b"\n", b"\r\n"))
    code, out, _ = run(capsys, "verify", "--json", str(tmp_path / "viele.jsonl"), str(mine[2]))
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(row["line"], row["outcome"]) for row in rows] == [
        (1, "valid"), (2, "damaged"), (4, "unknown"), (5, "damaged"), (6, "valid"), (1, "valid"),
    ]  # fmt: skip
    pretty = tmp_path / "schön.json"
    pretty.write_text(json.dumps(json.loads(good), indent=2), encoding="utf-8")
    code, out, _ = run(capsys, "verify", str(pretty))
    assert (code, out.count("Beleg beschädigt")) == (1, 1)
    (tmp_path / "leer.json").write_bytes(b"\n")
    assert run(capsys, "verify", str(tmp_path / "leer.json"))[0] == 1
    assert run(capsys, "verify", str(tmp_path / "nirgends.json"))[0] == 1
    assert run(capsys, "verify")[0] == 2


@pytest.mark.slow
def test_ask_and_timeline_write_receipts_and_codes_lead_back(
    sample_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_settings.data_dir, data)
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(data))
    file = tmp_path / "belege.jsonl"
    code, out, err = run(capsys, "ask", "--json", "--receipts", str(file), "Wer leitet die Nato-Mission im Irak?")
    quotes = json.loads(out)["quotes"]
    assert (code, err) == (0, f"Belege geschrieben: {len(quotes)}, in {file}\n")
    receipts = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(row["text"], row["article_id"], row["start"]) for row in receipts] == [
        (quote["text"], quote["article_id"], quote["start"]) for quote in quotes
    ]
    assert all(row["code"].startswith(quote["receipt"]) for row, quote in zip(receipts, quotes, strict=True))
    assert {row["version"] for row in receipts} == {version("wortlaut")}
    assert run(capsys, "verify", str(file))[0] == 0
    _, out, _ = run(capsys, "ask", "Wer leitet die Nato-Mission im Irak?")
    assert re.findall(r"· Beleg (\w+)$", out.replace("\n    ", " "), re.MULTILINE) == [quote["receipt"] for quote in quotes]

    short = quotes[1]["receipt"]
    code, out, _ = run(capsys, "receipt", short.lower(), "-o", str(tmp_path / "eins.json"))
    assert (code, out) == (0, "")
    one = json.loads((tmp_path / "eins.json").read_text(encoding="utf-8"))
    assert one["text"] == quotes[1]["text"]
    assert run(capsys, "verify", str(tmp_path / "eins.json"))[0] == 0
    _, out, _ = run(capsys, "receipt", short)
    assert out.startswith(f"Beleg {short}\n„{quotes[1]['text']}“\n")
    code, _, err = run(capsys, "receipt", "ZZZZ")
    assert (code, "ZZZZ" in err) == (1, True)

    code, out, _ = run(capsys, "timeline", "--json", "--receipts", str(file), "Ausbilder der Nato im Irak")
    rows = [quote for entry in (*json.loads(out)["entries"], *json.loads(out)["undated"]) for quote in entry["quotes"]]
    written = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in written] == [row["text"] for row in rows]
    assert all(run(capsys, "receipt", row["receipt"])[0] == 0 for row in rows[:3])
    assert run(capsys, "verify", str(file))[0] == 0


@pytest.mark.slow
def test_where_nothing_can_be_written_a_question_is_answered(
    sample_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_settings.data_dir, data, ignore=shutil.ignore_patterns("receipts.db*"))
    (data / "receipts.db").mkdir()
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(data))
    code, out, err = run(capsys, "ask", "Wer leitet die Nato-Mission im Irak?")
    assert (code, err, "Beleg" in out) == (0, "", False)
    code, out, _ = run(capsys, "ask", "--json", "Wer leitet die Nato-Mission im Irak?")
    assert {quote["receipt"] for quote in json.loads(out)["quotes"]} == {None}
    code, _, err = run(
        capsys, "ask", "--receipts", str(tmp_path / "nirgends" / "x.jsonl"), "Wer leitet die Nato-Mission im Irak?"
    )
    assert (code, "lässt sich nicht schreiben" in err) == (1, True)


def test_the_store_finds_texts_by_their_digests(mine: tuple[Settings, Path, Path]) -> None:
    settings, folder, _ = mine
    article = the_article(settings, folder / "wetter.txt")
    with Store.open(settings.data_dir).read() as snapshot:
        assert snapshot.with_texts([article.digest, "0" * 64]) == {article.digest: article}
        digest = snapshot.inputs_of([article])[article.id]
    raw = (folder / "wetter.txt").read_bytes()
    assert digest == hashlib.sha256(b"3:%d:0:{}:" % len(raw) + raw).hexdigest(), "as docs/receipts.md tells"
