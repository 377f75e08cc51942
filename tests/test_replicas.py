"""Two bots behind webhooks and one ingest on one PostgreSQL, of which this and that is killed: nothing lost, nothing twice."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.telegram.state import State
from corpus.postgres import open_engine
from tests.conftest import CACHE
from tests.postgres import Server, running_server
from tests.telegram_balance import Balance
from tests.telegram_bot import ROOT, BotProcess, eventually
from tests.telegram_people import Human, Sent
from tests.telegram_server import TelegramServer
from tests.test_telegram_webhook import free_port, request

QUESTION = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"
ANSWER = "Generalmajorin Jennie Carignan"
FOLLOW_UP = "Und wer war der Vorgänger?"
DOUBT = "Die Verbindung zu Telegram war gestört."
AWAY = "Ich kann gerade nicht antworten."
WEBHOOK: dict[str, object] = {"webhook_url": "https://bot.example.org/haken", "rate": 500}

pytestmark = pytest.mark.slow


@pytest.fixture
def database() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def settings(database: Server, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "archive", cache_dir=CACHE, database_url=SecretStr(database.url))


def wortlaut(settings: Settings, *words: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WORTLAUT_")}
    environment |= {"WORTLAUT_DATA_DIR": str(settings.data_dir), "WORTLAUT_CACHE_DIR": str(settings.cache_dir)}
    environment |= {"WORTLAUT_DATABASE_URL": settings.database_url.get_secret_value(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli.main", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_a_poller_outlives_the_database_and_runs_beside_no_other(settings: Settings, database: Server, tmp_path: Path) -> None:
    finished(wortlaut(settings, "ingest", "--sample"))
    server = TelegramServer()
    base = server.start()
    before, during = Human(1), [Human(2), Human(3)]
    with BotProcess(settings, base, tmp_path / "poller.log", timeout=5) as poller:
        poller.wait_until_ready(server)
        server.say(before, QUESTION)
        server.wait(lambda: answers(server, before))
        database.kill()
        for who in during:
            server.say(who, QUESTION)
        server.wait(lambda: all(starting(server, who, AWAY) for who in during))
        eventually(lambda: "an update cannot be written down; trying again" in poller.said())
        assert len(server.updates) == 2, "Telegram was not told that they arrived"
        database.start()
        server.wait(lambda: all(answers(server, who) for who in during))
        with BotProcess(settings, base, tmp_path / "second.log", "--webhook", webhook_port=free_port(), **WEBHOOK) as second:
            assert second.process.wait(90) == 1
            assert second.said().count("\n") == 1 and "läuft schon ein Bot (polling)" in second.said()
        finished(wortlaut(settings, "telegram", "--forget", str(before.id)))
        pressed = server.press(before, answers(server, before)[0], answers(server, before)[0].data("👍"))
        server.wait(lambda: pressed in server.toasts)
        assert "abgelaufen" in server.toasts[pressed]
        assert poller.stop() == 0
    server.stop()
    assert server.rejected == [] and "setWebhook" not in [method for method, _ in server.calls]
    assert [len(answers(server, who)) for who in (before, *during)] == [1, 1, 1]
    assert '"stopped", "left": 0' in poller.said() and "Traceback" not in poller.said()


def finished(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    return said


def answers(server: TelegramServer, who: Human) -> list[Sent]:
    """The messages that answer a question: those with 👍 below."""
    return [message for message in server.shown(who.id) if "👍" in message.buttons]


def starting(server: TelegramServer, who: Human, words: str) -> list[Sent]:
    return [message for message in server.shown(who.id) if message.text.startswith(words)]


def is_answered(server: TelegramServer, who: Human, questions: int) -> bool:
    return len(answers(server, who)) + len(starting(server, who, DOUBT)) >= questions


def article(number: int) -> str:
    return (
        f"Blatt, {number % 28 + 1}. Mai 2021\n\nDer Rat von Ort {number} tagt\n\n"
        f"Der Rat der Gemeinde {number} hat am Montag einen Haushalt von {number + 3} Millionen Euro beschlossen.\n"
    )


def test_no_update_is_lost_and_none_answered_twice(settings: Settings, database: Server, tmp_path: Path) -> None:
    finished(wortlaut(settings, "ingest", "--sample"))
    more = tmp_path / "more"
    more.mkdir()
    for number in range(200):
        (more / f"{number}.txt").write_text(article(number), encoding="utf-8")
    server = TelegramServer()
    base = server.start()
    ports = [free_port(), free_port()]
    bots = [
        BotProcess(settings, base, tmp_path / f"{at}.log", "--webhook", webhook_port=port, **WEBHOOK)
        for at, port in enumerate(ports)
    ]
    crowds = [[Human(1000 * crowd + at) for at in range(size)] for crowd, size in enumerate((40, 60, 60), start=1)]
    with bots[0], bots[1], Balance(server, ports) as balance:
        for bot in bots:
            bot.wait_until_ready(server)
        secrets = {sent["secret_token"] for method, sent in server.calls if method == "setWebhook"}
        assert len(secrets) == 1, "what Telegram brings along is good for both"
        ingest = wortlaut(settings, "ingest", str(more))
        _conversations(server, balance, crowds[0])
        _one_bot_is_killed(server, balance, bots[0], crowds[1])
        finished(ingest)
        _the_database_is_killed(server, balance, database, crowds[2], crowds[1], ports)
        said = [bot.said() for bot in bots]
        assert [bot.stop() for bot in bots] == [0, 0]
    server.stop()
    assert server.rejected == [] and balance.odd == []
    counted = _count(server, balance, crowds, settings)
    for log in said:
        assert "Traceback" not in log and QUESTION not in log and database.url not in log
        assert log.count("the database does not answer") == log.count("the database answers again") == 1
    print(
        f"updates {len(balance.delivered)}, to both at once {balance.doubled}, refused and sent again {balance.refused}, "
        f"resumed {sum(log.count('resumed') for log in said)}, {dict(counted)}"
    )
    assert len(balance.delivered) >= 400 and balance.doubled > 80


def _conversations(server: TelegramServer, balance: Balance, crowd: list[Human]) -> None:
    """A question, a follow-up that mostly another bot gets, another quote, and a word on the answer."""
    for who in crowd:
        server.say(who, QUESTION)
    server.wait(lambda: all(answers(server, who) for who in crowd), 120)
    for who in crowd:
        server.say(who, FOLLOW_UP)
    server.wait(lambda: all(len(answers(server, who)) == 2 for who in crowd), 120)
    assert all("Im Anschluss: übernahm, Kommando, Nato-Mission" in answers(server, who)[1].text for who in crowd)
    presses = []
    for who in crowd:
        first, second = answers(server, who)
        presses += [server.press(who, first, first.data("👍")), server.press(who, second, second.data("👎"))]
        presses.append(server.press(who, first, first.data("Zitat 2")))
    server.wait(lambda: all(number in server.toasts for number in presses), 120)
    server.wait(lambda: balance.is_idle)
    assert all(answers(server, who)[0].edits == 1 for who in crowd)


def _one_bot_is_killed(server: TelegramServer, balance: Balance, bot: BotProcess, crowd: list[Human]) -> None:
    """In the middle of their questions; what they ask then goes to the other, and later to it again."""
    for who in crowd:
        server.say(who, QUESTION)
    server.wait(lambda: sum(bool(answers(server, who)) for who in crowd) >= 15)
    bot.kill()
    for who in crowd:
        server.say(who, FOLLOW_UP)
    bot.__enter__()
    bot.wait_until_ready(server, 2)
    server.wait(lambda: all(is_answered(server, who, 2) for who in crowd), 150)
    server.wait(lambda: balance.is_idle)


def _the_database_is_killed(
    server: TelegramServer, balance: Balance, database: Server, crowd: list[Human], judging: list[Human], ports: list[int]
) -> None:
    """In the middle of questions and of words on answers of before; both bots stay up and say how they are."""
    for who in crowd:
        server.say(who, QUESTION)
    server.wait(lambda: sum(bool(answers(server, who)) for who in crowd) >= 15)
    refused = balance.refused
    database.kill()
    for who in crowd:
        server.say(who, FOLLOW_UP)
    presses = [server.press(who, shown, shown.data("👍")) for who in judging for shown in answers(server, who)[:1]]
    eventually(lambda: [request(f"http://127.0.0.1:{port}/health")[0] for port in ports] == [503, 503])
    assert json.loads(request(f"http://127.0.0.1:{ports[0]}/health")[1])["status"] == "database"
    server.wait(lambda: balance.refused > refused + 100)
    assert any(starting(server, who, AWAY) for who in crowd)
    database.start()
    server.wait(lambda: all(is_answered(server, who, 2) for who in crowd), 150)
    server.wait(lambda: balance.is_idle and all(number in server.toasts for number in presses), 120)
    eventually(lambda: [request(f"http://127.0.0.1:{port}/health")[0] for port in ports] == [200, 200])


def _count(server: TelegramServer, balance: Balance, crowds: list[list[Human]], settings: Settings) -> Counter[str]:
    """Nothing is open, and each question has its one answer or, where a bot died while it was sending, a button for it."""
    made: Counter[str] = Counter()
    for number, crowd in enumerate(crowds):
        for who in crowd:
            shown, doubts = len(answers(server, who)), len(starting(server, who, DOUBT))
            assert 2 - doubts <= shown <= 2, (who, shown, doubts)
            assert doubts == 0 or number == 1, "only of a bot that died can it be in doubt what it has sent"
            assert len(starting(server, who, AWAY)) <= 2 * (number == 2)
            made += Counter(answers=shown, doubts=doubts)
    state = State(settings.data_dir, 86400, url=settings.database_url.get_secret_value())
    said = state.answers.feedback()
    judged = sum(bool(answers(server, who)) for who in crowds[1])
    assert Counter(row.good for row in said) == {True: len(crowds[0]) + judged, False: len(crowds[0])}
    assert state.journal.open_count() == 0
    state.close()
    engine = open_engine(settings.database_url.get_secret_value())
    with engine.connect() as connection:
        done = connection.exec_driver_sql("SELECT update_id FROM updates WHERE state = 'done' AND body IS NULL").scalars()
        assert set(done) == balance.delivered
    engine.dispose()
    return made + Counter(feedback=len(said))
