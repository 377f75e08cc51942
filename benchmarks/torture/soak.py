"""An hour of a newsroom, in minutes: people ask the bot and a program, articles change, processes come and go.

Each minute of that hour has sixty questions, half of them to the running Telegram bot and half to a Retriever in a process of
its own (two threads); two changes of the folder that a running `wortlaut watch` follows; every fifth minute another process
asks, is killed, and asks again. The three that run from the beginning to the end are measured after each minute: private
memory, threads, files held open. What they have in the last quarter is held against the second: in the first, things are read
in once.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.torture.crowd import AskingInLots, Heard
from benchmarks.torture.measured import Measured
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import QUESTIONS, State, World, articles_of, look, versions, wrong
from corpus.article import Article
from tests.telegram_bot import BotProcess
from tests.telegram_people import Human
from tests.telegram_server import TelegramServer

MINUTES, QUICK_MINUTES = 60, 4
PER_MINUTE, CHANGES, RESTART_EVERY = 60, 2, 5
PATIENCE = 60.0
"""Seconds after which a process that should answer counts as hung."""


def run(scratch: Path, quick: bool, say: Callable[[str], None]) -> list[Tally]:
    """See the module. Raises OSError where there is no /proc."""
    world = World(scratch)
    states, known = [], []
    for version in ("after", "before"):
        world.lay(version)
        world.ingest()
        states.append(look(world.data))
        known += articles_of(world.data)
    return [_soak(world, states, known, QUICK_MINUTES if quick else MINUTES, say)]


def _soak(world: World, states: Sequence[State], known: Sequence[Article], minutes: int, say: Callable[[str], None]) -> Tally:
    tally = Tally("soak", f"an hour's load, {minutes} minutes of it: questions, changes, restarts")
    server = TelegramServer()
    base = server.start()
    logs = world.home / "watch.log"
    with BotProcess(world.settings(), base, world.home / "bot.log", rate=1000, workers=2) as bot, logs.open("wb") as log:
        bot.wait_until_ready(server)
        watch = subprocess.Popen(_command("watch", world.articles, "--prune"), env=_environment(world), stdout=log, stderr=log)
        asker = AskingInLots(world.data, PATIENCE)
        measured = [Measured("bot", bot.process.pid), Measured("asker", asker.pid), Measured("watch", watch.pid)]
        try:
            person = Human(1)
            for minute in range(minutes):
                for change in range(CHANGES):
                    world.lay("after" if (minute * CHANGES + change) % 2 == 0 else "before")
                    tally.injected += 1
                    asker.begin(PER_MINUTE // (2 * CHANGES))
                    _ask_bot(server, person, states, tally, PER_MINUTE // (2 * CHANGES))
                    _judge(asker.end(), states, known, tally)
                    _wait_for(world, "after" if (minute * CHANGES + change) % 2 == 0 else "before", tally)
                if minute % RESTART_EVERY == 0:
                    tally.injected += 1
                    _come_and_go(world, states, known, tally)
                for each in measured:
                    each.sample()
                say(f"soak: minute {minute + 1} of {minutes}, {', '.join(each.now() for each in measured)}")
            for each in measured:
                for line in each.grown():
                    tally.fail(line)
            tally.note("; ".join(each.told() for each in measured))
            if server.rejected:
                tally.fail(f"the bot sent what Telegram refuses: {server.rejected[0]}")
        finally:
            asker.close()
            watch.send_signal(signal.SIGTERM)
            if _ended(watch) != 0:
                tally.fail("watch did not end well when asked to")
            if bot.stop() != 0:
                tally.fail("the bot did not end well when asked to")
            server.stop()
    return tally


def _judge(answered: list[Heard] | None, states: Sequence[State], known: Sequence[Article], tally: Tally) -> None:
    """Each answer is one of the two states' own, and its quotes stand in an article."""
    if answered is None:
        tally.hung += 1
        tally.note("the asker gave no answer in time")
        return
    for question, found in answered:
        tally.runs += 1
        if isinstance(found, str) or not found:
            tally.unanswered += 1
            tally.note(f"{question}: {found}")
        elif bad := wrong(found, known):
            tally.wrong += len(bad)
            tally.note(f"{question}: {bad[0]}")
        elif found not in [state.answers[question] for state in states]:
            tally.fail(f"{question}: an answer of neither state: {[each[0] for each in found]}")


def _ask_bot(server: TelegramServer, person: Human, states: Sequence[State], tally: Tally, count: int) -> None:
    """The bot answers with the first quote of one of the states."""
    for number in range(count):
        question = QUESTIONS[number % len(QUESTIONS)]
        before = len(server.shown(person.id))
        server.say(person, "/neu")  # else it would be understood from the question before
        server.say(person, question)
        tally.runs += 1
        try:
            server.wait(partial(_has_more, server, person, before + 1), PATIENCE)
        except AssertionError:
            tally.hung += 1
            tally.note(f"the bot did not answer: {question}")
            continue
        if not any(state.answers[question][0][3] in server.shown(person.id)[-1].parsed.text for state in states):
            tally.unanswered += 1
            tally.note(f"{question}: {server.shown(person.id)[-1].parsed.text[:200]}")


def _has_more(server: TelegramServer, person: Human, than: int) -> bool:
    return len(server.shown(person.id)) > than


def _wait_for(world: World, version: str, tally: Tally) -> None:
    """Until `watch` has read the folder in."""
    wanted = {name for name in versions()[version] if name.endswith(".txt")}
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if {Path(article.path).name for article in articles_of(world.data)} == wanted:
            return
        time.sleep(0.2)
    tally.hung += 1
    tally.note(f"watch did not read in the folder {version}")


def _come_and_go(world: World, states: Sequence[State], known: Sequence[Article], tally: Tally) -> None:
    """A process that asks is killed while it does; the next one answers."""
    with subprocess.Popen(_command("ask", QUESTIONS[0]), env=_environment(world), stdout=subprocess.DEVNULL) as process:
        time.sleep(0.6)
        process.kill()
    asker = AskingInLots(world.data, PATIENCE)
    asker.begin(len(QUESTIONS))
    _judge(asker.end(), states, known, tally)
    asker.close()


def _command(*words: object) -> list[str]:
    return [sys.executable, "-m", "bot.cli.main", *map(str, words)]


def _environment(world: World) -> dict[str, str]:
    return os.environ | {"WORTLAUT_DATA_DIR": str(world.data), "PYTHONPATH": str(Path(__file__).parents[2])}


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
