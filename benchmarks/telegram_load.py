"""Many people at once in front of the running Telegram bot: is an answer lost or swapped, how long does it take, what memory?

    python -m benchmarks.telegram_load [--users 50] [--questions 10] [--folder ARCHIVE]

Runs `wortlaut telegram` in a process of its own against the tests' Bot API server on this machine, over the sample archive
unless a folder is named. First one person asks alone, then all at once, each the next question when the last is answered,
twice over, so that memory can be compared. The bar: the 95th percentile within three times the single person's median times
the queue that the workers imply (users / workers).
"""

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

from bot import opening, wiring
from bot.conversation import Conversation
from bot.settings import Settings, load_settings
from tests.telegram_bot import BotProcess
from tests.telegram_people import Human
from tests.telegram_server import TelegramServer

WORKERS = 2


@dataclass(frozen=True)
class Round:
    """What one round of asking gave: seconds an answer, answers that were lost or were another question's."""

    seconds: list[float]
    lost: int
    swapped: int
    wall: float


def main() -> int:
    """Measure, print a table, and fail where an answer was lost or swapped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    settings = load_settings()
    with tempfile.TemporaryDirectory() as scratch:
        if arguments.folder is None:
            settings = settings.model_copy(update={"data_dir": Path(scratch) / "archive"})
            wiring.ingest(settings, [wiring.sample_folder()])
        else:
            settings = settings.model_copy(update={"data_dir": arguments.folder})
        return _measure(settings, arguments.users, arguments.questions, Path(scratch))


def _measure(settings: Settings, users: int, count: int, scratch: Path) -> int:
    expected = _expected(settings, count)
    server = TelegramServer()
    base = server.start()
    (settings.data_dir / "telegram.db").unlink(missing_ok=True)
    with BotProcess(settings, base, scratch / "bot.log", rate=1000, workers=WORKERS, deadline=300) as bot:
        bot.wait_until_ready(server)
        alone = _round(server, expected, [Human(1)])
        rounds, memory = [], []
        for number in (1, 2):
            people = [Human(1000 * number + at) for at in range(users)]
            rounds.append(_round(server, expected, people))
            memory.append(bot.resident())
        code = bot.stop()
    server.stop()
    single = statistics.median(alone.seconds)
    bar = 3 * single * users / WORKERS
    print(f"alone, {count} questions: median {single * 1000:.0f} ms, slowest {max(alone.seconds) * 1000:.0f} ms")
    for number, made in enumerate(rounds, start=1):
        p95 = statistics.quantiles(made.seconds, n=20)[-1]
        rate = len(made.seconds) / made.wall
        print(f"round {number}, {users} people × {count}: lost {made.lost}, swapped {made.swapped}, {rate:.1f} a second")
        print(f"  median {statistics.median(made.seconds):.2f} s, p95 {p95:.2f} s (bar {bar:.2f} s)")
    print("memory after the rounds: " + ", ".join(f"{size / 2**20:.0f} MB" for size in memory))
    print(f"payloads that break Telegram's rules: {len(server.rejected)}; exit code {code}")
    whole = not any(made.lost or made.swapped for made in rounds) and not server.rejected and code == 0
    return 0 if whole and all(statistics.quantiles(made.seconds, n=20)[-1] <= bar for made in rounds) else 1


def _expected(settings: Settings, count: int) -> dict[str, str]:
    """Questions of the sample and the first quote of each one's answer, computed without the bot."""
    rows = (files("corpus") / "sample" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    retriever = opening.open_retriever(settings)
    made: dict[str, str] = {}
    for row in map(json.loads, rows):
        if len(made) == count:
            break
        if row["lang"] != "de" or row.get("follow_up_of"):
            continue
        answer = Conversation(retriever, settings.top_k).ask(row["question"])
        if answer.quotes:
            made[row["question"]] = answer.quotes[0].text
    retriever.close()
    return made


def _round(server: TelegramServer, expected: dict[str, str], people: list[Human]) -> Round:
    """Everybody asks one question after another, each person in an order of their own."""
    seconds: list[float] = []
    lost = swapped = 0
    questions = list(expected)
    lock = threading.Lock()

    def one(who: Human, at: int) -> None:
        nonlocal lost, swapped
        for number in range(len(questions)):
            question = questions[(number + at) % len(questions)]
            before = len(server.shown(who.id))
            begun = time.monotonic()
            server.say(who, question)
            try:
                server.wait(partial(_has_more, server, who, before), 300)
            except AssertionError:
                with lock:
                    lost += 1
                return
            taken = time.monotonic() - begun
            with lock:
                seconds.append(taken)
                swapped += expected[question] not in server.shown(who.id)[-1].parsed.text

    begun = time.monotonic()
    threads = [threading.Thread(target=one, args=(who, at)) for at, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.monotonic() - begun
    lost += sum(len(server.shown(who.id)) != len(questions) for who in people)
    return Round(seconds, lost, swapped, wall)


def _has_more(server: TelegramServer, who: Human, than: int) -> bool:
    return len(server.shown(who.id)) > than


if __name__ == "__main__":
    sys.exit(main())
