"""The chat: through a real terminal (pexpect), and without one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "bot.cli.main", "chat"]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")


@pytest.fixture
def environment(sample_settings: Settings) -> dict[str, str]:
    """The sample archive, 80 columns, UTF-8."""
    settings = {"WORTLAUT_DATA_DIR": str(sample_settings.data_dir), "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"}
    return dict(os.environ) | settings | {"PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"}


@pytest.mark.slow
def test_a_conversation_in_a_terminal(environment: dict[str, str]) -> None:
    chat = pexpect.spawn(COMMAND[0], COMMAND[1:], env=environment, encoding="utf-8", timeout=60, dimensions=(60, 80))
    chat.expect("36 Artikel, September 2014 bis Februar 2021")
    steps = [
        ("/mehr", "Es wurde noch nichts gefragt."),
        ("/zeitleiste", "Es wurde noch nichts gefragt."),
        ("/ohne", "Es wurde noch nichts gefragt."),
        ("Welches Land leitete die Nato-Mission im Irak von November 2020 an?", "1  .*Beidatei"),
        ("/kontext 1", "Beidatei"),
        ("/kontext 99", "Zitat 99 gibt es nicht."),
        ("/zeitleiste", r"27. November 2019.*Artikel zum Thema"),
        ("/timeline Waffen für die Peschmerga", r"2. September 2014.*Artikel zum Thema"),
        ("/mehr", r"6  .*Beidatei"),
        ("/ohne", r"Verstanden, aber nicht beachtet: Zeitraum ab November 2020"),
        ("/quellen", r"Beispiel-Agentur"),
        ("/seit 2020", r"Eingeschränkt auf: ab 1. Januar 2020"),
        ("/quelle FAZ", r"Die Quelle FAZ ist nicht im Archiv; es gibt: .*Abendkurier.*bleibt"),
        ("/quelle Beispiel-Agentur", r"ab 1. Januar 2020 · Quelle Beispiel-Agentur"),
        ("/pruefen Der Irak stand auf Seite acht der Tagesordnung", r"Zahl: „acht“ statt „neun“.*\{\+neun\+\}.*07_warschau"),
        ("/check „Die Fahne ist weg“", r"Wörtlich gedruckt.*09_sieg_und_zweifel"),
        ("/pruefen", "Was soll geprüft werden\\?"),
        ("/tanzen", "/tanzen kenne ich nicht."),
        ("?!", "Die Frage ist leer."),
        ("/neu", "Neues Thema."),
        ("/hilfe", "/kontext N"),
    ]
    for typed, shown in steps:
        chat.sendline(typed)
        chat.expect(re.compile(shown, re.DOTALL))
    chat.sendline("/ende")
    chat.expect("Auf Wiedersehen.")
    chat.expect(pexpect.EOF)
    chat.close()
    assert chat.exitstatus == 0


@pytest.mark.slow
def test_without_a_terminal_it_answers_and_ends(environment: dict[str, str]) -> None:
    asked = "Wer übernahm im November 2019 die Führung der Nato-Mission im Irak?\nUnd von wem?\n/quellen\n"
    done = subprocess.run(COMMAND, input=asked, capture_output=True, encoding="utf-8", env=environment, check=True, timeout=60)
    assert done.stdout.startswith("Frage> Wer übernahm")
    assert "Carignan" in done.stdout
    said = " ".join(ESCAPES.sub("", done.stdout).split())
    assert "Im Anschluss: übernahm, Führung, Nato-Mission, Irak, Generalmajorin Jennie Carignan, " in said
    assert " · Zeitraum November 2019 (übernommen)" in said
    assert "Beispiel-Agentur" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_without_a_terminal_and_without_input_it_asks_the_example(environment: dict[str, str]) -> None:
    done = subprocess.run(
        COMMAND, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", env=environment, check=True, timeout=60
    )
    assert done.stdout.startswith(
        "Frage> Wer übernahm im November 2019 das Kommando der Nato-Mission?\nVerstanden: Zeitraum November 2019\n\n 1  „"
    )


@pytest.mark.slow
def test_a_code_leads_back_to_its_quote(environment: dict[str, str]) -> None:
    def said(*lines: str) -> str:
        done = subprocess.run(
            COMMAND, input="\n".join(lines), capture_output=True, encoding="utf-8", env=environment, check=True, timeout=60
        )
        return " ".join(ESCAPES.sub("", done.stdout).split())

    first = said("Wer übernahm im November 2019 die Führung der Nato-Mission im Irak?")
    quoted, code = re.findall(r" 1 („.*?“) – .*? · Beleg (\w+)", first)[0]
    then = said("/beleg", f"/beleg {code.lower()}", "/receipt ZZZZ")
    assert "Welcher Beleg? Beispiel: /beleg K7Q2" in then
    assert f"Beleg {code} {quoted} Titel: " in then
    assert "Einen Beleg ZZZZ gibt es nicht." in then
