"""The token is nowhere but in the calls to Telegram, and what is stored of a person can be deleted."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from bot.settings import Settings, TelegramSettings, load_telegram_settings
from bot.telegram.logs import JsonLines, password_of, without
from bot.telegram.state import State
from corpus.errors import WortlautError
from corpus.filters import Filter
from tests.telegram_bot import ROOT, BotProcess
from tests.telegram_http import TOKEN
from tests.telegram_people import Human
from tests.telegram_server import TelegramServer

HALF = TOKEN.partition(":")[2]
FORMS = (TOKEN, HALF, quote(TOKEN, safe=""), quote(HALF, safe=""), HALF[:16], HALF[-16:])
QUESTION = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"
DEBUG = """
import logging, sys
import bot.telegram.logs as logs
from bot.cli.main import main

quiet = logs.set_up

def loud(secrets):
    quiet(secrets)
    for name in ("", "wortlaut", *logs.LOUD, "telegram.ext", "telegram.Bot", "httpcore.http11", "httpcore.connection"):
        logging.getLogger(name).setLevel(logging.DEBUG)

logs.set_up = loud
main(sys.argv[1:])
"""
"""The bot with every library's log on, as nobody runs it."""


class Loud(BotProcess):
    def __enter__(self) -> "Loud":
        with self.log.open("ab") as log:
            command = [sys.executable, "-c", DEBUG, "telegram", *self._options]
            self.process = subprocess.Popen(command, env=self._environment, stderr=log, stdout=log, cwd=self.log.parent)
        return self


def assert_hidden(said: str) -> None:
    assert [form for form in FORMS if form in said] == []


@pytest.mark.slow
def test_no_log_has_the_token_whatever_fails(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer(hang_seconds=2.0)
    with Loud(telegram_settings, server.start(), tmp_path / "bot.log", timeout=1.5, rate=500) as bot:
        bot.wait_until_ready(server)
        for method, kinds in (
            ("getUpdates", ("502", "cut", "garbage_lost", "409", "403")),
            ("sendMessage", ("502", "cut", "400", "403")),
        ):
            for number, kind in enumerate(kinds):
                server.fault(method, kind, 1, chat_id=None if method == "getUpdates" else number + 1)
        for number in range(5):
            server.say(Human(number + 1), QUESTION)
        server.wait(lambda: not server.faults and server.shown(5))
        command_line = Path(f"/proc/{bot.process.pid}/cmdline").read_bytes().decode()
        assert bot.stop() == 0
    server.stop()
    said = bot.said()
    assert "httpx" in said or "api_endpoint" in said or "/bot…/" in said or "getUpdates" in said, "the libraries were not loud"
    assert_hidden(said + command_line)


@pytest.mark.slow
def test_a_wrong_token_is_not_told(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer()
    wrong = "4242:ganz-und-gar-verkehrt"
    with BotProcess(telegram_settings, server.start(), tmp_path / "bot.log", token=wrong) as bot:
        assert bot.process.wait(120) == 1
    server.stop()
    assert "kennt keinen Bot mit diesem Token" in bot.said()
    assert wrong not in bot.said() and "verkehrt" not in bot.said() and "Traceback" not in bot.said()


def test_a_crash_tells_no_secret() -> None:
    script = (
        f"from bot.telegram.logs import set_up\nset_up(({TOKEN!r},))\n"
        f"raise RuntimeError('https://api.telegram.org/bot' + {TOKEN!r} + '/getMe ' + {HALF!r})"
    )
    (environment := dict(os.environ))["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-"], input=script, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1 and "RuntimeError: https://api.telegram.org/bot…/getMe …" in done.stderr
    assert_hidden(done.stderr + done.stdout)


@pytest.mark.parametrize("form", FORMS[:4])
def test_every_form_of_a_secret_is_taken_out(form: str) -> None:
    assert without((TOKEN, ""), f"a{form}b") == "a…b"
    record = logging.LogRecord("httpx", logging.DEBUG, "f", 1, "GET %s\nzweite Zeile \x1b[31m", (form,), None)
    line = JsonLines((TOKEN,)).format(record)
    assert json.loads(line)["event"] == "GET …\nzweite Zeile \x1b[31m" and "\n" not in line and "\x1b" not in line


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORTLAUT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("WORTLAUT_TELEGRAM_WEBHOOK_SECRET", HALF)
    made = load_telegram_settings()
    assert made.token and made.token.get_secret_value() == TOKEN
    assert_hidden(f"{made!r} {made} {made.model_dump()} {made.model_dump_json()}")
    hidden = {
        name for name, field in TelegramSettings.model_fields.items() if SecretStr in getattr(field.annotation, "__args__", ())
    }
    assert hidden == {"token", "webhook_secret"}
    monkeypatch.setenv("WORTLAUT_TELEGRAM_RATE", "keine")
    with pytest.raises(WortlautError) as error:
        load_telegram_settings()
    assert_hidden(f"{error.value!r} {error.value} {error.value.__cause__!r}")


def test_a_person_can_be_forgotten_by_the_operator(tmp_path: Path) -> None:
    state = State(tmp_path, 3600)
    for user in (7, 8):
        assert state.invites.redeem(state.invites.make(), user)
        state.people.set_filters(user, user, Filter(source=f"Blatt {user}"))
        update = {"update_id": user, "message": {"from": {"id": user}, "text": f"Frage {user}"}}
        assert state.journal.accept(user, json.dumps(update))
    state.forget_all(7)
    assert not state.invites.is_member(7) and state.invites.is_member(8)
    assert [entry.update_id for entry in state.journal.left()] == [8]
    path = state.path
    state.close()
    with sqlite3.connect(path) as connection:
        told = "\n".join(connection.iterdump())
    assert "Frage 7" not in told and "Blatt 7" not in told and "Frage 8" in told and "Blatt 8" in told
    for file in tmp_path.glob("telegram.db*"):
        assert b"Frage 7" not in file.read_bytes(), "deleted, but still in the file"


def test_the_databases_password_is_taken_out_however_it_is_written() -> None:
    url = "postgresql+psycopg://wortlaut:ge%40heim%20123@db.example.org/wortlaut"
    assert password_of(url) == "ge@heim 123"
    secrets = (url, password_of(url))
    for text in (url, "FATAL: password ge@heim 123", "…wortlaut:ge%40heim%20123@db…"):
        assert "heim" not in without(secrets, text)
    assert [password_of(none) for none in ("", "postgresql://h/d", "http://[", "postgresql://u@h/d")] == [""] * 4
    assert without((url, ""), "nichts") == "nichts"
