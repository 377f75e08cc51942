"""What one person, one odd update or one fault may do to the bot: nothing to the others."""

import asyncio
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.opening import open_store
from bot.settings import Settings
from bot.telegram import dispatch, polling, running, start
from bot.telegram.health import Health
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Sender, Undeliverable
from bot.telegram.sharing import Sharing
from bot.telegram.tables import StateAway
from bot.telegram.webhook import SECRET_HEADER, open_webhook
from bot.texts import Texts
from bot.wording.telegram import COMMANDS
from corpus.errors import ArchiveError, IndexDamaged
from corpus.store import Store
from tests.telegram_inside import FakeArchive, Inside
from tests.telegram_people import Human
from tests.test_telegram_webhook import free_port, request

ANNA, BEN = Human(7), Human(8, "Ben")
GROUP = -1007


class Asked(FakeArchive):
    """Keeps the questions and then fails in a way that is said."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def ask(self, question: str, context: str | None, filters: object) -> Any:
        self.questions.append(question)
        raise IndexDamaged(reason_de="x", reason_en="x")


def test_commands_count_like_questions_and_a_question_by_command_counts_once(tmp_path: Path) -> None:
    archive = Asked()
    bot = Inside(tmp_path, archive, rate=3)

    async def scene() -> None:
        await bot.say(ANNA, "/frage Wer?")
        for _ in range(5):
            await bot.say(ANNA, "/hilfe")
        await bot.say(ANNA, "/frage Und wann?")
        await bot.say(BEN, "/neu")

    bot.run(scene)
    said = [(sent["chat_id"], sent["text"][:12]) for method, sent in bot.telegram.calls if method == "sendMessage"]
    assert sorted(said) == [
        (7, "Das Archiv l"),
        (7, "Das waren vi"),
        (7, "Jede Nachric"),
        (7, "Jede Nachric"),
        (8, "Neues Thema."),
    ]
    assert archive.questions == ["Wer?"]


def test_a_flood_of_one_person_leaves_places_for_the_others(tmp_path: Path) -> None:
    gate = threading.Event()

    class Slow(FakeArchive):
        def coverage(self) -> Any:
            gate.wait(20)
            return super().coverage()

    bot = Inside(tmp_path, Slow(), rate=1000)

    async def scene() -> None:
        for _ in range(dispatch.AT_ONCE + 20):
            await asyncio.wait_for(bot.say(ANNA, "/start"), 10)
        await asyncio.wait_for(bot.say(BEN, "/neu"), 10)
        while not bot.telegram.texts():
            await asyncio.sleep(0.01)
        assert bot.telegram.texts() == ["Neues Thema."]
        gate.set()

    bot.run(scene)
    assert len(bot.telegram.texts()) == 1 + dispatch.OF_ONE
    assert b'wortlaut_updates_total{kind="flood"} 244.0' in bot.front.metrics.text()
    assert bot.state.journal.open_count() == 0


@pytest.mark.parametrize(
    "said",
    ["/frage Wer leitet sie?", "/frage: Wer leitet sie?", "/frage, Wer leitet sie?", "/FRAGE@WortlautBot: Wer leitet sie?"],
)
def test_a_command_is_what_telegram_marks(said: str, tmp_path: Path) -> None:
    archive = Asked()
    bot = Inside(tmp_path, archive)
    bot.run(lambda: bot.say(ANNA, said))
    assert archive.questions == ["Wer leitet sie?"]


def test_a_mark_behind_a_command_is_none_of_its_words(tmp_path: Path) -> None:
    bot = Inside(tmp_path, FakeArchive())

    async def scene() -> None:
        await bot.say(ANNA, "/frage?")
        await bot.say(ANNA, "/tanzen@WortlautBot!", group=GROUP)
        await bot.say(ANNA, "/seit: 2019-02-03")

    bot.run(scene)
    assert sorted(bot.telegram.texts()) == [
        "/tanzen kenne ich nicht. /hilfe zeigt alle Befehle.",
        "Die Frage fehlt. Beispiel: /frage Wer leitet die Nato-Mission im Irak?",
        "Filter: ab 3. Februar 2019",
    ]


@pytest.mark.parametrize(
    ("odd", "number"),
    [
        ({"update_id": 2**70}, None),
        ({"update_id": -1}, None),
        ({"update_id": True}, None),
        ({"update_id": 5, "message": {"text": "\ud800"}}, 5),
    ],
)
def test_an_update_that_cannot_be_stored_holds_up_nothing(odd: Any, number: int | None, tmp_path: Path) -> None:
    bot = Inside(tmp_path, FakeArchive())
    asked: list[object] = []
    answers = [[odd], [odd, {"update_id": 6}], []]

    class Bot:
        async def do_api_request(self, _: str, data: dict[str, Any], **__: object) -> Any:
            asked.append(data.get("offset"))
            if not answers:
                raise asyncio.CancelledError
            return answers.pop(0)

    async def scene() -> None:
        with pytest.raises(asyncio.CancelledError):
            await polling.poll(Bot(), bot.dispatcher.take, Health("polling"), 1)

    bot.run(scene)
    assert asked == [None, number and number + 1, 7, 7]
    assert b'wortlaut_updates_total{kind="malformed"} 2.0' in bot.front.metrics.text()
    assert bot.state.journal.open_count() == 0


def test_a_full_disk_confirms_nothing_and_what_came_then_comes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "_FIRST_PAUSE", 0.001)
    bot = Inside(tmp_path, FakeArchive())
    asked: list[object] = []
    row = {"update_id": 5, "something": "x" * 200_000}  # more than fits into the pages that there are

    def fill(pages: int) -> None:
        with bot.state._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    class Bot:
        async def do_api_request(self, _: str, data: dict[str, Any], **__: object) -> Any:
            asked.append(data.get("offset"))
            if len(asked) == 4:
                fill(100_000)
            if len(asked) == 6:
                raise asyncio.CancelledError
            return [row] if data.get("offset") is None else []

    async def scene() -> None:
        fill(1)
        with pytest.raises(asyncio.CancelledError):
            await polling.poll(Bot(), bot.dispatcher.take, Health("polling"), 1)

    bot.run(scene)
    assert asked == [None, None, None, None, 6, 6]
    assert bot.state.journal.open_count() == 0


@pytest.mark.parametrize("command", ["/start", "/quellen", "/archiv", "/quelle dpa", "/seit aus"])
def test_what_the_archive_cannot_do_is_said_in_a_group_too(command: str, tmp_path: Path) -> None:
    class Broken(FakeArchive):
        def coverage(self) -> Any:
            raise ArchiveError(path="x", reason="y")

    bot = Inside(tmp_path / "a", Broken())
    bot.run(lambda: bot.say(ANNA, command, group=GROUP))
    assert [text[:35] for text in bot.telegram.texts()] == ["Das Archiv lässt sich gerade nicht "]

    class Slow(FakeArchive):
        def coverage(self) -> Any:
            time.sleep(0.3)

    bot = Inside(tmp_path / "b", Slow(), deadline=0.05)
    bot.run(lambda: bot.say(ANNA, command, group=GROUP))
    assert [text[:28] for text in bot.telegram.texts()] == ["Das hat zu lange gedauert un"]


@pytest.mark.parametrize("error", [ArchiveError(path="x", reason="y"), OSError(28, "no space"), None])
def test_an_archive_without_its_picture_is_told_in_words(error: Exception | None, tmp_path: Path) -> None:
    class NoPicture(FakeArchive):
        def picture(self, texts: Texts) -> bytes:
            if error is not None:
                raise error
            time.sleep(0.5)
            return b"late"

    bot = Inside(tmp_path, NoPicture(), deadline=0.2)
    bot.run(lambda: bot.say(ANNA, "/archiv"))
    assert [method for method, _ in bot.telegram.calls] == ["sendMessage"]
    assert bot.telegram.texts()[0].startswith("<b>Archiv</b>\n36 Artikel")


@pytest.mark.parametrize("error", [None, IndexDamaged(reason_de="x", reason_en="x"), MemoryError()])
def test_the_bot_starts_though_the_archive_is_slow_or_broken(error: Exception | None, tmp_path: Path) -> None:
    class Cold(FakeArchive):
        def warm(self) -> None:
            time.sleep(0.2)
            if error is not None:
                raise error

    class Ready(Exception):
        pass

    def ready(name: str) -> None:
        raise Ready(name)

    bot = Inside(tmp_path, Cold(), deadline=0.05)

    async def scene() -> None:
        with pytest.raises(Ready, match="WortlautBot"):
            health = Health("polling")
            sharing = Sharing(bot.state, health)
            await running._serve(bot.settings, bot.application, bot.front, bot.dispatcher, health, sharing, False, [], ready)

    bot.run(scene)


def test_the_webhook_takes_its_own_path_alone() -> None:
    taken: list[Any] = []

    async def take(row: Any) -> None:
        if row == {"n": 2}:
            raise StateAway(reason="gone")
        taken.append(row)

    async def scene() -> None:
        port, health = free_port(), Health("webhook")
        server = open_webhook("https://bot.example.org/a+b(c/x.y", "127.0.0.1", port, "geheim", take, health, lambda: 3)
        paths = ["a+b(c/x.y", "aab(c/x.y", "a+b(c/xzy"]
        codes = [(await asyncio.to_thread(request, f"http://127.0.0.1:{port}/{path}", {"n": 1}, "geheim"))[0] for path in paths]
        codes.append((await asyncio.to_thread(request, f"http://127.0.0.1:{port}/{paths[0]}", {"n": 2}, "geheim"))[0])
        for health.database in (True, False):
            code, said = await asyncio.to_thread(request, f"http://127.0.0.1:{port}/health")
            codes.append(code)
            assert json.loads(said)["waiting"] == 3
        server.stop()
        assert codes == [200, 404, 404, 503, 200, 503]

    asyncio.run(scene())
    assert taken == [{"n": 1}] and SECRET_HEADER.startswith("X-Telegram")


class Replies:
    """A bot whose messages meet these errors, one after another; keeps where each went, as what, and into which topic."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.sent: list[tuple[int, object, object]] = []

    async def send_message(self, chat: int, text: str, **more: Any) -> None:
        self.sent.append((chat, more["parse_mode"], more["message_thread_id"]))
        if self.errors:
            raise self.errors.pop(0)


