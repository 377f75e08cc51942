"""Faults of Telegram and the network, one after another, in front of the running bot.

After each: at most one visible answer to the question, none lost, and the process is up.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.telegram_bot import ROOT, BotProcess, eventually
from tests.telegram_people import Human, Sent
from tests.telegram_server import Fault, TelegramServer

QUESTION = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"
ANSWER = "Generalmajorin Jennie Carignan hat am Dienstag in Bagdad das Kommando übernommen."
DOUBT = "Die Verbindung zu Telegram war gestört."
PATIENCE = 1.5


def answers(server: TelegramServer, who: Human) -> list[Sent]:
    return [message for message in server.shown(who.id) if ANSWER in message.text]


def doubts(server: TelegramServer, who: Human) -> list[Sent]:
    return [message for message in server.shown(who.id) if message.text.startswith(DOUBT)]


def calls_in(server: TelegramServer, who: Human, method: str) -> int:
    return sum(name == method and sent.get("chat_id") == who.id for name, sent in server.calls)


@pytest.mark.slow
def test_one_answer_whatever_goes_wrong(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer(hang_seconds=PATIENCE + 0.5)
    with socket.socket() as free:  # Telegram is not there when the bot starts
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    early = Human(90)
    with BotProcess(telegram_settings, f"http://127.0.0.1:{port}", tmp_path / "bot.log", timeout=PATIENCE, rate=500) as bot:
        eventually(lambda: "Telegram cannot be reached" in bot.said(), 180)
        server.start(port)
        server.say(early, QUESTION)
        bot.wait_until_ready(server)
        server.wait(lambda: answers(server, early))
        _sending_fails(server)
        _what_may_have_arrived_is_offered(server)
        _fetching_fails(server, bot)
        _updates_that_are_none(server)
        assert bot.stop() == 0
        said = bot.said()
    server.stop()
    assert server.rejected == []
    assert len(answers(server, early)) == 1
    assert "Traceback" not in said and QUESTION not in said and "geheim" not in said
    assert '"stopped", "left": 0' in said


def _sending_fails(server: TelegramServer) -> None:
    """Telegram says no: it is asked again, in another form, or left in peace."""
    kinds: list[tuple[int, Fault, int]] = [(1, "429", 1), (2, "502", 2), (3, "400", 1)]
    for number, kind, times in kinds:
        who = Human(number)
        server.fault("sendMessage", kind, times, chat_id=who.id)
        server.say(who, QUESTION)
        server.wait(lambda who=who: answers(server, who))
        assert (len(answers(server, who)), doubts(server, who)) == (1, []), kind
    (plain,) = answers(server, Human(3))
    assert plain.parsed.entities == [] and plain.buttons, "after a refusal of its entities the answer comes as plain text"
    blocked = Human(4)
    server.fault("sendMessage", "403", 1, chat_id=blocked.id)
    server.say(blocked, QUESTION)
    server.wait(lambda: not server.faults)
    server.fault("sendChatAction", "502", 3, chat_id=5)
    server.say(Human(5), QUESTION)
    server.wait(lambda: answers(server, Human(5)))
    assert server.shown(blocked.id) == []
    server.faults.clear()


def _what_may_have_arrived_is_offered(server: TelegramServer) -> None:
    """The connection breaks: nothing is sent again unasked; a button shows the answer where it did not arrive."""
    arrived: list[Fault] = ["hang", "cut", "garbage"]
    lost: list[Fault] = ["lost", "garbage_lost"]
    people = {kind: Human(10 + number) for number, kind in enumerate([*arrived, *lost])}
    for kind, who in people.items():
        server.fault("sendMessage", kind, 1, chat_id=who.id)
        server.say(who, QUESTION)
    for kind, who in people.items():
        server.wait(lambda who=who: doubts(server, who))
        assert len(answers(server, who)) == (kind in arrived), kind
        assert len(doubts(server, who)) == 1 and doubts(server, who)[0].buttons == ["Antwort zeigen"], kind
    for kind in lost:
        who = people[kind]
        (offer,) = doubts(server, who)
        server.fault("editMessageText", "502" if kind == "lost" else "lost", 1, chat_id=who.id)
        pressed = server.press(who, offer, offer.data("Antwort"))
        server.wait(lambda pressed=pressed: pressed in server.toasts)
        assert len(answers(server, who)) == 1 and doubts(server, who) == [], kind


def _fetching_fails(server: TelegramServer, bot: BotProcess) -> None:
    """Whatever becomes of getUpdates, the next question is answered, once."""
    kinds: list[Fault] = ["429", "502", "garbage_lost", "cut", "409"]
    for number, kind in enumerate(kinds, start=20):
        server.fault("getUpdates", kind, 1)
        who = Human(number)
        server.say(who, QUESTION)  # wakes the poll under way: the fault meets the one after it
        server.say(who, "/neu")
        server.wait(lambda who=who: answers(server, who) and len(server.shown(who.id)) == 2)
        server.wait(lambda: not server.faults)
    eventually(lambda: "another process fetches this bot's updates" in bot.said())


def _updates_that_are_none(server: TelegramServer) -> None:
    """What cannot be parsed holds up nothing."""
    for odd in ({"message": "kein Objekt"}, {"message": {"chat": 5}}, {"callback_query": {}}, {"unheard_of": {}}, {}):
        server.push(odd)
    last = Human(30)
    server.say(last, QUESTION)
    server.wait(lambda: answers(server, last))


@pytest.mark.slow
def test_a_crash_loses_nothing_and_repeats_nothing(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer()
    base = server.start()
    asked, sending = Human(1), Human(2)
    with BotProcess(telegram_settings, base, tmp_path / "first.log", timeout=5) as bot:
        bot.wait_until_ready(server)
        server.fault("sendMessage", "429", 50, chat_id=sending.id)
        server.say(sending, QUESTION)
        server.wait(lambda: len(server.faults) < 50)
        server.faults.clear()
        server.say(asked, QUESTION)
        server.wait(lambda: not server.updates)  # confirmed: Telegram will not send it again
        bot.kill()
    already = len(answers(server, asked))
    with BotProcess(telegram_settings, base, tmp_path / "second.log", timeout=5) as bot:
        bot.wait_until_ready(server)
        server.wait(lambda: (answers(server, asked) or doubts(server, asked)) and doubts(server, sending))
        assert already + len(doubts(server, asked)) <= 1 or len(answers(server, asked)) == 1
        assert answers(server, sending) == []
        (offer,) = doubts(server, sending)
        pressed = server.press(sending, offer, offer.data("Antwort"))
        server.wait(lambda: pressed in server.toasts)
        assert len(answers(server, sending)) == 1

        late = Human(3)  # a stop in the middle of a question: it is finished first
        server.say(late, QUESTION)
        server.wait(lambda: not server.updates)
        assert bot.stop() == 0
    assert len(answers(server, late)) == 1
    server.stop()
    assert server.rejected == [] and all(len(answers(server, who)) == 1 for who in (sending, late))


@pytest.mark.slow
def test_without_a_token_and_with_a_wrong_one_it_says_one_sentence(telegram_settings: Settings, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WORTLAUT_")}
    environment |= {"WORTLAUT_DATA_DIR": str(telegram_settings.data_dir), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli.main", "telegram"]
    for more in ([], ["--webhook"], ["--lang", "en"]):
        done = subprocess.run(
            [*command, *more],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            timeout=60,
        )
        assert done.returncode == 1 and done.stderr.count("\n") == 1
        assert "WORTLAUT_TELEGRAM_TOKEN" in done.stderr and "@BotFather" in done.stderr

    server = TelegramServer()
    base = server.start()
    with BotProcess(telegram_settings, base, tmp_path / "bot.log", token="1:falsch") as bot:
        assert bot.process.wait(180) == 1
    assert bot.said() == (
        "Telegram kennt keinen Bot mit diesem Token. WORTLAUT_TELEGRAM_TOKEN prüfen; @BotFather nennt das Token mit /mybots.\n"
    )
    server.stop()
