"""`--export FILE` beside what a command prints, with the sample archive."""

import csv
import io
import json
from pathlib import Path

import pytest
import rispy

from bot.cli.exporting import Exports
from bot.exporting.entry import Entry, Missing
from bot.exporting.results import section_of
from bot.settings import Settings
from bot.texts import Texts
from retrieval import Retriever
from retrieval.checking.checker import Checker
from tests.test_export import run

QUESTION = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"


@pytest.fixture(autouse=True)
def _sample(sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    monkeypatch.chdir(tmp_path)


def test_an_answer_in_all_formats(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = ["a.md", "a.csl.json", "a.bib", "a.ris", "a.json", "a.csv"]
    Path("a.md").write_text("von gestern", encoding="utf-8")
    code, out, err = run(capsys, "ask", QUESTION, "--json", *(word for name in names for word in ("--export", name)))
    answer = json.loads(out)
    count = len(answer["quotes"])
    assert (code, count > 0) == (0, True)
    quotations = "Zitat" if count == 1 else "Zitate"
    assert err.splitlines()[-6:] == [f"{count} {quotations} nach {name} geschrieben." for name in names]
    assert Path("a.json").read_text("utf-8") == out
    places = {f"wortlaut-{each['article_id']}-{each['start']}-{each['end']}": each for each in answer["quotes"]}
    items = json.loads(Path("a.csl.json").read_text("utf-8"))
    assert {item["id"]: item["custom"]["quotation"] for item in items} == {key: each["text"] for key, each in places.items()}
    rows = list(csv.DictReader(io.StringIO(Path("a.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["article_id"] for row in rows] == [each["article_id"] for each in answer["quotes"]]
    assert {row["question"] for row in rows} == {QUESTION}
    assert {entry["id"] for entry in rispy.loads(Path("a.ris").read_bytes().decode())} == places.keys()
    assert all(f"{{{key},\n" in Path("a.bib").read_text("utf-8") for key in places)
    assert Path("a.md").read_text("utf-8").startswith(f"# {QUESTION}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names), "no half file is left"


def test_a_file_of_questions_and_a_time_line(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": "a", "question": QUESTION}, {"id": "b", "question": ""}]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    _, out, _ = run(capsys, "ask", "--questions", "q.jsonl", "--json", "--export", "a.json", "--export", "a.md")
    records = json.loads(Path("a.json").read_text("utf-8"))
    assert records == [json.loads(line) for line in out.splitlines()]
    assert [record["id"] for record in records] == ["a", "b"]
    assert Path("a.md").read_text("utf-8").count("\n# ") == 0
    _, out, _ = run(capsys, "timeline", "Ausbilder der Nato im Irak", "--per-date", "2", "--json", "--export", "t.csl.json")
    quotes = [each for part in ("entries", "undated") for entry in json.loads(out)[part] for each in entry["quotes"]]
    items = json.loads(Path("t.csl.json").read_text("utf-8"))
    assert [item["custom"]["quotation"] for item in items] == [each["text"] for each in quotes]
    undated = {each["text"] for each in quotes if each["published"]["latest"] is None}
    assert {item["custom"]["quotation"] for item in items if "issued" not in item} == undated


def test_what_cannot_be_exported_is_said_before_anything_is_looked_for(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", QUESTION, "--export", "nirgends/a.md")
    assert (code, out) == (1, "")
    assert err == "nirgends/a.md lässt sich nicht schreiben: den Ordner nirgends gibt es nicht.\n"
    code, out, err = run(capsys, "ask", QUESTION, "--export", "a.txt")
    assert (code, out) == (2, "")
    assert err.startswith(
        "Welches Format a.txt haben soll, ist offen. Als Endung .md, .csl.json, .bib, .ris, .json oder .csv nehmen"
    )
    assert not list(Path().iterdir())
    code, _, _ = run(capsys, "--lang", "en", "ask", QUESTION, "--export", "a.txt", "--export-format", "ris")
    assert code == 0
    assert Path("a.txt").read_text("utf-8").startswith("TY  - NEWS\n")


def test_checked_quotations(sample_settings: Settings, sample_retriever: Retriever, tmp_path: Path) -> None:
    quote = sample_retriever.answer(QUESTION).quotes[0]
    printed = quote.article.text[slice(*quote.highlights[0])]
    check = Checker.open(sample_settings.data_dir).check(f"„{printed}“ „Der Mond ist ein gelber Käse aus Holland.“")
    section = section_of(check)
    assert section.missing == (Missing("Der Mond ist ein gelber Käse aus Holland.", "not found"),)
    assert {each.verdict for each in section.entries} == {"exact"}
    assert (quote.article.id, printed.rstrip(".")) in {(each.article.id, each.text.rstrip(".")) for each in section.entries}
    exports = Exports([(tmp_path / "c.csv", "csv"), (tmp_path / "c.md", "md")], Texts("de"))
    exports.add(check, check.as_json())
    exports.write()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["verdict"] for row in rows] == ["exact"] * len(section.entries) + ["not found"]
    text = (tmp_path / "c.md").read_text("utf-8")
    assert "**Wörtlich gedruckt:** „" in text
    assert text.endswith("**Nicht gefunden:** „Der Mond ist ein gelber Käse aus Holland.“\n")


def test_an_entry_takes_what_a_quote_has(sample_retriever: Retriever) -> None:
    quote = sample_retriever.answer(QUESTION).quotes[0]
    entry = Entry.of(quote)
    assert (entry.text, entry.highlights, entry.file_name) == (quote.text, quote.highlights, quote.file_name)
    assert (entry.voice, entry.page, entry.also_in) == (quote.voice.kind, quote.page, quote.also_in)


def test_check_writes_where_each_quotation_stands(capsys: pytest.CaptureFixture[str]) -> None:
    printed, altered, nowhere = (
        "Der Irak stand auf Seite neun der Tagesordnung",
        "Der Irak stand auf Seite zehn der Tagesordnung",
        "Der Mond ist aus grünem Käse, meldete gestern niemand",
    )
    code, out, err = run(capsys, "check", printed, "--json", *(f"--export=c.{end}" for end in ("csv", "ris", "json", "md")))
    found = json.loads(out)
    assert (code, found["verdict"], err.count(" geschrieben.")) == (0, "exact", 4)
    assert json.loads(Path("c.json").read_text("utf-8")) == found
    keys = {f"wortlaut-{each['article_id']}-{each['start']}-{each['end']}" for each in found["matches"]}
    assert {entry["id"] for entry in rispy.loads(Path("c.ris").read_bytes().decode())} == keys
    rows = [{"id": name, "text": text} for name, text in zip("abc", (printed, altered, nowhere), strict=True)]
    Path("z.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    code, out, _ = run(capsys, "check", "--quotations", "z.jsonl", "--json", "--export", "alle.csv", "--fail")
    assert (code, [json.loads(line)["verdict"] for line in out.splitlines()]) == (4, ["exact", "altered", "not found"])
    table = list(csv.DictReader(io.StringIO(Path("alle.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert [(row["claim"], row["verdict"], row["quotation"]) for row in table if row["verdict"] != "exact"] == [
        (altered, "altered", printed),
        (nowhere, "not found", ""),
    ]
    code, _, err = run(capsys, "check", printed, "--export", "nirgends/c.csv")
    assert (code, "nirgends" in err) == (1, True)
