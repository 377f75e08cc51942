"""`wortlaut check` and what it prints: verdicts, marks that need no colour, files of quotations, exit codes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import retrieval
from bot.cli.main import build
from bot.formatting.check import marks_for, render_check
from bot.formatting.checked_lines import claimed_spans, difference_lines, printed_place, summary_line
from bot.settings import Settings
from bot.telegram.checking import MOST_SHOWN, check_html
from bot.telegram.limits import MAX_TEXT, units
from bot.texts import Texts
from corpus.article import Article
from retrieval import Check, Checker, Retriever
from retrieval.checking.result import Checked, Claim, Difference
from retrieval.quote import Copy
from tests.telegram_rules import parse_html

DE, EN = Texts("de"), Texts("en")
ROOT = Path(__file__).parent.parent
ALTERED = "Der Irak stand auf Seite acht der Tagesordnung"
PRINTED = "Der Irak stand auf Seite neun der Tagesordnung"


@pytest.fixture(scope="module")
def checker(sample_settings: Settings) -> Checker:
    return Checker.open(sample_settings.data_dir)


@pytest.fixture
def run(sample_settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(sample_settings.data_dir))

    def call(*arguments: str, texts: Texts = DE, **more: str):
        return CliRunner().invoke(build(texts), ["check", *arguments], standalone_mode=False, **more)

    return call


def shown(check: Check, texts: Texts = DE, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False)
    console.print(render_check(check, texts))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_altered_quotation_is_shown_above_the_print_with_the_number_in_words(checker: Checker) -> None:
    said = shown(checker.check(ALTERED)).splitlines()
    assert said[0] == "Verändert"
    assert said[2] == " –  Zahl: „acht“ statt „neun“"
    assert said[said.index("Zitat:") + 1] == "    „Der Irak stand auf Seite [-acht-] der Tagesordnung“"
    assert said[said.index("Gedruckt:") + 1] == "    „Der Irak stand auf Seite {+neun+} der Tagesordnung“"
    assert said[-1].endswith("07_warschau.txt")


@pytest.mark.parametrize(
    ("text", "speaker", "source", "first", "lines"),
    [
        (PRINTED, "", "", "Wörtlich gedruckt", ["Das steht so im Archiv."]),
        (PRINTED, "Angela Merkel", "", "Anderer Sprecher", [" –  Sprecher: „Angela Merkel“, im Druck „Nato-Diplomat“"]),
        (PRINTED, "", "ARD", "Andere Quelle", [" –  Quelle: „ARD“, im Druck „Beispiel-Agentur“"]),
        (PRINTED, "Angela Merkel", "ARD", "Anderer Sprecher und andere Quelle", []),
        (
            "auch begleiten sie ihre Schüler an die Front",
            "",
            "",
            "Verändert",
            [" –  Verneinung: „nicht“ fehlt im Zitat", "    „auch begleiten sie ihre Schüler {+nicht+} an die Front“"],
        ),
        (
            "Damit ließen sich […] Kämpfer ausstatten.",
            "",
            "",
            "Gekürzt",
            [" –  Ausgelassen: „ca. 4000“", "    „Damit ließen sich {+ca. 4000+} Kämpfer ausstatten“"],
        ),
        (
            "Am Rande des Nato-Gipfels in Wales haben sich am Freitag zehn Staaten Kanada übernimmt die Führung der neuen "
            "Nato-Mission im Irak.",
            "",
            "",
            "Zusammengesetzt",
            ["Gedruckt, Teil 1:", "Gedruckt, Teil 2:", " –  Fuge: hier geht es an einer anderen Stelle weiter"],
        ),
        ("Nato Mission", "", "", "Nicht gefunden", ["Am nächsten kommt (das ist nicht das Zitat):"][:0]),
        ("?!", "", "", "Nicht prüfbar", ["Daran gibt es nichts, was sich prüfen lässt."]),
    ],
)
def test_each_verdict_is_said_first_and_in_plain_words(
    checker: Checker, text: str, speaker: str, source: str, first: str, lines: list[str]
) -> None:
    said = shown(checker.check(text, speaker=speaker, source=source)).splitlines()
    assert said[0] == first
    assert [line for line in lines if line not in said] == []


def test_what_is_not_found_has_its_nearest_place_marked(checker: Checker) -> None:
    check = checker.check("Der Irak stand gestern wie heute und morgen ganz sicher auf keiner einzigen Liste.")
    assert check.verdict == "not found"
    said = shown(check)
    assert "Am nächsten kommt (das ist nicht das Zitat):\n ≈  „" in said


def test_several_quotations_are_summed_up_and_numbered(checker: Checker) -> None:
    text = f"Er sagte: „{ALTERED}“. Sie sagte: „Die Fahne ist weg, die Leute sind noch da“."
    said = shown(checker.check(text)).splitlines()
    assert said[0] == "2 Zitate geprüft: 1 × Verändert, 1 × Wörtlich gedruckt."
    assert [line for line in said if line.startswith("Zitat ")] == [
        "Zitat 1 von 2: Verändert",
        "Zitat 2 von 2: Wörtlich gedruckt",
    ]
    assert summary_line(checker.check(ALTERED), DE) is None


def test_english_has_its_words(checker: Checker) -> None:
    said = shown(checker.check(ALTERED), EN)
    assert said.startswith("Altered\nThe print says it otherwise.\n –  Number: “acht” instead of “neun”\nQuotation:\n")


@given(st.lists(st.text(alphabet="a[]{}-+ ", max_size=12), max_size=4))
def test_marks_stand_in_no_text_that_they_mark(texts: list[str]) -> None:
    (one, two), (three, four) = marks_for(texts)
    assert not [text for text in texts for mark in (one, two, three, four) if mark in text]
    assert (one, two, three, four) == ("[-", "-]", "{+", "+}") or any(set(text) & set("[]{}") for text in texts)


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(min_size=1, max_size=40).filter(str.strip), st.data())
def test_hostile_texts_neither_steer_the_terminal_nor_forge_a_line(claimed: str, printed: str, data: st.DataObject) -> None:
    article = Article("a", "a.txt", printed, "de")
    end = data.draw(st.integers(1, len(claimed)))
    difference = Difference("number", claimed[:end], printed, (0, end), (0, len(printed)), "a")
    checked = Checked(Claim(claimed, 0, len(claimed)), "altered", (Copy(article, 0, len(printed)),), (difference,))
    check = Check(claimed, (checked,))
    for line in shown(check).split("\n")[1:]:
        assert line[:4] in ("    ", " –  ") or line in ("", "Zitat:", "Gedruckt:", "Der Druck lautet anders.")
        assert not [sign for sign in line if (sign < " " and sign != "\t") or sign in "\x7f\u202e\u2066"]
    for message in check_html(check, DE):
        assert units(parse_html(message).text) <= MAX_TEXT


def test_the_whole_of_a_long_check_fits_into_messages(checker: Checker) -> None:
    quoted = [f"Er sagte: „{ALTERED} {'und so weiter ' * 40}{n}“." for n in range(20)]
    check = checker.check("\n\n".join([*quoted, "„Die Fahne ist weg, die Leute sind noch da“, sagte er."]))
    assert len(check.quotations) == 21
    messages = check_html(check, DE)
    assert 1 < len(messages) <= MOST_SHOWN + 1
    parsed = [parse_html(message).text for message in messages]
    assert max(map(units, parsed)) <= MAX_TEXT
    assert parsed[-1].endswith("9 weniger schwer wiegende Zitate sind nicht gezeigt.")
    assert "".join(parsed).count(" von 21: ") == MOST_SHOWN


def test_spans_to_mark_are_those_of_the_differences(checker: Checker) -> None:
    (checked,) = checker.check(f"  „{ALTERED}“").quotations
    claim = checked.claim.text
    assert [claim[low:high] for low, high in claimed_spans(checked)] == ["acht"]
    (low, high), spans = printed_place(checked, checked.matches[0])
    assert checked.matches[0].article.text[low:high] == PRINTED
    assert [checked.matches[0].article.text[a:b] for a, b in spans] == ["neun"]
    assert difference_lines(checked, DE) == ["Zahl: „acht“ statt „neun“"]


def test_python_has_it_in_three_ways(sample_settings: Settings, sample_retriever: Retriever, checker: Checker) -> None:
    wanted = checker.check(ALTERED).as_json()
    assert wanted["verdict"] == "altered"
    assert sample_retriever.check(ALTERED).as_json() == wanted
    assert retrieval.check(sample_settings.data_dir, ALTERED).as_json() == wanted
    assert sample_retriever.check(PRINTED, speaker="Angela Merkel").verdict == "misattributed"
    with pytest.raises(AttributeError):
        _ = retrieval.chek


def test_json_has_places_whose_span_is_the_text(run, checker: Checker) -> None:
    result = run(ALTERED, "--json")
    row = json.loads(result.output)
    (match,) = row["matches"]
    assert (row["verdict"], match["text"], match["source"]) == ("altered", PRINTED, "Beispiel-Agentur")
    assert match["path"].endswith("07_warschau.txt") and match["published"]["label"] == "9. Juli 2016"
    place = checker.check(ALTERED).quotations[0].matches[0]
    assert (match["article_id"], place.article.text[match["start"] : match["end"]]) == (place.article.id, PRINTED)
    (difference,) = row["differences"]
    assert ALTERED[difference["start"] : difference["end"]] == difference["claimed"] == "acht"
    assert place.article.text[difference["printed_start"] : difference["printed_end"]] == "neun"


def test_exit_codes(run, tmp_path: Path) -> None:
    assert run(ALTERED).return_value == 0
    assert run(ALTERED, "--fail").return_value == 4
    assert run(PRINTED, "--fail").return_value == 0
    assert run("?!", "--fail").return_value == 4
    for wrong in ([], ["a b c", "--file", "x"], ["--quotations", "x", "--speaker", "y"]):
        assert type(run(*wrong).exception).__name__ == "UsageError"
    assert type(run("--file", str(tmp_path / "none.txt")).exception).__name__ == "CheckFileUnreadable"


def test_a_text_may_come_from_a_file_or_standard_input(run, tmp_path: Path) -> None:
    path = tmp_path / "rede.txt"
    path.write_text(f"\ufeff{PRINTED}\n", encoding="utf-8")
    assert run("--file", str(path)).output.startswith("Wörtlich gedruckt\n")
    assert run("-", input=f"{ALTERED}\n").output.startswith("Verändert\n")
    assert run("--file", "-", input=f"{ALTERED}\n").output.startswith("Verändert\n")
    path.write_text("Wort " * 20_000, encoding="utf-8")
    assert "höchstens 50 000 Zeichen" in " ".join(run("--file", str(path)).output.split())
    path.write_bytes("Führung".encode("cp1252"))
    error = run("--file", str(path)).exception
    assert error.say("de") == f"{path} ist nicht lesbar: UTF-8. Erwartet wird ein Text in UTF-8."


def test_bad_lines_are_named_and_the_rest_goes_on(run, tmp_path: Path) -> None:
    path = tmp_path / "zitate.jsonl"
    rows = [
        json.dumps({"id": "eins", "text": ALTERED}),
        "{kein json",
        "",
        json.dumps({"text": ALTERED}),
        json.dumps({"id": 2, "text": 3}),
        json.dumps({"id": 3, "text": PRINTED, "speaker": "Angela Merkel", "source": None}),
        "[" * 100_000,
        json.dumps({"id": "s", "text": "a", "speaker": ["x"]}),
        json.dumps({"id": "leer", "text": ""}),
    ]
    path.write_bytes("\n".join(rows).encode() + b'\n{"id": "k", "text": "\xff"}\n')
    result = run("--quotations", str(path), "--json")
    assert result.return_value == 3
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["id"], row["verdict"]) for row in out] == [("eins", "altered"), ("3", "misattributed"), ("leer", "unchecked")]
    named = [line.partition("Zeile ")[2].partition(". ")[0] for line in result.stderr.splitlines()[:-1]]
    assert [line.partition(":")[0] for line in named] == ["2", "4", "5", "7", "8", "10"]
    assert [line.partition(": ")[2] for line in named][1:3] == ["id", "text"]
    assert result.stderr.splitlines()[-1] == "6 Zeilen waren nicht lesbar und sind ausgelassen."
    path.write_text(rows[0], encoding="utf-8")
    assert run("--quotations", str(path), "--fail").return_value == 4
    assert run("--quotations", str(path)).output.startswith("--- eins\nVerändert\n")


@pytest.mark.slow
def test_no_model_is_loaded(sample_settings: Settings) -> None:
    script = (
        f"import sys; sys.argv = ['wortlaut', 'check', {ALTERED!r}]\nfrom bot.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\nprint(*sys.modules)"
    )
    environment = os.environ | {"WORTLAUT_DATA_DIR": str(sample_settings.data_dir), "WORTLAUT_CACHE_DIR": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8",
        check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("Verändert\n")
    modules = set(done.stdout.splitlines()[-1].split())
    assert "retrieval.checking.checker" in modules
    assert not modules & {"torch", "onnxruntime", "sentence_transformers", "transformers", "tokenizers", "lxml"}
