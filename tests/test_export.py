"""The archive as JSON Lines: every field with its provenance, and nothing lost that a reader could take up again."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import opening
from bot.cli.main import main
from bot.settings import Settings
from corpus.article import Article, text_digest
from corpus.build import build_article
from corpus.dates import DateInterval, parse_date
from corpus.export import article_record, json_line
from corpus.metadata import Metadata, metadata_from
from corpus.provenance import Provenance
from corpus.readers.base import ReadArticle

TEXT = "Neue Stühle\n\nVon Erika Mustermann\n\nBERLIN (dpa) – Der Rat hat sie bestellt."
DAYS = st.dates(date(1900, 1, 1), date(2026, 1, 1))


def built(text: str = TEXT, **values: object) -> Article:
    claims = ((metadata_from("x", values), Provenance.JSON_LD),)
    return build_article(Path("/a/2018-02-16_taz.txt"), ReadArticle(text, claims=claims), today=lambda: date(2026, 3, 1))


def test_a_record_has_each_field_and_where_it_is_from() -> None:
    article = built(date="2018-02-15", url="https://www.morgenblatt.de/rat")
    assert article_record(article) == {
        "id": article.id,
        "title": "Neue Stühle",
        "source": "morgenblatt.de",
        "origin": "dpa",
        "authors": ["Erika Mustermann"],
        "url": "https://www.morgenblatt.de/rat",
        "date": "2018-02-15",
        "language": "de",
        "text": TEXT,
        "provenance": {
            "title": "text",
            "source": "url",
            "origin": "dateline",
            "authors": "byline",
            "url": "json-ld",
            "date": "json-ld",
        },
        "conflicts": [
            {
                "field": "source",
                "kept": {"value": "morgenblatt.de", "provenance": "url"},
                "other": {"value": "taz", "provenance": "filename"},
            },
            {
                "field": "date",
                "kept": {"value": "2018-02-15", "provenance": "json-ld"},
                "other": {"value": "2018-02-16", "provenance": "filename"},
            },
        ],
        "digest": f"sha256:{text_digest(TEXT)}",
        "file": "/a/2018-02-16_taz.txt",
        "notes": [],
    }


def test_an_undated_article_has_no_date_but_its_bound() -> None:
    read = ReadArticle("Am 11. Juli 2018 beschloss er es.", part="7")
    record = article_record(build_article(Path("/a/x.jsonl"), read), "undated")
    assert "date" not in record
    assert (record["not_before"], record["fit"], record["part"], record["file"]) == ("2018-07-11", "undated", "7", "/a/x.jsonl")


@given(DAYS, DAYS)
def test_every_date_is_read_back(one: date, other: date) -> None:
    interval = DateInterval(min(one, other), max(one, other))
    made = build_article(Path("/a.txt"), ReadArticle("Text"), given=Metadata(date=interval))
    assert parse_date(article_record(made)["date"]) == interval


@given(st.text(min_size=1).filter(str.strip) | st.sampled_from(["a\u2028b", "a\x85b\u2029", "\ud800 x", "a\r\nb\tc\x0b"]))
def test_a_line_is_one_line_of_utf8_and_gives_the_text_back(text: str) -> None:
    line = json_line({"text": text})
    assert len(line.splitlines()) == 1
    assert json.loads(line.encode("utf-8").decode("utf-8")) == {"text": text}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    output = capsys.readouterr()
    return (stopped.value.code if isinstance(stopped.value.code, int) else 0), output.out, output.err


def test_the_archive_is_exported_whole_or_by_filter(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    code, out, err = run(capsys, "export", "--articles", "-")
    records = [json.loads(line) for line in out.splitlines()]
    with opening.open_store(sample_settings).read() as snapshot:
        assert records == [article_record(article) for article in snapshot.all_articles()]
    assert (code, err, len(records)) == (0, "", 36)
    code, out, err = run(capsys, "export", "--articles", "alle.jsonl")
    assert (code, out, err) == (0, "", "36 Artikel geschrieben: alle.jsonl\n")
    assert [json.loads(line) for line in Path("alle.jsonl").read_text("utf-8").splitlines()] == records
    _, out, _ = run(capsys, "export", "--articles", "-", "--until", "2014", "--source", "beispiel-agentur")
    assert [(r["date"], r["fit"]) for r in map(json.loads, out.splitlines())] == [("2014-09-05", "certain")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alle.jsonl"]


def test_what_cannot_be_written_leaves_the_file_as_it_was(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    code, _, err = run(capsys, "export", "--articles", "nirgends/x.jsonl")
    assert (code, err) == (1, "nirgends/x.jsonl lässt sich nicht schreiben: No such file or directory.\n")
    code, _, err = run(capsys, "export")
    assert code == 2
    assert err.startswith("Bitte eine Datei nennen. Beispiel: wortlaut export --articles archiv.jsonl")


def test_show_names_what_places_say_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    folder = tmp_path / "artikel"
    folder.mkdir()
    (folder / "2018-02-16_taz.txt").write_text("date 2018-02-15 Der Rat tagt im Saal.", encoding="utf-8")
    (folder / "2099-02-30_taz.txt").write_text("Der Rat tagt im Saal.", encoding="utf-8")
    assert run(capsys, "ingest", str(folder))[0] == 0
    _, out, _ = run(capsys, "show", "2018-02-16_taz.txt")
    assert "Widersprüche  Datum: 15. Februar 2018 (Kopfzeile) ≠ 16. Februar 2018 (Dateiname)" in out
    _, out, _ = run(capsys, "show", "2099-02-30_taz.txt")
    assert "Widersprüche  Datum: – ≠ 2099-02-30 (Dateiname)" in out
    assert "Hinweise      Datum, das es nicht gibt: 2099-02-30" in out
    _, out, _ = run(capsys, "show", "--json", "2018-02-16_taz.txt")
    assert json.loads(out)["conflicts"] == [
        {
            "field": "date",
            "kept": {"value": "2018-02-15", "provenance": "header"},
            "other": {"value": "2018-02-16", "provenance": "filename"},
        }
    ]
