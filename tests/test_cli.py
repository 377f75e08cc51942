"""The command line, driven as a person would: output, exit codes, one sentence for every wrong input."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import wiring
from bot.cli.main import main
from bot.settings import Settings
from corpus.formats import SUFFIXES

QUESTION = "Wie viele Soldaten sind an der Nato-Mission im Irak beteiligt?"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `wortlaut WORDS`."""
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    code = stopped.value.code
    output = capsys.readouterr()
    return (code if isinstance(code, int) else 0), output.out, output.err


@pytest.fixture
def sample(sample_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The sample archive as the one in force."""
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))
    return sample_settings


def articles(folder: Path, **texts: str) -> Path:
    """A folder with these articles."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_ask_answers_with_quotes_and_their_sources(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", QUESTION)
    assert (code, err) == (0, "")
    assert out.startswith(" 1  „")
    assert "Beidatei" in out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert all(line == line.rstrip() for line in out.splitlines())


def test_ask_json_has_the_promised_form_and_exact_offsets(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "--json", "--top-k", "4", QUESTION)
    answer = json.loads(out)
    assert code == 0
    assert set(answer) == {
        "question", "status", "confidence", "understood", "disagreements", "quotes", "origins", "nearest", "unknown",
    }  # fmt: skip
    assert (answer["question"], answer["status"], len(answer["quotes"])) == (QUESTION, "answered", 4)
    for quote in answer["quotes"]:
        _, shown, _ = run(capsys, "show", "--json", quote["article_id"])
        article = json.loads(shown)
        assert article["text"][quote["start"] : quote["end"]] == quote["text"]
        assert Path(quote["path"]).read_text(encoding="utf-8").endswith(article["text"])
        for start, end in quote["highlights"]:
            assert quote["start"] <= start < end <= quote["end"]
        assert set(quote["published"]) == {"earliest", "latest", "label", "provenance"}


def test_what_was_understood_is_shown_and_can_be_undone(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    question = "Was schrieb der Abendkurier im Juli 2018 über die Kosten?"
    _, out, _ = run(capsys, "ask", question)
    assert out.startswith("Verstanden: Zeitraum Juli 2018 · Quelle Abendkurier\n")
    _, out, _ = run(capsys, "ask", "--no-filter", question)
    assert out.startswith("Verstanden, aber nicht beachtet: Zeitraum Juli 2018 · Quelle Abendkurier\n")
    answers = [json.loads(run(capsys, "ask", question, "--json", *flag)[1]) for flag in ((), ("--without-period-and-source",))]
    assert [answer["understood"]["narrow"] for answer in answers] == [True, False]
    assert [answer["understood"]["period"]["earliest"] for answer in answers] == ["2018-07-01", "2018-07-01"]
    assert answers[0]["quotes"][0]["path"].endswith("17_was_kostet_das.txt")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Was geschah im Februar 2035 im Irak?", "es reicht von September 2014 bis Februar 2021, 2 Artikel undatiert."),
        ("Was geschah am 30. Februar 2018 im Irak?", "„30. Februar 2018“ gibt es nicht"),
        ("Was geschah zwischen 2020 und 2018 im Irak?", "gemeint ist wohl 2018 bis 2020."),
        ("Wie viele Soldaten waren laut FAZ im Irak?", "Die Quelle FAZ ist nicht im Archiv; es gibt: Beispiel-Agentur,"),
    ],
)
def test_what_cannot_be_is_said_plainly(sample: Settings, capsys: pytest.CaptureFixture[str], question: str, said: str) -> None:
    code, out, err = run(capsys, "ask", question)
    assert (code, err) == (0, "")
    assert said in " ".join(out.split())