def test_a_notice_to_someone_who_blocked_the_bot_is_tried_once() -> None:
    bot = Replies(*[Forbidden("blocked")] * 5)
    asyncio.run(Sender(bot, Metrics()).notice(1, "x"))
    assert len(bot.sent) == 1


def test_in_a_group_that_has_moved_a_refusal_is_met_as_elsewhere() -> None:
    bot = Replies(ChatMigrated(-2), BadRequest("can't parse entities"))
    asyncio.run(Sender(bot, Metrics()).send(-1, "x"))
    assert bot.sent == [(-1, "HTML", None), (-2, "HTML", None), (-2, None, None)]
    circle = Replies(ChatMigrated(-2), ChatMigrated(-1))
    with pytest.raises(Undeliverable):
        asyncio.run(Sender(circle, Metrics()).send(-1, "x"))


def test_what_is_asked_in_a_topic_is_answered_there(tmp_path: Path) -> None:
    class Drawn(Asked):
        def picture(self, texts: Texts) -> bytes:
            return b"png"

    bot = Inside(tmp_path, Drawn())
    topic = {"message_thread_id": 44, "is_topic_message": True}
    gone: dict[str, Any] = {"description": "Bad Request: message thread not found"}

    async def scene() -> None:
        await bot.say(ANNA, "/frage Wer?", group=GROUP, **topic)
        await bot.say(ANNA, "/archiv", group=GROUP, **topic)
        await bot.say(BEN, "/neu", group=GROUP, message_thread_id=9)  # an ordinary group's thread of replies

    bot.run(scene)
    went = sorted((method, sent.get("message_thread_id", 0)) for method, sent in bot.telegram.calls)
    assert went == [("sendChatAction", 44), ("sendMessage", 0), ("sendMessage", 44), ("sendPhoto", 44)]

    bot = Inside(tmp_path / "gone", Drawn())
    bot.telegram.refuse = lambda _, sent: (400, gone) if "message_thread_id" in sent else None
    bot.run(lambda: bot.say(ANNA, "/neu", group=GROUP, **topic))
    assert [(sent.get("message_thread_id"), sent["parse_mode"]) for _, sent in bot.telegram.calls] == [
        (44, "HTML"),
        (None, "HTML"),
    ]


def test_a_picture_leaves_no_store_open(sample_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Store] = []
    closed: list[Store] = []
    close = Store.close

    def opening(settings: Settings) -> Store:
        opened.append(open_store(settings))
        return opened[-1]

    def closing(store: Store) -> None:
        closed.append(store)
        close(store)

    monkeypatch.setattr(start, "open_store", opening)
    monkeypatch.setattr(Store, "close", closing)
    picture = start._picture(sample_settings, Texts("de"))
    assert picture is not None and picture.startswith(b"\x89PNG")
    assert len(opened) == 1 and closed == opened


def test_the_menu_begins_with_start_and_the_service_names_an_ingest_into_its_folders() -> None:
    assert COMMANDS[0][:2] == ("start", "start")
    unit = (Path(__file__).parents[1] / "deploy" / "wortlaut-telegram.service").read_text(encoding="utf-8")
    comments = "".join(line for line in unit.splitlines() if line.startswith("#"))
    folders = next(line for line in unit.splitlines() if line.startswith("Environment=")).removeprefix("Environment=")
    assert folders in comments and "wortlaut ingest" in comments
