"""The Telegram front's parts, one at a time."""

import asyncio
import json
import logging
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.access import Access, Rate
from bot.telegram.desk import Busy, Desk, TooSlow
from bot.telegram.dispatch import Dispatcher
from bot.telegram.health import SILENCE, Health
from bot.telegram.kept import Kept
from bot.telegram.keyboards import Action, Press, answer_keyboard, read_press
from bot.telegram.logs import JsonLines
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from bot.texts import Texts
from corpus.article import Article
from corpus.filters import NO_FILTER
from corpus.store import Coverage
from retrieval.answer import Answer
from retrieval.quote import Quote
from retrieval.understood import AskedSource, Understood
from tests.telegram_rules import check


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_desk_works_at_once_with_so_many_and_turns_away_the_rest() -> None:
    async def scene() -> None:
        desk = Desk(workers=2, waiting=3, deadline=5)
        gate, running = threading.Event(), []

        def work(number: int) -> int:
            running.append(number)
            gate.wait(5)
            return number

        tasks = [asyncio.create_task(desk.run(lambda n=n: work(n))) for n in range(3)]
        while len(running) < 2:
            await asyncio.sleep(0.01)
        assert (sorted(running), desk.waiting) == ([0, 1], 3)
        with pytest.raises(Busy):
            await desk.run(lambda: work(9))
        gate.set()
        assert await asyncio.gather(*tasks) == [0, 1, 2]
        assert desk.waiting == 0
        desk.close()

    asyncio.run(scene())


