"""The database with the bot's state goes away or is slow while the bot runs: what people are told, and what becomes of it."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine

from bot.telegram import outage
from bot.telegram.health import Health
from bot.telegram.outage import Apologies
from bot.telegram.polling import poll
from bot.telegram.sharing import AnotherBot, Sharing
from bot.telegram.state import State
from bot.telegram.tables import StateAway
from bot.texts import Texts
from corpus.postgres import open_engine
from corpus.postgres_errors import DatabaseUnreachable
from tests.telegram_inside import COVERAGE, FakeArchive, Inside
from tests.telegram_people import Human

ANNA, BEN = Human(7), Human(8, "Ben")
AWAY = Texts("de")("tg_away")
NEW = "Neues Thema."


@pytest.fixture
def impatient(database_url: str) -> str:
    """The database's URL with statements given up after half a second."""
    return f"{database_url}{quote(' -cstatement_timeout=500')}"


@pytest.fixture
def other(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@contextmanager
def locked(other: Engine, table: str) -> Iterator[None]:
    """Nobody gets at the table: to the bot a server that is too slow."""
    with other.begin() as connection:
        connection.exec_driver_sql(f"LOCK TABLE {table}")
        yield


async def until(done: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "did not happen"
        await asyncio.sleep(0.02)


def test_what_cannot_be_written_down_is_refused_and_said_once(tmp_path: Path, impatient: str, other: Engine) -> None:
    bot = Inside(tmp_path, FakeArchive(), url=impatient)
    ticks = []

    async def tick() -> None:
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.02)

    async def scene() -> None:
        ticking = asyncio.create_task(tick())
        with locked(other, "updates"):
            for who, text in ((ANNA, "/neu"), (ANNA, "/neu"), (BEN, "Wer?")):
                with pytest.raises(StateAway):
                    await bot.say(who, text)
            with pytest.raises(StateAway):
                await bot.say(BEN, "@WortlautBot Wer?", group=-5)
        ticking.cancel()
        assert bot.telegram.texts() == [AWAY, AWAY]
        assert [sent["chat_id"] for method, sent in bot.telegram.calls if method == "sendMessage"] == [7, 8]
        await bot.say(ANNA, "/neu")
        await until(lambda: bot.telegram.texts() == [AWAY, AWAY, NEW])
        with locked(other, "updates"), pytest.raises(StateAway):
            await bot.say(ANNA, "/neu")
        await until(lambda: bot.telegram.texts() == [AWAY, AWAY, NEW, AWAY])  # another time, another word

    bot.run(scene)
    assert max(b - a for a, b in itertools.pairwise(ticks)) < 0.4, "nobody else waits for the database"


@pytest.mark.slow
def test_what_was_accepted_is_done_when_the_database_is_back(tmp_path: Path, impatient: str, other: Engine) -> None:
    bot = Inside(tmp_path, FakeArchive(), url=impatient)

    async def scene() -> None:
        with locked(other, "people"):
            await bot.say(ANNA, "/sprache en")
            await until(lambda: bot.telegram.texts() == [AWAY])
            await asyncio.sleep(1.5)
        await until(lambda: bot.telegram.texts() == [AWAY, "I speak English now."])

    bot.run(scene)
    assert bot.state.people.get(7, 7).lang == "en"
    assert bot.state.journal.open_count() == 0


def test_a_stranger_stays_outside_while_nobody_knows_who_is_invited(tmp_path: Path, impatient: str, other: Engine) -> None:
    bot = Inside(tmp_path, FakeArchive(), url=impatient, closed=True)

    async def scene() -> None:
        with locked(other, "members"):
            await bot.say(ANNA, "/neu")
            await until(lambda: bot.telegram.texts() == [AWAY])
        await until(lambda: len(bot.telegram.texts()) == 2)

    bot.run(scene)
    assert bot.telegram.texts()[1].startswith("Dieses Archiv ist geschlossen.")


class Archive(FakeArchive):
    """Cannot be reached twice, and then there is nothing in it."""

    def __init__(self) -> None:
        self.asked = 0

    def coverage(self) -> Any:
        self.asked += 1
        if self.asked <= 2:
            raise DatabaseUnreachable(path="postgresql://x/y", reason="gone")
        return COVERAGE


@pytest.mark.parametrize("on_server", [False, True])
def test_an_archive_that_is_away_is_waited_for(tmp_path: Path, on_server: bool, request: pytest.FixtureRequest) -> None:
    bot = Inside(tmp_path, Archive(), url=request.getfixturevalue("database_url") if on_server else "")

    async def scene() -> None:
        await bot.say(ANNA, "/quellen")
        await until(lambda: len(bot.telegram.texts()) == 2)

    bot.run(scene)
    assert bot.telegram.texts() == [AWAY, "<b>Quellen</b>\n36 · Morgenblatt"]
    assert bot.state.journal.open_count() == 0


def test_a_poller_confirms_nothing_that_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    offsets: list[int | None] = []
    rows = [{"update_id": 5}, {"update_id": 6}]
    left: list[Any] = []
    failures = iter([False, True, True, False, False])

    class Bot:
        async def do_api_request(self, method: str, asked: dict[str, Any], read_timeout: float) -> Any:
            offsets.append(asked.get("offset"))
            if asked.get("offset") == 7:
                raise asyncio.CancelledError
            return rows

    async def take(row: Any) -> None:
        if next(failures, False):
            raise StateAway(reason="gone")

    monkeypatch.setattr("bot.telegram.polling._FIRST_PAUSE", 0.01)
    with suppress(asyncio.CancelledError):
        asyncio.run(poll(Bot(), take, Health("polling"), 1, left.append))  # type: ignore[arg-type]  # a bot that only fetches
    assert offsets == [None, None, None, 7]
    assert left == [rows[1]], "that behind one that could not be written down"


@pytest.mark.slow
def test_a_second_poller_gives_up_and_one_behind_a_dead_one_does_not(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("LEASE", 1.0), ("BEAT", 0.2)):
        monkeypatch.setattr(f"bot.telegram.processes.{name}", seconds)
        monkeypatch.setattr(f"bot.telegram.sharing.{name}", seconds)
    states = [State(tmp_path, 60, url=database_url) for _ in range(3)]

    async def scene() -> None:
        first, second, third = (Sharing(state, Health("polling")) for state in states)
        await first.join("polling")
        with pytest.raises(AnotherBot, match="polling"):
            await second.join("polling")
        await second.leave()
        for task in first._tasks:  # it dies without a word
            task.cancel()
        begun = time.monotonic()
        await third.join("webhook")
        assert 0.5 < time.monotonic() - begun < 3
        await third.leave()

    asyncio.run(asyncio.wait_for(scene(), 30))
    for state in states:
        state.close()


@pytest.mark.slow
def test_the_lease_tells_that_the_database_is_away_and_back(
    tmp_path: Path, impatient: str, other: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.telegram.sharing.BEAT", 0.1)
    state, health = State(tmp_path, 60, url=impatient), Health("webhook")

    async def scene() -> None:
        sharing = Sharing(state, health)
        await sharing.join("webhook")
        with locked(other, "processes"):
            await until(lambda: health.report(0)[1]["status"] == "database")
            await asyncio.sleep(1.5)
        await until(lambda: health.report(0)[0])
        await sharing.leave()

    with caplog.at_level("INFO", "wortlaut.telegram"):
        asyncio.run(asyncio.wait_for(scene(), 30))
    state.close()
    assert [record.message for record in caplog.records] == [
        "the database does not answer; trying again",
        "the database answers again",
    ]


def test_apologies_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(outage, "_MOST_TOLD", 3)
    bot = Inside(tmp_path, FakeArchive())
    apologies = Apologies(bot.front)

    async def scene() -> None:
        for number in range(1, 9):
            apologies.offer({"update_id": number, "message": message(number)})
        apologies.offer({"update_id": 10, "message": "kein Objekt"})
        apologies.offer("kein Update")
        await until(lambda: len(bot.telegram.texts()) == 8)

    bot.run(scene)
    assert len(apologies._told) <= 3


def message(number: int) -> dict[str, Any]:
    chat = {"id": number, "type": "private"}
    return {"message_id": 1, "date": 1, "chat": chat, "from": Human(number).as_json(), "text": "Wer?"}