def test_questions_from_a_file_are_answered_in_its_order(
    sample: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": "z", "question": "Wie groß war im Mai 2019 das deutsche Kontingent im Irak insgesamt?"},
        {"id": "a", "question": "Und wie viele davon waren in Tadschi?", "follow_up_of": "z"},
        {"id": 3, "question": "?!"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    code, out, _ = run(capsys, "ask", "--questions", "q.jsonl", "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["id"] for answer in answers] == ["z", "a", "3"]
    carried = answers[1]["understood"]["carried"]
    assert carried["question"] == rows[0]["question"] and carried["period"] and not carried["source"]
    assert carried["terms"] == ["groß", "deutsche", "Kontingent", "Irak"]
    assert any("60 in Tadschi" in quote["text"] for quote in answers[1]["quotes"][:3])
    assert (answers[2]["status"], answers[2]["quotes"]) == ("error", [])


@pytest.mark.parametrize(
    "lines",
    [
        "kein JSON",
        '{"question": "ohne id"}',
        '{"id": "1", "question": 5}',
        '["liste"]',
        '{"id":"1","question":"a","follow_up_of":"9"}',
    ],
)
def test_a_wrong_questions_file_names_its_line(lines: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "0", "question": "Wer?"}\n' + lines, encoding="utf-8")
    code, out, err = run(capsys, "ask", "--questions", "q.jsonl")
    assert (code, out) == (1, "")
    assert err.startswith("q.jsonl, Zeile 2: ")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["ask", ""], 2, "Die Frage ist leer."),
        (["ask", " ?! "], 2, "Die Frage ist leer."),
        (["ask", "x" * 100_000], 2, "Die Frage hat 100000 Zeichen, höchstens 2000 sind möglich."),
        (["ask"], 2, "Bitte entweder eine Frage oder --questions angeben."),
        (["ask", "Wer?"], 1, "liegt noch kein Archiv. Erst Artikel einlesen: `wortlaut ingest ORDNER`"),
        (["status"], 1, "liegt noch kein Archiv"),
        (["ingest"], 2, "Bitte Ordner oder Dateien nennen"),
        (["ingest", "gibtsnicht"], 1, "gibtsnicht gibt es nicht. Bitte den Pfad prüfen."),
        (["ask", "--questions", "gibtsnicht.jsonl"], 1, "gibtsnicht.jsonl ist nicht lesbar"),
        (["ingest", ".", "--date", "30. Februar 2020"], 1, "date = '30. Februar 2020' ist ungültig"),
        (["ask", "Wer?", "--kurz"], 2, "Die Option --kurz gibt es nicht. Hilfe: wortlaut ask --help"),
        (["ask", "Wer?", "--top-k", "0"], 2, "Der Wert für --top-k ist ungültig."),
        (["frage", "Wer?"], 2, "Den Befehl frage gibt es nicht."),
    ],
)
def test_wrong_input_is_one_sentence_with_the_cure(
    words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    got, out, err = run(capsys, *words)
    assert (got, out) == (code, "")
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WORTLAUT_TOP_K", "viele")
    assert run(capsys, "ask", "Wer?") == (
        2, "", "WORTLAUT_TOP_K='viele' ist ungültig; möglich: eine ganze Zahl von 1 bis 50.\n",
    )  # fmt: skip


def test_an_unknown_model_is_one_sentence(
    sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_MODEL", str(tmp_path / "kein-modell"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    code, out, err = run(capsys, "ask", "Wer?")
    assert (code, out) == (1, "")
    assert "lässt sich nicht laden" in err.splitlines()[-1]


@pytest.mark.slow
def test_ingest_says_what_it_did_and_does_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn. Es ging um Geld.", zwei=" date 2019-03 Der Zug fuhr ab.")
    (folder / "leer.txt").touch()
    (folder / "bild.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (folder / "tabelle.xls").touch()
    code, out, err = run(capsys, "ingest", "a")
    assert code == 3
    assert out.splitlines()[0] == "2 neu · 0 geändert · 0 unverändert · 0 entfernt · 3 übersprungen"
    assert [line.partition(str(folder) + os.sep)[2] for line in err.splitlines() if "übersprungen" in line] == [
        f"tabelle.xls: Format .xls wird nicht gelesen (gelesen werden: {', '.join(SUFFIXES)})",
        "bild.txt: keine Textdatei (Binärdaten)",
        "leer.txt: leer",
    ]
    articles(folder, eins="Der Rat tagte in Köln. Es ging um Geld.")
    assert run(capsys, "ingest", "a")[1].startswith("0 neu · 1 geändert · 1 unverändert · 0 entfernt")
    assert run(capsys, "ask", "--json", "Wo tagte der Rat?")[1].count("Köln") >= 1
    (folder / "eins.txt").unlink()
    assert run(capsys, "ingest", "a")[1].startswith("0 neu · 0 geändert · 1 unverändert · 0 entfernt")
    assert run(capsys, "ingest", "a", "--prune")[1].startswith("0 neu · 0 geändert · 1 unverändert · 1 entfernt")
    assert "Köln" not in run(capsys, "ask", "--json", "Wo tagte der Rat?")[1]


def test_an_empty_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nichts").mkdir()
    assert run(capsys, "ingest", "nichts") == (1, "", f"Keine Artikel gefunden. Gelesen werden: {', '.join(SUFFIXES)}.\n")


def test_given_metadata_is_shown_with_its_provenance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles(tmp_path / "a", eins="Der Rat tagte in Bonn. Es ging um Geld.")
    run(capsys, "ingest", "a", "--source", "Tagblatt (Beispiel)", "--date", "15. Februar 2018", "--origin", "dpa")
    code, out, _ = run(capsys, "show", "eins.txt")
    assert code == 0
    assert "Tagblatt (Beispiel) (Angabe beim Einlesen)" in out
    assert "15. Februar 2018 (Angabe beim Einlesen)" in out
    assert "dpa (Angabe beim Einlesen)" in out
    assert out.rstrip().endswith("Der Rat tagte in Bonn. Es ging um Geld.")


def test_show_marks_furniture_and_names_unknown_articles(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "show", "06_uebungstag.txt")
    assert "[Zwischentitel] " in out
    assert "[Bildzeile] " in out
    code, out, err = run(capsys, "show", "gibt es nicht")
    assert (code, out) == (1, "")
    assert err.startswith("Kein Artikel heißt „gibt es nicht“.")


def test_status_tells_disk_and_memory_by_part(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capsys, "status", "--json")[1])
    assert list(report["disk"]) == ["articles", "passages", "sentences", "words", "before"]
    assert list(report["models"]) == ["encoder", "reader", "word_vectors", "tokenizer", "other"]
    assert list(report["memory"]) == ["passages", "sentences", "encoder", "reader"]
    assert report["memory"]["passages"] >= report["passages"] * 384 * 4, "all vectors of so small an archive are held"
    assert report["memory"]["reader"] == report["models"]["reader"] > 20_000_000
    assert re.search(r"^Modelle +[\d.]+ MB  Encoder *$", run(capsys, "status")[1], re.MULTILINE)
    assert re.search(r"^ +192 MB  word vectors *$", run(capsys, "status", "--lang", "en")[1], re.MULTILINE)


def test_one_text_in_several_outlets_is_named(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capsys, "status", "--json")[1])
    assert report["duplicates"] == {"clusters": 2, "articles": 5}
    assert "2 Texte in 5 Artikeln" in run(capsys, "status")[1]
    cluster = json.loads(run(capsys, "show", "25_nato_stoppt_ak.txt", "--json")[1])["cluster"]
    assert cluster == json.loads(run(capsys, "show", "24_nato_stoppt.txt", "--json")[1])["cluster"]
    assert len(cluster["articles"]) == 2
    assert cluster["origin"].pop("article_id") in cluster["articles"]
    assert cluster["origin"] == {"name": "Beispiel-Agentur", "known_by": "agency", "provenance": "sidecar"}
    shown = run(capsys, "show", "11_planung_morgenblatt.txt")[1]
    assert "10_planung_agentur.txt" in shown
    assert "12_planung_abendkurier.txt" in shown
    assert "Ursprung Beispiel-Agentur" in shown
    assert json.loads(run(capsys, "show", "01_wales.txt", "--json")[1])["cluster"] is None


@pytest.mark.slow
def test_a_damaged_index_is_refused_with_the_cure_and_rebuilt(
    sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sample.data_dir, copy)
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(copy))
    before = run(capsys, "ask", "--json", QUESTION)[1]
    damaged = next((copy / "index").glob("*/passages.faiss"))
    raw = bytearray(damaged.read_bytes())
    raw[len(raw) // 2] ^= 1
    damaged.write_bytes(raw)
    code, out, err = run(capsys, "ask", QUESTION)
    assert (code, out) == (1, "")
    assert "`wortlaut reindex` baut ihn aus dem Archiv neu." in err
    code, out, _ = run(capsys, "status")
    assert code == 1
    assert "Prüfsumme falsch" in out
    assert run(capsys, "reindex")[0] == 0
    assert run(capsys, "ask", "--json", QUESTION)[1] == before


def test_an_index_of_another_model_is_refused(
    sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words_encoder: object, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("retrieval.retriever.load_encoder", lambda *_: words_encoder)
    code, out, err = run(capsys, "ask", QUESTION)
    assert (code, out) == (1, "")
    assert "eingestellt ist words" in err


def test_not_found_says_what_was_searched_and_what_is_unknown(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "Wie viele Punkte erzielte Claudia Pechstein 1998 in Paraguay?")
    assert code == 0
    assert "Nicht im Archiv gefunden." in out
    assert "Durchsucht: 36 Artikel" in out
    words = " ".join(out.split())
    assert "Aus dem Zeitraum 1998 selbst ist kein Artikel im Archiv; es reicht von September 2014 bis Februar 2021" in words
    assert "Im durchsuchten Text steht nirgends: „Claudia“, „Pechstein“, „Paraguay“." in words  # Schwerpunkte
    assert "Am nächsten kommt (beantwortet die Frage vermutlich nicht):" in out


@pytest.mark.slow
def test_eval_on_the_sample_measures_every_question(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "eval", "--json")
    figures = json.loads(out)
    assert code == 0
    asked = figures["saying_no"]["answerable"] + figures["saying_no"]["unanswerable"]
    questions = wiring.sample_folder().parent / "questions.jsonl"
    assert asked == len(questions.read_text(encoding="utf-8").splitlines())
    assert figures["groups"]["all"]["Success@3"] >= 0.7
    assert figures["saying_no"]["auroc"] is not None
    risks = figures["saying_no"]["risk_all"]
    assert list(risks) == ["1.0", "0.9", "0.8", "0.7"]
    assert all(0 <= risk <= 1 for risk in risks.values())


def test_eval_names_missing_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    run(capsys, "ingest", "a")
    code, _, err = run(capsys, "eval")
    assert code == 1
    assert "wortlaut ingest --sample" in err


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    "command", ["ask", "chat", "ingest", "watch", "remove", "status", "show", "export", "reindex", "move", "eval", "telegram"]
)
def test_every_command_has_help_with_an_example(lang: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, command, "--help", "--lang", lang)
    assert code == 0
    assert out.startswith("Aufruf: wortlaut" if lang == "de" else "Usage: wortlaut")
    assert f"{'Beispiel' if lang == 'de' else 'Example'}:\n" in out
    assert f"  wortlaut {command}" in out or f"| wortlaut {command}" in out


def test_english_at_a_setting(sample: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WORTLAUT_LANG", "en")
    assert run(capsys, "status")[1].startswith("archive")
    assert run(capsys, "status", "--lang", "de")[1].startswith("Archiv")


@pytest.mark.slow
def test_a_cold_process_answers_and_a_closed_pipe_is_no_error(sample: Settings) -> None:
    command = [sys.executable, "-m", "bot.cli.main", "ask", QUESTION]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONIOENCODING": "utf-8"}
    answered = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=True)
    assert answered.stdout.startswith(" 1  „")
    piped = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert piped.stdout is not None
    assert piped.stderr is not None
    piped.stdout.close()
    assert piped.wait(timeout=60) == 0
    assert piped.stderr.read() == b""