def test_the_desk_gives_up_at_the_deadline_and_goes_on() -> None:
    async def scene() -> None:
        desk = Desk(workers=1, waiting=5, deadline=0.5)
        gate, finished = threading.Event(), threading.Event()

        def work() -> None:
            gate.wait(20)
            finished.set()

        with pytest.raises(TooSlow):
            await desk.run(work)
        assert not finished.is_set() and desk.waiting == 0
        gate.set()
        assert await desk.run(lambda: 42) == 42
        with pytest.raises(ZeroDivisionError):
            await desk.run(lambda: 1 // 0)
        desk.close()

    asyncio.run(scene())


def test_the_rate_is_so_many_in_any_minute() -> None:
    clock = Clock()
    rate = Rate(3, clock)
    assert [rate.wait(1) for _ in range(4)] == [0, 0, 0, 60]
    assert rate.wait(2) == 0
    clock.now = 45
    assert rate.wait(1) == 15
    clock.now = 60
    assert [rate.wait(1) for _ in range(4)] == [0, 0, 0, 60]
    assert [rate.tell(1), rate.tell(1), rate.tell(2)] == [True, False, True]
    clock.now = 121
    assert rate.tell(1)


def test_who_is_admitted(tmp_path: Path) -> None:
    invites = State(tmp_path, 60).invites
    assert Access((), False, invites).admits(1, -5)
    listed = Access([1, -5], False, invites)
    assert (listed.admits(1), listed.admits(2, -5), listed.admits(2, 2), listed.admits(1, -9)) == (True, True, False, True)
    closed = Access((), True, invites)
    assert not closed.admits(2, 2) and closed.redeem(invites.make(), 2) and closed.admits(2, -9)


@settings(deadline=None)
@given(st.sampled_from(list(Action)), st.integers(0, 999), st.from_regex(r"[A-Za-z0-9_-]{12}", fullmatch=True))
def test_a_press_comes_back_as_it_was(action: Action, number: int, token: str) -> None:
    press = Press(action, number, token)
    assert read_press(press.data()) == press and len(press.data().encode()) <= 64


@settings(deadline=None)
@given(st.text(max_size=80))
def test_what_is_no_press_is_none(data: str) -> None:
    press = read_press(data)
    assert press is None or press.data() == data or data[1:].startswith("0")


def kept_answer(text: str, quotes: int = 2, understood: Understood | None = None) -> Kept:
    article = Article(id="a", path="/x/a.txt", text=text, language="de")
    found = tuple(Quote(article, n, len(text), (), 0.5) for n in range(quotes))
    answer = Answer("Wer?", understood or Understood("de"), found, 0.9, None, Coverage(1, 1, 1, None, None, {}, {}))
    return Kept.of(answer, 5, 7, NO_FILTER)


def labels(kept: Kept, number: int, quote: Quote) -> list[list[str]]:
    made = answer_keyboard("t" * 12, kept, number, quote, Texts("en")).to_dict()
    check("editMessageReplyMarkup", {"chat_id": 1, "message_id": 1, "reply_markup": made})
    return [[button["text"] for button in row] for row in made["inline_keyboard"]]


def test_the_buttons_fit_what_is_shown() -> None:
    article = Article(id="a", path="/x/a.txt", text="Ja 😀. " * 50, language="de")
    short, long = Quote(article, 0, 5, (), 1.0), Quote(article, 0, 300, (), 1.0)
    kept = kept_answer("Nein, danke.")
    assert labels(kept, 1, short) == [["Quote 2 ▶"], ["Context", "Copy"], ["👍", "👎"]]
    assert labels(kept, 2, long) == [["◀ Quote 1", "More ▶"], ["Context", "Copy"], ["👍", "👎"]]
    narrowed = kept_answer("Nein, danke.", understood=Understood("de", source=AskedSource("dpa", ("dpa",))))
    assert labels(narrowed, 1, short)[2] == ["Without period and source"]
    rows = answer_keyboard("t" * 12, kept, 1, short, Texts("en")).to_dict()["inline_keyboard"]
    assert rows[1][1]["copy_text"]["text"] == "“Ja 😀.” (source unknown, undated)"
    assert "callback_data" in answer_keyboard("t" * 12, kept, 2, long, Texts("en")).to_dict()["inline_keyboard"][1][1]


def test_a_stop_waits_then_tells_those_who_wait_and_leaves_their_questions_for_the_next_start(tmp_path: Path) -> None:
    told: list[tuple[int, str]] = []

    class Sender:
        async def notice(self, chat_id: int, markup: str) -> None:
            told.append((chat_id, markup))

    class Application:
        bot = None

        async def process_update(self, update: Any) -> None:
            if update.update_id == 2:
                front.searching[2] = (22, Texts("de"))
                await asyncio.sleep(60)
            await asyncio.sleep(0.05)

    state = State(tmp_path, 60)
    front: Any = SimpleNamespace(state=state, sender=Sender(), metrics=Metrics(), searching={}, put_off={})

    async def scene() -> None:
        dispatcher = Dispatcher(Application(), front)
        for number in (1, 2, 2):
            await dispatcher.take({"update_id": number})
        while not front.searching:
            await asyncio.sleep(0.01)
        await dispatcher.finish(0.5)

    asyncio.run(asyncio.wait_for(scene(), 30))
    assert told == [(22, "Ich werde gerade neu gestartet. Die Antwort kommt danach.")]
    assert [(entry.update_id, entry.token) for entry in state.journal.left()] == [(2, None)]


def test_the_log_has_no_token_and_no_message_of_an_error() -> None:
    lines = JsonLines(("123:ab/c", ""))
    try:
        raise ValueError("Die Frage lautete: Wer?")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "url …/bot%s/getMe", ("123%3Aab%2Fc",), (type(error), error, None)
        )
    record.fields = {"address": "https://api.telegram.org/bot123:ab/c/getMe"}
    row = json.loads(lines.format(record))
    assert (row["event"], row["address"]) == ("url …/bot…/getMe", "https://api.telegram.org/bot…/getMe")
    assert row["error"] == "ValueError" and "Frage" not in json.dumps(row)


def test_health_is_silence_conflict_and_the_database() -> None:
    clock = Clock()
    health = Health("polling", clock)
    assert health.report(3) == (True, {"status": "ok", "mode": "polling", "silent_seconds": 0.0, "waiting": 3})
    clock.now = SILENCE
    assert health.report(0)[1]["status"] == "silent"
    assert Health("webhook", clock).report(0)[0]
    health.conflict = True
    assert health.report(0)[1]["status"] == "conflict"
    health.database = False
    assert health.report(0)[1]["status"] == "database"
    health.database = True
    health.heard()
    assert health.report(0)[0]
