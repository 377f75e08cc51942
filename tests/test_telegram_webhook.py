"""The closed bot behind a webhook: secrets, invitations, rates, health; and its feedback as judged questions."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from retrieval.evaluation import GoldSpan, read_judged
from tests.telegram_bot import ROOT, BotProcess
from tests.telegram_people import Human
from tests.telegram_server import TelegramServer

QUESTION = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"
MEMBER, STRANGER, INVITED = Human(1, "Anna"), Human(2, "Ben"), Human(3, "Cem")
GROUP, OTHER_GROUP = -55, -66


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(url: str, body: Any = None, secret: str | None = None) -> tuple[int, str]:
    headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def run(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WORTLAUT_")}
    environment |= {"WORTLAUT_DATA_DIR": str(settings.data_dir), "WORTLAUT_CACHE_DIR": str(settings.cache_dir)}
    command = [sys.executable, "-m", "bot.cli.main", *words]
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        command,
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=settings.data_dir,
        timeout=120,
    )


@pytest.mark.slow
def test_a_closed_bot_behind_a_webhook(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer()
    base = server.start()
    port, status = free_port(), free_port()
    codes = re.findall(r"^(\S+) ", run(telegram_settings, "telegram", "--invite", "2").stdout, re.MULTILINE)
    assert len(set(codes)) == 2
    options: dict[str, object] = {"webhook_url": "https://bot.example.org/haken", "webhook_port": port, "status_port": status}
    options |= {"allowed": f"{MEMBER.id},{GROUP}", "rate": 6}
    with BotProcess(telegram_settings, base, tmp_path / "bot.log", "--webhook", **options) as bot:
        bot.wait_until_ready(server)
        (told,) = [sent for method, sent in server.calls if method == "setWebhook"]
        assert told["url"] == "https://bot.example.org/haken" and len(told["secret_token"]) >= 32
        haken, secret = f"http://127.0.0.1:{port}/haken", told["secret_token"]

        def deliver() -> None:
            for row in server.updates:
                assert request(haken, row, secret)[0] == 200
            server.updates.clear()

        server.say(MEMBER, QUESTION)
        assert request(haken, server.updates[0])[0] == 403
        assert request(haken, server.updates[0], "falsch")[0] == 403
        assert request(haken, b"kein JSON", secret)[0] == 400
        assert request(f"http://127.0.0.1:{port}/anderswo", server.updates[0], secret)[0] == 404
        assert request(haken, server.updates[0], secret)[0] == 200
        deliver()  # Telegram sends a second time what it thinks was lost
        answer = server.wait(lambda: server.shown(MEMBER.id))[0]
        _who_may_not_ask(server, deliver, codes)
        _who_asks_too_often(server, deliver)
        assert [message.text for message in server.shown(MEMBER.id) if "Carignan" in message.text] == [answer.text]

        pressed = [server.press(MEMBER, answer, answer.data(label)) for label in ("👍", "Ohne")]
        deliver()
        server.wait(lambda: all(number in server.toasts for number in pressed))
        expired = server.press(MEMBER, answer, "p1:AAAAAAAAAAAA", sent_at=1_600_000_000)
        deliver()
        server.wait(lambda: expired in server.toasts)
        assert answer.keyboard == [] and "abgelaufen" in server.toasts[expired]

        code, health = request(f"http://127.0.0.1:{status}/health")
        assert (code, json.loads(health)["status"], json.loads(health)["mode"]) == (200, "ok", "webhook")
        metrics = request(f"http://127.0.0.1:{status}/metrics")[1]
        done = re.findall(r'wortlaut_questions_total\{outcome="(?:answered|not_found)"\} (\d+)\.0', metrics)
        assert sum(map(int, done)) == 7 and 'kind="known"} 1.0' in metrics
        assert bot.stop() == 0
    server.stop()
    assert server.rejected == []
    assert secret not in bot.said() and "Traceback" not in bot.said()
    _feedback_is_judged_questions(telegram_settings, tmp_path)


def _who_may_not_ask(server: TelegramServer, deliver: Any, codes: list[str]) -> None:
    server.say(STRANGER, QUESTION)
    server.say(STRANGER, QUESTION, group=OTHER_GROUP)
    server.say(STRANGER, f"@WortlautBot {QUESTION}", group=OTHER_GROUP)
    query = server.inline(STRANGER, QUESTION)
    server.say(STRANGER, "/start falsch")
    deliver()
    server.wait(lambda: len(server.shown(STRANGER.id)) == 2 and query in server.inline_answers)
    closed = "Dieses Archiv ist geschlossen. Mit einem Einladungscode geht es: /start CODE"
    assert [message.text for message in server.shown(STRANGER.id)] == [closed, "Dieser Code gilt nicht oder nicht mehr."]
    assert server.inline_answers[query]["results"] == []
    for who in (INVITED, STRANGER):  # one code, two people: the first is in
        server.say(who, f"/start {codes[0]}")
        deliver()
        server.wait(lambda who=who: len(server.shown(who.id)) == (3 if who is STRANGER else 2))
    assert server.shown(INVITED.id)[0].text == "Willkommen, die Einladung ist eingelöst."
    assert server.shown(STRANGER.id)[2].text == "Dieser Code gilt nicht oder nicht mehr."
    server.say(STRANGER, f"@WortlautBot {QUESTION}", group=GROUP)  # the group is on the list
    deliver()
    server.wait(lambda: server.shown(GROUP))
    assert server.shown(OTHER_GROUP) == []


def _who_asks_too_often(server: TelegramServer, deliver: Any) -> None:
    for _ in range(10):
        server.say(INVITED, "Wer?")
    server.say(INVITED, "/neu")
    deliver()
    too_many = "Das waren viele Fragen in kurzer Zeit."
    said = server.wait(lambda: (shown := [m.text for m in server.shown(INVITED.id)])[-1].startswith(too_many) and shown)
    assert len(said) == 2 + 4 + 1  # the redeemed code counts, and so does the greeting
    query = server.inline(INVITED, "")
    deliver()
    server.wait(lambda: query in server.inline_answers)
    assert len(server.shown(INVITED.id)) == len(said)  # a command counts, too, and it is said once only


def _feedback_is_judged_questions(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "bewertet.jsonl"
    done = run(settings, "export", "--feedback", str(target))
    assert (done.returncode, done.stderr) == (0, f"Bewertete Fragen in {target}: 1.\n")
    (judged,) = read_judged(target)
    (row,) = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    text = (ROOT / "corpus/sample/articles/23_carignan.txt").read_text(encoding="utf-8")
    (gold,) = row["gold"]
    assert judged.question == QUESTION and judged.gold == (GoldSpan("23_carignan.txt", gold["start"], gold["end"]),)
    assert gold["text"] == text[gold["start"] : gold["end"]] and "Carignan" in gold["text"]
    measured = json.loads(run(settings, "eval", "--questions", str(target), "--json").stdout)
    assert measured["groups"]["feedback"]["Success@1"] == 1.0


def test_without_feedback_the_export_says_so(telegram_settings: Settings, tmp_path: Path) -> None:
    done = run(telegram_settings, "export", "--feedback", str(tmp_path / "x.jsonl"))
    assert (done.returncode, done.stderr) == (1, "Es gibt keine Bewertungen, die sich noch belegen lassen.\n")
    assert not (tmp_path / "x.jsonl").exists()
